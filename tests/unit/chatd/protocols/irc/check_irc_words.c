/* SPDX-License-Identifier: MIT */
/* Writing lines of IRC, up to the bounds that they have. */

#include "chatd/protocols/irc/irc_words.h"

#include <string.h>

#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_line.h"
#include "unit/unit.h"

#define S(text) ((struct slice)SLICE(text))

static char room[IRC_WORDS_TAGGED_BYTES];
static struct irc_words words;

/* Bytes to take long parts from. */
static char long_text[2 * IRC_WORDS_TAGGED_BYTES];

static struct slice
long_slice(size_t size)
{
	return (struct slice){ long_text, size };
}

static void
begin(void)
{
	memset(long_text, 'x', sizeof(long_text));
	memset(room, '?', sizeof(room));
	irc_words_begin(&words, room, sizeof(room));
}

static void
assert_line(const char *want)
{
	struct slice line = irc_words_end(&words);

	ck_assert_msg(slice_is(line, want), "\"%.*s\" is not \"%s\"",
	    (int)line.size, line.bytes, want);
}

/* ":alice!a@cloak PRIVMSG #tea" */
static void
add_head(void)
{
	irc_words_add_user(&words, S("alice"), S("a"), S("cloak"));
	irc_words_add_command(&words, "PRIVMSG");
	irc_words_add_parameter(&words, S("#tea"));
}

START_TEST(parts_come_one_after_the_other)
{
	begin();
	irc_words_add_tag(&words, "msgid", S("17"));
	irc_words_add_tag(&words, "bot", S(""));
	irc_words_relay_tag(
	    &words, &(struct irc_tag){ SLICE("+reply"), SLICE("a\\sb") });
	irc_words_relay_tag(
	    &words, &(struct irc_tag){ SLICE("+x"), SLICE("") });
	add_head();
	irc_words_add_text(&words, S("hello you"));
	assert_line("@msgid=17;bot;+reply=a\\sb;+x :alice!a@cloak PRIVMSG "
		    "#tea :hello you\r\n");
}
END_TEST

START_TEST(a_line_may_be_a_command_alone)
{
	begin();
	irc_words_add_command(&words, "PING");
	assert_line("PING\r\n");
	begin();
	irc_words_add_tag(&words, "a", S(""));
	irc_words_add_command(&words, "PING");
	assert_line("@a PING\r\n");
}
END_TEST

START_TEST(numerics_have_three_digits_and_a_nick)
{
	begin();
	irc_words_add_server(&words, S("chat.example"));
	irc_words_add_numeric(&words, IRC_RPL_ISUPPORT, S("bob"));
	irc_words_add_parameter(&words, S("CHANTYPES=#"));
	irc_words_add_text(&words, S("are supported by this server"));
	assert_line(":chat.example 005 bob CHANTYPES=# :are supported by this "
		    "server\r\n");
	begin();
	irc_words_add_server(&words, S("here"));
	irc_words_add_numeric(&words, IRC_ERR_NEEDMOREPARAMS, S(""));
	irc_words_add_parameter(&words, S("JOIN"));
	irc_words_add_text(&words, S(""));
	assert_line(":here 461 * JOIN :\r\n");
}
END_TEST

START_TEST(what_cannot_be_in_the_middle_is_a_star)
{
	static const struct slice bad[] = { SLICE(""), SLICE(":a"), SLICE(":"),
		SLICE("a b"), SLICE(" a"), SLICE("a "), SLICE("a\0b"),
		SLICE("a\rb"), SLICE("a\n") };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin();
		irc_words_add_user(&words, bad[i], bad[i], bad[i]);
		irc_words_add_numeric(&words, IRC_ERR_ERRONEUSNICKNAME, bad[i]);
		irc_words_add_parameter(&words, bad[i]);
		assert_line(":*!*@* 432 * *\r\n");
	}
	begin();
	irc_words_add_server(&words, S("a:b"));
	irc_words_add_command(&words, "X");
	irc_words_add_parameter(&words, S("a:b\t"));
	assert_line(":a:b X a:b\t\r\n");
}
END_TEST

START_TEST(the_last_one_has_a_colon_where_it_needs_one)
{
	static const struct {
		struct slice last;
		const char *want;
	} cases[] = {
		{ SLICE("key"), "X key\r\n" },
		{ SLICE("k:y"), "X k:y\r\n" },
		{ SLICE(""), "X :\r\n" },
		{ SLICE(":"), "X ::\r\n" },
		{ SLICE(":)"), "X ::)\r\n" },
		{ SLICE("a b"), "X :a b\r\n" },
		{ SLICE(" "), "X : \r\n" },
		{ SLICE("a\r\nQUIT\0"), "X :a  QUIT \r\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin();
		irc_words_add_command(&words, "X");
		irc_words_add_last(&words, cases[i].last);
		assert_line(cases[i].want);
	}
}
END_TEST

START_TEST(a_last_one_that_is_cut_is_still_one)
{
	struct irc_words head;

	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_parameter(&words, long_slice(510 - strlen("X  :")));
	head = words;
	irc_words_add_last(&words, S("a"));
	ck_assert(slice_is(
	    (struct slice){ irc_words_end(&words).bytes + 507, 5 }, "x a\r\n"));
	words = head;
	irc_words_add_last(&words, S("ab"));
	ck_assert(slice_is(
	    (struct slice){ irc_words_end(&words).bytes + 507, 5 }, "x :\r\n"));
}
END_TEST

START_TEST(no_text_ends_a_line)
{
	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_text(&words, S("a\r\nQUIT\0b"));
	assert_line("X :a  QUIT b\r\n");
}
END_TEST

START_TEST(patterns_are_filled)
{
	const struct slice values[] = { SLICE("a %"), SLICE(""), SLICE("c") };

	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_filled(&words, "% b%, and %", values);
	assert_line("X :a % b, and c\r\n");
	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_filled(&words, "no value", NULL);
	assert_line("X :no value\r\n");
	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_filled(&words, IRC_ACTION_PATTERN, values + 2);
	assert_line("X :\1ACTION c\1\r\n");
}
END_TEST

START_TEST(values_of_tags_are_escaped)
{
	static const struct slice value = SLICE("a;b c\\d\r\n\xc3\xa9=:,");
	struct irc_line line;
	char meaning[32];
	struct slice text;

	begin();
	irc_words_add_tag(&words, "a", value);
	irc_words_add_command(&words, "X");
	assert_line("@a=a\\:b\\sc\\\\d\\r\\n\xc3\xa9=:, X\r\n");
	text = irc_words_end(&words);
	text.size -= strlen("\r\n");
	ck_assert_int_eq(irc_line_parse(text, &line), IRC_LINE_VALID);
	ck_assert(irc_line_find_tag(line.tags, "a", &text));
	ck_assert(slice_equals(irc_line_unescape(text, meaning), value));
}
END_TEST

START_TEST(a_last_parameter_is_cut_to_512_bytes)
{
	size_t before = strlen(":alice!a@cloak PRIVMSG #tea :");
	struct slice line;

	begin();
	add_head();
	irc_words_add_text(&words, long_slice(510 - before));
	line = irc_words_end(&words);
	ck_assert_uint_eq(line.size, 512);
	begin();
	add_head();
	irc_words_add_text(&words, long_slice(511 - before));
	line = irc_words_end(&words);
	ck_assert_uint_eq(line.size, 512);
	ck_assert(slice_is((struct slice){ line.bytes + 508, 4 }, "xx\r\n"));
	ck_assert_int_eq(room[512], '?');
}
END_TEST

START_TEST(tags_are_counted_apart)
{
	size_t most = 8191 - strlen("@a= ");
	struct slice line;

	begin();
	irc_words_add_tag(&words, "a", long_slice(most));
	irc_words_add_command(&words, "X");
	irc_words_add_text(&words, long_slice(600));
	line = irc_words_end(&words);
	ck_assert_uint_eq(line.size, IRC_WORDS_TAGGED_BYTES);
	ck_assert(slice_is((struct slice){ line.bytes + 8190, 5 }, " X :x"));
	begin();
	irc_words_add_tag(&words, "a", long_slice(most + 1));
	irc_words_add_command(&words, "X");
	assert_line("");
}
END_TEST

START_TEST(characters_are_not_cut)
{
	/* A character of four bytes, at each place where a line may end. */
	static const char character[] = "\xf0\x9f\x8d\xb5";

	for (size_t at = 503; at <= 511; at++) {
		size_t size = at - strlen("X :");
		bool fits = at + 4 <= 510;
		struct slice line;

		begin();
		memcpy(long_text + size, character, 4);
		irc_words_add_command(&words, "X");
		irc_words_add_text(&words, long_slice(size + 4));
		line = irc_words_end(&words);
		ck_assert_uint_eq(
		    line.size, fits ? at + 6 : (at > 510 ? 510 : at) + 2);
		ck_assert_int_eq(
		    memchr(line.bytes, character[0], line.size) != NULL, fits);
	}
}
END_TEST

START_TEST(nothing_comes_after_a_cut)
{
	struct slice value;

	begin();
	memcpy(long_text + 505, "\xe2\x82\xac", 3);
	value = long_slice(508);
	irc_words_add_command(&words, "X");
	irc_words_add_filled(&words, "%\1y", &value);
	value = irc_words_end(&words);
	ck_assert_uint_eq(value.size, 510);
	ck_assert_int_eq(value.bytes[507], 'x');
}
END_TEST

START_TEST(without_room_for_a_part_there_is_no_line)
{
	begin();
	irc_words_add_user(
	    &words, long_slice(255), long_slice(200), long_slice(63));
	ck_assert_uint_eq(irc_words_get_room(&words), 0);
	irc_words_add_command(&words, "PRIVMSG");
	irc_words_add_text(&words, S("hi"));
	assert_line("");
	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_parameter(&words, long_slice(508));
	ck_assert_uint_eq(irc_words_end(&words).size, 512);
	irc_words_add_text(&words, S(""));
	assert_line("");
	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_parameter(&words, long_slice(509));
	assert_line("");
}
END_TEST

START_TEST(nothing_follows_the_last_one)
{
	begin();
	irc_words_add_command(&words, "X");
	irc_words_add_text(&words, S("a"));
	ck_assert_uint_eq(irc_words_get_room(&words), 0);
	irc_words_add_parameter(&words, S("b"));
	assert_line("");
}
END_TEST

START_TEST(a_small_buffer_is_a_bound_as_well)
{
	begin();
	irc_words_begin(&words, room, 16);
	irc_words_add_command(&words, "PRIVMSG");
	irc_words_add_text(&words, long_slice(100));
	assert_line("PRIVMSG :xxxxx\r\n");
	ck_assert_int_eq(room[16], '?');
	begin();
	irc_words_begin(&words, room, 16);
	irc_words_add_tag(&words, "abc", long_slice(10));
	irc_words_add_command(&words, "X");
	assert_line("");
	ck_assert_int_eq(room[16], '?');
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, parts_come_one_after_the_other);
	test_cases_add(tests, a_line_may_be_a_command_alone);
	test_cases_add(tests, numerics_have_three_digits_and_a_nick);
	test_cases_add(tests, what_cannot_be_in_the_middle_is_a_star);
	test_cases_add(tests, the_last_one_has_a_colon_where_it_needs_one);
	test_cases_add(tests, a_last_one_that_is_cut_is_still_one);
	test_cases_add(tests, no_text_ends_a_line);
	test_cases_add(tests, patterns_are_filled);
	test_cases_add(tests, values_of_tags_are_escaped);
	test_cases_add(tests, a_last_parameter_is_cut_to_512_bytes);
	test_cases_add(tests, tags_are_counted_apart);
	test_cases_add(tests, characters_are_not_cut);
	test_cases_add(tests, nothing_comes_after_a_cut);
	test_cases_add(tests, without_room_for_a_part_there_is_no_line);
	test_cases_add(tests, nothing_follows_the_last_one);
	test_cases_add(tests, a_small_buffer_is_a_bound_as_well);
}
