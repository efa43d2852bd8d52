/* SPDX-License-Identifier: MIT */
/*
 * What is shown, and how it is made harmless.
 *
 * A server, or a stranger through a careless server, can send any bytes.  What
 * text_escape() lets pass is shown as it is, and so are TAB and the backslash,
 * because a message must arrive in a script as it was written.  So \x1B on the
 * screen may be an escape character or the four characters themselves; neither
 * does any harm.
 */

#include "chatc/display.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "chatc/codecs/codec.h"
#include "common/text.h"

#define DISPLAY_RESET "\033[0m"
#define DISPLAY_DIM   "\033[2m"
#define DISPLAY_RED   "\033[31m"
#define DISPLAY_GREEN "\033[32m"

/* The width of a time stamp. */
#define DISPLAY_INDENT "      "

/* Room for one character as text_escape() writes it. */
#define DISPLAY_SHOWN_BYTES 32

/* %n stands for the name and %t for the text. */
struct display_phrase {
	const char *colour; /* of the words; NULL for the terminal's own */
	const char *words;
};

static const struct display_phrase display_phrases[] = {
	[DISPLAY_ASK_NAME] = { NULL,
	    "Welcome to Chat Client. Enter your login:" },
	[DISPLAY_LOGGED_IN] = { DISPLAY_GREEN,
	    "Successfully logged in as %n!" },
	[DISPLAY_NAME_TAKEN] = { DISPLAY_RED,
	    "Cannot log in as %n. That username is already in use." },
	[DISPLAY_NAME_REFUSED] = { DISPLAY_RED,
	    "Cannot log in as %n. "
	    "That username contains disallowed characters." },
	[DISPLAY_FULL] = { DISPLAY_RED, "Cannot log in. The server is full!" },
	[DISPLAY_SENT] = { DISPLAY_DIM, "The message was sent successfully" },
	[DISPLAY_NO_SUCH_USER] = { DISPLAY_RED,
	    "The destination user does not exist" },
	[DISPLAY_BAD_HEADER] = { DISPLAY_RED,
	    "Error: Unknown issue in previous message header." },
	[DISPLAY_BAD_BODY] = { DISPLAY_RED,
	    "Error: Unknown issue in previous message body." },
	[DISPLAY_FROM] = { NULL, "From %n: %t" },
	[DISPLAY_NAMES] = { NULL, "There are %t online users:" },
	[DISPLAY_SERVER_SAYS] = { DISPLAY_DIM, "The server says: %t" },
	[DISPLAY_WHAT] = { DISPLAY_RED,
	    "That is not a command. !help lists the commands." },
	[DISPLAY_CANNOT_CONNECT] = { DISPLAY_RED, "Cannot connect to %n: %t" },
	[DISPLAY_NO_ANSWER] = { DISPLAY_RED, "The server does not answer." },
	[DISPLAY_HUNG_UP] = { DISPLAY_RED,
	    "The server hung up. Try another name." },
	[DISPLAY_LOST] = { DISPLAY_RED, "The connection is lost: %t" },
	[DISPLAY_TOO_LONG] = { DISPLAY_RED,
	    "That line is too long and was not sent." },
	[DISPLAY_BROKEN] = { DISPLAY_RED,
	    "The server does not speak this protocol." },
};

/* A name is always shown in the same colour. */
static const char *const display_name_colours[] = {
	"\033[1;31m",
	"\033[1;32m",
	"\033[1;33m",
	"\033[1;34m",
	"\033[1;35m",
	"\033[1;36m",
};

/* Return the size of the UTF-8 sequence that begins with this byte. */
static size_t
display_sequence_size(unsigned char lead)
{
	if (lead < 0xC0)
		return 1;
	if (lead < 0xE0)
		return 2;
	return lead < 0xF0 ? 3 : 4;
}

static bool
display_is_plain(char byte)
{
	return (byte >= ' ' && byte <= '~') || byte == '\t';
}

void
display_append_safely(struct buffer *out, struct slice bytes, bool ascii_only)
{
	char shown[DISPLAY_SHOWN_BYTES];
	size_t start = 0, at = 0, size;

	while (at < bytes.size) {
		if (display_is_plain(bytes.bytes[at])) {
			at++;
			continue;
		}
		size = display_sequence_size((unsigned char)bytes.bytes[at]);
		if (ascii_only || size > bytes.size - at ||
		    !text_is_valid(bytes.bytes + at, size))
			size = 1;
		buffer_append(out, bytes.bytes + start, at - start);
		buffer_append_text(out,
		    text_escape(bytes.bytes + at, size, shown, sizeof(shown)));
		at += size;
		start = at;
	}
	if (at > start)
		buffer_append(out, bytes.bytes + start, at - start);
}

static void
display_append_name(const struct display_style *style, struct slice name,
    const char *colour, struct buffer *out)
{
	size_t count = sizeof(display_name_colours) /
		       sizeof(display_name_colours[0]);
	uint32_t sum = 5381;

	if (style->colours) {
		for (size_t i = 0; i < name.size; i++)
			sum = sum * 33 + (unsigned char)name.bytes[i];
		buffer_append_text(out, display_name_colours[sum % count]);
	}
	display_append_safely(out, name, style->ascii_only);
	if (style->colours) {
		buffer_append_text(out, DISPLAY_RESET);
		if (colour != NULL)
			buffer_append_text(out, colour);
	}
}

static void
display_append_stamp(const struct display_style *style, struct buffer *out)
{
	char stamp[16];
	struct tm tm;

	if (!style->decorated || localtime_r(&style->now, &tm) == NULL ||
	    strftime(stamp, sizeof(stamp), "%H:%M ", &tm) == 0)
		return;
	if (style->colours)
		buffer_append_text(out, DISPLAY_DIM);
	buffer_append_text(out, stamp);
	if (style->colours)
		buffer_append_text(out, DISPLAY_RESET);
}

static void
display_append_phrase(const struct display_style *style,
    const struct display_phrase *phrase, struct slice name, struct slice text,
    struct buffer *out)
{
	const char *colour = style->colours ? phrase->colour : NULL;
	const char *words = phrase->words;
	size_t plain;

	display_append_stamp(style, out);
	if (colour != NULL)
		buffer_append_text(out, colour);
	while (*words != '\0') {
		plain = strcspn(words, "%");
		buffer_append(out, words, plain);
		words += plain;
		if (*words == '\0')
			break;
		if (words[1] == 'n')
			display_append_name(style, name, colour, out);
		else
			display_append_safely(out, text, style->ascii_only);
		words += 2;
	}
	if (colour != NULL)
		buffer_append_text(out, DISPLAY_RESET);
	buffer_append_text(out, "\n");
}

static void
display_append_names(
    const struct display_style *style, struct slice list, struct buffer *out)
{
	struct slice rest = list, name;
	size_t count = 0;
	char number[24];
	int size;

	while (codec_next_name(&rest, &name))
		count++;
	size = snprintf(number, sizeof(number), "%zu", count);
	display_append_phrase(style, &display_phrases[DISPLAY_NAMES],
	    (struct slice){ 0 }, (struct slice){ number, (size_t)size }, out);
	for (rest = list; codec_next_name(&rest, &name);) {
		if (style->decorated)
			buffer_append_text(out, DISPLAY_INDENT);
		display_append_name(style, name, NULL, out);
		buffer_append_text(out, "\n");
	}
}

static void
display_append_help(const struct display_style *style, struct slice usage,
    struct slice help, struct buffer *out)
{
	if (style->decorated)
		buffer_append_text(out, DISPLAY_INDENT);
	buffer_append_slice(out, usage);
	buffer_append_text(out, " - ");
	buffer_append_slice(out, help);
	buffer_append_text(out, "\n");
}

void
display_render(const struct display_style *style, enum display_kind kind,
    struct slice name, struct slice text, struct buffer *out)
{
	if (kind == DISPLAY_NAMES)
		display_append_names(style, text, out);
	else if (kind == DISPLAY_HELP)
		display_append_help(style, name, text, out);
	else
		display_append_phrase(
		    style, &display_phrases[kind], name, text, out);
}
