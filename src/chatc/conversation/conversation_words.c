/* SPDX-License-Identifier: MIT */
/* What a conversation says: sentences with the parts that they have. */

#include "chatc/conversation/conversation_private.h"

#include <stdio.h>
#include <string.h>

/* The digits of any number that is said. */
#define CONVERSATION_NUMBER_BYTES 24

void
conversation_say(struct conversation *c, enum sentence_kind kind)
{
	c->host->say(c->context, &(struct sentence){ .kind = kind });
}

void
conversation_say_own_name(struct conversation *c, enum sentence_kind kind)
{
	conversation_say_name(c, kind, buffer_slice(&c->name));
}

void
conversation_say_name(
    struct conversation *c, enum sentence_kind kind, struct slice name)
{
	c->host->say(
	    c->context, &(struct sentence){ .kind = kind, .name = name });
}

void
conversation_say_text(
    struct conversation *c, enum sentence_kind kind, struct slice text)
{
	c->host->say(
	    c->context, &(struct sentence){ .kind = kind, .text = text });
}

void
conversation_say_room(
    struct conversation *c, enum sentence_kind kind, struct slice room)
{
	c->host->say(
	    c->context, &(struct sentence){ .kind = kind, .room = room });
}

void
conversation_say_number(
    struct conversation *c, enum sentence_kind kind, unsigned long number)
{
	char digits[CONVERSATION_NUMBER_BYTES];
	int size = snprintf(digits, sizeof(digits), "%lu", number);

	conversation_say_text(c, kind, (struct slice){ digits, (size_t)size });
}

void
conversation_say_protocol(
    struct conversation *c, enum sentence_kind kind, struct slice text)
{
	const char *name = c->codec->name;

	c->host->say(c->context,
	    &(struct sentence){
		.kind = kind, .name = { name, strlen(name) }, .text = text });
}

void
conversation_say_hints(struct conversation *c)
{
	/* Each fits into 80 columns, behind a time stamp. */
	static const char everybody[] =
	    "What you type goes to everybody, @NAME TEXT to one; "
	    "!help shows more.";
	static const char rooms[] =
	    "@NAME TEXT talks to somebody, !join #ROOM joins a room, "
	    "!help shows more.";
	static const char names[] =
	    "@NAME TEXT talks to somebody, !who lists who is here, "
	    "!help shows more.";
	const char *text = c->codec->join != NULL ? rooms : names;

	if (c->codec->say != NULL)
		text = everybody;
	if (c->has_person)
		conversation_say_text(c, SENTENCE_HINTS, slice_of(text));
}

void
conversation_say_hidden(struct conversation *c)
{
	unsigned long hidden = unasked_take_hidden(&c->unasked);

	if (hidden > 0)
		conversation_say_number(c, SENTENCE_HIDDEN, hidden);
}

bool
conversation_may_say_unasked(struct conversation *c)
{
	if (!unasked_may_show(&c->unasked, c->host->now_ms(c->context)))
		return false;
	conversation_say_hidden(c);
	return true;
}
