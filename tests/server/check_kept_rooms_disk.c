/* SPDX-License-Identifier: MIT */
/* The file of the rooms that are kept, on a disk that fails. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/disk_fixture.h"
#include "server/kept_fixture.h"

static struct test_daemon *chatd;

/* Start with alice in a room, on a disk that can be broken. */
static struct test_client *
begin_faulty(void)
{
	struct test_client *alice;

	disk_use_faulty();
	chatd = kept_begin("alice", NO_OPTION);
	alice = kept_log_in(chatd, "alice");
	kept_join(alice, "den");
	test_client_ask(alice, "MODE #den +r\n", "MODE-OK #den +r\n");
	kept_await_written(console_connect());
	return alice;
}

/* Wait until chatd says that the file is not written. */
static void
await_failure(struct test_client *console)
{
	while (
	    strstr(console_ask(console, "status"),
		"\nrooms_file\tcannot be written: No space left on device\n") ==
	    NULL)
		continue;
}

static const char *const calls[] = { "open", "write", "fsync-file", "rename" };

#define CALLS (sizeof(calls) / sizeof(calls[0]))

START_TEST(what_cannot_be_written_is_tried_again)
{
	struct test_client *alice = begin_faulty();
	struct test_client *console = console_connect();
	const char *before = test_format("%s", kept_read());

	disk_break(calls[_i], ENOSPC);
	/* Members do not notice. */
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	await_failure(console);
	test_daemon_wait_log(chatd,
	    "rooms_file: not written, and tried again: No space left on "
	    "device");
	test_client_ask(alice, "TOPIC #den\n", "TOPIC-OK #den tea\n");
	test_require_equal(kept_read(), before);
	disk_mend(calls[_i]);
	kept_await_written(console);
	test_require_equal(test_drop_lines(kept_read(), "topic-by "),
	    "chatd-rooms 1\nroom den\nowner alice\ntopic tea\nend 4\n");
}
END_TEST

static unsigned long long
count_failures(struct test_client *console)
{
	const char *begin = "\nchatd_rooms_file_failures_total ";
	const char *found = strstr(console_ask(console, "metrics"), begin);

	ck_assert_ptr_nonnull(found);
	return strtoull(found + strlen(begin), NULL, 10);
}

/* However often something changes, and however fast the disk refuses it. */
START_TEST(a_second_sees_one_write)
{
	struct test_client *alice = begin_faulty();
	struct test_client *console = console_connect();
	struct timespec begin, end;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	disk_break("open", ENOSPC);
	while (count_failures(console) < 3)
		test_client_ask(
		    alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	clock_gettime(CLOCK_MONOTONIC, &end);
	/* The first is at once, and each of the others a second later. */
	ck_assert_int_ge((end.tv_sec - begin.tv_sec) * 1000 +
			     (end.tv_nsec - begin.tv_nsec) / 1000000,
	    2000);
	test_daemon_require_log(chatd, 1, "rooms_file: not written");
}
END_TEST

/* The end comes, and the disk refuses: once more, and not for ever. */
START_TEST(a_disk_that_fails_does_not_keep_chatd)
{
	struct test_client *alice = begin_faulty();
	const char *before = test_format("%s", kept_read());

	disk_break("open", ENOSPC);
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	await_failure(console_connect());
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "does not answer");
	test_require_equal(kept_read(), before);
}
END_TEST

START_TEST(a_daemon_that_is_killed_while_it_writes_breaks_nothing)
{
	struct test_client *alice = begin_faulty();
	const char *before = test_format("%s", kept_read());

	disk_halt(calls[_i]);
	test_client_ask(alice, "TOPIC #den tea\n", "TOPIC-OK #den tea\n");
	test_daemon_wait_log(
	    chatd, test_format("FAULTY_DISK: %s waits", calls[_i]));
	test_client_ask(alice, "TOPIC #den\n", "TOPIC-OK #den tea\n");
	test_daemon_signal(chatd, SIGKILL);
	test_daemon_require_exit(chatd, 128 + SIGKILL);
	test_require_equal(kept_read(), before);
	disk_mend(calls[_i]);
	chatd = kept_start(NO_OPTION);
	alice = kept_log_in(chatd, "alice");
	kept_join(alice, "den");
	test_client_ask(alice, "MODE #den\n", "MODE-OK #den +r\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add_loop(
	    tests, what_cannot_be_written_is_tried_again, 0, (int)CALLS);
	test_cases_add(tests, a_second_sees_one_write);
	test_cases_add(tests, a_disk_that_fails_does_not_keep_chatd);
	test_cases_add_loop(tests,
	    a_daemon_that_is_killed_while_it_writes_breaks_nothing, 0,
	    (int)CALLS);
}
