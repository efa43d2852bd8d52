/* SPDX-License-Identifier: MIT */
/*
 * Out of memory while the metrics are read, over HTTP and on the console.
 * Whichever request for memory fails, whoever reads them gets all of them, or
 * learns that something is wrong; never a part of them.  chatd goes on.
 */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/memory_fixture.h"
#include "server/metrics_fixture.h"

/* More requests for memory than reading the metrics makes. */
#define ENOUGH 500

static struct test_daemon *chatd;

static void
start(void)
{
	memory_prepare();
	chatd = test_daemon_start_with(
	    METRICS_OPTION, console_option(), "max_clients=100", NULL);
	memory_release();
}

/* Ask in one go, and take what comes until the end. */
static const char *
scrape(void)
{
	struct test_client *client = metrics_connect(chatd);
	const char *text = "", *line;

	test_client_send(client,
	    "GET /metrics HTTP/1.1\r\nConnection: close\r\n"
	    "\r\n");
	while ((line = test_client_take_line_or_end(client)) != NULL)
		text = test_format("%s%s\n", text, line);
	test_client_close(client);
	return text;
}

static const char *
ask_console(void)
{
	struct test_client *client = console_connect();
	const char *text = "", *line;

	test_client_send(client, "metrics\n");
	test_client_finish(client);
	while ((line = test_client_take_line_or_end(client)) != NULL)
		text = test_format("%s%s\n", text, line);
	test_client_close(client);
	return text;
}

/*
 * Read the metrics again and again, while the first request for memory fails,
 * then the second, and so on.  An answer that begins with ok has to be as long
 * as the one when nothing fails; what begins otherwise is an error.
 */
static void
read_with_failures(const char *(*read)(void), const char *ok)
{
	/* What this one leaves out, for /proc/self/statm has to be opened. */
	const char *optional = "process_virtual_memory_bytes";
	size_t lines = test_count_lines(read(), ""), least = lines - 6;
	int number, failures = 0;

	for (number = 1; number < ENOUGH; number++) {
		const char *answer;

		memory_fail_request(number);
		answer = read();
		if (!memory_has_failed())
			break;
		if (strncmp(answer, ok, strlen(ok)) != 0) {
			failures++;
			continue;
		}
		test_require(
		    test_count_lines(answer, "") ==
			(test_count_lines(answer, optional) > 0 ? lines
								: least),
		    "request %d: a part of the metrics", number);
	}
	memory_spare();
	test_require(failures > 5 && number < ENOUGH,
	    "%d failures of %d requests", failures, number);
	ck_assert_uint_eq(test_count_lines(read(), ""), lines);
	test_client_login(chatd, "alice");
}

START_TEST(a_scrape_is_whole_or_fails)
{
	start();
	read_with_failures(scrape, "HTTP/1.1 200 OK\r\n");
	/* Lines about it are not as many as the failures. */
	test_daemon_stop(chatd);
	test_require(test_count_lines(test_daemon_log(chatd),
			 "metrics: cannot serve a connection: ") <= 2,
	    "too many lines");
}
END_TEST

START_TEST(the_console_is_whole_or_fails)
{
	start();
	read_with_failures(ask_console, "OK\n");
	/* Where libevent misses memory, it says so as everybody does. */
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "[warn] ");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_scrape_is_whole_or_fails);
	test_cases_add(tests, the_console_is_whole_or_fails);
}
