/* SPDX-License-Identifier: MIT */
/*
 * Writing lines of IRC.
 *
 * All that is written passes through irc_words_put(), which knows the bounds.
 */

#include "chatd/protocols/irc/irc_words.h"

#include "chatd/protocols/irc/irc_line.h"
#include "common/text.h"

#define IRC_WORDS_END_BYTES 2 /* "\r\n" */

/* "@", the tags of client and server with a ";" between them, and a space. */
#define IRC_WORDS_TAGS_BYTES 8191

/* In place of what cannot be a parameter, as servers do it. */
static const struct slice irc_words_nothing = SLICE("*");

void
irc_words_begin(struct irc_words *words, char *bytes, size_t capacity)
{
	*words = (struct irc_words){ .bytes = bytes, .capacity = capacity };
}

/* Return how many bytes may still be written, be they tags or not. */
static size_t
irc_words_left(const struct irc_words *words)
{
	size_t end = words->start + IRC_LINE_MAX_BYTES;

	if (words->failed || words->has_last)
		return 0;
	if (words->has_tags)
		end = IRC_WORDS_TAGS_BYTES - 1; /* without the space */
	if (end > words->capacity - IRC_WORDS_END_BYTES)
		end = words->capacity - IRC_WORDS_END_BYTES;
	return end - words->size;
}

/* Write the bytes of s, or note that there is no room for them. */
static void
irc_words_put(struct irc_words *words, struct slice s)
{
	if (s.size > irc_words_left(words)) {
		words->failed = true;
		return;
	}
	slice_write(words->bytes + words->size, s);
	words->size += s.size;
}

static void
irc_words_put_byte(struct irc_words *words, char byte)
{
	irc_words_put(words, (struct slice){ &byte, 1 });
}

/* ---- tags ---------------------------------------------------------------- */

/* Begin a tag: "@" or ";", and its key. */
static void
irc_words_put_key(struct irc_words *words, struct slice key)
{
	char before = words->has_tags ? ';' : '@';

	words->has_tags = true;
	irc_words_put_byte(words, before);
	irc_words_put(words, key);
}

/* Return the letter that stands for byte after a backslash, or NUL. */
static char
irc_words_escape(char byte)
{
	switch (byte) {
	case ';':
		return ':';
	case ' ':
		return 's';
	case '\\':
		return '\\';
	case '\r':
		return 'r';
	case '\n':
		return 'n';
	default:
		return '\0';
	}
}

void
irc_words_add_tag(struct irc_words *words, const char *key, struct slice value)
{
	irc_words_put_key(words, slice_of(key));
	if (value.size > 0)
		irc_words_put_byte(words, '=');
	for (size_t i = 0; i < value.size; i++) {
		char letter = irc_words_escape(value.bytes[i]);

		if (letter != '\0')
			irc_words_put_byte(words, '\\');
		irc_words_put_byte(
		    words, letter != '\0' ? letter : value.bytes[i]);
	}
}

void
irc_words_relay_tag(struct irc_words *words, const struct irc_tag *tag)
{
	irc_words_put_key(words, tag->key);
	if (tag->value.size == 0)
		return;
	irc_words_put_byte(words, '=');
	irc_words_put(words, tag->value);
}

/* ---- the line ------------------------------------------------------------ */

/* Put the space that comes before a part, unless it is the first one. */
static void
irc_words_put_space(struct irc_words *words)
{
	if (words->has_tags) {
		words->has_tags = false;
		words->start = words->size + 1;
	}
	if (words->size > 0)
		irc_words_put_byte(words, ' ');
}

static bool
irc_words_breaks_line(char byte)
{
	return byte == '\0' || byte == '\r' || byte == '\n';
}

/* Say whether s can be a part that others follow. */
static bool
irc_words_is_middle(struct slice s)
{
	if (s.size == 0 || s.bytes[0] == ':')
		return false;
	for (size_t i = 0; i < s.size; i++) {
		if (s.bytes[i] == ' ' || irc_words_breaks_line(s.bytes[i]))
			return false;
	}
	return true;
}

static void
irc_words_put_middle(struct irc_words *words, struct slice s)
{
	irc_words_put(words, irc_words_is_middle(s) ? s : irc_words_nothing);
}

void
irc_words_add_user(struct irc_words *words, struct slice nick,
    struct slice user, struct slice host)
{
	irc_words_add_server(words, nick);
	irc_words_put_byte(words, '!');
	irc_words_put_middle(words, user);
	irc_words_put_byte(words, '@');
	irc_words_put_middle(words, host);
}

void
irc_words_add_server(struct irc_words *words, struct slice name)
{
	irc_words_put_space(words);
	irc_words_put_byte(words, ':');
	irc_words_put_middle(words, name);
}

void
irc_words_add_command(struct irc_words *words, const char *command)
{
	irc_words_put_space(words);
	irc_words_put(words, slice_of(command));
}

void
irc_words_add_numeric(
    struct irc_words *words, enum irc_numeric numeric, struct slice nick)
{
	unsigned int number = (unsigned int)numeric;

	irc_words_put_space(words);
	irc_words_put_byte(words, (char)('0' + number / 100 % 10));
	irc_words_put_byte(words, (char)('0' + number / 10 % 10));
	irc_words_put_byte(words, (char)('0' + number % 10));
	irc_words_add_parameter(words, nick);
}

void
irc_words_add_parameter(struct irc_words *words, struct slice parameter)
{
	irc_words_put_space(words);
	irc_words_put_middle(words, parameter);
}

/* ---- the last parameter -------------------------------------------------- */

/* Write as much of s as there is room for, without what would end a line. */
static void
irc_words_put_text(struct irc_words *words, struct slice s)
{
	char *at = words->bytes + words->size;
	size_t size = text_cut(s.bytes, s.size, irc_words_left(words));
	bool is_cut = size < s.size;

	s.size = size;
	irc_words_put(words, s);
	for (size_t i = 0; i < size; i++) {
		if (irc_words_breaks_line(at[i]))
			at[i] = ' ';
	}
	if (is_cut)
		words->has_last = true; /* nothing comes after a cut */
}

void
irc_words_add_last(struct irc_words *words, struct slice last)
{
	irc_words_put_space(words);
	/* Cut to nothing it is still a parameter. */
	if (!irc_words_is_middle(last) || last.size > irc_words_left(words))
		irc_words_put_byte(words, ':');
	irc_words_put_text(words, last);
	words->has_last = true;
}

void
irc_words_add_text(struct irc_words *words, struct slice text)
{
	irc_words_add_filled(words, "%", &text);
}

void
irc_words_add_filled(
    struct irc_words *words, const char *pattern, const struct slice *values)
{
	irc_words_put_space(words);
	irc_words_put_byte(words, ':');
	while (*pattern != '\0') {
		struct slice literal = { pattern, strcspn(pattern, "%") };

		irc_words_put_text(words, literal);
		pattern += literal.size;
		if (*pattern == '\0')
			break;
		irc_words_put_text(words, *values++);
		pattern++;
	}
	words->has_last = true;
}

size_t
irc_words_get_room(const struct irc_words *words)
{
	const size_t before = strlen(" :");
	size_t left = irc_words_left(words);

	return left > before ? left - before : 0;
}

bool
irc_words_take_piece(struct slice *text, size_t room, struct slice *piece_r)
{
	size_t size = text_cut(text->bytes, text->size, room);

	if (text->size == 0 || room < IRC_WORDS_PIECE_MIN_BYTES)
		return false;
	if (size == 0)
		size = room; /* it is not UTF-8, and must come to an end, too */
	*piece_r = (struct slice){ text->bytes, size };
	text->bytes += size;
	text->size -= size;
	return true;
}

struct slice
irc_words_end(struct irc_words *words)
{
	const struct slice end = SLICE("\r\n");

	if (words->failed)
		return (struct slice){ words->bytes, 0 };
	slice_write(words->bytes + words->size, end);
	return (struct slice){ words->bytes, words->size + end.size };
}
