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

/* Users with an unfinished line each, which is less than one is cut for. */
#define OTHERS      400
#define INPUT_BYTES 60000

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

static void
join(struct test_client *client)
{
	test_client_send(client, "JOIN #lobby\n");
	test_client_take_until(client, "JOIN-OK #lobby");
}

/*
 * Nobody is held, so that all is said; and the lobby is where guests of the
 * protocol plain are.
 */
static void
fill_lobby(const char *option)
{
	text = test_repeat('x', TEXT_BYTES, "");
	chatd = test_daemon_start_speaking("plain", "workers=1",
	    "send_queue_max=8MiB", METRICS_OPTION, "room_list_interval=0",
	    "max_clients=500", "line_max=64000", option, NULL);
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

/* Let the speaker say lines until so much waits for each member. */
static void
say_until_queued(double bytes)
{
	while (sample("chatd_queued_bytes") < MEMBERS * bytes) {
		say(speaker);
		test_client_take_until(speaker, "SEND-OK");
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

	fill_lobby(NULL);
	say_until_queued(QUEUED_BYTES);
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

	fill_lobby(NULL);
	guest = members[0];
	other = members[MEMBERS - 1];
	late = members[MEMBERS - 2];
	say_until_queued(QUEUED_BYTES);
	/* This waits until everybody has been told what was said before. */
	test_client_send(speaker, "SEND member139 hi\n");
	test_client_take_until(speaker, "SEND-OK");
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

/*
 * Others wait with so much input that the ceiling is reached, and each with so
 * little that nobody is cut for it.  To cut the members instead, all of them,
 * would not help.
 */
START_TEST(members_who_share_are_not_cut_for_others)
{
	struct test_client *others[OTHERS];
	const char *input = test_repeat('x', INPUT_BYTES, "");
	struct test_client *other;
	const char *list;
	int count = 0;

	fill_lobby("queue_total_max=24MiB");
	for (int i = 0; i < OTHERS; i++)
		others[i] = test_client_login(chatd, test_format("other%d", i));
	other = test_client_login(chatd, "other");
	say_until_queued(2 * QUEUED_BYTES);
	for (int i = 0; i < OTHERS; i++) {
		test_client_send(others[i], input);
		test_client_wait_received(others[i]);
	}
	while (
	    sample("chatd_received_bytes_total") < (double)OTHERS * INPUT_BYTES)
		test_client_ask(other, "FOO\n", "BAD-RQST-HDR\n");
	test_client_send(speaker, "WHO #lobby\n");
	do
		list = test_client_take_line(speaker);
	while (strncmp(list, "WHO-OK ", 7) != 0);
	while ((list = strstr(list, "member")) != NULL) {
		list++;
		count++;
	}
	/* Some may have more than a little of their own. */
	ck_assert_int_gt(count, MEMBERS / 2 * 3 / 4);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, members_who_do_not_read_share_what_is_said);
	test_cases_add(tests, members_who_share_are_not_cut_for_others);
	test_cases_add_but(
	    tests, lines_that_are_not_for_all_are_told_one_by_one, "not_unix");
}
