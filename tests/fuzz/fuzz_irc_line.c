/* SPDX-License-Identifier: MIT */
/*
 * What is made of lines that a client of IRC sends, and that what is written is
 * read as it was meant.
 *
 * Each line of the input is taken apart; its parts lie in it, in their order.
 * Then it is written anew out of them, and that is taken apart as well: what
 * had room comes back, byte for byte.  Its last parameter is also written as a
 * text that is too long for one line, and comes back whole.
 */

#include "fuzz/fuzz.h"

#include <string.h>

#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_words.h"
#include "common/line.h"

/* All that may be in a line, once parsed. */
struct parts {
	struct irc_line line;
	struct slice parameters[IRC_PARAMETERS_MAX];
	size_t count;
};

/* Require part to lie in whole, at at or after it; return where it ends. */
static const char *
require_inside(struct slice whole, const char *at, struct slice part)
{
	if (part.size == 0)
		return at;
	fuzz_require(part.bytes >= at);
	fuzz_require(part.bytes + part.size <= whole.bytes + whole.size);
	return part.bytes + part.size;
}

static enum irc_line_status
take_apart(struct slice text, struct parts *parts)
{
	enum irc_line_status status = irc_line_parse(text, &parts->line);
	struct irc_parameters rest;
	struct slice parameter;
	const char *at = text.bytes;

	parts->count = 0;
	if (status != IRC_LINE_VALID)
		return status;
	at = require_inside(text, at, parts->line.tags);
	at = require_inside(text, at, parts->line.source);
	at = require_inside(text, at, parts->line.verb);
	fuzz_require(parts->line.verb.size > 0);
	fuzz_require(parts->line.tags.size <= IRC_TAGS_MAX_BYTES);
	rest = parts->line.parameters;
	while (irc_line_take_parameter(&rest, &parameter)) {
		fuzz_require(parts->count < IRC_PARAMETERS_MAX);
		at = require_inside(text, at, parameter);
		parts->parameters[parts->count++] = parameter;
	}
	return status;
}

/* Add each tag twice: as it was sent, and with its meaning escaped again. */
static void
write_tags(struct irc_words *words, struct slice tags)
{
	char room[IRC_TAGS_MAX_BYTES], key[IRC_TAGS_MAX_BYTES + 1];
	struct irc_tag tag;

	while (irc_line_take_tag(&tags, &tag)) {
		fuzz_require(tag.key.size > 0);
		memcpy(key, tag.key.bytes, tag.key.size);
		key[tag.key.size] = '\0';
		irc_words_relay_tag(words, &tag);
		irc_words_add_tag(
		    words, key, irc_line_unescape(tag.value, room));
	}
}

/* Write what was read, with a verb that fits between its neighbours. */
static struct slice
write_anew(const struct parts *parts, char *bytes, size_t capacity)
{
	struct irc_words words;

	irc_words_begin(&words, bytes, capacity);
	write_tags(&words, parts->line.tags);
	if (parts->line.source.size > 0)
		irc_words_add_server(&words, parts->line.source);
	irc_words_add_command(&words, "VERB");
	for (size_t i = 0; i < parts->count; i++) {
		if (i + 1 < parts->count)
			irc_words_add_parameter(&words, parts->parameters[i]);
		else
			irc_words_add_last(&words, parts->parameters[i]);
	}
	return irc_words_end(&words);
}

/* The tags that came in twos are the same ones, in both ways of writing. */
static void
check_tags(struct slice sent, struct slice tags)
{
	char one[IRC_TAGS_MAX_BYTES], other[IRC_TAGS_MAX_BYTES];
	struct irc_tag tag, again;

	while (irc_line_take_tag(&sent, &tag)) {
		struct slice meaning = irc_line_unescape(tag.value, one);

		for (int i = 0; i < 2; i++) {
			fuzz_require(irc_line_take_tag(&tags, &again));
			fuzz_require(slice_equals(tag.key, again.key));
			fuzz_require(slice_equals(
			    meaning, irc_line_unescape(again.value, other)));
		}
	}
	fuzz_require(!irc_line_take_tag(&tags, &again));
}

/* A line with these words of a client's is one that a client can read. */
static void
check_anew(const struct parts *parts)
{
	char bytes[IRC_WORDS_TAGGED_BYTES];
	struct slice text = write_anew(parts, bytes, sizeof(bytes));
	struct slice source = parts->line.source;
	enum irc_line_status status;
	struct parts again;

	if (text.size == 0)
		return; /* its own verb was shorter, or its tags were long */
	fuzz_require(text.size >= 2 && text.size <= sizeof(bytes));
	text.size -= strlen("\r\n");
	status = take_apart(text, &again);
	if (status == IRC_LINE_TOO_LONG)
		return; /* there are twice as many tags as a client may send */
	fuzz_require(status == IRC_LINE_VALID);
	fuzz_require(
	    slice_equals(source, again.line.source) ||
	    (source.bytes[0] == ':' && slice_is(again.line.source, "*")));
	check_tags(parts->line.tags, again.line.tags);
	fuzz_require(slice_is(again.line.verb, "VERB"));
	fuzz_require(again.count == parts->count);
	for (size_t i = 0; i < again.count; i++) {
		struct slice was = parts->parameters[i];
		struct slice is = again.parameters[i];

		if (i + 1 == again.count && is.size < was.size)
			was.size = is.size; /* cut */
		fuzz_require(slice_equals(was, is));
	}
}

/* A text in several lines comes back whole, and none of them is too long. */
static void
check_pieces(struct slice text, struct slice target)
{
	char bytes[IRC_WORDS_BYTES];
	struct irc_words head;
	struct slice rest = text, piece;
	const char *at = text.bytes;
	size_t room;

	irc_words_begin(&head, bytes, sizeof(bytes));
	irc_words_add_user(&head, target, target, target);
	irc_words_add_command(&head, "PRIVMSG");
	room = irc_words_get_room(&head);
	while (irc_words_take_piece(&rest, room, &piece)) {
		struct irc_words words = head;
		struct slice written;
		struct parts parts;

		fuzz_require(piece.bytes == at && piece.size > 0);
		at += piece.size;
		irc_words_add_text(&words, piece);
		written = irc_words_end(&words);
		fuzz_require(written.size >= 2);
		written.size -= strlen("\r\n");
		fuzz_require(take_apart(written, &parts) == IRC_LINE_VALID);
		fuzz_require(parts.count == 1);
		fuzz_require(slice_equals(parts.parameters[0], piece));
	}
	fuzz_require(rest.size == 0 || room < IRC_WORDS_PIECE_MIN_BYTES);
}

/* Codes that are taken out leave none, and nothing that was not there. */
static void
check_formatting(struct slice text)
{
	char *room = malloc(text.size + 1);
	struct slice plain;
	struct irc_ctcp ctcp;

	fuzz_require(room != NULL);
	plain = irc_formatting_strip(text, room);
	fuzz_require(plain.size <= text.size);
	fuzz_require(!irc_formatting_is_in(plain));
	fuzz_require(irc_formatting_is_in(text) || slice_equals(plain, text));
	if (irc_formatting_read_ctcp(text, &ctcp)) {
		const char *at = require_inside(text, text.bytes, ctcp.verb);

		fuzz_require(ctcp.verb.size > 0 && text.bytes[0] == '\1');
		require_inside(text, at, ctcp.text);
	}
	free(room);
}

static void
check_line(struct slice text)
{
	struct parts parts;
	char room[IRC_VERB_BYTES];

	if (take_apart(text, &parts) != IRC_LINE_VALID)
		return;
	fuzz_require(irc_line_raise_verb(parts.line.verb, room).size ==
		     parts.line.verb.size);
	check_anew(&parts);
	for (size_t i = 0; i < parts.count; i++) {
		check_formatting(parts.parameters[i]);
		check_pieces(parts.parameters[i], parts.line.verb);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct slice text;
	size_t taken;

	while ((taken = line_take(bytes, size, &text)) > 0) {
		check_line(text);
		bytes += taken;
		size -= taken;
	}
	if (size > 0)
		check_line((struct slice){ bytes, size });
	return 0;
}
