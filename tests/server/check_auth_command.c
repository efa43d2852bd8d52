/* SPDX-License-Identifier: MIT */
/* What a program that checks passwords may do, and what it cannot. */

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatd/accounts/accounts.h"
#include "chatd/accounts/guesses.h"
#include "chatd/accounts/verification.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/command_fixture.h"
#include "server/metrics_fixture.h"

#define AUTH_ALICE "AUTH alice open sesame\n"
#define RIGHT      AUTH_ALICE, "AUTH-OK\n"
#define LATER      AUTH_ALICE, "BAD-AUTH LATER\n"

/* How many addresses the passwords come from, and who are told so. */
#define GUESSERS        10
#define PASSWORDS_LATER "chatd_passwords_total{outcome=\"later\"}"

static struct test_daemon *chatd;

/* Start a daemon with this script, and connect to it. */
static struct test_client *
begin(const char *lines, const char *option)
{
	command_begin();
	command_write(lines);
	chatd = command_start(option, "log_level=debug");
	return test_client_connect(chatd);
}

/* ---- what it answers ----------------------------------------------------- */

/* It counts as no guess, or nobody could log in afterwards. */
START_TEST(a_program_may_not_be_able_to_tell)
{
	struct test_client *alice = begin("exit 2\n", NO_OPTION);

	for (int i = 0; i < GUESSES_PEER_BURST + 1; i++)
		test_client_ask(alice, LATER);
	test_daemon_wait_log(
	    chatd, "auth_command cannot tell: exit status 2\n");
	test_daemon_wait_log(chatd,
	    "refused a name that nobody owns: the password is not "
	    "checked for now");
	command_write("exit 0\n");
	test_client_ask(alice, RIGHT);
}
END_TEST

START_TEST(a_program_may_crash)
{
	struct test_client *alice = begin(
	    "echo 'I am\x07 ill' >&2; kill -SEGV $$\n", NO_OPTION);

	test_client_ask(alice, LATER);
	test_daemon_wait_log(chatd, "auth_command cannot tell: killed by "
				    "signal 11: I am\\x07 ill\n");
}
END_TEST

START_TEST(a_program_that_hangs_is_killed)
{
	struct test_client *alice = begin(
	    "sleep 1000 & echo $! >notes; echo $$ >notes; wait\n",
	    "auth_timeout=1s");
	pid_t pids[2];

	test_client_send(alice, AUTH_ALICE "HELLO-FROM alice\n");
	for (int i = 0; i < 2; i++)
		pids[i] = (pid_t)atoi(command_take_note());
	test_client_expect(alice, "BAD-AUTH LATER\nIN-USE\n");
	test_daemon_wait_log(chatd, "auth_command cannot tell: it took longer "
				    "than auth_timeout\n");
	for (int i = 0; i < 2; i++)
		command_wait_gone(pids[i]);
}
END_TEST

START_TEST(what_a_program_leaves_behind_is_killed)
{
	/* It has all descriptors open, and nobody waits for that. */
	struct test_client *alice = begin(
	    "sleep 1000 & echo $! >notes\nexit 0\n", "auth_timeout=60s");

	for (int i = 0; i < 3; i++) {
		test_client_ask(alice, RIGHT);
		command_wait_gone((pid_t)atoi(command_take_note()));
	}
}
END_TEST

START_TEST(a_program_may_say_any_amount)
{
	struct test_client *alice = begin(
	    "printf 'first\\nsecond' >&2\n"
	    "head -c 3000000 /dev/zero | tr '\\000' x >&2\n"
	    "head -c 3000000 /dev/zero\n"
	    "exit 0\n",
	    NO_OPTION);

	test_client_ask(alice, RIGHT);
	test_daemon_wait_log(chatd, "auth_command: first\n");
	command_write("head -c 3000000 /dev/zero | tr '\\000' x >&2; exit 7\n");
	test_client_ask(alice, LATER);
	test_daemon_wait_log(chatd, "xxxxxxxx\n");
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "second");
	test_daemon_require_log(chatd, 0, test_repeat('x', 201, ""));
	test_daemon_require_log(chatd, 1, "exit status 7: xxx");
}
END_TEST

START_TEST(a_program_need_not_listen)
{
	struct test_client *alice = begin("", NO_OPTION);

	command_write_whole("#!/bin/sh\nexec <&-\nexit 0\n");
	for (int i = 0; i < 30; i++)
		test_client_ask(alice, RIGHT);
	command_write_whole("#!/bin/sh\nexit 0\n");
	for (int i = 0; i < 30; i++)
		test_client_ask(alice, RIGHT);
}
END_TEST

START_TEST(a_program_may_be_taken_away)
{
	struct test_client *alice = begin("exit 0\n", NO_OPTION);
	size_t descriptors;

	test_client_ask(alice, RIGHT);
	descriptors = test_process_count_descriptors(test_daemon_pid(chatd));
	ck_assert_int_eq(unlink(command_path()), 0);
	for (int i = 0; i < 30; i++)
		test_client_ask(alice, LATER);
	test_daemon_wait_log(chatd, "auth_command cannot tell: it cannot be "
				    "run: No such file or directory\n");
	command_write_whole("no program\n");
	test_client_ask(alice, LATER);
	command_write("exit 0\n");
	for (int i = 0; i < 30; i++)
		test_client_ask(alice, RIGHT);
	ck_assert_uint_eq(
	    test_process_count_descriptors(test_daemon_pid(chatd)),
	    descriptors);
}
END_TEST

/* ---- what it runs in ----------------------------------------------------- */

START_TEST(a_program_sees_nothing_of_chatd)
{
	struct test_client *alice;
	const char *seen;

	setenv("SECRET", "sesame", 1);
	command_begin();
	/* The daemon inherits these, and knows nothing of them. */
	command_start_by("", "7</dev/zero 8</dev/full");
	command_write("( echo pid $$; tr '\\000' ' ' </proc/$$/environ; echo\n"
		      "ls -l /proc/$$/fd; cat /proc/$$/limits\n"
		      "tr '\\000' ' ' </proc/$$/cmdline; echo\n"
		      "cat /proc/$$/status /proc/$$/stat ) >seen\n"
		      "exit 0\n");
	chatd = command_start(NO_OPTION, NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(alice, RIGHT);
	seen = command_read("seen");
	test_require(
	    strstr(seen, "\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:"
			 "/usr/bin:/sbin:/bin LANG=C \n") != NULL,
	    "%s", seen);
	ck_assert_ptr_nonnull(strstr(seen, " 1 -> /dev/null\n"));
	/* The pipes of its own, and the script. */
	test_require(test_count_lines(seen, " -> ") == 4, "%s", seen);
	test_require(test_count_lines(seen, " -> pipe:") == 2, "%s", seen);
	ck_assert_ptr_nonnull(strstr(seen, "\nNoNewPrivs:\t1\n"));
	ck_assert_ptr_nonnull(strstr(seen, "\nSigBlk:\t0000000000000000\n"));
	/* The C library ignores two signals of its own here. */
	ck_assert_uint_eq(
	    strtoull(strstr(seen, "\nSigIgn:\t") + 9, NULL, 16) & 0x7fffffff,
	    0);
	ck_assert_uint_eq(test_count_lines(seen, "Max core file size"), 1);
	ck_assert_uint_eq(
	    test_count_lines(seen, "Max core file size        0 "), 1);
	ck_assert_uint_eq(
	    test_count_lines(seen, "Max cpu time              60 "), 1);
	ck_assert_uint_eq(
	    test_count_lines(seen, "Max data size             268435456 "), 1);
	ck_assert_ptr_null(strstr(seen, "sesame"));
}
END_TEST

START_TEST(a_program_is_a_session_of_its_own)
{
	long pid, group, session;
	struct test_client *alice = begin(
	    "read -r pid comm state parent group session rest </proc/$$/stat\n"
	    "echo \"$pid $group $session $(pwd)\" >notes\n"
	    "exit 0\n",
	    NO_OPTION);

	test_client_ask(alice, RIGHT);
	ck_assert_int_eq(
	    sscanf(command_take_note(), "%ld %ld %ld", &pid, &group, &session),
	    3);
	ck_assert_int_eq(pid, group);
	ck_assert_int_eq(pid, session);
	command_write_whole("#!/bin/sh\n[ \"$(pwd)\" = / ]\n");
	test_client_ask(alice, RIGHT);
}
END_TEST

START_TEST(a_password_that_is_said_is_not_logged)
{
	struct test_client *alice = begin(
	    "echo \"$name has $password\" >&2; exit 3\n", NO_OPTION);

	test_client_ask(alice, LATER);
	test_daemon_wait_log(chatd, "auth_command cannot tell: exit status 3: "
				    "what it says has the password in it\n");
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "sesame");
}
END_TEST

/* A long line is cut, but not so that half a password is no password. */
START_TEST(a_password_at_the_end_of_what_is_kept_is_not_logged)
{
	struct test_client *alice = begin(
	    "printf '%0185d %s\\n' 0 \"$password\" >&2; exit 3\n", NO_OPTION);

	test_client_ask(alice, "AUTH alice correct-horse-battery-staple\n",
	    "BAD-AUTH LATER\n");
	test_daemon_wait_log(chatd, "auth_command cannot tell: exit status 3: "
				    "what it says has the password in it\n");
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "correct-horse");
}
END_TEST

/* ---- many of them -------------------------------------------------------- */

/* Users talk while as many as can wait for programs that hang. */
START_TEST(nobody_else_waits_and_nothing_is_left)
{
	struct test_client *alice = begin("[ \"$name\" = mallory ] || exit 0\n"
					  "echo $$ >notes; exec sleep 1000\n",
	    "auth_timeout=60s");
	struct test_client *bob = test_client_connect(chatd), *mallory;
	pid_t pids[ACCOUNTS_COMMANDS_MAX];

	test_client_ask(
	    alice, AUTH_ALICE "HELLO-FROM alice\n", "AUTH-OK\nHELLO alice\n");
	test_client_ask(bob, "AUTH bob open sesame\nHELLO-FROM bob\n",
	    "AUTH-OK\nHELLO bob\n");
	for (int i = 0; i < 64; i++)
		test_client_send(
		    test_client_connect(chatd), "AUTH mallory guess\n");
	for (int i = 0; i < ACCOUNTS_COMMANDS_MAX; i++)
		pids[i] = (pid_t)atoi(command_take_note());
	for (int i = 0; i < 20; i++) {
		test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
		test_client_expect(bob, "DELIVERY alice hi\n");
	}
	command_expect_no_note();
	mallory = test_client_connect(chatd);
	test_client_ask(mallory, "AUTH mallory guess\n", "BAD-AUTH LATER\n");
	test_daemon_signal(chatd, SIGTERM);
	test_client_expect_end(mallory);
	test_daemon_stop(chatd);
	test_daemon_require_log(
	    chatd, 1, "stopped: all that was confirmed has been sent");
	for (int i = 0; i < ACCOUNTS_COMMANDS_MAX; i++)
		command_wait_gone(pids[i]);
	command_expect_no_note();
}
END_TEST

/* Have addresses try as many passwords as they may, of names of their own. */
static void
guess_from_everywhere(void)
{
	struct test_client *metrics = metrics_connect(chatd);

	for (int i = 0; i < GUESSERS * GUESSES_PEER_BURST; i++)
		test_client_send(
		    test_client_connect_from(chatd, "hello",
			test_format("127.0.1.%d", i % GUESSERS + 1)),
		    test_format("AUTH name%d guess\n", i));
	/* No more than all places wait; the others are told to come later. */
	for (int i = 0; metrics_value(metrics_get(metrics), PASSWORDS_LATER) <
			GUESSERS * GUESSES_PEER_BURST - VERIFICATIONS_MAX;
	     i++) {
		test_require(i < TEST_PATIENCE_MS / 10, "places without end");
		poll(NULL, 0, 10);
	}
}

/* It is slow to say that a password is wrong, as many are. */
START_TEST(a_crowd_of_guessers_leaves_places)
{
	struct test_client *alice;

	command_begin();
	command_write("[ \"$name\" = alice ] && exit 0\n"
		      "exec sh -c 'until grep -q ^[#]free \"$0\"\n"
		      "do sleep 0.1; done; exit 1' \"$0\"\n");
	chatd = command_start(METRICS_OPTION, "auth_timeout=60s");
	guess_from_everywhere();
	alice = test_client_connect(chatd);
	test_client_send(alice, AUTH_ALICE "HELLO-FROM alice\n");
	command_write("[ \"$name\" = alice ]\n#free\n");
	test_client_expect(alice, "AUTH-OK\nHELLO alice\n");
}
END_TEST

/* Whoever waits for an answer gets one, and the stop does not wait. */
START_TEST(a_stop_answers_those_who_wait)
{
	struct test_client *alice = begin(
	    "echo $$ >notes; exec sleep 1000\n", "auth_timeout=60s");
	pid_t pid;

	test_client_send(alice, AUTH_ALICE);
	pid = (pid_t)atoi(command_take_note());
	test_daemon_signal(chatd, SIGTERM);
	test_client_expect(alice, "BAD-AUTH LATER\n");
	test_client_expect_end(alice);
	test_daemon_stop(chatd);
	command_wait_gone(pid);
}
END_TEST

/* Whoever started it may have had no children to wait for. */
START_TEST(chatd_waits_for_its_children)
{
	command_begin();
	command_start_by("env --ignore-signal=CHLD", "<&-");
	chatd = command_start(NO_OPTION, NO_OPTION);
	for (int i = 0; i < 5; i++) {
		test_client_ask(test_client_connect(chatd), RIGHT);
		test_client_ask(test_client_connect(chatd),
		    "AUTH alice wrong\n", "BAD-AUTH\n");
	}
}
END_TEST

START_TEST(a_place_is_free_when_a_program_ends)
{
	struct test_client *clients[GUESSES_PEER_BURST];

	begin("exit 0\n", NO_OPTION);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < GUESSES_PEER_BURST; i++) {
			clients[i] = test_client_connect(chatd);
			test_client_send(clients[i], AUTH_ALICE);
		}
		for (int i = 0; i < GUESSES_PEER_BURST; i++) {
			test_client_expect(clients[i], "AUTH-OK\n");
			test_client_close(clients[i]);
		}
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_program_may_not_be_able_to_tell);
	test_cases_add(tests, a_program_may_crash);
	test_cases_add(tests, a_program_that_hangs_is_killed);
	test_cases_add(tests, what_a_program_leaves_behind_is_killed);
	test_cases_add(tests, a_program_may_say_any_amount);
	test_cases_add(tests, a_program_need_not_listen);
	test_cases_add(tests, a_program_may_be_taken_away);
	test_cases_add(tests, a_program_sees_nothing_of_chatd);
	test_cases_add(tests, a_program_is_a_session_of_its_own);
	test_cases_add(tests, a_password_that_is_said_is_not_logged);
	test_cases_add(
	    tests, a_password_at_the_end_of_what_is_kept_is_not_logged);
	test_cases_add(tests, nobody_else_waits_and_nothing_is_left);
	test_cases_add_but(
	    tests, a_crowd_of_guessers_leaves_places, "not_unix not_tls");
	test_cases_add(tests, a_stop_answers_those_who_wait);
	test_cases_add(tests, chatd_waits_for_its_children);
	test_cases_add(tests, a_place_is_free_when_a_program_ends);
}
