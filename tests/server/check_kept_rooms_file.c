/* SPDX-License-Identifier: MIT */
/*
 * The file of the rooms that are kept: from one run to the next, and when it
 * cannot be read.
 */

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/kept_fixture.h"

/* sysexits.h, as chatd(8) has them. */
#define EXIT_UNAVAILABLE 69
#define EXIT_CONFIG      78

#define EMPTY "chatd-rooms 1\nend 0\n"

/* All that a room can have. */
#define DEN                                                                    \
	"chatd-rooms 1\nroom den\nowner alice\nmodes fimsx\nlimit 10\n"        \
	"key key\n"                                                            \
	"operators bob\nvoices carol\nbans mallory,troll*\n"                   \
	"topic tea at four\ntopic-by alice 1796000000\nend 10\n"

static struct test_daemon *chatd;

/* Have alice found #den and have it kept, and say that it is written. */
static struct test_client *
begin_kept(const char *names)
{
	struct test_client *alice;

	chatd = kept_begin(names, NO_OPTION);
	alice = kept_log_in(chatd, "alice");
	kept_join(alice, "den");
	test_client_ask(alice, "MODE #den +r\n", "MODE-OK #den +r\n");
	return alice;
}

/* Return text without what tells when something was set. */
static const char *
drop_times(const char *text)
{
	return test_drop_lines(test_drop_lines(text, "topic-by "), "bans ");
}

/* Require that the file has that, whenever topic and bans were set. */
static void
require_den(void)
{
	const char *found = kept_read();

	ck_assert_ptr_nonnull(strstr(found, "\ntopic-by alice 1"));
	ck_assert_ptr_nonnull(strstr(found, "\nbans mallory"));
	ck_assert_ptr_nonnull(strstr(found, ",troll*"));
	test_require_equal(drop_times(found), drop_times(DEN));
}

/* Start chatd, and see it end with status after a line that holds words. */
static void
start_in_vain(const char *option, int status, const char *words)
{
	struct test_spec spec = {
		.arguments = { "-c/dev/null", "-oport=0", "-ocontrol_socket=",
		    "-oaccounts=file", "-o", accounts_option(), "-o",
		    accounts_rooms_option(), "-o", option },
	};

	chatd = test_daemon_spawn(&spec);
	test_daemon_require_exit(chatd, status);
	test_daemon_require_log(
	    chatd, 1, test_format("rooms_file %s%s", kept_path(), words));
}

/* ---- from run to run ----------------------------------------------------- */

START_TEST(a_file_that_is_not_there_is_made)
{
	struct stat status;

	chatd = kept_begin("", NO_OPTION);
	test_require_equal(kept_read(), EMPTY);
	ck_assert_int_eq(stat(kept_path(), &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 1, "rooms in rooms_file: 0");
	test_require_equal(kept_read(), EMPTY);
}
END_TEST

/* Have all that a room can have hold in #den. */
static void
fill(struct test_client *alice)
{
	static const char *const names[] = { "bob", "carol" };

	for (int i = 0; i < 2; i++) {
		kept_join(kept_log_in(chatd, names[i]), "den");
		test_client_take_line(alice);
	}
	test_client_ask(alice,
	    "MODE #den +f\nMODE #den +s\nMODE #den +i\nMODE #den +m\n"
	    "MODE #den +x\n"
	    "MODE #den +k key\nMODE #den +l 10\n"
	    "MODE #den +o bob\nMODE #den +v carol\nMODE #den +b mallory\n"
	    "MODE #den +b troll*\nTOPIC #den tea at four\n",
	    "MODE-OK #den +fr\nMODE-OK #den +frs\nMODE-OK #den +firs\n"
	    "MODE-OK #den +fimrs\nMODE-OK #den +fimrsx\n"
	    "MODE-OK #den +fikmrsx key\n"
	    "MODE-OK #den +fiklmrsx key 10\nMODE-OK #den +fiklmrsx key 10\n"
	    "MODE-OK #den +fiklmrsx key 10\nMODE-OK #den +fiklmrsx key 10\n"
	    "MODE-OK #den +fiklmrsx key 10\nTOPIC-OK #den tea at four\n");
}

/* See that all of it holds. */
static void
require_filled(void)
{
	struct test_client *bob = kept_log_in(chatd, "bob");
	struct test_client *carol = kept_log_in(chatd, "carol");

	test_client_ask(carol, "JOIN #den key\n", "INVITE-ONLY\n");
	kept_join(bob, "den");
	test_client_ask(bob, "MODE #den\n", "MODE-OK #den +fiklmrsx key 10\n");
	test_client_ask(
	    bob, "MODE #den b\n", "MODE-OK #den b mallory,troll*\n");
	test_client_ask(bob, "TOPIC #den\n", "TOPIC-OK #den tea at four\n");
	test_client_ask(bob, "INVITE #den carol\n", "INVITE-OK #den carol\n");
	test_client_expect(carol, "INVITED #den bob\n");
	kept_join(carol, "den");
	test_client_expect(bob, "JOINED #den carol\n");
	test_client_ask(carol, "SEND #den hi\n", "SEND-OK\n");
	kept_join(kept_log_in(chatd, "alice"), "den");
}

START_TEST(what_holds_in_a_room_stays_from_run_to_run)
{
	fill(begin_kept("alice bob carol"));
	/* What has just changed is written at the end. */
	test_daemon_stop(chatd);
	require_den();
	chatd = kept_start(NO_OPTION);
	console_expect(console_connect(), "rooms den",
	    "OK\nproperty\tvalue\nroom\tden\nmembers\t0\nmodes\t+fiklmrsx\n"
	    "limit\t10\nkept\tyes\nowner\talice\noperator\tbob\nvoice\tcarol\n"
	    "ban\tmallory\nban\ttroll*\ntopic\ttea at four\n");
	require_filled();
	test_daemon_stop(chatd);
	require_den();
}
END_TEST

START_TEST(what_is_written_survives_the_daemon)
{
	fill(begin_kept("alice bob carol"));
	kept_await_written(console_connect());
	test_daemon_signal(chatd, SIGKILL);
	test_daemon_require_exit(chatd, 128 + SIGKILL);
	require_den();
	chatd = kept_start(NO_OPTION);
	require_filled();
}
END_TEST

START_TEST(a_room_that_was_given_up_is_gone)
{
	struct test_client *alice = begin_kept("alice");

	kept_await_written(console_connect());
	test_client_ask(alice, "MODE #den -r\n", "MODE-OK #den +\n");
	kept_await_written(console_connect());
	test_require_equal(kept_read(), EMPTY);
	/* It is kept anew before the file knows that it was not. */
	test_client_ask(alice, "MODE #den +r\nMODE #den -r\nMODE #den +r\n",
	    "MODE-OK #den +r\nMODE-OK #den +\nMODE-OK #den +r\n");
	test_daemon_stop(chatd);
	test_require_equal(
	    kept_read(), "chatd-rooms 1\nroom den\nowner alice\nend 2\n");
}
END_TEST

START_TEST(who_has_no_account_owns_nothing)
{
	struct test_client *console;

	chatd = kept_begin("carol", NO_OPTION);
	test_daemon_stop(chatd);
	kept_write(DEN);
	chatd = kept_start(NO_OPTION);
	test_daemon_wait_log(chatd, "rooms_file: names without an account: 2");
	console = console_connect();
	console_expect(console, "rooms",
	    "OK\nroom\tmembers\tmodes\towner\nden\t0\t+fiklmrsx\t-\n");
	accounts_add("alice");
	test_client_ask(
	    kept_log_in(chatd, "alice"), "JOIN #den key\n", "INVITE-ONLY\n");
	/* Nor does whoever has the name own anything after the next start. */
	test_daemon_stop(chatd);
	chatd = kept_start(NO_OPTION);
	console_expect(console_connect(), "rooms",
	    "OK\nroom\tmembers\tmodes\towner\nden\t0\t+fiklmrsx\t-\n");
}
END_TEST

START_TEST(a_start_takes_no_name_out_of_the_file)
{
	accounts_begin();
	kept_write(DEN);
	chatd = kept_start(NO_OPTION);
	test_daemon_wait_log(chatd, "rooms_file: names without an account: 3");
	/* The accounts may have been those of another chatd. */
	test_daemon_stop(chatd);
	require_den();
}
END_TEST

/* ---- files that cannot be read ------------------------------------------- */

static const struct {
	const char *text;
	const char *words;
} broken[] = {
	{ "", ":1: the file is cut off" },
	{ "den\n", ":1: that is another kind of file" },
	{ "chatd-rooms 1\nroom den\nowner al", ":3: the file is cut off" },
	{ "chatd-rooms 1\nroom den\nend 2\n",
	    ":3: that is not the number of the lines in between" },
	{ "chatd-rooms 1\nroom d en\nend 1\n",
	    ":2: that cannot be the name of a room" },
	{ "chatd-rooms 1\nowner alice\nend 1\n",
	    ":2: that is before the first room" },
	{ "chatd-rooms 1\nroom den\nking alice\nend 2\n",
	    ":3: nothing of a room begins like that" },
	{ "chatd-rooms 1\nroom den\nowner a,b\nend 2\n",
	    ":3: that cannot be a name" },
	{ "chatd-rooms 1\nroom den\nowner a\nowner a\nend 3\n",
	    ":4: the room has such a line already" },
	{ "chatd-rooms 1\nroom den\ntopic \nend 2\n", ":3: there is no value" },
	{ "chatd-rooms 1\nroom den\nmodes ii\nend 2\n",
	    ":3: modes are \"f\", \"i\", \"m\", \"s\" and \"x\"" },
	{ "chatd-rooms 1\nroom den\nlimit 0\nend 2\n",
	    ":3: that is no number of members" },
	{ "chatd-rooms 1\nroom den\nkey a b\nend 2\n",
	    ":3: that cannot be a key" },
	{ "chatd-rooms 1\nroom den\ntopic a\x1b[0m\nend 2\n",
	    ":3: that cannot be a topic" },
	{ "chatd-rooms 1\nroom den\ntopic-by alice\nend 2\n",
	    ":3: that is no name and time" },
	{ "chatd-rooms 1\nroom den\ntopic-by a!b 1\nend 2\n",
	    ":3: that is no name and time" },
	{ "chatd-rooms 1\nroom den\ntopic-by alice 253402300800\nend 2\n",
	    ":3: that is no name and time" },
	{ "chatd-rooms 1\nroom den\ntopic-by alice 12a\nend 2\n",
	    ":3: that is no name and time" },
	{ "chatd-rooms 1\nroom den\noperators a,a\nend 2\n",
	    ":3: a name is there twice" },
	{ "chatd-rooms 1\nroom den\nvoices a,\nend 2\n",
	    ":3: there is a comma too many" },
	{ "chatd-rooms 1\nroom den\nbans a#b\nend 2\n",
	    ":3: that cannot be a name" },
	{ "chatd-rooms 1\nroom den\nroom hall\nroom den\nlimit 5\nend 4\n",
	    ":4: that room is there already" },
	{ "chatd-rooms 1\nroom lobby\nend 1\n", ":2: the lobby is not kept" },
};

#define BROKEN (sizeof(broken) / sizeof(broken[0]))

START_TEST(a_file_that_cannot_be_understood_ends_the_start)
{
	accounts_begin();
	kept_write(broken[_i].text);
	start_in_vain(NO_OPTION, EXIT_CONFIG, broken[_i].words);
	test_require_equal(kept_read(), broken[_i].text);
}
END_TEST

START_TEST(more_rooms_than_may_be_end_the_start)
{
	accounts_begin();
	kept_write("chatd-rooms 1\nroom a\nroom b\ntopic t\nend 3\n");
	start_in_vain("rooms_kept_max=1", EXIT_CONFIG,
	    ":3: there are more than rooms_kept_max");
	start_in_vain("rooms_total_max=1", EXIT_CONFIG,
	    ":3: there are more than rooms_total_max");
}
END_TEST

START_TEST(a_place_that_cannot_be_used_ends_the_start)
{
	accounts_begin();
	ck_assert_int_eq(mkdir(kept_path(), 0755), 0);
	start_in_vain(NO_OPTION, EXIT_CONFIG, ": Is a directory");
	ck_assert_int_eq(rmdir(kept_path()), 0);
	chatd = accounts_start(NO_OPTION, NO_OPTION);
	ck_assert_int_eq(unlink(accounts_path()), 0);
	ck_assert_int_eq(unlink(test_format("%s.lock", accounts_path())), 0);
	start_in_vain(NO_OPTION, EXIT_UNAVAILABLE, ": another chatd uses it");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, a_file_that_is_not_there_is_made);
	test_cases_add(tests, what_holds_in_a_room_stays_from_run_to_run);
	test_cases_add(tests, what_is_written_survives_the_daemon);
	test_cases_add(tests, a_room_that_was_given_up_is_gone);
	test_cases_add(tests, who_has_no_account_owns_nothing);
	test_cases_add(tests, a_start_takes_no_name_out_of_the_file);
	test_cases_add_loop(tests,
	    a_file_that_cannot_be_understood_ends_the_start, 0, (int)BROKEN);
	test_cases_add(tests, more_rooms_than_may_be_end_the_start);
	test_cases_add(tests, a_place_that_cannot_be_used_ends_the_start);
}
