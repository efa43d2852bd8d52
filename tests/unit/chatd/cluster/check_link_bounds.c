/* SPDX-License-Identifier: MIT */
/* How much a link sends, keeps and takes, and when it sends again. */

#include "chatd/cluster/links/link.h"

#include <errno.h>
#include <stdlib.h>

#include "unit/chatd/cluster/link_fixture.h"
#include "unit/unit.h"

#define WINDOW_BYTES  65536
#define CEILING_BYTES (4 * WINDOW_BYTES)

/* What a frame may grow by for one record of no size. */
#define GROWTH_BYTES (2 * FRAME_RECORDS_BYTES)

/* A record that fills a frame, and no more goes into it. */
#define FULL_BYTES (FRAME_RECORDS_BYTES - RECORD_FRINGE_BYTES)

static struct node alpha, beta;

static void
set_up(void)
{
	node_start(&alpha, 7, 9, WINDOW_BYTES, CEILING_BYTES);
	node_start(&beta, 9, 7, WINDOW_BYTES, CEILING_BYTES);
}

static void
tear_down(void)
{
	link_end(alpha.link);
	link_end(beta.link);
}

START_TEST(no_more_than_a_window_of_frames_flies)
{
	struct wire wire;

	for (uint64_t id = 1; id <= OUTGOING_WINDOW_FRAMES; id++) {
		node_say(&alpha, id, 1);
		node_take_frames(&alpha, 0, &wire);
		ck_assert_uint_eq(wire.count, 1);
		link_receive(beta.link, 0, wire.frames[0]);
		wire_clear(&wire);
	}
	node_say(&alpha, 100, 1);
	node_say(&alpha, 101, 1);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 0);
	node_pass(&beta, &alpha, 0);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 1);
	ck_assert_uint_eq(beta.taken_count, OUTGOING_WINDOW_FRAMES + 2);
}
END_TEST

START_TEST(no_more_than_a_window_of_bytes_flies)
{
	for (uint64_t id = 1; id <= 5; id++)
		node_say(&alpha, id, FULL_BYTES);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 4);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 0);
	node_pass(&beta, &alpha, 0);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 1);
}
END_TEST

START_TEST(a_frame_larger_than_the_window_flies_alone)
{
	node_say(&alpha, 1, 1);
	node_say(&alpha, 2, 2 * WINDOW_BYTES);
	node_say(&alpha, 3, 1);
	for (uint64_t id = 1; id <= 3; id++) {
		ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 1);
		ck_assert_uint_eq(beta.taken_count, id);
		node_pass(&beta, &alpha, 0);
	}
}
END_TEST

START_TEST(the_longest_text_crosses_and_none_that_is_longer)
{
	char *text = calloc(1, RECORD_MAX_BYTES);
	struct record record = {
		.kind = RECORD_SAID,
		.id = 1,
		.text = { text, RECORD_TEXT_MAX_BYTES },
	};

	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(link_append(alpha.link, &record, 1), 0);
	node_pass(&alpha, &beta, 0);
	node_pass(&beta, &alpha, 0);
	ck_assert(node_was_told(&alpha, 0, 1, OUTGOING_DELIVERED));
	record.text.size = RECORD_MAX_BYTES;
	errno = 0;
	ck_assert_int_eq(link_append(alpha.link, &record, 2), -1);
	ck_assert_int_eq(errno, EMSGSIZE);
	ck_assert_uint_eq(link_count(alpha.link).kept_bytes, 0);
	free(text);
}
END_TEST

START_TEST(senders_are_held_before_the_ceiling_and_let_go_below_it)
{
	static const char text[200];
	const struct record record = {
		.kind = RECORD_SAID,
		.text = { text, sizeof(text) },
	};
	uint64_t id = 0;

	ck_assert(link_has_room(alpha.link));
	while (!link_is_congested(alpha.link))
		node_say(&alpha, ++id, 1000);
	ck_assert(!link_has_room(alpha.link));
	ck_assert_uint_lt(link_count(alpha.link).kept_bytes, CEILING_BYTES);
	while (link_append(alpha.link, &record, 0) == 0)
		continue;
	ck_assert_int_eq(errno, ENOBUFS);
	ck_assert_uint_ge(link_count(alpha.link).kept_bytes, CEILING_BYTES);
	ck_assert_uint_le(
	    link_count(alpha.link).kept_bytes, CEILING_BYTES + GROWTH_BYTES);
	while (node_pass(&alpha, &beta, 0) > 0)
		node_pass(&beta, &alpha, 0);
	ck_assert(link_has_room(alpha.link));
	ck_assert(!link_is_congested(alpha.link));
	ck_assert_uint_eq(alpha.told_count, id);
}
END_TEST

START_TEST(silence_is_probed_less_and_less_often)
{
	uint64_t now_ns = 5;

	for (uint64_t id = 1; id <= 10; id++) {
		node_say(&alpha, id, 10);
		link_take_frame(alpha.link, now_ns, &(struct slice){ 0 });
	}
	for (uint64_t seconds = 1; seconds <= 8; seconds *= 2) {
		uint64_t pause_ns = (seconds > 4 ? 4 : seconds) * 1000000000;

		ck_assert_uint_eq(link_due(alpha.link), now_ns + pause_ns);
		now_ns += pause_ns;
		node_take_frames(&alpha, now_ns - 1, &(struct wire){ 0 });
		ck_assert_uint_eq(link_due(alpha.link), now_ns);
		ck_assert_uint_eq(node_pass(&alpha, &beta, now_ns), 1);
	}
	ck_assert_uint_eq(beta.taken_count, 1);
	/* There is an answer, and all goes on as if nothing had been. */
	node_pass(&beta, &alpha, now_ns);
	ck_assert_uint_eq(node_pass(&alpha, &beta, now_ns), 9);
	ck_assert_uint_eq(link_due(alpha.link), now_ns + LINK_TIMEOUT_NS);
}
END_TEST

START_TEST(resuming_sends_again_and_asks_for_the_same)
{
	node_say(&alpha, 1, 10);
	node_lose(&alpha);
	node_say(&beta, 2, 10);
	node_lose(&beta);
	link_resume(alpha.link);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 2);
	ck_assert_uint_eq(node_pass(&beta, &alpha, 0), 1);
	ck_assert_uint_eq(node_pass(&alpha, &beta, 0), 1);
	ck_assert_uint_eq(beta.taken_count, 1);
	ck_assert_uint_eq(alpha.taken_count, 1);
	ck_assert_uint_eq(alpha.told_count, 1);
	ck_assert_uint_eq(beta.told_count, 1);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, no_more_than_a_window_of_frames_flies);
	test_cases_add(tests, no_more_than_a_window_of_bytes_flies);
	test_cases_add(tests, a_frame_larger_than_the_window_flies_alone);
	test_cases_add(tests, the_longest_text_crosses_and_none_that_is_longer);
	test_cases_add(
	    tests, senders_are_held_before_the_ceiling_and_let_go_below_it);
	test_cases_add(tests, silence_is_probed_less_and_less_often);
	test_cases_add(tests, resuming_sends_again_and_asks_for_the_same);
}
