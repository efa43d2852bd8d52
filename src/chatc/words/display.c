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

#include "chatc/words/display.h"

#include <stdio.h>
#include <string.h>

#include "chatc/codecs/codec.h"
#include "chatc/words/mention.h"
#include "chatc/words/name_colour.h"
#include "common/text.h"

#define DISPLAY_RESET "\033[0m"
#define DISPLAY_BOLD  "\033[1m"
#define DISPLAY_DIM   "\033[2m"
#define DISPLAY_RED   "\033[31m"
#define DISPLAY_GREEN "\033[32m"

/* The width of a time stamp. */
#define DISPLAY_INDENT "      "

/* Room for one character as text_escape() writes it. */
#define DISPLAY_SHOWN_BYTES 32

/* %n stands for the name, %r for the room and %t for the text. */
struct display_phrase {
	const char *colour;    /* of the words; NULL for the terminal's own */
	const char *words;     /* scripts depend on them */
	const char *on_screen; /* words that people like better, or NULL */
};

static const struct display_phrase display_phrases[] = {
	[SENTENCE_ASK_NAME] = { NULL,
	    "Welcome to Chat Client. Enter your login:", NULL },
	[SENTENCE_LOGGED_IN] = { DISPLAY_GREEN, "Successfully logged in as %n!",
	    NULL },
	[SENTENCE_NAME_TAKEN] = { DISPLAY_RED,
	    "Cannot log in as %n. That username is already in use.", NULL },
	[SENTENCE_NAME_REFUSED] = { DISPLAY_RED,
	    "Cannot log in as %n. "
	    "That username contains disallowed characters.",
	    NULL },
	[SENTENCE_FULL] = { DISPLAY_RED, "Cannot log in. The server is full!",
	    NULL },
	[SENTENCE_SENT] = { DISPLAY_DIM, "The message was sent successfully",
	    NULL },
	[SENTENCE_NO_SUCH_USER] = { DISPLAY_RED,
	    "The destination user does not exist", "%n is not here." },
	[SENTENCE_BAD_HEADER] = { DISPLAY_RED,
	    "Error: Unknown issue in previous message header.",
	    "The server does not understand that." },
	[SENTENCE_BAD_BODY] = { DISPLAY_RED,
	    "Error: Unknown issue in previous message body.",
	    "The server does not take that name or text." },
	[SENTENCE_FROM] = { NULL, "From %n: %t", NULL },
	[SENTENCE_NAMES] = { NULL, "There are %t online users:", NULL },
	[SENTENCE_JOINED] = { DISPLAY_GREEN, "You are in %r now.", NULL },
	[SENTENCE_LEFT] = { DISPLAY_DIM, "You have left %r.", NULL },
	[SENTENCE_CAME] = { DISPLAY_DIM, "%n has joined %r.", NULL },
	[SENTENCE_WENT] = { DISPLAY_DIM, "%n has left %r.", NULL },
	[SENTENCE_ROOMS] = { NULL, "Your rooms: %t", NULL },
	[SENTENCE_REGISTERED] = { DISPLAY_GREEN,
	    "%n is your own name now, and needs the password.", NULL },
	[SENTENCE_SERVER_SAYS] = { DISPLAY_DIM, "The server says: %t", NULL },
	[SENTENCE_RENAMED] = { DISPLAY_DIM, "%n is called %t now.", NULL },
	[SENTENCE_HINTS] = { DISPLAY_DIM, "%t", NULL },
	[SENTENCE_TARGET] = { DISPLAY_DIM,
	    "What you type now goes to %n; \"!to\" alone ends that.", NULL },
	[SENTENCE_EVERYBODY] = { DISPLAY_DIM,
	    "What you type now goes to everybody.", NULL },
	[SENTENCE_NOBODY] = { DISPLAY_DIM,
	    "What you type now goes to nobody; @NAME TEXT goes to NAME.",
	    NULL },
	[SENTENCE_NO_TARGET] = { DISPLAY_RED,
	    "To whom? Write @NAME TEXT, or @NAME alone to talk to NAME.",
	    NULL },
	[SENTENCE_NO_COMMAND] = { DISPLAY_RED,
	    "There is no command %t. !help lists the commands.", NULL },
	[SENTENCE_RAW_COMMAND] = { DISPLAY_RED,
	    "The server's own commands are not typed here. Write %t.", NULL },
	[SENTENCE_INCOMPLETE] = { DISPLAY_RED, "Write it like this: %t", NULL },
	[SENTENCE_NO_ROOMS] = { DISPLAY_RED,
	    "There are no rooms to join in the %n protocol.", NULL },
	[SENTENCE_NOT_IN_ROOM] = { DISPLAY_RED,
	    "You are not in %r. Write !join %r first.", NULL },
	[SENTENCE_TOO_MANY_ROOMS] = { DISPLAY_RED,
	    "You cannot join %r: there are too many rooms. !part leaves one.",
	    NULL },
	[SENTENCE_CANNOT_CONNECT] = { DISPLAY_RED, "Cannot connect to %n: %t",
	    NULL },
	[SENTENCE_ADVICE] = { NULL, "%t", NULL },
	[SENTENCE_ENCRYPTED] = { DISPLAY_DIM,
	    "The connection to %n is encrypted (%t).", NULL },
	[SENTENCE_NEW_SERVER] = { NULL,
	    "%n is new here. From now on it is known by its key, %t.", NULL },
	[SENTENCE_NO_ANSWER] = { DISPLAY_RED, "The server does not answer.",
	    NULL },
	[SENTENCE_NO_LOGIN] = { DISPLAY_RED,
	    "The server does not answer. "
	    "Perhaps it does not speak %n; see --protocol.",
	    NULL },
	[SENTENCE_HUNG_UP] = { DISPLAY_RED,
	    "The server hung up. Try another name.", NULL },
	[SENTENCE_HUNG_UP_SILENTLY] = { DISPLAY_RED,
	    "The server hung up. Try another name, or --tls.", NULL },
	[SENTENCE_LOST] = { DISPLAY_RED, "The connection is lost: %t", NULL },
	[SENTENCE_TRYING_AGAIN] = { DISPLAY_DIM,
	    "Trying again in %t s. What you type is kept; !quit leaves.",
	    NULL },
	[SENTENCE_TOO_LONG] = { DISPLAY_RED,
	    "That line is too long and was not sent.", NULL },
	[SENTENCE_BROKEN] = { DISPLAY_RED, "The server does not speak %n.",
	    NULL },
	[SENTENCE_WRONG_DOOR] = { DISPLAY_RED,
	    "The server does not speak %n; try --protocol=%t.", NULL },
	[SENTENCE_FOREIGN_DOOR] = { DISPLAY_RED,
	    "The server does not speak %n; it seems to speak %t.", NULL },
	[SENTENCE_WANTS_TLS] = { DISPLAY_RED,
	    "The server does not speak %n in clear; try --tls.", NULL },
	[SENTENCE_HIDDEN] = { DISPLAY_DIM,
	    "Lines from the server that were not shown: %t", NULL },
	[SENTENCE_UNSENT] = { DISPLAY_RED, "Lines that were not sent: %t",
	    NULL },
	[SENTENCE_ASK_PASSWORD] = { NULL,
	    "If %n is yours, its password (or Enter for another name):", NULL },
	[SENTENCE_ASK_NEW_PASSWORD] = { NULL, "New password:", NULL },
	[SENTENCE_ASK_SAME_PASSWORD] = { NULL, "The same again:", NULL },
	[SENTENCE_READABLE] = { DISPLAY_RED,
	    "Others could read a password on this connection; --tls encrypts.",
	    NULL },
	[SENTENCE_WRONG_PASSWORD] = { DISPLAY_RED,
	    "That is not the password of %n.", NULL },
	[SENTENCE_NOT_PRIVATE] = { DISPLAY_RED,
	    "No password goes over a connection that others could read; "
	    "see --tls.",
	    NULL },
	[SENTENCE_LATER] = { DISPLAY_RED,
	    "The server takes no passwords at the moment. Try again later.",
	    NULL },
	[SENTENCE_NO_OWNERS] = { DISPLAY_RED,
	    "Names have no owners on this server.", NULL },
	[SENTENCE_NO_PASSWORD] = { DISPLAY_RED,
	    "There is no password; see --password-file.", NULL },
	[SENTENCE_NO_REGISTER] = { DISPLAY_RED,
	    "There is no !register in the %n protocol.", NULL },
	[SENTENCE_NO_REGISTRATION] = { DISPLAY_RED,
	    "The server does not let users become owners of their names.",
	    NULL },
	[SENTENCE_NOT_A_PASSWORD] = { DISPLAY_RED,
	    "A password has 8 to 128 bytes, without blanks around it.", NULL },
	[SENTENCE_DIFFERS] = { DISPLAY_RED,
	    "That was not the same password. Nothing has changed.", NULL },
	[SENTENCE_OWNED] = { DISPLAY_RED, "%n has an owner already.", NULL },
	[SENTENCE_TAKEN_OVER] = { DISPLAY_RED,
	    "The owner of %n has logged in elsewhere.", NULL },
	[SENTENCE_DRIVEN_OUT] = { DISPLAY_RED,
	    "The server ends the connection again and again. "
	    "Perhaps the owner of %n is logged in elsewhere.",
	    NULL },
	[SENTENCE_LOG_ENDS] = { DISPLAY_RED,
	    "Cannot write to the log %n: %t. Nothing is logged from now on.",
	    NULL },
};

/* Those of a room. */
static const struct display_phrase display_room_phrases[] = {
	[SENTENCE_FROM] = { NULL, "From %n in %r: %t", NULL },
	[SENTENCE_NAMES] = { NULL, "Members of %r: %t", NULL },
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
	if (style->colours) {
		name_colour_append(out, name, style->has_256_colours);
		if (name.size > 0 && slice_equals(name, style->own_name))
			buffer_append_text(out, DISPLAY_BOLD);
	}
	display_append_safely(out, name, style->ascii_only);
	if (style->colours) {
		buffer_append_text(out, DISPLAY_RESET);
		if (colour != NULL)
			buffer_append_text(out, colour);
	}
}

/* Append a text in which our own name is bold. */
static void
display_append_text(
    const struct display_style *style, struct slice text, struct buffer *out)
{
	struct slice before, own;
	size_t at;

	while (style->colours && mention_find(text, style->own_name, &at)) {
		before = (struct slice){ text.bytes, at };
		own = (struct slice){ text.bytes + at, style->own_name.size };
		display_append_safely(out, before, style->ascii_only);
		buffer_append_text(out, DISPLAY_BOLD);
		display_append_safely(out, own, style->ascii_only);
		buffer_append_text(out, DISPLAY_RESET);
		text.bytes += at + own.size;
		text.size -= at + own.size;
	}
	display_append_safely(out, text, style->ascii_only);
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

/* Append the part of a sentence that this letter of a phrase stands for. */
static void
display_append_part(const struct display_style *style, char letter,
    const struct sentence *sentence, const char *colour, struct buffer *out)
{
	if (letter == 'n')
		display_append_name(style, sentence->name, colour, out);
	else if (letter == 'r')
		display_append_name(style, sentence->room, colour, out);
	else if (sentence->kind == SENTENCE_FROM)
		display_append_text(style, sentence->text, out);
	else
		display_append_safely(out, sentence->text, style->ascii_only);
}

static void
display_append_phrase(const struct display_style *style,
    const struct display_phrase *phrase, const struct sentence *sentence,
    struct buffer *out)
{
	const char *colour = style->colours ? phrase->colour : NULL;
	const char *words = style->people_words && phrase->on_screen != NULL
				? phrase->on_screen
				: phrase->words;
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
		display_append_part(style, words[1], sentence, colour, out);
		words += 2;
	}
	if (colour != NULL)
		buffer_append_text(out, DISPLAY_RESET);
	buffer_append_text(out, "\n");
}

/* Append how many names a list has, and then each of them. */
static void
display_append_list(const struct display_style *style,
    const struct display_phrase *phrase, const struct sentence *sentence,
    struct buffer *out)
{
	struct slice rest = sentence->text, name;
	struct sentence counted = *sentence;
	size_t count = 0;
	char number[24];

	while (codec_next_name(&rest, &name))
		count++;
	counted.text.bytes = number;
	counted.text.size = (size_t)snprintf(
	    number, sizeof(number), "%zu", count);
	display_append_phrase(style, phrase, &counted, out);
	for (rest = sentence->text; codec_next_name(&rest, &name);) {
		if (style->decorated)
			buffer_append_text(out, DISPLAY_INDENT);
		display_append_name(style, name, NULL, out);
		buffer_append_text(out, "\n");
	}
}

static void
display_append_help(const struct display_style *style,
    const struct sentence *sentence, struct buffer *out)
{
	if (style->decorated)
		buffer_append_text(out, DISPLAY_INDENT);
	buffer_append_slice(out, sentence->name);
	buffer_append_text(out, " - ");
	buffer_append_slice(out, sentence->text);
	buffer_append_text(out, "\n");
}

void
display_render(const struct display_style *style,
    const struct sentence *sentence, struct buffer *out)
{
	enum sentence_kind kind = sentence->kind;
	const struct display_phrase *phrase = &display_phrases[kind];

	if (sentence->room.size > 0 &&
	    (kind == SENTENCE_FROM || kind == SENTENCE_NAMES))
		phrase = &display_room_phrases[kind];
	if (kind == SENTENCE_NAMES || kind == SENTENCE_ROOMS)
		display_append_list(style, phrase, sentence, out);
	else if (kind == SENTENCE_HELP)
		display_append_help(style, sentence, out);
	else
		display_append_phrase(style, phrase, sentence, out);
}

void
display_append_rule(
    const struct display_style *style, struct slice words, struct buffer *out)
{
	if (style->colours)
		buffer_append_text(out, DISPLAY_DIM);
	buffer_append_text(out, "---- ");
	buffer_append_slice(out, words);
	buffer_append_text(out, " ----");
	if (style->colours)
		buffer_append_text(out, DISPLAY_RESET);
	buffer_append_text(out, "\n");
}
