/* SPDX-License-Identifier: MIT */
/*
 * Bans of names: who has to go, who cannot come back, and what they are told.
 */

#include <string.h>

#include "server/moderation_fixture.h"

static struct test_daemon *chatd;

static void
begin(const char *option)
{
	moderation_begin();
	chatd = moderation_start(option, NO_OPTION);
}

static void
require_banned(const char *name, const char *words)
{
	test_client_ask(test_client_connect(chatd),
	    test_format("HELLO-FROM %s\n", name),
	    test_format("BANNED%s\n", words));
}

START_TEST(a_banned_user_is_told_and_has_to_go)
{
	struct test_client *alice, *bob;

	begin(NO_OPTION);
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
	moderation_order("ban alice sold things", 1);
	moderation_expect_banned(alice, ": sold things");
	moderation_order("ban bob", 1);
	moderation_expect_banned(bob, "");
	test_daemon_wait_log(chatd, "console: user ");
	test_daemon_wait_log(chatd, "closed: banned by the operator");
	require_banned("alice", " sold things");
	require_banned("bob", "");
	test_daemon_wait_log(
	    chatd, "refused alice: the operator has banned them");
}
END_TEST

/* On two workers, so that it is seen on each. */
START_TEST(others_stay_whichever_worker_they_are_on)
{
	struct test_client *clients[6];

	begin(NO_OPTION);
	for (int i = 0; i < 6; i++)
		clients[i] = test_client_login(
		    chatd, test_format("%s%d", i < 4 ? "troll" : "user", i));
	moderation_order("ban troll*", 4);
	for (int i = 0; i < 4; i++)
		moderation_expect_banned(clients[i], "");
	test_client_ask(clients[4], "SEND user5 hi\n", "SEND-OK\n");
	test_client_expect(clients[5], "DELIVERY user4 hi\n");
}
END_TEST

START_TEST(a_banned_name_is_refused_in_each_protocol)
{
	struct test_client *client;

	begin(NO_OPTION);
	moderation_order("ban alice spam", 0);
	client = test_client_connect(chatd);
	test_client_ask(client, "HELLO-FROM alice\n", "BANNED spam\n");
	/* It is the name that is banned. */
	test_client_ask(client, "HELLO-FROM carol\n", "HELLO carol\n");

	client = sized_connect(chatd);
	sized_ask(client, 4, "NAME alice", "ERROR you are banned: spam");
	sized_ask(client, 4, "NAME dave", "HELLO dave");
	sized_ask(client, 4, "NAME alice", "ERROR you are banned: spam");

	client = framed_connect(chatd);
	framed_ask(client, "alice|hi\n", "server|you are banned: spam\n");
	test_client_expect_end(client);

	client = plain_connect(chatd);
	test_client_ask(
	    client, "!name alice\n", "! refused: you are banned: spam\n");
	test_client_ask(client, "!name erin\n", "You are now erin\n");
	metrics_await(metrics_connect(chatd),
	    "chatd_logins_total{outcome=\"banned\"}", 5);
}
END_TEST

START_TEST(those_who_are_here_are_told_in_each_protocol)
{
	struct test_client *sized, *framed, *plain;

	begin("workers=1");
	sized = sized_login(chatd, 4, "sid");
	framed = framed_login(chatd, "fred");
	moderation_order("ban sid", 1);
	sized_expect(sized, 4, "server SENT You are banned");
	test_client_expect_end(sized);
	moderation_order("ban fred", 1);
	framed_expect(framed, "server|@fred You are banned\n"
			      "server|the operator has banned you\n");
	test_client_expect_end(framed);
	plain = plain_connect(chatd);
	test_client_ask(plain, "!name paul\n", "You are now paul\n");
	moderation_order("ban paul", 1);
	test_client_expect(plain, "\r<server> @paul You are banned\n"
				  "! the operator has banned you\n");
	test_client_expect_end(plain);
	metrics_await(metrics_connect(chatd), "chatd_users_banned_total", 3);
}
END_TEST

START_TEST(capital_letters_make_no_difference)
{
	begin(NO_OPTION);
	moderation_order("ban Alice", 0);
	require_banned("aLICE", "");
	moderation_order("ban TR*", 0);
	require_banned("troll", "");
	moderation_order("unban alice", 0);
	test_client_login(chatd, "ALICE");
}
END_TEST

START_TEST(names_need_not_fold)
{
	begin("names_fold=no");
	moderation_order("ban alice", 0);
	require_banned("alice", "");
	test_client_login(chatd, "Alice");
	moderation_refuse("unban ALICE", "there is no such ban");
}
END_TEST

START_TEST(a_beginning_stands_for_all_that_begin_so)
{
	begin(NO_OPTION);
	moderation_order("ban tro*", 0);
	moderation_order("ban trolls*", 0);
	require_banned("tro", "");
	require_banned("trolls42", "");
	test_client_login(chatd, "tr");
	test_client_login(chatd, "atro");
	moderation_order("unban tro*", 0);
	test_client_login(chatd, "troll");
	require_banned("trolls", "");
}
END_TEST

START_TEST(whoever_is_unbanned_comes_back)
{
	begin(NO_OPTION);
	moderation_order("ban alice", 0);
	require_banned("alice", "");
	moderation_order("unban alice", 0);
	test_client_login(chatd, "alice");
	moderation_refuse("unban alice", "there is no such ban");
}
END_TEST

START_TEST(a_ban_takes_the_place_of_an_earlier_one)
{
	begin(NO_OPTION);
	moderation_order("ban alice --for 1d first", 0);
	moderation_order("ban alice second", 0);
	require_banned("alice", " second");
	ck_assert_uint_eq(
	    test_count_lines(console_ask(moderation_console(), "bans"), ""), 3);
}
END_TEST

START_TEST(a_number_is_the_name_of_a_user_where_that_is_said)
{
	begin(NO_OPTION);
	moderation_order("ban name:127.0.0.1", 0);
	require_banned("127.0.0.1", "");
	ck_assert(console_has_row(
	    console_ask(moderation_console(), "bans"), "name:127.0.0.1"));
}
END_TEST

START_TEST(bans_are_listed)
{
	const char *reply;

	begin(NO_OPTION);
	moderation_order("ban alice --until 2222-01-31 no  manners", 0);
	moderation_order("ban ali* --until 2222-01-31T18:30 ", 0);
	moderation_order("ban 192.0.2.0/24", 0);
	moderation_order("mute bob", 0);
	reply = console_ask(moderation_console(), "bans");
	ck_assert_uint_eq(test_count_lines(reply, ""), 5);
	test_require_equal(console_field(reply, "alice", "kind"), "name");
	test_require_equal(
	    console_field(reply, "alice", "until"), "2222-01-31T00:00:00Z");
	test_require_equal(
	    console_field(reply, "alice", "reason"), "no  manners");
	test_require_equal(console_field(reply, "ali*", "kind"), "names");
	test_require_equal(
	    console_field(reply, "ali*", "until"), "2222-01-31T18:30:00Z");
	test_require_equal(
	    console_field(reply, "192.0.2.0/24", "kind"), "network");
	test_require_equal(
	    console_field(reply, "192.0.2.0/24", "until"), "never");
	reply = console_ask(moderation_console(), "mutes");
	ck_assert_uint_eq(test_count_lines(reply, ""), 3);
	ck_assert(console_has_row(reply, "bob"));
}
END_TEST

#define USAGE "usage: ban WHOM [--for DURATION | --until DATE] [REASON]"

#define DURATION "--for wants a duration, as 90s, 30min, 12h or 7d"

#define DATE                                                                   \
	"--until wants a date, as 2027-01-31, or a time in UTC, as "           \
	"2027-01-31T18:30"

START_TEST(what_is_no_order_is_refused)
{
	static const char *const rows[][2] = {
		{ "ban", USAGE },
		{ "ban --for 1h", USAGE },
		{ "ban *", "that cannot be a name" },
		{ "ban a,b", "that cannot be a name" },
		{ "ban #12", "that cannot be a name" },
		{ "ban name:", "that cannot be a name" },
		{ "ban account:", "that cannot be a name" },
		{ "ban account:bob", "nobody owns that name" },
		{ "ban 192.0.2.1/24", "that is an address in a network, which "
				      "is 192.0.2.0/24" },
		{ "ban bob --fro 1h", USAGE },
		{ "ban bob --for 1h --until 2222-01-01", USAGE },
		{ "ban bob --for", DURATION },
		{ "ban bob --for 1hr", DURATION },
		{ "ban bob --for -1h", DURATION },
		{ "ban bob --for 999ms", "that is over at once" },
		{ "ban bob --for 9999999d",
		    "the calendar does not go that far" },
		{ "ban bob --until", DATE },
		{ "ban bob --until tomorrow", DATE },
		{ "ban bob --until 2222-02-30", DATE },
		{ "ban bob --until 2222-01-01T24:00", DATE },
		{ "ban bob --until 2001-01-01", "that is over already" },
		{ "ban bob a\treason",
		    "a reason has 200 bytes at most, and no TAB" },
		{ "unban", "usage: unban WHOM" },
		{ "unban bob now", "usage: unban WHOM" },
		{ "unban 192.0.2.7", "there is no such ban" },
		{ "unmute bob", "there is no such mute" },
	};

	begin(NO_OPTION);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		moderation_refuse(rows[i][0], rows[i][1]);
	moderation_refuse(test_format("ban bob %0201d", 0),
	    "a reason has 200 bytes at most, and no TAB");
	moderation_order(test_format("ban bob %0200d", 0), 0);
	moderation_order("unban bob", 0);
	test_client_login(chatd, "bob");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_banned_user_is_told_and_has_to_go);
	test_cases_add(tests, others_stay_whichever_worker_they_are_on);
	test_cases_add_but(
	    tests, a_banned_name_is_refused_in_each_protocol, "not_unix");
	test_cases_add_but(
	    tests, those_who_are_here_are_told_in_each_protocol, "not_unix");
	test_cases_add(tests, capital_letters_make_no_difference);
	test_cases_add(tests, names_need_not_fold);
	test_cases_add(tests, a_beginning_stands_for_all_that_begin_so);
	test_cases_add(tests, whoever_is_unbanned_comes_back);
	test_cases_add(tests, a_ban_takes_the_place_of_an_earlier_one);
	test_cases_add(
	    tests, a_number_is_the_name_of_a_user_where_that_is_said);
	test_cases_add(tests, bans_are_listed);
	test_cases_add(tests, what_is_no_order_is_refused);
}
