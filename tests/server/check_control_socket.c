/* SPDX-License-Identifier: MIT */
/*
 * The console's socket: which clients get in, and that nothing which they send
 * harms anybody.  In each of these tests two users go on talking.
 */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* The most that may be connected. */
#define CLIENTS_MAX 16

#define LINE_MAX_BYTES 4096

static struct test_daemon *daemon_;
static struct test_client *alice, *bob;

static void
start_with(const char *option)
{
	daemon_ = test_daemon_start_with(console_option(), option, NULL);
	alice = test_client_login(daemon_, "alice");
	bob = test_client_login(daemon_, "bob");
}

static void
start(void)
{
	start_with("echo_user=");
}

/* Fail unless the chat and the console serve. */
static void
require_service(void)
{
	struct test_client *console = console_connect();

	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	console_expect_begin(console, "status", "OK\n");
	test_client_close(console);
}

/* ---- the file ------------------------------------------------------------ */

START_TEST(the_socket_is_for_its_owner_and_group)
{
	struct stat status;

	start();
	test_require(stat(console_path(), &status) == 0 &&
			 S_ISSOCK(status.st_mode) &&
			 (status.st_mode & 07777) == 0660,
	    "%s is no socket of mode 0660", console_path());
	test_client_close(alice);
	test_client_close(bob);
	test_daemon_stop(daemon_);
	test_require(stat(console_path(), &status) != 0 && errno == ENOENT,
	    "%s is left behind", console_path());
}
END_TEST

START_TEST(a_socket_that_was_left_behind_is_replaced)
{
	const char *option = console_option();
	struct test_daemon *first = test_daemon_start_with(option, NULL);
	struct stat status;

	test_daemon_signal(first, SIGKILL);
	test_daemon_require_exit(first, 128 + SIGKILL);
	ck_assert_int_eq(stat(console_path(), &status), 0);
	test_daemon_start_with(option, NULL);
	console_expect_begin(console_connect(), "status", "OK\n");
}
END_TEST

START_TEST(a_socket_in_use_is_left_alone)
{
	const char *option = console_option();
	struct test_daemon *first = test_daemon_start_with(option, NULL);
	struct test_daemon *second = test_daemon_start_with(option, NULL);
	struct test_client *console;

	test_daemon_wait_log(second, "console: cannot listen on");
	test_client_login(first, "alice");
	console = console_connect();
	console_await_status(console, "users", 1);
	test_daemon_stop(second);
	console_expect_begin(console_connect(), "status", "OK\n");
}
END_TEST

START_TEST(a_file_that_is_no_socket_is_left_alone)
{
	const char *option = console_option();
	struct test_daemon *daemon;
	struct stat status;

	test_file_replace(console_path(), "mine", 4);
	daemon = test_daemon_start_with(option, NULL);
	test_daemon_wait_log(daemon, "console: cannot listen on");
	test_client_login(daemon, "alice");
	test_daemon_stop(daemon);
	test_require(stat(console_path(), &status) == 0 &&
			 S_ISREG(status.st_mode) && status.st_size == 4,
	    "the file is another one");
}
END_TEST

START_TEST(there_need_not_be_a_console)
{
	struct test_daemon *none = test_daemon_start_with(
	    "control_socket=", NULL);
	struct test_daemon *nowhere = test_daemon_start_with(
	    "control_socket=/nonexistent/control", NULL);

	test_client_login(none, "alice");
	test_client_login(nowhere, "alice");
	test_daemon_stop(nowhere);
	test_daemon_require_log(nowhere, 0, "console");
}
END_TEST

/* ---- clients ------------------------------------------------------------- */

START_TEST(clients_are_counted)
{
	struct test_client *clients[CLIENTS_MAX], *late;

	start();
	for (int i = 0; i < CLIENTS_MAX; i++) {
		clients[i] = console_connect();
		console_expect_begin(clients[i], "status", "OK\n");
	}
	late = console_connect();
	test_require_equal(
	    console_take_reply(late), "ERROR too many clients\n");
	test_client_expect_end(late);
	console_expect_begin(clients[7], "users", "OK\n");
	test_client_finish(clients[3]);
	test_client_expect_end(clients[3]);
	require_service();
}
END_TEST

/* ---- requests ------------------------------------------------------------ */

START_TEST(words_that_are_no_request_are_refused)
{
	static const char *const lines[] = { "", " ", "STATUS", "status\r",
		"statu", "statuss", "top", "HELLO-FROM carol", "#", "\t" };
	struct test_client *console;

	start();
	console = console_connect();
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		const char *reply = console_ask(console, lines[i]);

		test_require(strncmp(reply, "ERROR ", 6) == 0, "\"%s\": %s",
		    lines[i], reply);
	}
	console_expect_begin(console, "  status  ", "OK\n");
	console_expect_begin(console, "status and more", "OK\n");
	require_service();
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
	static const struct {
		const char *bytes;
		size_t size;
	} lines[] = {
		{ "\xff\xfe\n", 3 },
		{ "sta\0tus\n", 8 },
		{ "tell alice \x1b[2J\n", 16 },
		{ "kick \xc3\n", 7 },
		{ "set echo_user \x07\n", 16 },
	};
	struct test_client *console;

	start();
	console = console_connect();
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		test_client_send_bytes(console, lines[i].bytes, lines[i].size);
		test_require_equal(console_take_reply(console),
		    "ERROR the request is not text\n");
	}
	console_expect_begin(console, "status", "OK\n");
	require_service();
}
END_TEST

START_TEST(a_line_has_an_end)
{
	const char *most = test_repeat(' ', LINE_MAX_BYTES - 6, "");
	struct test_client *console;

	start();
	console = console_connect();
	console_expect_begin(console, test_format("status%s", most), "OK\n");
	console_expect(console, test_format("status%s ", most),
	    "ERROR the request is too long\n");
	test_client_expect_end(console);
	console = console_connect();
	test_client_send(console, test_repeat('x', 1000000, ""));
	test_require_equal(
	    console_take_reply(console), "ERROR the request is too long\n");
	require_service();
}
END_TEST

START_TEST(requests_may_follow_each_other)
{
	struct test_client *console;

	start();
	console = console_connect();
	test_client_send(
	    console, "nonsense\nusers\nkick nobody\nworkers\nstatus\n");
	test_require_equal(
	    console_take_reply(console), "ERROR no such request, try help\n");
	ck_assert(console_has_row(console_take_reply(console), "bob"));
	test_require_equal(
	    console_take_reply(console), "ERROR nobody is called that\n");
	ck_assert(console_has_row(console_take_reply(console), "1"));
	ck_assert(console_has_row(console_take_reply(console), "uptime"));
	/* They may come in pieces, too. */
	test_client_send_pieces(console, "workers\nusers\n", 14, 3);
	ck_assert(console_has_row(console_take_reply(console), "1"));
	ck_assert(console_has_row(console_take_reply(console), "alice"));
}
END_TEST

START_TEST(a_client_that_has_said_all_gets_its_replies)
{
	struct test_client *console;

	start();
	console = console_connect();
	test_client_send(console, "users\nstatus\nus");
	test_client_finish(console);
	ck_assert(console_has_row(console_take_reply(console), "alice"));
	ck_assert(console_has_row(console_take_reply(console), "uptime"));
	test_client_expect_end(console);
	require_service();
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, the_socket_is_for_its_owner_and_group);
	test_cases_add(tests, a_socket_that_was_left_behind_is_replaced);
	test_cases_add(tests, a_socket_in_use_is_left_alone);
	test_cases_add(tests, a_file_that_is_no_socket_is_left_alone);
	test_cases_add(tests, there_need_not_be_a_console);
	test_cases_add(tests, clients_are_counted);
	test_cases_add(tests, words_that_are_no_request_are_refused);
	test_cases_add(tests, what_is_no_text_is_refused);
	test_cases_add(tests, a_line_has_an_end);
	test_cases_add(tests, requests_may_follow_each_other);
	test_cases_add(tests, a_client_that_has_said_all_gets_its_replies);
}
