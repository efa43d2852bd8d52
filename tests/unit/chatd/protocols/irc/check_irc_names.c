/* SPDX-License-Identifier: MIT */
/* Names of the chat, as IRC shows and means them. */

#include "chatd/protocols/irc/irc_names.h"

#include <string.h>

#include "unit/unit.h"

static const char *const guests[][2] = {
	{ "192.0.2.7:34858", "192.0.2.7-34858" },
	{ "[2001:db8::7]:34858", "[2001-db8--7]-34858" },
	{ "unix:4711/1000", "unix-4711/1000" },
};

START_TEST(guests_are_shown_without_colons_and_found_again)
{
	char shown[IRC_SHOWN_BYTES];
	char meant[IRC_SHOWN_BYTES];
	struct slice nick = irc_name_show(slice_of(guests[_i][0]), shown);

	ck_assert(slice_is(nick, guests[_i][1]));
	ck_assert(slice_is(irc_name_mean(nick, meant), guests[_i][0]));
	ck_assert(slice_is(
	    irc_name_mean(slice_of(guests[_i][0]), meant), guests[_i][0]));
}
END_TEST

static const char *const users[] = { "", "alice", "a-b", "1.2.3-4", "192.0.2.7",
	"192.0.2.7-", "192.0.2.7-x", "192.0.2.777-1", "-", "1-2-3",
	"192.0.2.7-1-2" };

START_TEST(users_are_called_what_they_are)
{
	char room[IRC_SHOWN_BYTES];
	struct slice name = slice_of(users[_i]);

	ck_assert(slice_equals(irc_name_show(name, room), name));
	ck_assert(slice_equals(irc_name_mean(name, room), name));
}
END_TEST

START_TEST(names_are_never_longer_than_there_is_room)
{
	char name[IRC_SHOWN_BYTES + 50];
	char room[IRC_SHOWN_BYTES];
	const struct slice all = { name, sizeof(name) };

	memset(name, ':', sizeof(name));
	ck_assert_uint_eq(irc_name_show(all, room).size, sizeof(room));
	ck_assert_uint_eq(irc_name_show_room(all, room).size, sizeof(room));
	name[0] = '[';
	ck_assert_uint_eq(irc_name_mean(all, room).size, sizeof(room));
}
END_TEST

START_TEST(items_have_commas_between_them)
{
	struct slice items = slice_of("a,,bc,");
	struct slice item;

	ck_assert(irc_name_take_item(&items, &item) && slice_is(item, "a"));
	ck_assert(irc_name_take_item(&items, &item) && slice_is(item, ""));
	ck_assert(irc_name_take_item(&items, &item) && slice_is(item, "bc"));
	ck_assert(!irc_name_take_item(&items, &item));
}
END_TEST

START_TEST(a_word_has_no_blanks)
{
	ck_assert(irc_name_is_word(slice_of("a")));
	ck_assert(!irc_name_is_word(slice_of("")));
	ck_assert(!irc_name_is_word(slice_of("a\tb")));
	ck_assert(!irc_name_is_word(slice_of(" a")));
	ck_assert(!irc_name_is_word(slice_of("a ")));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests,
	    guests_are_shown_without_colons_and_found_again, 0,
	    (int)(sizeof(guests) / sizeof(guests[0])));
	test_cases_add_loop(tests, users_are_called_what_they_are, 0,
	    (int)(sizeof(users) / sizeof(users[0])));
	test_cases_add(tests, names_are_never_longer_than_there_is_room);
	test_cases_add(tests, items_have_commas_between_them);
	test_cases_add(tests, a_word_has_no_blanks);
}
