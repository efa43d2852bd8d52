/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol: what is answered, and what is then in the directory.
 */

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "common/test_transport.h"
#include "server/drop_fixture.h"

#define TEXT_COUNT 20

START_TEST(an_accepted_text_is_there)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 2, "first\nsecond\n");
	test_client_expect(client, "A");
	drop_require_file(
	    drop_folder(directory, 0), "1.txt", "first\nsecond\n");
	ck_assert_uint_eq(drop_count_files(directory), 1);
}
END_TEST

/* Old clients show what comes as it comes: it must be the letter alone. */
START_TEST(an_answer_is_one_byte)
{
	struct test_daemon *daemon = drop_start(test_directory_create(), NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 1, "text\n");
	test_client_expect_segments(client, "A", 1);
	drop_send_header(client, 0);
	test_client_expect_segments(client, "Q", 1);
	test_client_expect_end(client);
}
END_TEST

START_TEST(texts_of_a_connection_are_numbered)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);

	for (int i = 1; i <= TEXT_COUNT; i++) {
		drop_send_text(client, 1, test_format("text %d\n", i));
		test_client_expect(client, "A");
	}
	for (int i = 1; i <= TEXT_COUNT; i++)
		drop_require_file(drop_folder(directory, 0),
		    test_format("%d.txt", i), test_format("text %d\n", i));
	ck_assert_uint_eq(drop_count_files(directory), TEXT_COUNT);
}
END_TEST

START_TEST(texts_need_not_wait_for_answers)
{
	static const char stream[] = "\0\0\0\1one\n"
				     "\0\0\0\2two\nlines\n"
				     "\0\0\0\1\n"
				     "\0\0\0\0";
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);
	const char *folder;

	test_client_send_bytes(client, stream, sizeof(stream) - 1);
	test_client_expect(client, "AAAQ");
	test_client_expect_end(client);
	folder = drop_folder(directory, 0);
	drop_require_file(folder, "1.txt", "one\n");
	drop_require_file(folder, "2.txt", "two\nlines\n");
	drop_require_file(folder, "3.txt", "\n");
	ck_assert_uint_eq(drop_count_files(directory), 3);
}
END_TEST

/*
 * Somebody types the header in two halves, and the text letter by letter.  What
 * another client is told in between shows that each piece has been seen.
 */
START_TEST(a_text_may_come_slowly_and_in_pieces)
{
	static const char *const pieces[] = { "\0\0", "\0\2", "h", "ello", "\n",
		"wor", "ld" };
	static const size_t sizes[] = { 2, 2, 1, 4, 1, 3, 2 };
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(
	    directory, "workers=1", "login_timeout=1s", NULL);
	struct test_client *typist = drop_connect(daemon);
	struct test_client *other = test_client_login(daemon, "alice");

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		test_client_send_bytes(typist, pieces[i], sizes[i]);
		test_client_ask(other, "WHO\n", "WHO-OK echobot,alice\n");
	}
	/* It takes longer than a login may take. */
	test_client_expect_end(test_client_connect(daemon));
	test_client_send(typist, "\n");
	test_client_expect(typist, "A");
	drop_require_file(drop_folder(directory, 0), "1.txt", "hello\nworld\n");
}
END_TEST

START_TEST(any_bytes_are_lines)
{
	static const char text[] = "\0\r\n\xff\033[2J\n\n";
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);
	struct stat status;

	drop_send_header(client, 3);
	test_client_send_bytes(client, text, sizeof(text) - 1);
	test_client_expect(client, "A");
	ck_assert_int_eq(
	    stat(test_format("%s/1.txt", drop_folder(directory, 0)), &status),
	    0);
	ck_assert_int_eq(status.st_size, sizeof(text) - 1);
}
END_TEST

START_TEST(nothing_is_saved_for_zero_lines)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_header(client, 0);
	test_client_expect(client, "Q");
	test_client_expect_end(client);
	/* Only the place for what is unfinished. */
	ck_assert_int_eq(rmdir(test_format("%s/.incoming", directory)), 0);
	ck_assert_int_eq(rmdir(directory), 0);
}
END_TEST

START_TEST(a_count_that_cannot_fit_is_refused_from_the_header)
{
	static const uint32_t counts[] = { 0xffffffff, 0x80000000, 0x7fffffff,
		1025 };
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(
	    directory, "drop_message_max=1KiB", NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_header(client, counts[_i]);
	test_client_expect(client, "R");
	test_client_expect_end(client);
	ck_assert_uint_eq(drop_count_files(directory), 0);
}
END_TEST

START_TEST(a_text_may_be_as_long_as_the_limit)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(
	    directory, "drop_message_max=1KiB", NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 1024, test_repeat('\n', 1024, ""));
	test_client_expect(client, "A");
	drop_send_text(client, 1, test_repeat('x', 1023, "\n"));
	test_client_expect(client, "A");
	drop_send_text(client, 1, test_repeat('x', 1024, ""));
	test_client_expect(client, "R");
	test_client_expect_end(client);
	ck_assert_uint_eq(drop_count_files(directory), 2);
}
END_TEST

/* With one more byte the rest of the text could no longer fit. */
START_TEST(a_text_is_refused_as_soon_as_it_cannot_fit)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(
	    directory, "drop_message_max=64KiB", NULL);
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 60000, test_repeat('x', 5537, ""));
	test_client_expect(client, "R");
	test_client_expect_end(client);
	ck_assert_uint_eq(drop_count_files(directory), 0);
}
END_TEST

START_TEST(limits_can_be_reloaded)
{
	const char *directory = test_directory_create();
	const char *before = test_format(
	    "listener drop { protocol = drop port = 0 }\n"
	    "address = \"127.0.0.1\" port = 0\n"
	    "drop_directory = \"%s\"\n",
	    directory);
	const char *after = test_format("%sdrop_message_max = 1KiB\n", before);
	const char *path = test_file_create(before, strlen(before));
	struct test_daemon *daemon = test_daemon_start_file(path);
	struct test_client *client = drop_connect(daemon);

	drop_send_text(client, 1, test_repeat('x', 2000, "\n"));
	test_client_expect(client, "A");
	test_file_replace(path, after, strlen(after));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded");
	test_client_close(client);
	client = drop_connect(daemon);
	drop_send_text(client, 1, test_repeat('x', 2000, "\n"));
	test_client_expect(client, "R");
}
END_TEST

START_TEST(a_text_that_is_cut_off_leaves_no_file)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *ended = drop_connect(daemon);
	struct test_client *reset = drop_connect(daemon);
	struct test_client *half_header = drop_connect(daemon);

	drop_send_text(ended, 3, test_repeat('x', 100000, "\nsecond\nthi"));
	test_client_finish(ended);
	test_client_expect_end(ended);
	drop_send_text(reset, 2, test_repeat('x', 100000, "\n"));
	test_client_abort(reset);
	test_client_send_bytes(half_header, "\0\0", 2);
	test_client_finish(half_header);
	test_client_expect_end(half_header);
	test_daemon_stop(daemon);
	ck_assert_uint_eq(drop_count_files(directory), 0);
}
END_TEST

/* As nc does.  Complete texts are answered, and an incomplete one is dropped.
 */
START_TEST(a_client_that_has_shut_down_still_gets_its_answers)
{
	static const char stream[] = "\0\0\0\1one\n\0\0\0\2two\nhal";
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);

	test_client_send_bytes(client, stream, sizeof(stream) - 1);
	test_client_finish(client);
	test_client_expect(client, "A");
	test_client_expect_end(client);
	test_daemon_stop(daemon);
	drop_require_file(drop_folder(directory, 0), "1.txt", "one\n");
	ck_assert_uint_eq(drop_count_files(directory), 1);
}
END_TEST

START_TEST(two_senders_do_not_meet)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *one = drop_connect(daemon);
	struct test_client *other = drop_connect(daemon);

	drop_send_header(one, 2);
	drop_send_text(other, 1, "other\n");
	test_client_send(one, "one\none\n");
	test_client_expect(one, "A");
	test_client_expect(other, "A");
	ck_assert_uint_eq(drop_count_files(directory), 2);
	drop_folder(directory, 1);
}
END_TEST

START_TEST(a_restart_does_not_touch_what_is_there)
{
	const char *directory = test_directory_create();

	for (size_t i = 0; i < 2; i++) {
		struct test_daemon *daemon = drop_start(directory, NULL);
		struct test_client *client = drop_connect(daemon);

		drop_send_text(client, 1, test_format("run %zu\n", i));
		test_client_expect(client, "A");
		test_client_close(client);
		test_daemon_stop(daemon);
	}
	/* Folders sort by time. */
	for (size_t i = 0; i < 2; i++)
		drop_require_file(drop_folder(directory, i), "1.txt",
		    test_format("run %zu\n", i));
}
END_TEST

START_TEST(in_a_shared_directory_the_last_one_wins)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(
	    directory, "drop_layout=shared", NULL);
	struct test_client *first = drop_connect(daemon);
	struct test_client *second = drop_connect(daemon);

	drop_send_text(first, 1, "first\n");
	test_client_expect(first, "A");
	drop_send_text(first, 1, "first's second\n");
	test_client_expect(first, "A");
	drop_send_text(second, 1, "second\n");
	test_client_expect(second, "A");
	drop_require_file(directory, "1.txt", "second\n");
	drop_require_file(directory, "2.txt", "first's second\n");
	ck_assert_uint_eq(drop_count_files(directory), 2);
}
END_TEST

START_TEST(no_symbolic_link_is_followed)
{
	const char *directory = test_directory_create();
	const char *victim = test_file_create("untouched", 9);
	struct test_daemon *daemon = drop_start(
	    directory, "drop_layout=shared", NULL);
	struct test_client *client = drop_connect(daemon);

	ck_assert_int_eq(chmod(victim, 0666), 0);
	ck_assert_int_eq(
	    symlink(victim, test_format("%s/1.txt", directory)), 0);
	drop_send_text(client, 1, "text\n");
	test_client_expect(client, "A");
	drop_require_file(directory, "1.txt", "text\n");
	ck_assert_int_eq(chmod(victim, 0640), 0);
	drop_require_file("", victim, "untouched");
}
END_TEST

START_TEST(a_folder_that_became_a_symbolic_link_is_not_used)
{
	const char *directory = test_directory_create();
	const char *elsewhere = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);
	const char *folder;

	drop_send_text(client, 1, "one\n");
	test_client_expect(client, "A");
	folder = drop_folder(directory, 0);
	ck_assert_int_eq(rename(folder, test_format("%s/kept", directory)), 0);
	ck_assert_int_eq(symlink(elsewhere, folder), 0);
	drop_send_text(client, 1, "two\n");
	test_client_expect(client, "R");
	test_client_expect_end(client);
	ck_assert_uint_eq(drop_count_files(elsewhere), 0);
}
END_TEST

/* Texts may be taken away at any time, with their folder too. */
START_TEST(a_folder_that_was_removed_is_made_again)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *client = drop_connect(daemon);
	const char *folder;

	drop_send_text(client, 1, "one\n");
	test_client_expect(client, "A");
	folder = drop_folder(directory, 0);
	ck_assert_int_eq(unlink(test_format("%s/1.txt", folder)), 0);
	ck_assert_int_eq(rmdir(folder), 0);
	drop_send_text(client, 1, "two\n");
	test_client_expect(client, "A");
	drop_require_file(folder, "2.txt", "two\n");
}
END_TEST

START_TEST(many_texts_at_once_are_all_whole)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);
	struct test_client *clients[TEXT_COUNT];
	const char *text = test_repeat('x', 20000, "\n");

	for (int i = 0; i < TEXT_COUNT; i++) {
		clients[i] = drop_connect(daemon);
		drop_send_header(clients[i], 2);
	}
	for (int i = 0; i < TEXT_COUNT; i++)
		test_client_send_pieces(clients[i], text, strlen(text), 3000);
	for (int i = 0; i < TEXT_COUNT; i++)
		test_client_send(clients[i], test_format("%d\n", i));
	for (int i = 0; i < TEXT_COUNT; i++)
		test_client_expect(clients[i], "A");
	ck_assert_uint_eq(drop_count_files(directory), TEXT_COUNT);
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		struct stat status;

		ck_assert_int_eq(
		    stat(test_format("%s/1.txt", drop_folder(directory, i)),
			&status),
		    0);
		ck_assert_int_ge(status.st_size, 20003);
	}
}
END_TEST

START_TEST(a_client_that_comes_when_it_is_full_is_refused)
{
	struct test_daemon *daemon = drop_start(
	    test_directory_create(), "max_guests=1", NULL);
	struct test_client *first = drop_connect(daemon);
	struct test_client *second;

	drop_send_text(first, 1, "text\n");
	test_client_expect(first, "A");
	second = drop_connect(daemon);
	test_client_expect(second, "R");
	test_client_expect_end(second);
}
END_TEST

START_TEST(a_directory_that_cannot_be_used_is_an_error_at_the_start)
{
	const char *directory = test_directory_create();
	const char *file = test_file_create("", 0);
	const char *link = test_format("%s/link", directory);
	const char *closed = test_format("%s/closed", directory);
	const char *trap = test_format("%s/trap", directory);

	drop_require_exit(test_format("%s/missing", directory), EX_CONFIG);
	drop_require_exit(file, EX_CONFIG);
	ck_assert_int_eq(symlink(directory, link), 0);
	drop_require_exit(link, EX_CONFIG);
	/* The place for unfinished texts must not lead elsewhere either. */
	ck_assert_int_eq(mkdir(trap, 0700), 0);
	ck_assert_int_eq(chmod(trap, 0777), 0);
	ck_assert_int_eq(symlink("/tmp", test_format("%s/.incoming", trap)), 0);
	drop_require_exit(trap, EX_CONFIG);
	ck_assert_int_eq(mkdir(closed, 0500), 0);
	drop_require_exit(closed, EX_NOPERM);
}
END_TEST

START_TEST(two_daemons_do_not_share_a_directory)
{
	const char *directory = test_directory_create();

	drop_start(directory, NULL);
	drop_require_exit(directory, EX_UNAVAILABLE);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, an_accepted_text_is_there);
	test_cases_add(tests, an_answer_is_one_byte);
	test_cases_add(tests, texts_of_a_connection_are_numbered);
	test_cases_add(tests, texts_need_not_wait_for_answers);
	test_cases_add(tests, a_text_may_come_slowly_and_in_pieces);
	test_cases_add(tests, any_bytes_are_lines);
	test_cases_add(tests, nothing_is_saved_for_zero_lines);
	test_cases_add_loop(
	    tests, a_count_that_cannot_fit_is_refused_from_the_header, 0, 4);
	test_cases_add(tests, a_text_may_be_as_long_as_the_limit);
	test_cases_add(tests, a_text_is_refused_as_soon_as_it_cannot_fit);
	test_cases_add(tests, limits_can_be_reloaded);
	test_cases_add(tests, a_text_that_is_cut_off_leaves_no_file);
	test_cases_add(
	    tests, a_client_that_has_shut_down_still_gets_its_answers);
	test_cases_add(tests, two_senders_do_not_meet);
	test_cases_add(tests, a_restart_does_not_touch_what_is_there);
	test_cases_add(tests, in_a_shared_directory_the_last_one_wins);
	test_cases_add(tests, no_symbolic_link_is_followed);
	test_cases_add(tests, a_folder_that_became_a_symbolic_link_is_not_used);
	test_cases_add(tests, a_folder_that_was_removed_is_made_again);
	test_cases_add(tests, many_texts_at_once_are_all_whole);
	/* Before a handshake there are no words. */
	if (!test_transport_is_tls())
		test_cases_add(
		    tests, a_client_that_comes_when_it_is_full_is_refused);
	test_cases_add(
	    tests, a_directory_that_cannot_be_used_is_an_error_at_the_start);
	test_cases_add(tests, two_daemons_do_not_share_a_directory);
}
