/* SPDX-License-Identifier: MIT */
/*
 * Reasons not to read, and the queue, on a loop that nobody runs: whether
 * libevent watches the socket is all there is to see.
 */

#include "chatd/connection/reading.h"

#include <sys/socket.h>

#include <unistd.h>

#include "unit/unit.h"

#define READINGS 4

static struct event_base *base;
static struct reading_queue queue;
static struct reading readings[READINGS];
static int sockets[2];

static void
readable_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	(void)argument;
}

static void
begin(void)
{
	base = event_base_new();
	ck_assert_ptr_nonnull(base);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	reading_queue_init(&queue);
	for (size_t i = 0; i < READINGS; i++) {
		int fd = dup(sockets[0]);

		ck_assert_int_ge(fd, 0);
		readings[i] = (struct reading){ .budget = 0 };
		ck_assert_int_eq(
		    reading_begin(&readings[i], base, fd, readable_cb, NULL),
		    0);
	}
}

static bool
is_read(const struct reading *reading)
{
	return event_pending(&reading->readable, EV_READ, NULL) != 0;
}

START_TEST(it_is_read_until_there_is_a_reason_not_to)
{
	struct reading *one = &readings[0];

	begin();
	ck_assert(is_read(one));
	reading_stop(&queue, one, READING_BACKLOG);
	ck_assert(!is_read(one));
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_BACKLOG), READING_RESUMED);
	ck_assert(is_read(one));
}
END_TEST

START_TEST(it_is_not_read_as_long_as_one_reason_is_left)
{
	struct reading *one = &readings[0];

	begin();
	reading_stop(&queue, one, READING_BACKLOG);
	reading_stop(&queue, one, READING_AWAITS_ANSWER);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_BACKLOG), READING_STOPPED);
	ck_assert(!is_read(one));
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_BACKLOG), READING_STOPPED);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_AWAITS_ANSWER), READING_RESUMED);
}
END_TEST

START_TEST(a_reason_that_was_not_there_cannot_end)
{
	begin();
	ck_assert_int_eq(
	    reading_go_on(&queue, &readings[0], READING_TURN), READING_STOPPED);
	ck_assert(is_read(&readings[0]));
	ck_assert_uint_eq(queue.turn_count, 0);
}
END_TEST

START_TEST(the_same_reason_counts_once)
{
	begin();
	reading_stop(&queue, &readings[0], READING_TURN);
	reading_stop(&queue, &readings[0], READING_TURN);
	ck_assert_uint_eq(queue.turn_count, 1);
	ck_assert_int_eq(
	    reading_go_on(&queue, &readings[0], READING_TURN), READING_RESUMED);
	ck_assert_uint_eq(queue.turn_count, 0);
	ck_assert(list_is_empty(&queue.waiting));
}
END_TEST

START_TEST(those_that_wait_go_on_in_the_order_they_came)
{
	begin();
	for (size_t i = 0; i < READINGS; i++)
		reading_stop(&queue, &readings[i], READING_TURN);
	reading_begin_round(&queue);
	for (size_t i = 0; i < READINGS; i++)
		ck_assert_ptr_eq(reading_next(&queue), &readings[i]);
	ck_assert_ptr_null(reading_next(&queue));
}
END_TEST

START_TEST(one_that_waits_for_two_is_not_lost_when_one_ends)
{
	struct reading *one = &readings[0];

	begin();
	reading_stop(&queue, one, READING_MAILBOX);
	reading_stop(&queue, one, READING_TURN);
	reading_begin_round(&queue);
	ck_assert_ptr_eq(reading_next(&queue), one);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_TURN), READING_STOPPED);
	ck_assert_ptr_null(reading_next(&queue));
	ck_assert_uint_eq(queue.turn_count, 0);
	ck_assert_uint_eq(queue.mailbox_count, 1);
	reading_begin_round(&queue);
	ck_assert_ptr_eq(reading_next(&queue), one);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_MAILBOX), READING_RESUMED);
	ck_assert(is_read(one));
	ck_assert(list_is_empty(&queue.waiting));
}
END_TEST

START_TEST(one_that_comes_during_a_round_waits_for_another)
{
	begin();
	reading_stop(&queue, &readings[0], READING_TURN);
	reading_begin_round(&queue);
	ck_assert_ptr_eq(reading_next(&queue), &readings[0]);
	(void)reading_go_on(&queue, &readings[0], READING_TURN);
	reading_stop(&queue, &readings[0], READING_TURN);
	reading_stop(&queue, &readings[1], READING_TURN);
	ck_assert_ptr_null(reading_next(&queue));
	ck_assert_uint_eq(queue.turn_count, 2);
	reading_begin_round(&queue);
	ck_assert_ptr_eq(reading_next(&queue), &readings[0]);
}
END_TEST

START_TEST(one_that_ends_during_a_round_is_passed_over)
{
	begin();
	for (size_t i = 0; i < 3; i++)
		reading_stop(&queue, &readings[i], READING_TURN);
	reading_begin_round(&queue);
	ck_assert_ptr_eq(reading_next(&queue), &readings[0]);
	reading_end(&queue, &readings[0]);
	reading_end(&queue, &readings[1]);
	ck_assert_ptr_eq(reading_next(&queue), &readings[2]);
	ck_assert_ptr_null(reading_next(&queue));
	ck_assert_uint_eq(queue.turn_count, 1);
	ck_assert(!is_read(&readings[0]));
}
END_TEST

START_TEST(one_whose_reading_is_over_is_watched_for_its_end_only_when_asked)
{
	struct reading *one = &readings[0];

	begin();
	reading_stop(&queue, one, READING_MAILBOX);
	reading_stop(&queue, one, READING_OVER);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_MAILBOX), READING_STOPPED);
	ck_assert(!is_read(one));
	ck_assert_int_eq(reading_await_end(one), 0);
	ck_assert(is_read(one));
}
END_TEST

START_TEST(those_that_wait_for_their_rate_do_not_queue)
{
	struct reading *one = &readings[0];

	begin();
	reading_stop(&queue, one, READING_RATE);
	ck_assert(!is_read(one));
	reading_begin_round(&queue);
	ck_assert_ptr_null(reading_next(&queue));
	ck_assert_ptr_eq(list_first(&queue.paced), &one->queued);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_RATE), READING_RESUMED);
	ck_assert(is_read(one));
	ck_assert(list_is_empty(&queue.paced));
}
END_TEST

START_TEST(one_that_waits_for_its_rate_is_not_lost_when_another_reason_ends)
{
	struct reading *one = &readings[0];

	begin();
	reading_stop(&queue, one, READING_BACKLOG);
	reading_stop(&queue, one, READING_RATE);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_BACKLOG), READING_STOPPED);
	ck_assert_ptr_eq(list_first(&queue.paced), &one->queued);
	reading_go_on_next_turn(&queue, one, READING_RATE);
	ck_assert(list_is_empty(&queue.paced));
	ck_assert_uint_eq(queue.turn_count, 1);
	reading_begin_round(&queue);
	ck_assert_ptr_eq(reading_next(&queue), one);
	ck_assert_int_eq(
	    reading_go_on(&queue, one, READING_TURN), READING_RESUMED);
}
END_TEST

/* Whoever lets it go on looks at its rate again. */
START_TEST(one_that_queues_does_not_wait_for_its_rate)
{
	struct reading *one = &readings[0];

	begin();
	for (int i = 0; i < 2; i++) {
		if (i == 0)
			reading_stop(&queue, one, READING_RATE);
		reading_stop(&queue, one, READING_MAILBOX);
		reading_stop(&queue, one, READING_RATE);
		ck_assert(list_is_empty(&queue.paced));
		reading_begin_round(&queue);
		ck_assert_ptr_eq(reading_next(&queue), one);
		ck_assert_int_eq(reading_go_on(&queue, one, READING_MAILBOX),
		    READING_RESUMED);
		ck_assert(list_is_empty(&queue.waiting));
	}
}
END_TEST

START_TEST(one_that_ends_does_not_wait_for_its_rate)
{
	begin();
	reading_stop(&queue, &readings[0], READING_RATE);
	reading_end(&queue, &readings[0]);
	ck_assert(list_is_empty(&queue.paced));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, it_is_read_until_there_is_a_reason_not_to);
	test_cases_add(tests, it_is_not_read_as_long_as_one_reason_is_left);
	test_cases_add(tests, a_reason_that_was_not_there_cannot_end);
	test_cases_add(tests, the_same_reason_counts_once);
	test_cases_add(tests, those_that_wait_go_on_in_the_order_they_came);
	test_cases_add(tests, one_that_waits_for_two_is_not_lost_when_one_ends);
	test_cases_add(tests, one_that_comes_during_a_round_waits_for_another);
	test_cases_add(tests, one_that_ends_during_a_round_is_passed_over);
	test_cases_add(tests, those_that_wait_for_their_rate_do_not_queue);
	test_cases_add(tests,
	    one_that_waits_for_its_rate_is_not_lost_when_another_reason_ends);
	test_cases_add(tests, one_that_queues_does_not_wait_for_its_rate);
	test_cases_add(tests, one_that_ends_does_not_wait_for_its_rate);
	test_cases_add(tests,
	    one_whose_reading_is_over_is_watched_for_its_end_only_when_asked);
}
