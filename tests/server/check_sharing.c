/* SPDX-License-Identifier: MIT */
/*
 * Members of a big room who do not read: what is said is kept for all of them,
 * once, and each of them hears all of it when they read on.
 */

#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

/* More than are told at once, and half of them of each protocol. */
#define MEMBERS 140

/* A few hundred of them fill the kernel's buffers for one reader. */
#define TEXT_BYTES 10000

/* How much waits for each member, at least, when the speaker is done. */
#define QUEUED_BYTES 300000

static struct test_daemon *chatd;
static struct test_client *members[MEMBERS];
static struct test_client *speaker, *metrics;
static const char *text;
static int said; /* lines */

static double
sample(const char *name)
{
	return metrics_value(metrics_get(metrics), name);
}

/* Pass over lines until this one. */
static void
take_until(struct test_client *client, const char *expected)
{
	while (strcmp(test_client_take_line(client), expected) != 0)
		continue;
}

static void
join(struct test_client *client)
{
	test_client_send(client, "JOIN #lobby\n");
	take_until(client, "JOIN-OK #lobby");
}

/*
 * Nobody is held, so that all is said; and the lobby is where guests of the
 * protocol plain are.
 */
static void
fill_lobby(void)
{
	text = test_repeat('x', TEXT_BYTES, "");
	chatd = test_daemon_start_speaking("plain", "workers=1",
	    "send_queue_max=64MiB", METRICS_OPTION, "room_list_interval=0",
	    NULL);
	metrics = metrics_connect(chatd);
	for (int i = 0; i < MEMBERS / 2; i++)
		members[i] = test_client_connect_small(chatd, "plain");
	for (int i = MEMBERS / 2; i < MEMBERS; i++) {
		members[i] = test_client_login_small(
		    chatd, test_format("member%d", i));
		join(members[i]);
	}
	metrics_await(metrics,
	    "chatd_connections_opened_total{protocol=\"plain\"}", MEMBERS / 2);
	speaker = test_client_login(chatd, "speaker");
	join(speaker);
}

static void
say(struct test_client *client)
{
	test_client_send(
	    client, test_format("SEND #lobby %d %s\n", said++, text));
}

/* Let the speaker say lines until much waits for all members. */
static void
say_until_queued(void)
{
	while (sample("chatd_queued_bytes") < (double)MEMBERS * QUEUED_BYTES) {
		say(speaker);
		take_until(speaker, "SEND-OK");
	}
}

/* Expect member to hear the speaker's line of this number next. */
static void
expect_heard(struct test_client *member, const char *words, int number)
{
	const char *line;

	do
		line = test_client_take_line(member);
	while (strstr(line, text) == NULL);
	test_require(strncmp(line, words, strlen(words)) == 0 &&
			 atoi(line + strlen(words)) == number,
	    "line %d came as %.40s", number, line);
}

/* Expect member to hear nothing more. */
static void
expect_heard_all(struct test_client *member)
{
	const char *line;

	test_client_send(member, "FOO\n");
	do {
		line = test_client_take_line(member);
		test_require(
		    strstr(line, text) == NULL, "more came: %.40s", line);
	} while (strcmp(line, "BAD-RQST-HDR") != 0);
}

/* Both protocols' members hear all of it, in order, in their own words. */
START_TEST(members_who_do_not_read_share_what_is_said)
{
	const char *now;
	double queued, waiting;

	fill_lobby();
	say_until_queued();
	now = metrics_get(metrics);
	queued = metrics_value(now, "chatd_queued_bytes");
	waiting = metrics_value(now, "chatd_waiting_bytes");
	test_require(waiting * 3 < queued, "%.0f bytes of %.0f are not shared",
	    waiting, queued);
	for (int i = 0; i < said; i++) {
		expect_heard(members[0], "\r<speaker> ", i);
		expect_heard(members[MEMBERS - 1], "SAID #lobby speaker ", i);
	}
	for (int i = 0; i < MEMBERS; i++)
		test_client_close(members[i]);
	metrics_await(metrics, "chatd_waiting_bytes", 0);
	metrics_await(metrics, "chatd_queued_bytes", 0);
}
END_TEST

/*
 * A line, then a member who leaves and joins again, then a line of another
 * member: chatd, stopped meanwhile, finds all three when it goes on, in their
 * order, and tells both lines in one walk.  Each member hears those that are
 * for them.
 */
START_TEST(lines_that_are_not_for_all_are_told_one_by_one)
{
	struct test_client *guest, *other, *late;

	fill_lobby();
	guest = members[0];
	other = members[MEMBERS - 1];
	late = members[MEMBERS - 2];
	say_until_queued();
	/* This waits until everybody has been told what was said before. */
	test_client_send(speaker, "SEND member139 hi\n");
	take_until(speaker, "SEND-OK");
	test_process_stop(test_daemon_pid(chatd));
	say(speaker);
	test_client_wait_received(speaker);
	test_client_send(late, "LEAVE #lobby\nJOIN #lobby\n");
	test_client_wait_received(late);
	say(other);
	test_client_wait_received(other);
	test_process_continue(test_daemon_pid(chatd));
	for (int i = 0; i < said - 2; i++) {
		expect_heard(guest, "\r<speaker> ", i);
		expect_heard(other, "SAID #lobby speaker ", i);
		expect_heard(late, "SAID #lobby speaker ", i);
	}
	expect_heard(guest, "\r<speaker> ", said - 2);
	expect_heard(guest, "\r<member139> ", said - 1);
	expect_heard(other, "SAID #lobby speaker ", said - 2);
	expect_heard_all(other);
	expect_heard(late, "SAID #lobby member139 ", said - 1);
}
END_TEST

void
test_add_tests(TCase *tests)
{
	tcase_add_test(tests, members_who_do_not_read_share_what_is_said);
	tcase_add_test(tests, lines_that_are_not_for_all_are_told_one_by_one);
}
