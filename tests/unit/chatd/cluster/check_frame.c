/* SPDX-License-Identifier: MIT */
/* Frames: what fits into one, and what is none. */

#include "chatd/cluster/links/frame.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

static char bytes[FRAME_HEAD_BYTES + 4 * FRAME_REFUSALS_BYTES];

static const struct frame_head good = {
	.kind = FRAME_RECORDS,
	.sender = 0x0102030405060708,
	.receiver = 2,
	.sequence = 3,
	.acknowledged = 4,
	.oldest = 3,
};

/* Write head and so many bytes behind it, and read that. */
static enum frame_reading
read_back(const struct frame_head *head, size_t rest, struct frame *frame)
{
	char *end = frame_write_head(bytes, head);

	ck_assert_ptr_eq(end, bytes + FRAME_HEAD_BYTES);
	memset(end, 0, rest);
	return frame_read(
	    (struct slice){ bytes, FRAME_HEAD_BYTES + rest }, frame);
}

START_TEST(a_head_comes_out_as_it_went_in)
{
	struct frame frame;

	ck_assert_int_eq(read_back(&good, 2, &frame), FRAME_READ);
	ck_assert_mem_eq(bytes, "chtd\x01\x01\0\0\x01\x02\x03\x04", 12);
	ck_assert_int_eq(frame.head.kind, good.kind);
	ck_assert_uint_eq(frame.head.sender, good.sender);
	ck_assert_uint_eq(frame.head.receiver, good.receiver);
	ck_assert_uint_eq(frame.head.sequence, good.sequence);
	ck_assert_uint_eq(frame.head.acknowledged, good.acknowledged);
	ck_assert_uint_eq(frame.head.oldest, good.oldest);
	ck_assert_uint_eq(frame.rest.size, 2);
}
END_TEST

START_TEST(what_cannot_be_a_head_is_faulty)
{
	struct frame_head head = good;
	struct frame frame;

	ck_assert_int_eq(read_back(&good, 0, &frame), FRAME_FAULTY);
	head.sequence = 0;
	ck_assert_int_eq(read_back(&head, 2, &frame), FRAME_FAULTY);
	head = good;
	head.oldest = 4;
	ck_assert_int_eq(read_back(&head, 2, &frame), FRAME_FAULTY);
	head.oldest = 0;
	ck_assert_int_eq(read_back(&head, 2, &frame), FRAME_FAULTY);
	head = good;
	head.kind = (enum frame_kind)9;
	ck_assert_int_eq(read_back(&head, 2, &frame), FRAME_FAULTY);
	head.kind = FRAME_ACKNOWLEDGEMENT;
	ck_assert_int_eq(read_back(&head, 0, &frame), FRAME_FAULTY);
	head.sequence = 0;
	ck_assert_int_eq(read_back(&head, 0, &frame), FRAME_READ);
	ck_assert_int_eq(
	    read_back(&head, FRAME_REFUSALS_BYTES, &frame), FRAME_READ);
	ck_assert_int_eq(
	    read_back(&head, FRAME_REFUSALS_BYTES - 1, &frame), FRAME_FAULTY);
}
END_TEST

START_TEST(too_short_is_faulty_and_of_another_version_is_not)
{
	struct frame frame;

	read_back(&good, 2, &frame);
	for (size_t size = 0; size < FRAME_HEAD_BYTES; size++)
		ck_assert_int_eq(
		    frame_read((struct slice){ bytes, size }, &frame),
		    FRAME_FAULTY);
	bytes[4]++;
	ck_assert_int_eq(
	    frame_read((struct slice){ bytes, FRAME_HEAD_BYTES + 2 }, &frame),
	    FRAME_OTHER_VERSION);
	bytes[0]++;
	ck_assert_int_eq(
	    frame_read((struct slice){ bytes, FRAME_HEAD_BYTES + 2 }, &frame),
	    FRAME_FAULTY);
}
END_TEST

START_TEST(refusals_come_out_as_they_went_in)
{
	struct frame_head head = { .kind = FRAME_AGAIN, .acknowledged = 90 };
	struct frame_refusals refusals = { { 1, 2, 3, UINT64_C(1) << 63 } };
	struct frame_refusals got;
	unsigned int distance;
	struct frame frame;
	char *end = frame_write_head(bytes, &head);

	end = frame_write_refusals(end, 63, &refusals);
	end = frame_write_refusals(end, 0, &refusals);
	ck_assert_int_eq(
	    frame_read((struct slice){ bytes, (size_t)(end - bytes) }, &frame),
	    FRAME_READ);
	ck_assert(frame_take_refusals(&frame, &distance, &got));
	ck_assert_uint_eq(distance, 63);
	ck_assert_mem_eq(&got, &refusals, sizeof(got));
	ck_assert(frame_is_refused(&got, 0) && !frame_is_refused(&got, 1));
	ck_assert(frame_is_refused(&got, 65) && frame_is_refused(&got, 255));
	ck_assert(frame_take_refusals(&frame, &distance, &got));
	ck_assert_uint_eq(distance, 0);
	ck_assert(!frame_take_refusals(&frame, &distance, &got));
}
END_TEST

START_TEST(a_frame_is_full_of_records_or_of_bytes)
{
	const struct record small = { .kind = RECORD_LEFT };
	struct frame_draft draft = { .bytes = NULL };
	size_t size = record_room(&small);

	for (unsigned int i = 0; i < FRAME_RECORDS_MAX; i++) {
		ck_assert(frame_has_room(&draft, size));
		ck_assert_int_eq(frame_append(&draft, &small, size), 0);
	}
	ck_assert(!frame_has_room(&draft, size));
	frame_clear(&draft);
	ck_assert_int_eq(frame_append(&draft, &small, size), 0);
	size = FRAME_HEAD_BYTES + FRAME_RECORDS_BYTES - draft.size;
	ck_assert(frame_has_room(&draft, size));
	ck_assert(!frame_has_room(&draft, size + 1));
	frame_clear(&draft);
}
END_TEST

START_TEST(a_large_record_is_alone)
{
	static const char text[FRAME_RECORDS_BYTES];
	const struct record record = { .kind = RECORD_SAID,
		.text = { text, sizeof(text) } };
	struct frame_draft draft = { .bytes = NULL };
	size_t size = record_room(&record);
	struct record got;
	struct frame frame;

	ck_assert(frame_has_room(&draft, size));
	ck_assert_int_eq(frame_append(&draft, &record, size), 0);
	ck_assert(!frame_has_room(&draft, 2));
	frame_write_head(draft.bytes, &good);
	ck_assert_int_eq(
	    frame_read((struct slice){ draft.bytes, draft.size }, &frame),
	    FRAME_READ);
	ck_assert_int_eq(frame_take_record(&frame, &got), RECORD_READ);
	ck_assert_uint_eq(frame.rest.size, 0);
	/* Whoever puts another one behind it is none of ours. */
	ck_assert_int_eq(frame_append(&draft, &record, size), 0);
	frame_read((struct slice){ draft.bytes, draft.size }, &frame);
	ck_assert_int_eq(frame_take_record(&frame, &got), RECORD_FAULTY);
	frame_clear(&draft);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_head_comes_out_as_it_went_in);
	test_cases_add(tests, what_cannot_be_a_head_is_faulty);
	test_cases_add(
	    tests, too_short_is_faulty_and_of_another_version_is_not);
	test_cases_add(tests, refusals_come_out_as_they_went_in);
	test_cases_add(tests, a_frame_is_full_of_records_or_of_bytes);
	test_cases_add(tests, a_large_record_is_alone);
}
