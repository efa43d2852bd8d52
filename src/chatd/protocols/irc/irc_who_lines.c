/* SPDX-License-Identifier: MIT */
/*
 * What nobody is shown has a form that says so: "255.255.255.255" in place of
 * an address, and "n/a" in place of how high an operator stands.
 */

#include "chatd/protocols/irc/irc_who_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_members.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "common/clock.h"

/* The fields of 354, in the order in which they come. */
static const char irc_who_fields[] = "tcuihsnfdlaor";

/* Room for "H", "*", the marks and "B". */
#define IRC_WHO_FLAGS_BYTES (3 + IRC_MARKS_MAX)

void
irc_who_form_read(struct irc_who_form *form, struct slice text)
{
	struct slice letters = slice_take_until(&text, ',');
	uint64_t number;

	form->has_fields = true;
	for (size_t i = 0; i < letters.size; i++) {
		const char *at = strchr(irc_who_fields, letters.bytes[i]);

		if (at != NULL && *at != '\0')
			form->fields |= 1u << (at - irc_who_fields);
	}
	slice_take_prefix(&text, ",");
	if (text.size > sizeof(form->token) || !slice_to_number(text, &number))
		return;
	form->token_size = text.size;
	memcpy(form->token, text.bytes, text.size);
}

/* "H@B": whether somebody is here or gone, what they are, and their marks */
static struct slice
irc_who_write_flags(
    const struct irc_who_line *line, char room[IRC_WHO_FLAGS_BYTES])
{
	unsigned int flags = line->source.facts.flags;
	size_t count = 0;

	room[count++] = line->source.facts.away.size > 0 ? 'G' : 'H';
	if ((flags & CARD_OPERATOR) != 0)
		room[count++] = '*';
	for (size_t i = 0; i < line->marks.size && i < IRC_MARKS_MAX; i++)
		room[count++] = line->marks.bytes[i];
	if ((flags & CARD_BOT) != 0)
		room[count++] = 'B';
	return (struct slice){ room, count };
}

/* "352 alice #tea bob chatd irc.chatd bob H@ :0 Bob" */
static void
irc_who_say_usual(
    struct connection *connection, const struct irc_who_line *line)
{
	const struct irc_source *source = &line->source;
	char flags[IRC_WHO_FLAGS_BYTES];
	const struct slice parts[] = { line->room, source->user, source->host,
		irc_identity_server(connection), source->nick,
		irc_who_write_flags(line, flags) };
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_RPL_WHOREPLY);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		irc_words_add_parameter(&reply.words, parts[i]);
	irc_words_add_filled(&reply.words, "0 %", &source->real_name);
	irc_reply_send(&reply, connection);
}

/* Write for how many seconds the user has said nothing, as far as is known. */
static struct slice
irc_who_write_idle(const struct card_facts *facts, char room[24])
{
	uint64_t now_s = clock_real_ms() / 1000;
	uint64_t idle_s = 0;

	if (facts->spoke_s > 0 && facts->spoke_s < now_s)
		idle_s = now_s - facts->spoke_s;
	snprintf(room, 24, "%" PRIu64, idle_s);
	return slice_of(room);
}

/* "354 alice 42 #tea bob chatd bob H@ bob :Bob" */
static void
irc_who_say_fields(struct connection *connection,
    const struct irc_who_form *form, const struct irc_who_line *line)
{
	const struct irc_source *source = &line->source;
	const struct slice nothing = SLICE("0");
	char flags[IRC_WHO_FLAGS_BYTES];
	char idle[24];
	const struct slice parts[] = { form->token_size > 0
					   ? (struct slice){ form->token,
						 form->token_size }
					   : nothing,
		line->room, source->user, SLICE("255.255.255.255"),
		source->host, irc_identity_server(connection), source->nick,
		irc_who_write_flags(line, flags), nothing,
		irc_who_write_idle(&source->facts, idle),
		source->facts.account.size > 0 ? source->facts.account
					       : nothing,
		SLICE("n/a"), source->real_name };
	const size_t last = sizeof(parts) / sizeof(parts[0]) - 1;
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_RPL_WHOSPCRPL);
	for (size_t i = 0; i < last; i++) {
		if ((form->fields & 1u << i) != 0)
			irc_words_add_parameter(&reply.words, parts[i]);
	}
	if ((form->fields & 1u << last) != 0)
		irc_words_add_text(&reply.words, parts[last]);
	irc_reply_send(&reply, connection);
}

void
irc_who_say_line(struct connection *connection, const struct irc_who_form *form,
    const struct irc_who_line *line)
{
	if (form->has_fields)
		irc_who_say_fields(connection, form, line);
	else
		irc_who_say_usual(connection, line);
}
