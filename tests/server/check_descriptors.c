/* SPDX-License-Identifier: MIT */
/*
 * Out of descriptors: the users who are there are served, newcomers are told,
 * and when there are descriptors again newcomers are served too.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

#define DESCRIPTORS 64
#define CROWD       150

static struct test_client *crowd[CROWD];
static size_t there; /* how many of the crowd got in */

static struct test_daemon *
start(const char *path)
{
	struct test_spec spec = {
		.arguments = { "-c", path, "-o", "address=127.0.0.1", "-o",
		    "port=0", "-o", "workers=2", "-o", console_option() },
		.descriptors_max = DESCRIPTORS,
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_started(daemon);
	return daemon;
}

/*
 * Take the reply to a login.  Return false if it is BUSY, and close the client.
 */
static bool
is_welcome(struct test_client *client, const char *name)
{
	const char *line = test_client_take_line(client);
	bool reset;

	if (strcmp(line, test_format("HELLO %s", name)) == 0)
		return true;
	test_require_equal(line, "BUSY");
	test_client_drain(client, &reset);
	test_client_close(client);
	return false;
}

/* Have more clients connect, all at once, than there are descriptors. */
static void
crowd_in(const struct test_daemon *daemon)
{
	struct test_client *knocking[CROWD];

	for (int i = 0; i < CROWD; i++) {
		knocking[i] = test_client_connect(daemon);
		test_client_send(
		    knocking[i], test_format("HELLO-FROM user%d\n", i));
	}
	there = 0;
	for (int i = 0; i < CROWD; i++)
		if (is_welcome(knocking[i], test_format("user%d", i)))
			crowd[there++] = knocking[i];
	/* A daemon needs a few descriptors itself, but not many. */
	test_require(there > DESCRIPTORS / 2 && there < DESCRIPTORS,
	    "%zu got in", there);
}

static void
leave(struct test_client *client)
{
	test_client_finish(client);
	test_client_expect_end(client);
	test_client_close(client);
}

START_TEST(newcomers_are_busy_and_others_are_served)
{
	struct test_daemon *daemon = start("/dev/null");

	crowd_in(daemon);
	for (size_t i = 0; i < there; i++)
		test_client_ask(crowd[i], "SEND echobot hi\n",
		    "SEND-OK\nDELIVERY echobot hi\n");
	for (size_t i = 0; i < there; i++)
		leave(crowd[i]);
	test_daemon_stop(daemon);
	/* A hundred were turned away, but one line was written about it. */
	test_daemon_require_log(daemon, 1, "descriptor");
}
END_TEST

START_TEST(there_is_service_when_there_are_descriptors)
{
	struct test_daemon *daemon = start("/dev/null");
	struct test_client *client;

	crowd_in(daemon);
	for (size_t i = 0; i < there; i++) {
		leave(crowd[i]);
		do {
			client = test_client_connect(daemon);
			test_client_send(client, "HELLO-FROM newcomer\n");
		} while (!is_welcome(client, "newcomer"));
		leave(client);
	}
}
END_TEST

/*
 * Reading a file takes a descriptor, and there is none.  The file has another
 * setting by then, so that a reload that goes well shows.
 */
START_TEST(a_reload_without_descriptors_changes_nothing)
{
	static const char before[] = "dialect = list\n";
	static const char after[] = "dialect = who\n";
	const char *path = test_file_create(before, strlen(before));
	struct test_daemon *daemon = start(path);
	struct test_client *newcomer;

	crowd_in(daemon);
	test_file_replace(path, after, strlen(after));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(
	    daemon, test_format("%s: Too many open files", path));
	test_daemon_wait_log(
	    daemon, "reload failed: the settings stay as they were");
	test_client_ask(crowd[0], "SEND nobody hi\n", "BAD-DEST-USER\n");
	test_daemon_require_log(daemon, 0, "reloaded");
	leave(crowd[1]);
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded the configuration");
	test_client_ask_until(crowd[0], "SEND nobody hi\n", "UNKNOWN\n");
	do {
		newcomer = test_client_connect(daemon);
		test_client_send(newcomer, "HELLO-FROM newcomer\n");
	} while (!is_welcome(newcomer, "newcomer"));
}
END_TEST

/* However many are told in one turn, each of them counts. */
START_TEST(newcomers_who_are_told_are_counted)
{
	struct test_daemon *daemon = start("/dev/null");
	struct test_client *console = console_connect();
	const char *metrics;

	console_expect_begin(console, "status", "OK\n");
	crowd_in(daemon);
	metrics = console_ask(console, "metrics");
	metrics = strstr(
	    metrics, "chatd_newcomers_refused_total{reason=\"desc");
	ck_assert_ptr_nonnull(metrics);
	metrics = strchr(metrics, ' ');
	test_require(strtoul(metrics, NULL, 10) == CROWD - there,
	    "%zu of %d got in, the others are counted as %.6s", there, CROWD,
	    metrics);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, newcomers_are_busy_and_others_are_served);
	test_cases_add(tests, there_is_service_when_there_are_descriptors);
	test_cases_add(tests, newcomers_who_are_told_are_counted);
	test_cases_add(tests, a_reload_without_descriptors_changes_nothing);
}
