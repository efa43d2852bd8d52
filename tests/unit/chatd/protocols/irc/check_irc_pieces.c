/* SPDX-License-Identifier: MIT */
/* Long texts in as many lines as they need, none of them longer than may be. */

#include "chatd/protocols/irc/irc_words.h"

#include <string.h>

#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_line.h"
#include "common/text.h"
#include "unit/unit.h"

#define S(text) ((struct slice)SLICE(text))

#define TEXT_BYTES 4096

/* What several lines of one text are made of, and what came of them. */
struct pieces {
	char text[TEXT_BYTES];
	size_t size;
	char joined[TEXT_BYTES];
	size_t joined_size;
	size_t count;
};

static struct pieces pieces;

static void
fill(size_t size, const char *character)
{
	size_t length = strlen(character);

	ck_assert_uint_le(size, TEXT_BYTES);
	pieces = (struct pieces){ .size = size - size % length };
	for (size_t i = 0; i < pieces.size; i++)
		pieces.text[i] = character[i % length];
}

/* Read a line as a client does, and join what it says to the others. */
static void
read_piece(struct slice text)
{
	struct slice target, said = S("");
	struct irc_line line;

	ck_assert_uint_le(text.size, IRC_WORDS_BYTES);
	ck_assert_uint_ge(text.size, 2);
	text.size -= strlen("\r\n");
	ck_assert_int_eq(irc_line_parse(text, &line), IRC_LINE_VALID);
	ck_assert(slice_is(line.verb, "PRIVMSG"));
	ck_assert(irc_line_take_parameter(&line.parameters, &target));
	ck_assert(irc_line_take_parameter(&line.parameters, &said));
	ck_assert_uint_gt(said.size, 0);
	ck_assert(text_is_valid(said.bytes, said.size));
	memcpy(pieces.joined + pieces.joined_size, said.bytes, said.size);
	pieces.joined_size += said.size;
	pieces.count++;
}

/* Write the text in lines that begin with a prefix of this length. */
static void
write_all(size_t prefix)
{
	struct slice rest = { pieces.text, pieces.size };
	char bytes[IRC_WORDS_BYTES], nick[2 * IRC_WORDS_BYTES];
	struct irc_words head;
	struct slice piece;
	size_t room;

	memset(nick, 'n', sizeof(nick));
	irc_words_begin(&head, bytes, sizeof(bytes));
	irc_words_add_server(
	    &head, (struct slice){ nick, prefix - strlen(":") });
	irc_words_add_command(&head, "PRIVMSG");
	irc_words_add_parameter(&head, S("#tea"));
	room = irc_words_get_room(&head);
	while (irc_words_take_piece(&rest, room, &piece)) {
		struct irc_words line = head;

		irc_words_add_text(&line, piece);
		read_piece(irc_words_end(&line));
	}
}

static void
assert_whole(size_t count)
{
	ck_assert_uint_eq(pieces.count, count);
	ck_assert_uint_eq(pieces.joined_size, pieces.size);
	ck_assert_int_eq(memcmp(pieces.joined, pieces.text, pieces.size), 0);
}

/* ":alice PRIVMSG #tea :" leaves 489 bytes. */
#define PREFIX      6
#define PIECE_BYTES (510 - PREFIX - 15)

START_TEST(a_text_that_fits_is_one_line)
{
	fill(1, "x");
	write_all(PREFIX);
	assert_whole(1);
	fill(PIECE_BYTES, "x");
	write_all(PREFIX);
	assert_whole(1);
}
END_TEST

START_TEST(one_byte_more_is_one_line_more)
{
	fill(PIECE_BYTES + 1, "x");
	write_all(PREFIX);
	assert_whole(2);
	fill(2 * PIECE_BYTES, "x");
	write_all(PREFIX);
	assert_whole(2);
	fill(2 * PIECE_BYTES + 1, "x");
	write_all(PREFIX);
	assert_whole(3);
}
END_TEST

START_TEST(an_empty_text_is_no_line)
{
	struct slice rest = S(""), piece = S("as it was");

	fill(0, "x");
	write_all(PREFIX);
	assert_whole(0);
	ck_assert(!irc_words_take_piece(&rest, 100, &piece));
	ck_assert(slice_is(piece, "as it was"));
}
END_TEST

START_TEST(pieces_end_between_characters)
{
	static const char *const characters[] = { "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x8d\xb5", "a\xc3\xa9", "ab\xf0\x9f\x8d\xb5" };

	for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++)
		for (size_t prefix = 2; prefix < 9; prefix++) {
			fill(1800, characters[i]);
			write_all(prefix);
			assert_whole(4);
		}
}
END_TEST

START_TEST(the_longest_prefix_leaves_room_for_a_character)
{
	/* " PRIVMSG #tea :" and four bytes, with nothing to spare. */
	size_t prefix = 510 - 15 - IRC_WORDS_PIECE_MIN_BYTES;

	fill(40, "\xf0\x9f\x8d\xb5");
	write_all(prefix);
	assert_whole(10);
	fill(40, "\xf0\x9f\x8d\xb5");
	write_all(prefix + 1);
	ck_assert_uint_eq(pieces.count, 0);
	fill(40, "x");
	write_all(prefix + 100);
	ck_assert_uint_eq(pieces.count, 0);
}
END_TEST

START_TEST(what_is_not_utf8_comes_to_an_end_as_well)
{
	struct slice rest = { pieces.text, 100 };
	struct slice piece;
	size_t count = 0;

	memset(pieces.text, '\x80', sizeof(pieces.text));
	while (irc_words_take_piece(&rest, 10, &piece)) {
		ck_assert_uint_eq(piece.size, 10);
		count++;
	}
	ck_assert_uint_eq(count, 10);
}
END_TEST

START_TEST(an_action_is_one_in_every_line)
{
	struct slice rest, piece;
	char bytes[IRC_WORDS_BYTES];
	struct irc_words head;
	size_t room, count = 0;

	fill(1000, "\xe2\x82\xac");
	rest = (struct slice){ pieces.text, pieces.size };
	irc_words_begin(&head, bytes, sizeof(bytes));
	irc_words_add_command(&head, "PRIVMSG");
	room = irc_words_get_room(&head) - IRC_ACTION_BYTES;
	while (irc_words_take_piece(&rest, room, &piece)) {
		struct irc_words line = head;
		struct irc_ctcp ctcp;
		struct slice text;

		irc_words_add_filled(&line, IRC_ACTION_PATTERN, &piece);
		text = irc_words_end(&line);
		ck_assert_uint_le(text.size, IRC_WORDS_BYTES);
		ck_assert_int_eq(text.bytes[text.size - 3], '\1');
		ck_assert(slice_take_prefix(&text, "PRIVMSG :"));
		ck_assert(irc_formatting_read_ctcp(text, &ctcp));
		ck_assert(ctcp.is_action && slice_equals(ctcp.text, piece));
		count++;
	}
	ck_assert_uint_eq(count, 3);
}
END_TEST

START_TEST(tags_leave_the_room_as_it_is)
{
	char bytes[IRC_WORDS_TAGGED_BYTES];
	struct irc_words head;

	irc_words_begin(&head, bytes, sizeof(bytes));
	irc_words_add_tag(&head, "msgid", S("abc"));
	irc_words_add_command(&head, "PRIVMSG");
	ck_assert_uint_eq(irc_words_get_room(&head), 510 - 9);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_text_that_fits_is_one_line);
	test_cases_add(tests, one_byte_more_is_one_line_more);
	test_cases_add(tests, an_empty_text_is_no_line);
	test_cases_add(tests, pieces_end_between_characters);
	test_cases_add(tests, the_longest_prefix_leaves_room_for_a_character);
	test_cases_add(tests, what_is_not_utf8_comes_to_an_end_as_well);
	test_cases_add(tests, an_action_is_one_in_every_line);
	test_cases_add(tests, tags_leave_the_room_as_it_is);
}
