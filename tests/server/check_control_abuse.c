/* SPDX-License-Identifier: MIT */
/*
 * Clients of the console that behave badly, by mistake or not: the chat does
 * not notice, and the console serves others.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* The most that may be connected. */
#define CLIENTS_MAX 16

/* Requests of a client that reads nothing, and what they may cost. */
#define FLOOD_REQUESTS   20000
#define FLOOD_MEMORY_KIB 4096

/* Lines of noise, and the longest. */
#define NOISE_LINES     2000
#define NOISE_BYTES_MAX 60

/* Clients that leave before they have their replies. */
#define LEAVERS 300

/* Some of them chatd needs itself. */
#define DESCRIPTORS 48

static struct test_daemon *daemon_;
static struct test_client *alice, *bob;

static void
log_in(void)
{
	alice = test_client_login(daemon_, "alice");
	bob = test_client_login(daemon_, "bob");
}

static void
start_with(const char *option)
{
	daemon_ = test_daemon_start_with(console_option(), option, NULL);
	log_in();
}

static void
require_chat(void)
{
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
}

/* Fail unless the chat and the console serve. */
static void
require_service(void)
{
	struct test_client *console = console_connect();

	require_chat();
	console_expect_begin(console, "users", "OK\n");
	test_client_close(console);
}

/*
 * Send requests until they are not taken any more, and read nothing.  Return
 * how many bytes were taken.
 */
static size_t
flood(struct test_client *console, const char *request)
{
	size_t sent = 0, size = strlen(request);

	for (int i = 0; i < FLOOD_REQUESTS; i++) {
		size_t taken = test_client_try_send(console, request, size);

		sent += taken;
		if (i % 100 == 0)
			require_chat();
		if (taken < size && i % 100 == 0)
			break;
	}
	return sent;
}

START_TEST(a_client_that_does_not_read_is_asked_nothing_more)
{
	struct test_client *console;
	pid_t pid;
	long before;

	start_with("send_timeout=1h");
	pid = test_daemon_pid(daemon_);
	require_service();
	before = test_process_memory_kib(pid, "VmRSS:");
	console = console_connect();
	ck_assert_uint_gt(flood(console, "limits\nusers\nmetrics\n"), 0);
	require_service();
	test_require(test_is_sanitized() ||
			 test_process_memory_kib(pid, "VmRSS:") - before <=
			     FLOOD_MEMORY_KIB,
	    "from %ld KiB to %ld KiB", before,
	    test_process_memory_kib(pid, "VmRSS:"));
	/* It is still there, and gets what it asked for. */
	ck_assert(console_has_row(console_take_reply(console), "max_clients"));
	ck_assert(console_has_row(console_take_reply(console), "alice"));
}
END_TEST

START_TEST(a_client_that_does_not_read_is_cut_after_send_timeout)
{
	struct test_client *console, *late;
	const char *reply;
	bool reset;

	start_with("send_timeout=1s");
	console = console_connect();
	flood(console, "limits\n");
	/* It is one of 16: at last there is room for another. */
	for (int i = 0; i < CLIENTS_MAX - 1; i++)
		console_expect_begin(console_connect(), "status", "OK\n");
	do {
		late = console_connect();
		test_client_send(late, "users\n");
		reply = console_take_reply(late);
		test_client_close(late);
	} while (strcmp(reply, "ERROR too many clients\n") == 0);
	ck_assert(console_has_row(reply, "alice"));
	test_client_drain(console, &reset);
	require_chat();
	test_client_close(alice);
	test_client_close(bob);
	test_daemon_stop(daemon_);
	/* It was tried again and again, but few lines were written about it. */
	test_require(
	    test_count_lines(test_daemon_log(daemon_), "too many clients") < 5,
	    "the log is full of it");
}
END_TEST

/* They leave in the middle of a line, of a reply, or of a report. */
START_TEST(clients_that_leave_early_harm_nobody)
{
	static const char *const requests[] = { "users\n", "sta",
		"limits\nusers\nconnections\n", "tell alice", "" };

	start_with("echo_user=");
	for (int i = 0; i < LEAVERS; i++) {
		struct test_client *console = console_connect();

		test_client_send(console, requests[i % 5]);
		if (i % 3 == 0)
			test_client_finish(console);
		test_client_close(console);
		if (i % 50 == 0)
			require_service();
	}
	require_service();
}
END_TEST

START_TEST(noise_harms_nobody)
{
	static const char *const verbs[] = { "users", "set ", "kick ", "tell ",
		"loglevel ", "limits", "set max_clients ", "" };
	struct test_client *console;
	char line[NOISE_BYTES_MAX + 1];

	start_with("echo_user=");
	console = console_connect();
	for (int i = 0; i < NOISE_LINES; i++) {
		size_t size = test_random(NOISE_BYTES_MAX);

		for (size_t j = 0; j < size; j++)
			line[j] = (char)(1 + test_random(255));
		line[size] = '\0';
		/* Each has to be one line, so that it has one reply. */
		for (size_t j = 0; j < size; j++)
			if (line[j] == '\n')
				line[j] = '?';
		console_ask(
		    console, test_format("%s%s", verbs[test_random(8)], line));
	}
	console_expect(console, "reload", "OK\n");
	require_service();
}
END_TEST

/* ---- descriptors --------------------------------------------------------- */

/* Take all descriptors but those that chatd keeps for such a case. */
static void
use_up_descriptors(void)
{
	const char *line;

	for (int i = 0; i < DESCRIPTORS; i++) {
		struct test_client *client = test_client_connect(daemon_);

		test_client_send(client, test_format("HELLO-FROM u%d\n", i));
		line = test_client_take_line(client);
		if (strcmp(line, "BUSY") == 0)
			return;
	}
	test_fail("there are descriptors left");
}

START_TEST(without_descriptors_one_operator_gets_in)
{
	struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "port=0", "-o",
		    "workers=2", "-o", console_option() },
		.descriptors_max = DESCRIPTORS,
	};
	struct test_client *console, *late;

	daemon_ = test_daemon_spawn(&spec);
	test_daemon_wait_started(daemon_);
	log_in();
	use_up_descriptors();
	console = console_connect();
	console_expect_begin(console, "users", "OK\n");
	late = console_connect();
	test_client_send(late, "users\n");
	console_expect(console, "kick u0", "OK\n");
	/* The next gets in when there is a descriptor, and chatd keeps one
	 * in reserve again. */
	ck_assert(console_has_row(console_take_reply(late), "bob"));
	test_client_finish(console);
	test_client_expect_end(console);
	test_client_finish(late);
	test_client_expect_end(late);
	use_up_descriptors();
	require_service();
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(
	    tests, a_client_that_does_not_read_is_asked_nothing_more);
	test_cases_add(
	    tests, a_client_that_does_not_read_is_cut_after_send_timeout);
	test_cases_add(tests, clients_that_leave_early_harm_nobody);
	test_cases_add(tests, noise_harms_nobody);
	test_cases_add(tests, without_descriptors_one_operator_gets_in);
}
