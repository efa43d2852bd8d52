/* SPDX-License-Identifier: MIT */
/*
 * What is said has a time and an id, which are the same for whoever hears of
 * it, on whichever worker or node, and nobody else's.  No protocol of chatd
 * shows them yet, so the daemon of this test has one that does
 * (shown_stamps.c).
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/cluster_fixture.h"
#include "common/clock.h"
#include "common/test_cases.h"
#include "common/test_process.h"
#include "common/test_programs.h"
#include "common/test_support.h"

/* What is said in a row. */
#define TEXTS 200

/* Of a sender to a user of another node (FLIGHT_TEXTS_MAX). */
#define UNDER_WAY_MAX 64
#define ROUNDS        8

/* Clocks of one machine differ by less. */
#define TIME_MS 60000

#define STAMPS_MAX 4096
static const char *stamps[STAMPS_MAX];
static size_t stamp_count;

static void
begin(void)
{
	setenv("CHATD", test_program("CHATD_SHOWN_STAMPS"), 1);
}

/* Take a stamp, which must be of about now. */
static const char *
take_stamp(struct test_client *client)
{
	const char *line = test_format("%s", test_client_take_line(client));
	unsigned long long time_ms, origin, number;
	uint64_t now_ms = clock_real_ms();

	ck_assert_msg(sscanf(line, "STAMP %llu %llx %llu", &time_ms, &origin,
			  &number) == 3,
	    "\"%s\" is no stamp", line);
	ck_assert_uint_ge(time_ms, now_ms - TIME_MS);
	ck_assert_uint_le(time_ms, now_ms + TIME_MS);
	ck_assert_uint_gt(number, 0);
	return line;
}

/* Take a stamp that nothing had before. */
static const char *
take_new_stamp(struct test_client *client)
{
	const char *stamp = take_stamp(client);
	/* Behind the time, which others may have. */
	const char *id = strchr(strchr(stamp, ' ') + 1, ' ');

	for (size_t i = 0; i < stamp_count; i++)
		ck_assert_str_ne(stamps[i], id);
	test_require(stamp_count < STAMPS_MAX, "too many stamps");
	stamps[stamp_count++] = id;
	return stamp;
}

/* Have sender say something, and receivers hear it, all with one stamp. */
static void
say(struct test_client *sender, const char *to, struct test_client **receivers,
    int count, const char *heard)
{
	const char *stamp;

	test_client_send(sender, test_format("SEND %s hi\n", to));
	stamp = take_new_stamp(sender);
	test_client_expect(sender, "SEND-OK\n");
	for (int i = 0; i < count; i++) {
		ck_assert_str_eq(take_stamp(receivers[i]), stamp);
		test_client_expect(receivers[i], heard);
	}
}

/* Log in on each of the two workers of each of two nodes. */
static void
log_in_everywhere(struct test_client *users[4])
{
	static const char *const names[] = { "alice", "bob", "carol", "dave" };

	for (int i = 0; i < 4; i++)
		users[i] = cluster_login((unsigned int)i / 2, names[i]);
	test_client_ask_until(
	    users[3], "WHO\n", "WHO-OK echobot,alice,bob,carol,dave\n");
	test_client_ask_until(
	    users[0], "WHO\n", "WHO-OK echobot,alice,bob,carol,dave\n");
}

START_TEST(a_text_has_one_stamp_wherever_it_goes)
{
	struct test_client *users[4], *alice, *eve;

	cluster_begin(2);
	log_in_everywhere(users);
	alice = users[0];
	eve = cluster_login(0, "eve");
	for (int i = 0; i < 5; i++) {
		/* Nobody is asked where eve is, from the second time on. */
		say(alice, "eve", &eve, 1, "DELIVERY alice hi\n");
		say(alice, "bob", &users[1], 1, "DELIVERY alice hi\n");
		say(alice, "carol", &users[2], 1, "DELIVERY alice hi\n");
		say(alice, "dave", &users[3], 1, "DELIVERY alice hi\n");
		say(users[3], "alice", &alice, 1, "DELIVERY dave hi\n");
		say(alice, "alice", &alice, 1, "DELIVERY alice hi\n");
		say(alice, "echobot", &alice, 1, "DELIVERY echobot hi\n");
	}
}
END_TEST

START_TEST(a_line_has_one_stamp_for_all_members)
{
	static const char *const members[] = { "", "alice", "alice,bob",
		"alice,bob,carol" };
	struct test_client *users[4];

	cluster_begin(2);
	log_in_everywhere(users);
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			test_client_ask_until(users[i], "WHO #den\n",
			    test_format("WHO-OK #den %s\n", members[i]));
		test_client_ask(users[i], "JOIN #den\n", "JOIN-OK #den\n");
		for (int j = 0; j < i; j++)
			test_client_take_line(users[j]);
	}
	for (int i = 0; i < 5; i++)
		say(users[0], "#den", users + 1, 3, "SAID #den alice hi\n");
}
END_TEST

/* Take what eve, who has written to herself, is told. */
static void
take_own(struct test_client *eve)
{
	for (int i = 0; i < 4 * TEXTS; i++) {
		const char *stamp = take_new_stamp(eve);

		test_client_expect(eve, "SEND-OK\n");
		ck_assert_str_eq(take_stamp(eve), stamp);
		test_client_expect(eve, "DELIVERY eve hi\n");
	}
}

/*
 * Much under way at once, to all kinds of receivers, some of whom have to be
 * waited for, while somebody else on the same worker need not wait.
 */
START_TEST(no_two_texts_have_the_same_stamp)
{
	struct test_client *users[4], *alice, *eve;

	cluster_begin(2);
	log_in_everywhere(users);
	alice = users[0];
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask_until(users[2], "WHO #den\n", "WHO-OK #den alice\n");
	test_client_ask(users[2], "JOIN #den\n", "JOIN-OK #den\n");
	test_client_expect(alice, "JOINED #den carol\n");
	eve = cluster_login(0, "eve");
	for (int i = 0; i < TEXTS; i++) {
		test_client_send(alice,
		    "SEND #den hi\nSEND carol hi\nSEND bob hi\nSEND #den hi\n");
		for (int j = 0; j < 4; j++)
			test_client_send(eve, "SEND eve hi\n");
	}
	take_own(eve);
	for (int i = 0; i < 4 * TEXTS; i++) {
		const char *stamp = take_new_stamp(alice);

		test_client_expect(alice, "SEND-OK\n");
		ck_assert_str_eq(
		    take_stamp(i % 4 == 2 ? users[1] : users[2]), stamp);
		test_client_take_line(i % 4 == 2 ? users[1] : users[2]);
	}
}
END_TEST

/* Take the answer to a text of alice and what receiver hears of it. */
static void
take_text(struct test_client *alice, struct test_client *receiver)
{
	const char *stamp = take_new_stamp(alice);

	test_client_expect(alice, "SEND-OK\n");
	ck_assert_str_eq(take_stamp(receiver), stamp);
	test_client_expect(receiver, "DELIVERY alice hi\n");
}

/*
 * Several are under way at a time, then, and answered in one go, with others
 * behind them that have to wait.
 */
START_TEST(each_text_to_another_node_has_its_own_stamp)
{
	const char *texts = test_repeat_text("SEND carol hi\n", UNDER_WAY_MAX);
	struct test_client *users[4], *alice, *carol;

	cluster_begin(2);
	log_in_everywhere(users);
	alice = users[0];
	carol = users[2];
	for (int i = 0; i < ROUNDS; i++)
		test_client_send(
		    alice, test_format("%s%sSEND bob hi\n", texts, texts));
	for (int i = 0; i < ROUNDS; i++) {
		for (int j = 0; j < 2 * UNDER_WAY_MAX; j++)
			take_text(alice, carol);
		take_text(alice, users[1]);
	}
}
END_TEST

/* The user called carol leaves, and somebody else takes the name. */
START_TEST(a_text_has_its_stamp_when_its_receiver_is_another_one)
{
	struct test_client *users[4], *carol;

	cluster_begin(2);
	log_in_everywhere(users);
	carol = users[2];
	for (int i = 0; i < ROUNDS; i++) {
		test_process_stop(test_daemon_pid(cluster_node(0)));
		test_client_close(carol);
		carol = cluster_login_later(1, "carol");
		for (int j = 0; j < ROUNDS; j++)
			test_client_send(users[0], "SEND carol hi\n");
		test_process_continue(test_daemon_pid(cluster_node(0)));
		for (int j = 0; j < ROUNDS; j++)
			take_text(users[0], carol);
	}
}
END_TEST

START_TEST(a_restart_does_not_begin_anew)
{
	struct test_client *alice;

	cluster_begin(1);
	for (int i = 0; i < 3; i++) {
		alice = cluster_login_later(0, "alice");
		say(alice, "alice", &alice, 1, "DELIVERY alice hi\n");
		say(alice, "echobot", &alice, 1, "DELIVERY echobot hi\n");
		test_client_close(alice);
		test_daemon_stop(cluster_node(0));
		cluster_start_node(0);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 60);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, a_text_has_one_stamp_wherever_it_goes);
	test_cases_add(tests, a_line_has_one_stamp_for_all_members);
	test_cases_add(tests, no_two_texts_have_the_same_stamp);
	test_cases_add(tests, each_text_to_another_node_has_its_own_stamp);
	test_cases_add(
	    tests, a_text_has_its_stamp_when_its_receiver_is_another_one);
	test_cases_add(tests, a_restart_does_not_begin_anew);
}
