/* SPDX-License-Identifier: MIT */
/* Frames that no node has sent, or not to us, or too late. */

#include "chatd/cluster/links/link.h"

#include <stdlib.h>
#include <string.h>

#include "unit/chatd/cluster/link_fixture.h"
#include "unit/unit.h"

#define WINDOW_BYTES  65536
#define CEILING_BYTES (4 * WINDOW_BYTES)
#define RECORD_BYTES  256
#define ROOM_BYTES    (FRAME_HEAD_BYTES + 300 * RECORD_BYTES)

static struct node alpha;
static char room[ROOM_BYTES];

static void
set_up(void)
{
	node_start(&alpha, 7, 9, WINDOW_BYTES, CEILING_BYTES);
}

static void
tear_down(void)
{
	link_end(alpha.link);
}

/* A head that is right for the first frame to alpha. */
static struct frame_head
head_of(enum frame_kind kind)
{
	return (struct frame_head){
		.kind = kind,
		.sender = 9,
		.receiver = 7,
		.sequence = kind == FRAME_RECORDS ? 1 : 0,
		.oldest = 1,
	};
}

/* Let alpha receive head with count records, whose ids count from 1. */
static enum incoming_arrival
receive(const struct frame_head *head, unsigned int count)
{
	char *end = frame_write_head(room, head);

	for (unsigned int i = 1; i <= count; i++) {
		const struct record record = { .kind = RECORD_TOLD, .id = i };

		end = record_write(end, &record);
	}
	return link_receive(
	    alpha.link, 0, (struct slice){ room, (size_t)(end - room) });
}

START_TEST(other_lives_are_stale)
{
	struct frame_head head = head_of(FRAME_RECORDS);

	head.sender = 8;
	ck_assert_int_eq(receive(&head, 1), INCOMING_STALE);
	head = head_of(FRAME_RECORDS);
	head.receiver = 6;
	ck_assert_int_eq(receive(&head, 1), INCOMING_STALE);
	ck_assert_uint_eq(alpha.taken_count, 0);
	head = head_of(FRAME_RECORDS);
	ck_assert_int_eq(receive(&head, 1), INCOMING_NEW);
}
END_TEST

START_TEST(other_versions_are_said_to_be_such)
{
	struct frame_head head = head_of(FRAME_RECORDS);
	char *end = frame_write_head(room, &head);

	room[4] = FRAME_VERSION + 1;
	ck_assert_int_eq(link_receive(alpha.link, 0,
			     (struct slice){ room, (size_t)(end - room) }),
	    INCOMING_VERSION);
}
END_TEST

START_TEST(what_was_not_sent_cannot_be_acknowledged)
{
	struct frame_head head = head_of(FRAME_ACKNOWLEDGEMENT);

	node_say(&alpha, 1, 10);
	head.acknowledged = 1;
	ck_assert_int_eq(receive(&head, 0), INCOMING_FAULTY);
	node_lose(&alpha);
	head.acknowledged = 2;
	ck_assert_int_eq(receive(&head, 0), INCOMING_FAULTY);
	head.acknowledged = UINT64_MAX;
	ck_assert_int_eq(receive(&head, 0), INCOMING_FAULTY);
	ck_assert_uint_eq(alpha.told_count, 0);
	head.acknowledged = 1;
	ck_assert_int_eq(receive(&head, 0), INCOMING_NOTHING);
	ck_assert_uint_eq(alpha.told_count, 1);
}
END_TEST

START_TEST(the_oldest_is_neither_to_come_nor_beyond_the_window)
{
	struct frame_head head = head_of(FRAME_RECORDS);

	head.sequence = 5;
	head.oldest = 5;
	ck_assert_int_eq(receive(&head, 1), INCOMING_FAULTY);
	head.oldest = 1;
	for (head.sequence = 1; head.sequence <= OUTGOING_WINDOW_FRAMES;
	     head.sequence++)
		ck_assert_int_eq(receive(&head, 1), INCOMING_NEW);
	ck_assert_int_eq(receive(&head, 1), INCOMING_FAULTY);
	ck_assert_uint_eq(alpha.taken_count, OUTGOING_WINDOW_FRAMES);
}
END_TEST

START_TEST(a_frame_has_so_many_records_and_no_more)
{
	struct frame_head head = head_of(FRAME_RECORDS);

	ck_assert_int_eq(receive(&head, FRAME_RECORDS_MAX), INCOMING_NEW);
	head.sequence = 2;
	ck_assert_int_eq(
	    receive(&head, FRAME_RECORDS_MAX + 1), INCOMING_FAULTY);
	/* What was taken of it is not taken again. */
	ck_assert_int_eq(receive(&head, FRAME_RECORDS_MAX), INCOMING_NEW);
	ck_assert_uint_eq(alpha.taken_count, 2 * FRAME_RECORDS_MAX);
}
END_TEST

START_TEST(an_unknown_record_is_counted_and_refused)
{
	struct frame_head head = head_of(FRAME_RECORDS);
	const struct record unknown = { .kind = (enum record_kind)200,
		.id = 1 };
	const struct record known = { .kind = RECORD_SAID, .id = 2 };
	struct frame_refusals refusals;
	struct frame answer;
	unsigned int distance;
	struct slice bytes;
	char *end = record_write(frame_write_head(room, &head), &unknown);

	end = record_write(end, &known);
	ck_assert_int_eq(link_receive(alpha.link, 0,
			     (struct slice){ room, (size_t)(end - room) }),
	    INCOMING_NEW);
	ck_assert_uint_eq(alpha.taken_count, 1);
	ck_assert_uint_eq(alpha.taken[0], 2);
	ck_assert_uint_eq(link_count(alpha.link).unknown_records, 1);
	ck_assert(link_take_frame(alpha.link, 0, &bytes));
	ck_assert_int_eq(frame_read(bytes, &answer), FRAME_READ);
	ck_assert(frame_take_refusals(&answer, &distance, &refusals));
	ck_assert_uint_eq(distance, 0);
	ck_assert_uint_eq(refusals.bits[0], 1);
}
END_TEST

START_TEST(refusals_of_anything_else_change_nothing)
{
	struct frame_head head = head_of(FRAME_ACKNOWLEDGEMENT);
	struct frame_refusals all;
	char *end;

	memset(&all, 0xff, sizeof(all));
	node_say(&alpha, 1, 10);
	node_say(&alpha, 2, 10);
	node_lose(&alpha);
	head.acknowledged = 1;
	end = frame_write_head(room, &head);
	end = frame_write_refusals(end, 1, &all);
	end = frame_write_refusals(end, 255, &all);
	link_receive(
	    alpha.link, 0, (struct slice){ room, (size_t)(end - room) });
	ck_assert_uint_eq(alpha.told_count, 2);
	ck_assert(node_was_told(&alpha, 0, 1, OUTGOING_DELIVERED));
	ck_assert(node_was_told(&alpha, 1, 2, OUTGOING_DELIVERED));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, other_lives_are_stale);
	test_cases_add(tests, other_versions_are_said_to_be_such);
	test_cases_add(tests, what_was_not_sent_cannot_be_acknowledged);
	test_cases_add(
	    tests, the_oldest_is_neither_to_come_nor_beyond_the_window);
	test_cases_add(tests, a_frame_has_so_many_records_and_no_more);
	test_cases_add(tests, an_unknown_record_is_counted_and_refused);
	test_cases_add(tests, refusals_of_anything_else_change_nothing);
}
