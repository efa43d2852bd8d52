/* SPDX-License-Identifier: MIT */
/*
 * send_timeout is kept, and kept by chatd.
 *
 * No test asks a clock: login_timeout is the clock.  Connections that do not
 * log in end at times that are known, in ticks of the same worker, and what is
 * tested is the order in which things end.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/network_fixture.h"

/* More than the kernel holds for a reader, and less than that. */
#define LINES_TOO_MANY 1200
#define LINES_HELD     40

static struct test_daemon *chatd;

/* Have alice send this many lines to a reader who has logged in but reads
 * nothing. */
static struct test_client *
stall_reader(struct test_client *alice, size_t lines)
{
	struct test_client *reader = test_client_login_small(chatd, "reader");

	test_client_ask_many(alice,
	    test_format("SEND reader %s", test_repeat('x', 10000, "\n")),
	    "SEND-OK\n", lines);
	return reader;
}

/* Wait for the line of the log that says why the reader is gone. */
static void
require_reader_cut(struct test_client *reader)
{
	test_daemon_wait_log(chatd,
	    test_format("%s reader: closed: slow reader, too little read",
		test_client_name(reader)));
	test_client_expect_reset(reader);
}

static const char *
file_text(const char *login_timeout)
{
	return test_format("address = 127.0.0.1\nport = 0\nworkers = 1\n"
			   "log_level = debug\necho_user = \"\"\n"
			   "send_queue_max = 64MiB\nsend_timeout = 4s\n"
			   "login_timeout = %s\n",
	    login_timeout);
}

/* Connect, and return the line of the log that tells of the login_timeout. */
static const char *
start_clock(void)
{
	struct test_client *clock = test_client_connect(chatd);

	test_client_ask(clock, "FOO\n", "BAD-RQST-HDR\n");
	return test_format(
	    "%s: closed: did not log in in time", test_client_name(clock));
}

/*
 * The first clock starts before the reader has stopped reading and ends 3.25 s
 * later at most; the second one starts after that, and ends 5 s later at least.
 */
START_TEST(a_reader_is_cut_within_a_second_of_send_timeout)
{
	const char *text = file_text("3s");
	const char *path = test_file_create(text, strlen(text));
	struct test_client *alice, *reader;
	const char *early, *late;

	chatd = test_daemon_start_file(path);
	alice = test_client_login(chatd, "alice");
	text = file_text("5s");
	test_file_replace(path, text, strlen(text));
	early = start_clock();
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reloaded the configuration");
	reader = stall_reader(alice, LINES_TOO_MANY);
	late = start_clock();
	test_daemon_wait_log(chatd, early);
	require_reader_cut(reader);
	test_daemon_wait_log(chatd, late);
}
END_TEST

/*
 * A kernel in haste gives a silent peer up after one second, where chatd does
 * not tell it otherwise.
 */
static void
start_in_haste(const char *send_timeout)
{
	network_use_faulty();
	setenv("FAULTY_NETWORK_HASTE", "30", 1);
	chatd = test_daemon_start_with("workers=1", "log_level=debug",
	    "echo_user=", "send_queue_max=64MiB", "login_timeout=2s",
	    send_timeout, NULL);
}

START_TEST(a_reader_is_cut_by_chatd_and_not_by_the_kernel)
{
	struct test_client *alice;

	start_in_haste("send_timeout=4s");
	alice = test_client_login(chatd, "alice");
	require_reader_cut(stall_reader(alice, LINES_TOO_MANY));
}
END_TEST

/* Once all that waited is sent, the kernel minds the peer again. */
START_TEST(a_reader_who_has_caught_up_is_the_kernels_again)
{
	const char *text = test_repeat('x', 10000, "\n");
	struct test_client *alice, *reader;
	const char *clock;

	start_in_haste("send_timeout=10s");
	alice = test_client_login(chatd, "alice");
	reader = stall_reader(alice, LINES_TOO_MANY);
	clock = start_clock();
	test_daemon_wait_log(chatd, clock);
	for (int i = 0; i < LINES_TOO_MANY; i++)
		test_client_expect(
		    reader, test_format("DELIVERY alice %s", text));
	test_client_ask_many(alice, test_format("SEND reader %s", text),
	    "SEND-OK\n", LINES_HELD);
	test_daemon_wait_log(chatd, "reader: closed: ");
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "slow reader");
}
END_TEST

/*
 * Nothing waits in chatd, so it is the kernel that minds the reader; and the
 * kernel, too, has to have as much patience as chatd is told to have.
 */
START_TEST(the_kernel_is_as_patient_as_send_timeout)
{
	struct test_client *alice, *reader;

	start_in_haste("send_timeout=120s");
	alice = test_client_login(chatd, "alice");
	reader = stall_reader(alice, LINES_HELD);
	test_daemon_wait_log(chatd, start_clock());
	test_client_ask(alice, "WHO\n", "WHO-OK alice,reader\n");
	test_client_expect(reader, "DELIVERY alice xxx");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_reader_is_cut_within_a_second_of_send_timeout);
	test_cases_add(tests, a_reader_is_cut_by_chatd_and_not_by_the_kernel);
	test_cases_add(tests, a_reader_who_has_caught_up_is_the_kernels_again);
	test_cases_add(tests, the_kernel_is_as_patient_as_send_timeout);
}
