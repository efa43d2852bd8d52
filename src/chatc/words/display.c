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
#include "chatc/words/phrase.h"
#include "common/text.h"

/* The width of a time stamp. */
#define DISPLAY_INDENT "      "

/* Room for one character as text_escape() writes it. */
#define DISPLAY_SHOWN_BYTES 32

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
			buffer_append_text(out, PHRASE_BOLD);
	}
	display_append_safely(out, name, style->ascii_only);
	if (style->colours) {
		buffer_append_text(out, PHRASE_RESET);
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
		buffer_append_text(out, PHRASE_BOLD);
		display_append_safely(out, own, style->ascii_only);
		buffer_append_text(out, PHRASE_RESET);
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
		buffer_append_text(out, PHRASE_DIM);
	buffer_append_text(out, stamp);
	if (style->colours)
		buffer_append_text(out, PHRASE_RESET);
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
    const struct phrase *phrase, const struct sentence *sentence,
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
		buffer_append_text(out, PHRASE_RESET);
	buffer_append_text(out, "\n");
}

/* Append how many names a list has, and then each of them. */
static void
display_append_list(const struct display_style *style,
    const struct phrase *phrase, const struct sentence *sentence,
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
	const struct phrase *phrase = phrase_find(
	    kind, sentence->room.size > 0);

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
		buffer_append_text(out, PHRASE_DIM);
	buffer_append_text(out, "---- ");
	buffer_append_slice(out, words);
	buffer_append_text(out, " ----");
	if (style->colours)
		buffer_append_text(out, PHRASE_RESET);
	buffer_append_text(out, "\n");
}
