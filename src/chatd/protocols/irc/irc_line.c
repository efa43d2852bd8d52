/* SPDX-License-Identifier: MIT */
/*
 * Lines of IRC, as clients send them.
 *
 * What is too long is found to be so first, and costs no more than that.
 */

#include "chatd/protocols/irc/irc_line.h"

#include "common/text.h"

static void
irc_line_skip_spaces(struct slice *rest)
{
	while (slice_take_prefix(rest, " "))
		continue;
}

/* Say whether no byte in text has this value. */
static bool
irc_line_lacks(struct slice text, char byte)
{
	slice_take_until(&text, byte);
	return text.size == 0;
}

enum irc_line_status
irc_line_parse(struct slice text, struct irc_line *line_r)
{
	struct irc_line line = { .parameters = { .taken = 0 } };
	struct slice rest = text;

	if (slice_take_prefix(&rest, "@")) {
		line.tags = slice_take_until(&rest, ' ');
		slice_take_prefix(&rest, " ");
	}
	if (line.tags.size > IRC_TAGS_MAX_BYTES ||
	    rest.size > IRC_LINE_MAX_BYTES)
		return IRC_LINE_TOO_LONG;
	if (!irc_line_lacks(text, '\0') || !irc_line_lacks(text, '\r') ||
	    !irc_line_lacks(text, '\n'))
		return IRC_LINE_MALFORMED;
	irc_line_skip_spaces(&rest);
	if (slice_take_prefix(&rest, ":")) {
		line.source = slice_take_until(&rest, ' ');
		irc_line_skip_spaces(&rest);
	}
	line.verb = slice_take_until(&rest, ' ');
	if (line.verb.size == 0)
		return IRC_LINE_EMPTY;
	line.parameters.rest = rest;
	*line_r = line;
	return IRC_LINE_VALID;
}

bool
irc_line_take_parameter(
    struct irc_parameters *parameters, struct slice *parameter_r)
{
	struct slice *rest = &parameters->rest;

	irc_line_skip_spaces(rest);
	if (rest->size == 0)
		return false;
	parameters->taken++;
	if (slice_take_prefix(rest, ":") ||
	    parameters->taken >= IRC_PARAMETERS_MAX) {
		*parameter_r = *rest;
		rest->bytes += rest->size;
		rest->size = 0;
	} else {
		*parameter_r = slice_take_until(rest, ' ');
	}
	return true;
}

struct slice
irc_line_raise_verb(struct slice verb, char room[IRC_VERB_BYTES])
{
	if (verb.size > IRC_VERB_BYTES)
		return verb;
	for (size_t i = 0; i < verb.size; i++) {
		char byte = verb.bytes[i];

		if (byte >= 'a' && byte <= 'z')
			byte = (char)(byte - 'a' + 'A');
		room[i] = byte;
	}
	return (struct slice){ room, verb.size };
}

bool
irc_line_take_tag(struct slice *tags, struct irc_tag *tag_r)
{
	while (tags->size > 0) {
		struct slice value = slice_take_until(tags, ';');
		struct slice key = slice_take_until(&value, '=');

		slice_take_prefix(tags, ";");
		slice_take_prefix(&value, "=");
		if (key.size == 0)
			continue;
		tag_r->key = key;
		tag_r->value = value;
		return true;
	}
	return false;
}

/* Say whether byte may be in the name of a tag: "+vendor.example/key-1". */
static bool
irc_line_is_key_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
	       byte == '/';
}

bool
irc_line_is_client_tag(const struct irc_tag *tag)
{
	struct slice key = tag->key;

	if (!slice_take_prefix(&key, "+") || key.size == 0)
		return false;
	for (size_t i = 0; i < key.size; i++) {
		if (!irc_line_is_key_byte(key.bytes[i]))
			return false;
	}
	return text_is_valid(tag->value.bytes, tag->value.size);
}

bool
irc_line_find_tag(struct slice tags, const char *key, struct slice *value_r)
{
	struct slice wanted = slice_of(key);
	struct irc_tag tag;
	bool found = false;

	while (irc_line_take_tag(&tags, &tag)) {
		if (!slice_equals(tag.key, wanted))
			continue;
		*value_r = tag.value;
		found = true;
	}
	return found;
}

/* Return what a byte after a backslash stands for. */
static char
irc_line_meaning(char byte)
{
	switch (byte) {
	case ':':
		return ';';
	case 's':
		return ' ';
	case 'r':
		return '\r';
	case 'n':
		return '\n';
	default:
		return byte; /* a backslash, or one that needed none */
	}
}

struct slice
irc_line_unescape(struct slice value, char *room)
{
	struct slice result = { room, 0 };

	for (size_t i = 0; i < value.size; i++) {
		char byte = value.bytes[i];

		if (byte == '\\') {
			if (++i == value.size)
				break; /* a lone one at the end is nothing */
			byte = irc_line_meaning(value.bytes[i]);
		}
		room[result.size++] = byte;
	}
	return result;
}
