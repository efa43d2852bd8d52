/* SPDX-License-Identifier: MIT */
/*
 * Bans and mutes over time: when they end, from one run to the next, and on a
 * disk that fails.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chatd/accounts/password.h"
#include "server/disk_fixture.h"
#include "server/moderation_fixture.h"

/* sysexits.h, as chatd(8) has them. */
#define EXIT_UNAVAILABLE 69
#define EXIT_CONFIG      78

#define EMPTY "chatd-bans 1\nend 0\n"

/* There may be so many at a time. */
#define MOST 10000

/* 2030-01-01T00:00:00Z. */
#define NEW_YEAR 1893456000LL

static struct test_daemon *chatd;

static void
start(void)
{
	chatd = moderation_start(NO_OPTION, NO_OPTION);
}

static void
begin(void)
{
	moderation_begin();
	start();
}

/* Begin on a day of the calendar. */
static void
begin_on_new_year(void)
{
	moderation_take_clock();
	moderation_set_time(NEW_YEAR);
	begin();
}

static void
require_banned(const char *name, const char *words)
{
	test_client_ask(test_client_connect(chatd),
	    test_format("HELLO-FROM %s\n", name),
	    test_format("BANNED%s\n", words));
}

/* ---- when they end ------------------------------------------------------- */

START_TEST(a_ban_ends_in_time)
{
	begin_on_new_year();
	moderation_order("ban alice --for 1h", 0);
	moderation_order("ban ali*", 0);
	moderation_order("ban 127.0.0.7 --until 2030-01-01T01:00", 0);
	moderation_order("unban ali*", 0);
	moderation_set_time(NEW_YEAR + 3599);
	require_banned("alice", " until 2030-01-01 01:00 UTC");
	test_client_expect(
	    test_client_connect_from(chatd, "hello", "127.0.0.7"), "BUSY\n");
	ck_assert_uint_eq(
	    test_count_lines(console_ask(moderation_console(), "bans"), ""), 4);
	moderation_set_time(NEW_YEAR + 3600);
	test_client_login(chatd, "alice");
	test_client_ask(test_client_connect_from(chatd, "hello", "127.0.0.7"),
	    "HELLO-FROM bob\n", "HELLO bob\n");
	console_expect(moderation_console(), "bans",
	    "OK\nwhom\tkind\tsince\tuntil\tby\treason\n");
	/* It goes from the file with the next order. */
	ck_assert_uint_eq(test_count_lines(moderation_read(), "ban alice"), 1);
	moderation_refuse("unban alice", "there is no such ban");
	moderation_order("mute carol", 0);
	ck_assert_uint_eq(test_count_lines(moderation_read(), "ban "), 0);
}
END_TEST

START_TEST(a_mute_ends_in_time)
{
	struct test_client *alice;

	begin_on_new_year();
	alice = test_client_login(chatd, "alice");
	moderation_order("mute alice --for 10min", 1);
	moderation_set_time(NEW_YEAR + 599);
	test_client_ask(
	    alice, "SEND alice no\n", "MUTED until 2030-01-01 00:10 UTC\n");
	moderation_set_time(NEW_YEAR + 600);
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
}
END_TEST

START_TEST(time_goes_on_while_chatd_does_not_run)
{
	begin_on_new_year();
	moderation_order("ban alice --for 1d", 0);
	moderation_order("ban bob --for 2d", 0);
	test_daemon_stop(chatd);
	moderation_set_time(NEW_YEAR + 86400);
	start();
	test_client_login(chatd, "alice");
	require_banned("bob", " until 2030-01-03 00:00 UTC");
}
END_TEST

/* ---- from run to run ----------------------------------------------------- */

START_TEST(they_stay_from_run_to_run)
{
	struct test_client *carol;
	struct stat status;

	begin();
	test_require_equal(moderation_read(), EMPTY);
	moderation_order("ban alice", 0);
	moderation_order("ban bo* bots", 0);
	moderation_order("ban 127.0.0.7", 0);
	moderation_order("mute carol", 0);
	ck_assert_int_eq(stat(moderation_path(), &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
	test_daemon_stop(chatd);
	start();
	require_banned("alice", "");
	require_banned("bob", " bots");
	test_client_expect(
	    test_client_connect_from(chatd, "hello", "127.0.0.7"), "BUSY\n");
	carol = test_client_login(chatd, "carol");
	test_client_ask(carol, "SEND carol no\n", "MUTED\n");
	moderation_order("unban alice", 0);
	moderation_order("unmute carol", 1);
	test_daemon_signal(chatd, SIGKILL);
	test_daemon_require_exit(chatd, 128 + SIGKILL);
	start();
	test_client_login(chatd, "alice");
	require_banned("bob", " bots");
	carol = test_client_login(chatd, "carol");
	test_client_ask(
	    carol, "SEND carol hi\n", "SEND-OK\nDELIVERY carol hi\n");
}
END_TEST

START_TEST(without_a_file_they_hold_until_the_end)
{
	struct test_client *console;

	chatd = test_daemon_start_with(console_option(), NULL);
	console = console_connect();
	console_expect(console, "ban alice",
	    "OK\nkey\tvalue\nconnections\t0\n"
	    "kept\tuntil chatd ends, because bans_file is not set\n");
	require_banned("alice", "");
	test_daemon_stop(chatd);
	chatd = test_daemon_start_with(console_option(), NULL);
	test_client_login(chatd, "alice");
}
END_TEST

START_TEST(they_are_kept_beside_the_accounts)
{
	const char *directory = test_directory_create();
	struct test_client *console;

	if (!password_is_supported())
		test_skip("chatd was built without accounts");
	chatd = test_daemon_start_with(console_option(), "accounts=file",
	    test_format("accounts_file=%s/accounts", directory), NULL);
	console = console_connect();
	console_expect(console, "ban alice",
	    "OK\nkey\tvalue\nconnections\t0\nkept\tyes\n");
	ck_assert_int_eq(access(test_format("%s/bans", directory), F_OK), 0);
	ck_assert_int_eq(access(test_format("%s/rooms", directory), F_OK), 0);
}
END_TEST

/* The client sends its order and goes, without waiting for the reply. */
START_TEST(nobody_has_to_wait_for_the_reply)
{
	struct test_client *alice;

	begin();
	alice = test_client_login(chatd, "alice");
	test_client_send(moderation_console(), "ban alice\n");
	test_client_close(moderation_console());
	moderation_expect_banned(alice, "");
	test_daemon_stop(chatd);
	start();
	require_banned("alice", "");
}
END_TEST

/* ---- files that cannot be used ------------------------------------------- */

static const struct {
	const char *text;
	const char *words;
} broken[] = {
	{ "", ":1: the file is cut off" },
	{ "chatd-accounts 1\nend 0\n", ":1: that is another kind of file" },
	{ "chatd-bans 1\nban alice", ":2: the file is cut off" },
	{ "chatd-bans 1\nkick alice\nend 1\n",
	    ":2: that is neither a ban nor a mute" },
	{ "chatd-bans 1\nban a,b\nend 1\n", ":2: that cannot be a name" },
	{ "chatd-bans 1\nban 192.0.2.1/24\nend 1\n",
	    ":2: that is an address in a network, which is 192.0.2.0/24" },
	{ "chatd-bans 1\nban bob today never 0\nend 1\n",
	    ":2: that is no time, as 2027-01-31T18:30:00Z is one" },
	{ "chatd-bans 1\nban bob 2027-01-01 ever 0\nend 1\n",
	    ":2: that is no time, as 2027-01-31T18:30:00Z is one" },
	{ "chatd-bans 1\nban bob 2027-01-01 never root\nend 1\n",
	    ":2: that is not the number of a user of the machine" },
	{ "chatd-bans 1\nban bob 2027-01-01 never 0 a\x7f\nend 1\n",
	    ":2: the reason is too long, or is not text" },
	{ "chatd-bans 1\nban bob 2027-01-01 never 0\n"
	  "ban Bob 2027-01-01 never 0\nend 2\n",
	    ":3: that is in the file already" },
	{ "chatd-bans 1\nban bob 2027-01-01 never 0\nend 2\n",
	    ":3: that is not the number of the lines in between" },
};

#define BROKEN (sizeof(broken) / sizeof(broken[0]))

/* Start chatd, and see it end with status after a line that holds words. */
static void
start_in_vain(int status, const char *words)
{
	struct test_spec spec = {
		.arguments = { "-c/dev/null", "-oport=0",
		    "-ocontrol_socket=", "-o", moderation_option() },
	};

	chatd = test_daemon_spawn(&spec);
	test_daemon_require_exit(chatd, status);
	test_daemon_require_log(
	    chatd, 1, test_format("bans_file %s%s", moderation_path(), words));
}

START_TEST(a_file_that_cannot_be_understood_ends_the_start)
{
	moderation_begin();
	moderation_write(broken[_i].text);
	start_in_vain(EXIT_CONFIG, broken[_i].words);
	test_require_equal(moderation_read(), broken[_i].text);
}
END_TEST

START_TEST(two_daemons_do_not_share_a_file)
{
	begin();
	start_in_vain(EXIT_UNAVAILABLE, ": another chatd uses it");
}
END_TEST

START_TEST(people_can_write_the_file)
{
	moderation_begin();
	moderation_write("chatd-bans 1\n"
			 "ban  alice 2027-01-01  never -   by hand \n"
			 "mute account:bob 2027-01-01T10:20 never 0\nend 2\n");
	start();
	require_banned("alice", " by hand");
	test_require_equal(
	    console_field(
		console_ask(moderation_console(), "bans"), "alice", "by"),
	    "-1");
	require_banned("Alice", " by hand");
}
END_TEST

/* Write as many mutes as there may be. */
static void
write_all(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	fputs("chatd-bans 1\n", out);
	for (int i = 0; i < MOST; i++)
		fprintf(out, "mute user%d 2027-01-01 never -\n", i);
	fprintf(out, "end %d\n", MOST);
	ck_assert_int_eq(fclose(out), 0);
	moderation_write(text);
	free(text);
}

START_TEST(there_is_an_end_to_them)
{
	moderation_begin();
	write_all();
	start();
	moderation_refuse("ban alice",
	    test_format("there are %d bans and mutes already", MOST));
	test_client_login(chatd, "alice");
	/* What is there already can be put otherwise. */
	moderation_order("mute user7 for another reason", 0);
	moderation_order("unmute user7", 0);
	moderation_order("ban alice", 1);
}
END_TEST

/* ---- a disk that fails --------------------------------------------------- */

START_TEST(a_ban_holds_although_the_disk_fails)
{
	disk_use_faulty();
	begin();
	disk_break("write", ENOSPC);
	moderation_refuse("ban alice",
	    "it holds, but only until chatd ends: bans_file is not written: "
	    "No space left on device");
	test_daemon_wait_log(chatd,
	    "bans_file: a change is not written: No space left on device");
	require_banned("alice", "");
	test_require_equal(moderation_read(), EMPTY);
	disk_mend("write");
	/* The next order makes good for it. */
	moderation_order("mute bob", 0);
	ck_assert_uint_eq(test_count_lines(moderation_read(), "ban alice"), 1);
	ck_assert_uint_eq(test_count_lines(moderation_read(), "mute bob"), 1);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_ban_ends_in_time);
	test_cases_add(tests, a_mute_ends_in_time);
	test_cases_add(tests, time_goes_on_while_chatd_does_not_run);
	test_cases_add(tests, they_stay_from_run_to_run);
	test_cases_add(tests, without_a_file_they_hold_until_the_end);
	test_cases_add(tests, they_are_kept_beside_the_accounts);
	test_cases_add(tests, nobody_has_to_wait_for_the_reply);
	test_cases_add_loop(tests,
	    a_file_that_cannot_be_understood_ends_the_start, 0, (int)BROKEN);
	test_cases_add(tests, two_daemons_do_not_share_a_file);
	test_cases_add(tests, people_can_write_the_file);
	test_cases_add(tests, there_is_an_end_to_them);
	test_cases_add(tests, a_ban_holds_although_the_disk_fails);
}
