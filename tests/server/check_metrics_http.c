/* SPDX-License-Identifier: MIT */
/*
 * metrics_listen: what is served over HTTP, and that no request harms the chat.
 */

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/metrics_fixture.h"

/* How many requests are noise. */
#define NOISE_REQUESTS  300
#define NOISE_BYTES_MAX 200

#define DESCRIPTORS 48

static void
require_chat(const struct test_daemon *daemon)
{
	struct test_client *alice = test_client_login(daemon, "alice");

	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
	test_client_finish(alice);
	test_client_expect_end(alice);
}

START_TEST(metrics_and_health_are_served)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    METRICS_OPTION, NULL);
	struct test_client *client = metrics_connect(daemon);
	struct metrics_response response;

	response = metrics_request(client, "GET", "/metrics");
	ck_assert_int_eq(response.status, 200);
	ck_assert(strstr(response.head,
		      "Content-Type: text/plain; version=0.0.4") != NULL);
	ck_assert(strncmp(response.body, "# HELP chatd_", 13) == 0);
	/* The connection stays, and a query changes nothing. */
	response = metrics_request(client, "GET", "/metrics?name=x");
	ck_assert_int_eq(response.status, 200);
	response = metrics_request(client, "HEAD", "/metrics");
	ck_assert_int_eq(response.status, 200);
	ck_assert(strstr(response.head, "Content-Length: 0\n") == NULL);
	response = metrics_request(client, "GET", "/healthz");
	ck_assert_int_eq(response.status, 200);
	test_require_equal(response.body, "ok\n");
}
END_TEST

START_TEST(nothing_else_is_served)
{
	static const struct {
		const char *method, *path;
		int status;
	} requests[] = {
		{ "GET", "/", 404 },
		{ "GET", "/metrics/", 404 },
		{ "GET", "/../etc/passwd", 404 },
		{ "HEAD", "/", 404 },
		{ "POST", "/metrics", 501 },
		{ "DELETE", "/healthz", 501 },
		{ "NONSENSE", "/metrics", 501 },
	};
	struct test_daemon *daemon = test_daemon_start_with(
	    METRICS_OPTION, NULL);

	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		struct test_client *client = metrics_connect(daemon);
		struct metrics_response response = metrics_request(
		    client, requests[i].method, requests[i].path);

		test_require(response.status == requests[i].status, "%s %s: %d",
		    requests[i].method, requests[i].path, response.status);
		ck_assert(strstr(response.body, "chatd_") == NULL);
	}
	require_chat(daemon);
}
END_TEST

/* More than the sockets' buffers hold, less than the send queue. */
#define UNREAD_LINES 1200

START_TEST(a_server_that_stops_is_not_healthy)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    METRICS_OPTION, "send_queue_max=64MiB", "drain_timeout=1h", NULL);
	struct test_client *client = metrics_connect(daemon);
	struct test_client *reader = test_client_connect_small(daemon, "hello");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *text = test_repeat('x', 10000, "\n");
	struct metrics_response response;
	bool reset;

	test_client_ask(reader, "HELLO-FROM reader\n", "HELLO reader\n");
	for (int i = 0; i < UNREAD_LINES; i++)
		test_client_ask(
		    alice, test_format("SEND reader %s", text), "SEND-OK\n");
	test_client_close(alice);
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_wait_log(daemon, "stopping");
	response = metrics_request(client, "GET", "/healthz");
	ck_assert_int_eq(response.status, 503);
	test_require_equal(response.body, "stopping\n");
	metrics_get(client);
	test_client_drain(reader, &reset);
	test_client_close(reader);
	test_daemon_require_exit(daemon, 0);
}
END_TEST

/* ---- the format ---------------------------------------------------------- */

/* Fail unless the line is a sample of the family, which is of this type. */
static void
require_sample(const char *line, const char *family, const char *type)
{
	size_t size = strspn(line, "abcdefghijklmnopqrstuvwxyz_");
	size_t name = strlen(family);
	const char *suffix = line + name;
	char *end;

	test_require(
	    strncmp(line, family, name) == 0, "not of %s: %s", family, line);
	if (strcmp(type, "histogram") == 0)
		test_require(strncmp(suffix, "_bucket{", 8) == 0 ||
				 strncmp(suffix, "_sum{", 5) == 0 ||
				 strncmp(suffix, "_count{", 7) == 0,
		    "not of a histogram: %s", line);
	else
		test_require(size == name, "not of %s: %s", family, line);
	ck_assert_int_eq(strcmp(type, "counter") == 0,
	    name > 6 && strcmp(family + name - 6, "_total") == 0);
	if (line[size] == '{') {
		size += strcspn(line + size, "}") + 1;
		test_require(line[size - 2] == '"', "labels: %s", line);
	}
	test_require(line[size] == ' ', "no value: %s", line);
	test_require(isdigit((unsigned char)line[size + 1]) &&
			 strtod(line + size, &end) >= 0 && *end == '\0',
	    "no number: %s", line);
}

/* Each family has its help, its type and its samples once, in this order. */
static void
require_format(const char *metrics)
{
	char family[64] = "", named[64], type[16] = "", seen[4096] = " ";
	const char *line;
	size_t samples = 1;

	for (line = metrics; *line != '\0'; line = strchr(line, '\n') + 1) {
		const char *text = test_format(
		    "%.*s", (int)strcspn(line, "\n"), line);

		if (sscanf(text, "# HELP %63s", family) == 1) {
			ck_assert_uint_gt(samples, 0);
			ck_assert_ptr_null(
			    strstr(seen, test_format(" %s ", family)));
			strcat(strcat(seen, family), " ");
			samples = 0;
			type[0] = '\0';
		} else if (line[0] == '#') {
			test_require(
			    sscanf(text, "# TYPE %63s %15s", named, type) ==
				    2 &&
				strcmp(named, family) == 0 && samples == 0,
			    "%s", text);
		} else {
			require_sample(text, family, type);
			samples++;
		}
	}
	ck_assert_uint_gt(samples, 0);
}

START_TEST(the_format_is_that_of_prometheus)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    METRICS_OPTION, console_option(), NULL);
	struct test_client *client = metrics_connect(daemon);
	const char *metrics, *path;

	require_chat(daemon);
	metrics = metrics_get(client);
	require_format(metrics);
	path = test_file_create(metrics, strlen(metrics));
	/* promtool says something only where something is wrong. */
	if (system("command -v promtool >/dev/null 2>&1") == 0)
		test_require(system(test_format(
				 "promtool check metrics <%s", path)) == 0,
		    "promtool does not like it");
	/* The console shows the same. */
	metrics = console_ask(console_connect(), "metrics");
	ck_assert(strncmp(metrics, "OK\n", 3) == 0);
	require_format(metrics + 3);
}
END_TEST

/* ---- abuse --------------------------------------------------------------- */

START_TEST(noise_harms_nobody)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    METRICS_OPTION, NULL);
	char noise[NOISE_BYTES_MAX];
	struct test_client *client;
	bool reset;

	for (int i = 0; i < NOISE_REQUESTS; i++) {
		size_t size = test_random(NOISE_BYTES_MAX);

		for (size_t j = 0; j < size; j++)
			noise[j] = (char)test_random(256);
		client = metrics_connect(daemon);
		test_client_send(client, i % 2 == 0 ? "GET " : "");
		test_client_send_bytes(client, noise, size);
		test_client_send(client, i % 3 == 0 ? "\r\n\r\n" : "");
		test_client_close(client);
	}
	client = metrics_connect(daemon);
	test_client_send(client, "GET /metrics HTTP/1.1\r\nX: ");
	test_client_send(client, test_repeat('x', 100000, "\r\n\r\n"));
	ck_assert_uint_lt(test_client_drain(client, &reset), 1000);
	client = metrics_connect(daemon);
	test_client_send(client, "GET /metr");
	metrics_get(metrics_connect(daemon));
	require_chat(daemon);
}
END_TEST

START_TEST(without_descriptors_it_goes_on)
{
	struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "port=0", "-o",
		    "workers=2", "-o", METRICS_OPTION },
		.descriptors_max = DESCRIPTORS,
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);
	struct test_client *crowd[DESCRIPTORS];
	int there = 0;

	test_daemon_wait_started(daemon);
	for (; there < DESCRIPTORS; there++) {
		crowd[there] = test_client_connect(daemon);
		test_client_send(
		    crowd[there], test_format("HELLO-FROM user%d\n", there));
		if (strcmp(test_client_take_line(crowd[there]), "BUSY") == 0)
			break;
	}
	test_client_ask(crowd[0], "SEND user1 hi\n", "SEND-OK\n");
	for (int i = 0; i < DESCRIPTORS; i++)
		test_require(metrics_value(metrics_get(metrics_connect(daemon)),
				 "chatd_newcomers_refused_total"
				 "{reason=\"descriptors\"}") >= 1,
		    "nobody was refused");
	for (int i = 0; i < 2; i++)
		test_client_finish(crowd[i]);
	test_client_expect_end(crowd[0]);
	test_client_expect(crowd[1], "DELIVERY user0 hi\n");
	test_client_expect_end(crowd[1]);
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 0, "cannot serve a connection");
}
END_TEST

/* ---- where --------------------------------------------------------------- */

static void
require_exit(const char *where, int status)
{
	const struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "port=0", "-o",
		    test_format("metrics_listen=%s", where) },
	};

	test_daemon_require_exit(test_daemon_spawn(&spec), status);
}

START_TEST(where_it_is_served_must_be_free)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    METRICS_OPTION, NULL);
	const char *found = strstr(
	    test_daemon_log(daemon), "metrics at http://127.0.0.1:");

	ck_assert_ptr_nonnull(found);
	found += strlen("metrics at http://");
	require_exit(test_format("%.*s", (int)strcspn(found, "/"), found),
	    EX_UNAVAILABLE);
	require_exit("203.0.113.1:9100", EX_UNAVAILABLE);
	require_exit("localhost", EX_CONFIG);
	require_exit("127.0.0.1:", EX_CONFIG);
	require_exit("127.0.0.1:70000", EX_CONFIG);
	require_exit("::1:9100", EX_CONFIG);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, metrics_and_health_are_served);
	test_cases_add(tests, nothing_else_is_served);
	test_cases_add(tests, a_server_that_stops_is_not_healthy);
	test_cases_add(tests, the_format_is_that_of_prometheus);
	test_cases_add(tests, noise_harms_nobody);
	test_cases_add(tests, without_descriptors_it_goes_on);
	test_cases_add(tests, where_it_is_served_must_be_free);
}
