/* SPDX-License-Identifier: MIT */
/*
 * More peers at the port of the metrics than it has places for, who say nothing
 * or next to nothing: users do not feel them, and a scraper gets in.
 */

#include <poll.h>
#include <stdbool.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

/* Places at the port, and the descriptors of a daemon that has few. */
#define PLACES      16
#define DESCRIPTORS 100
#define CROWD       240

/* A byte now and then, and more of them than a deadline has time for. */
#define BYTE_EVERY_MS 500
#define BYTES_MAX     60

static struct test_daemon *
start(void)
{
	const struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "address=127.0.0.1",
		    "-o", "port=0", "-o", "workers=2", "-o", METRICS_OPTION },
		.descriptors_max = DESCRIPTORS,
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_started(daemon);
	return daemon;
}

/* Begin a request and do not end it. */
static struct test_client *
begin_request(const struct test_daemon *daemon)
{
	struct test_client *client = metrics_connect(daemon);

	test_client_send(client, "GET /met");
	return client;
}

/* Log users in until there is no room; return how many got in. */
static int
fill_up(const struct test_daemon *daemon)
{
	for (int count = 0; count < DESCRIPTORS; count++) {
		struct test_client *client = test_client_connect(daemon);

		test_client_send(
		    client, test_format("HELLO-FROM user%d\n", count));
		if (strcmp(test_client_take_line(client), "BUSY") == 0)
			return count;
	}
	test_fail("everybody got in");
}

START_TEST(a_crowd_takes_no_descriptor_of_a_user)
{
	int without = fill_up(start()), with;
	struct test_daemon *daemon = start();

	for (int i = 0; i < CROWD; i++)
		begin_request(daemon);
	with = fill_up(daemon);
	test_require(without > DESCRIPTORS / 2 && with == without,
	    "%d users got in without a crowd, %d with it", without, with);
	/* Nor do users take those of the port. */
	metrics_get(metrics_connect(daemon));
}
END_TEST

START_TEST(whoever_has_waited_longest_makes_room)
{
	struct test_daemon *daemon = start();
	struct test_client *served = metrics_connect(daemon);
	struct test_client *crowd[PLACES];
	bool reset;

	metrics_get(served);
	for (int i = 0; i < PLACES - 1; i++) {
		crowd[i] = metrics_connect(daemon);
		metrics_get(crowd[i]);
		test_client_send(crowd[i], "GET /met");
	}
	/* All places are taken, and who was served waits anew. */
	metrics_get(served);
	crowd[PLACES - 1] = metrics_connect(daemon);
	metrics_get(crowd[PLACES - 1]);
	ck_assert_uint_eq(test_client_drain(crowd[0], &reset), 0);
	metrics_get(served);
	for (int i = 1; i < PLACES - 1; i++) {
		test_client_send(crowd[i], "rics HTTP/1.1\r\n\r\n");
		test_require_equal(
		    test_client_take_line(crowd[i]), "HTTP/1.1 200 OK\r");
	}
}
END_TEST

/* Say whether the connection ends within BYTE_EVERY_MS. */
static bool
ends_soon(const struct test_client *client)
{
	struct pollfd fd = { .fd = test_client_fd(client), .events = POLLIN };

	return poll(&fd, 1, BYTE_EVERY_MS) > 0;
}

START_TEST(bytes_do_not_put_the_deadline_off)
{
	struct test_client *client = metrics_connect(start());
	bool reset;

	test_client_send(client, "GET /metrics HTTP/1.1\r\nX: ");
	for (int i = 0; !ends_soon(client); i++) {
		test_require(i < BYTES_MAX, "it is still open");
		test_client_send(client, "x");
	}
	ck_assert_uint_eq(test_client_drain(client, &reset), 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_crowd_takes_no_descriptor_of_a_user);
	test_cases_add(tests, whoever_has_waited_longest_makes_room);
	test_cases_add(tests, bytes_do_not_put_the_deadline_off);
}
