/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol on a disk that is slow, full or broken, and within its
 * quota.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/disk_fixture.h"
#include "server/drop_fixture.h"

/* More senders than chatd has threads for the disk. */
#define SENDERS 12
#define THREADS 4

/* Far more than can be counted in a millisecond. */
#define MANY_FILES 2000

/* How often alice and bob talk while the disk does nothing. */
#define LINES 500

/* Texts of 16 MiB at once, and what they may cost. */
#define LARGE_SENDERS    8
#define LARGE_PIECE      65536
#define LARGE_PIECES     255
#define LARGE_MEMORY_KIB 8192

static const char *directory; /* chatd's */

static void
start_test(void)
{
	directory = test_directory_create();
	disk_use_faulty();
}

static void
talk(struct test_client *alice, struct test_client *bob, int lines)
{
	for (int i = 0; i < lines; i++) {
		test_client_ask(alice, "SEND bob hello\n", "SEND-OK\n");
		test_client_expect(bob, "DELIVERY alice hello\n");
	}
}

/* The disk is not merely slow: it does nothing at all. */
START_TEST(a_slow_disk_is_not_felt_in_the_chat)
{
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *senders[SENDERS];
	const char *call = _i == 0 ? "fsync-file" : "write";

	disk_halt(call);
	for (int i = 0; i < SENDERS; i++) {
		senders[i] = drop_connect(daemon);
		drop_send_text(senders[i], 1, test_repeat('x', 50000, "\n"));
	}
	for (int i = 0; i < THREADS; i++)
		test_daemon_wait_log(daemon, "waits");
	talk(alice, bob, LINES);
	talk(test_client_login(daemon, "carol"), bob, 0);
	/* There are more if a text came in two pieces, of which one was
	 * written. */
	ck_assert_uint_ge(drop_count_files(directory), THREADS);
	disk_go_on(call);
	for (int i = 0; i < SENDERS; i++)
		test_client_expect(senders[i], "A");
	ck_assert_uint_eq(drop_count_files(directory), SENDERS);
}
END_TEST

static long
memory_kib(const struct test_daemon *daemon)
{
	const char *path = test_format(
	    "/proc/%ld/status", (long)test_daemon_pid(daemon));
	FILE *file = fopen(path, "r");
	char line[256];
	long kib = -1;

	test_require(file != NULL, "cannot read %s", path);
	while (kib < 0 && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	fclose(file);
	return kib;
}

START_TEST(a_long_text_is_not_held_in_memory)
{
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *senders[LARGE_SENDERS];
	const char *piece = test_repeat('x', LARGE_PIECE, "");
	long before = memory_kib(daemon);
	long growth;

	for (int i = 0; i < LARGE_SENDERS; i++) {
		senders[i] = drop_connect(daemon);
		drop_send_header(senders[i], 1);
	}
	for (int i = 0; i < LARGE_PIECES; i++)
		for (int j = 0; j < LARGE_SENDERS; j++)
			test_client_send_bytes(senders[j], piece, LARGE_PIECE);
	for (int i = 0; i < LARGE_SENDERS; i++) {
		test_client_send(senders[i], "\n");
		test_client_expect(senders[i], "A");
	}
	growth = memory_kib(daemon) - before;
	test_require(test_is_sanitized() || growth < LARGE_MEMORY_KIB,
	    "it took %ld KiB", growth);
}
END_TEST

static const struct {
	const char *call;
	int error;
} failures[] = {
	{ "open", EMFILE },
	{ "open", EROFS },
	{ "write", ENOSPC },
	{ "write", EIO },
	{ "fsync-file", EIO },
	{ "rename", EROFS },
	{ "fsync-directory", EIO },
};

START_TEST(a_failing_disk_is_a_refusal)
{
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 1, "before\n");
	test_client_expect(client, "A");
	disk_break(failures[_i].call, failures[_i].error);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "R");
	test_client_expect_end(client);
	test_daemon_wait_log(daemon, strerror(failures[_i].error));
	talk(alice, bob, 1);
	/* Nothing is left of it, nor a folder of a sender without texts. */
	ck_assert_uint_eq(drop_count_files(directory), 1);
	client = drop_connect(daemon);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "R");
	test_client_expect_end(client);
	ck_assert_int_eq(
	    unlink(test_format("%s/1.txt", drop_folder(directory, 0))), 0);
	ck_assert_int_eq(rmdir(drop_folder(directory, 0)), 0);
	ck_assert_int_eq(rmdir(test_format("%s/.incoming", directory)), 0);
	ck_assert_int_eq(rmdir(directory), 0);
}
END_TEST

START_TEST(a_disk_that_works_again_is_used_again)
{
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);

	disk_break("write", ENOSPC);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "R");
	disk_mend("write");
	client = drop_connect(daemon);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "A");
	drop_require_file(drop_folder(directory, 0), "1.txt", "text\n");
}
END_TEST

START_TEST(a_flood_of_refusals_is_one_line_in_the_log)
{
	struct test_daemon *daemon = drop_start(directory, NULL);

	disk_break("write", ENOSPC);
	for (int i = 0; i < SENDERS; i++) {
		struct test_client *client = drop_connect(daemon);

		drop_send_text(client, 1, "text\n");
		test_client_expect(client, "R");
		test_client_close(client);
	}
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 1, strerror(ENOSPC));
}
END_TEST

/* A new chatd knows what is there from an earlier one. */
START_TEST(the_quota_holds_over_a_restart)
{
	struct test_daemon *daemon = drop_start(
	    directory, "drop_total_max=16KiB", NULL);
	struct test_client *client = drop_connect(daemon);

	/* A block for the folder, two for this text, and one for the next. */
	drop_send_text(client, 1, test_repeat('x', 4096, "\n"));
	test_client_expect(client, "A");
	drop_send_text(client, 1, test_repeat('x', 4095, "\n"));
	test_client_expect(client, "A");
	drop_send_text(client, 1, "\n");
	test_client_expect(client, "R");
	test_client_expect_end(client);
	test_daemon_wait_log(daemon, "drop_total_max");
	test_daemon_stop(daemon);

	daemon = drop_start(directory, "drop_total_max=16KiB", NULL);
	client = drop_connect(daemon);
	drop_send_text(client, 1, "\n");
	test_client_expect(client, "R");
	ck_assert_uint_eq(drop_count_files(directory), 2);
}
END_TEST

START_TEST(what_was_refused_or_cut_off_does_not_count)
{
	struct test_daemon *daemon = drop_start(
	    directory, "drop_total_max=68KiB", "drop_message_max=1MiB", NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 1, test_repeat('x', 70000, "\n"));
	test_client_expect(client, "R");
	client = drop_connect(daemon);
	drop_send_text(client, 2, test_repeat('x', 60000, "\n"));
	test_client_finish(client);
	test_client_expect_end(client);
	disk_break("fsync-file", EIO);
	client = drop_connect(daemon);
	drop_send_text(client, 1, test_repeat('x', 20000, "\n"));
	test_client_expect(client, "R");
	disk_mend("fsync-file");
	test_daemon_stop(daemon);

	/* A folder, and all that is left. */
	daemon = drop_start(directory, "drop_total_max=68KiB", NULL);
	client = drop_connect(daemon);
	drop_send_text(client, 1, test_repeat('x', 65535, "\n"));
	test_client_expect(client, "A");
}
END_TEST

/* However small they are, texts take a block and a name each. */
START_TEST(small_texts_cannot_fill_the_disk)
{
	struct test_daemon *daemon = drop_start(
	    directory, "drop_total_max=64KiB", NULL);
	struct test_client *client = drop_connect(daemon);

	for (int i = 0; i < 15; i++) {
		drop_send_text(client, 1, "\n");
		test_client_expect(client, "A");
	}
	drop_send_text(client, 1, "\n");
	test_client_expect(client, "R");
	test_client_expect_end(client);
	test_daemon_wait_log(daemon, "drop_total_max is reached");
	ck_assert_uint_eq(drop_count_files(directory), 15);
}
END_TEST

START_TEST(there_are_no_more_texts_than_there_may_be)
{
	struct test_daemon *daemon = drop_start(
	    directory, "drop_files_max=3", NULL);
	struct test_client *client = drop_connect(daemon);

	for (int i = 0; i < 3; i++) {
		drop_send_text(client, 1, "text\n");
		test_client_expect(client, "A");
	}
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "R");
	test_client_expect_end(client);
	test_daemon_wait_log(daemon, "drop_files_max is reached");
	test_daemon_stop(daemon);

	daemon = drop_start(directory, "drop_files_max=3", NULL);
	client = drop_connect(daemon);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "R");
	ck_assert_uint_eq(drop_count_files(directory), 3);
}
END_TEST

/*
 * It takes long to count so many files, so chatd does not do it again soon
 * unless it knows that it is worth while.
 */
START_TEST(texts_that_were_taken_away_make_room_at_once)
{
	const char *folder = test_format("%s/old", directory);
	struct test_daemon *daemon;
	struct test_client *client;

	ck_assert_int_eq(mkdir(folder, 0755), 0);
	for (int i = 0; i < MANY_FILES; i++) {
		FILE *file = fopen(test_format("%s/%d.txt", folder, i), "w");

		ck_assert_ptr_nonnull(file);
		fclose(file);
	}
	daemon = drop_start(
	    directory, test_format("drop_files_max=%d", MANY_FILES), NULL);
	client = drop_connect(daemon);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "R");
	ck_assert_int_eq(unlink(test_format("%s/7.txt", folder)), 0);
	client = drop_connect(daemon);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "A");
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "R");
	ck_assert_uint_eq(drop_count_files(directory), MANY_FILES);
}
END_TEST

START_TEST(what_a_crash_left_unfinished_is_removed)
{
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 1, "kept\n");
	test_client_expect(client, "A");
	disk_halt("fsync-file");
	drop_send_text(client, 1, "unfinished\n");
	test_daemon_wait_log(daemon, "waits");
	test_daemon_signal(daemon, SIGKILL);
	test_daemon_require_exit(daemon, 128 + SIGKILL);
	ck_assert_uint_eq(drop_count_files(directory), 2);
	disk_mend("fsync-file");

	daemon = drop_start(directory, NULL);
	test_daemon_wait_log(
	    daemon, "files in drop_directory: 1, which take 8192 bytes");
	ck_assert_uint_eq(drop_count_files(directory), 1);
	drop_require_file(drop_folder(directory, 0), "1.txt", "kept\n");
}
END_TEST

START_TEST(a_text_that_is_being_written_is_answered_before_the_end)
{
	struct test_daemon *daemon = drop_start(
	    directory, "drain_timeout=1h", NULL);
	struct test_client *complete = drop_connect(daemon);
	struct test_client *unfinished = drop_connect(daemon);

	disk_halt("fsync-file");
	drop_send_text(unfinished, 2, test_repeat('x', 10000, "\n"));
	drop_send_text(complete, 1, "text\n");
	test_daemon_wait_log(daemon, "waits");
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_wait_log(daemon, "stopping");
	test_client_expect_end(unfinished);
	disk_go_on("fsync-file");
	test_client_expect(complete, "A");
	test_client_expect_end(complete);
	test_daemon_require_exit(daemon, 0);
	drop_require_file(drop_folder(directory, 0), "1.txt", "text\n");
	ck_assert_uint_eq(drop_count_files(directory), 1);
}
END_TEST

START_TEST(a_dead_disk_does_not_keep_chatd_from_ending)
{
	struct test_daemon *daemon = drop_start(
	    directory, "drain_timeout=0", NULL);
	struct test_client *client = drop_connect(daemon);

	disk_halt("fsync-file");
	drop_send_text(client, 1, "text\n");
	test_daemon_wait_log(daemon, "waits");
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, 0);
	test_daemon_require_log(daemon, 1, "does not answer");
}
END_TEST

START_TEST(a_sender_that_dies_in_between_is_no_trouble)
{
	struct test_daemon *daemon = drop_start(directory, "workers=1", NULL);
	struct test_client *client = drop_connect(daemon);
	struct test_client *next;

	disk_halt("fsync-file");
	drop_send_text(client, 1, "text\n");
	test_daemon_wait_log(daemon, "waits");
	test_client_abort(client);
	next = drop_connect(daemon);
	disk_go_on("fsync-file");
	drop_send_text(next, 1, "next\n");
	test_client_expect(next, "A");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, start_test, NULL);
	test_cases_add_loop(tests, a_slow_disk_is_not_felt_in_the_chat, 0, 2);
	test_cases_add(tests, a_long_text_is_not_held_in_memory);
	test_cases_add_loop(tests, a_failing_disk_is_a_refusal, 0,
	    (int)(sizeof(failures) / sizeof(failures[0])));
	test_cases_add(tests, a_disk_that_works_again_is_used_again);
	test_cases_add(tests, a_flood_of_refusals_is_one_line_in_the_log);
	test_cases_add(tests, the_quota_holds_over_a_restart);
	test_cases_add(tests, what_was_refused_or_cut_off_does_not_count);
	test_cases_add(tests, small_texts_cannot_fill_the_disk);
	test_cases_add(tests, there_are_no_more_texts_than_there_may_be);
	test_cases_add(tests, texts_that_were_taken_away_make_room_at_once);
	test_cases_add(tests, what_a_crash_left_unfinished_is_removed);
	test_cases_add(
	    tests, a_text_that_is_being_written_is_answered_before_the_end);
	test_cases_add(tests, a_dead_disk_does_not_keep_chatd_from_ending);
	test_cases_add(tests, a_sender_that_dies_in_between_is_no_trouble);
}
