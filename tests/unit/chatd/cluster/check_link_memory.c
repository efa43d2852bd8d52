/* SPDX-License-Identifier: MIT */
/*
 * Links without memory.  This program stands in for the C library's allocator,
 * to let one of its calls fail, or all of them.  It is left out of builds with
 * a sanitizer, which brings an allocator of its own.
 */

#include "chatd/cluster/links/link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "unit/chatd/cluster/link_fixture.h"
#include "unit/unit.h"

#define WINDOW_BYTES  65536
#define CEILING_BYTES (4 * WINDOW_BYTES)

/* More records than a frame has room for at first, and then twice as many. */
#define RECORDS 400

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned int calls_left; /* the call that makes it 0 fails */
static bool has_none, has_failed;

static bool
fails_now(void)
{
	if (!has_none && (calls_left == 0 || --calls_left > 0))
		return false;
	has_failed = true;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return fails_now() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails_now() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fails_now() ? NULL : __libc_realloc(old, size);
}

static struct node alpha, beta;

/* Append, with the call of this number failing; return whether one failed. */
static bool
say_without(uint64_t id, unsigned int call)
{
	static const char text[100];
	const struct record record = {
		.kind = RECORD_SAID,
		.id = id,
		.text = { text, sizeof(text) },
	};
	struct link_counts before = link_count(alpha.link), after;
	int result, saved_errno;

	has_failed = false;
	calls_left = call;
	result = link_append(alpha.link, &record, id);
	saved_errno = errno;
	calls_left = 0;
	if (!has_failed) {
		ck_assert_int_eq(result, 0);
		return false;
	}
	after = link_count(alpha.link);
	ck_assert_int_eq(result, -1);
	ck_assert_int_eq(saved_errno, ENOMEM);
	ck_assert_uint_eq(after.kept_frames, before.kept_frames);
	return true;
}

START_TEST(a_record_without_memory_was_never_appended)
{
	unsigned int failures = 0;

	node_start(&alpha, 7, 9, WINDOW_BYTES, CEILING_BYTES);
	node_start(&beta, 9, 7, WINDOW_BYTES, CEILING_BYTES);
	for (uint64_t id = 1; id <= RECORDS; id++) {
		unsigned int call = 1;

		for (; say_without(id, call); call++)
			failures++;
	}
	/* Three for each frame's beginning, and some for its growth. */
	ck_assert_uint_gt(failures, 3 * RECORDS / FRAME_RECORDS_MAX + 5);
	node_pass(&alpha, &beta, 0);
	node_pass(&beta, &alpha, 0);
	ck_assert_uint_eq(beta.taken_count, RECORDS);
	ck_assert_uint_eq(alpha.told_count, RECORDS);
	for (uint64_t id = 1; id <= RECORDS; id++) {
		ck_assert_uint_eq(beta.taken[id - 1], id);
		ck_assert_uint_eq(alpha.told[id - 1], id);
	}
	ck_assert_uint_eq(link_count(alpha.link).kept_bytes, 0);
	link_end(alpha.link);
	link_end(beta.link);
}
END_TEST

/* Let a frame pass, and say whether it was received as expected. */
static bool
pass(struct node *from, struct node *to, enum incoming_arrival expected)
{
	static char frame[2048];
	struct slice bytes;

	if (!link_take_frame(from->link, 0, &bytes) ||
	    bytes.size > sizeof(frame))
		return false;
	memcpy(frame, bytes.bytes, bytes.size);
	bytes.bytes = frame;
	return link_receive(to->link, 0, bytes) == expected;
}

START_TEST(receiving_and_acknowledging_take_no_memory)
{
	bool is_received, is_acknowledged;

	node_start(&alpha, 7, 9, WINDOW_BYTES, CEILING_BYTES);
	node_start(&beta, 9, 7, WINDOW_BYTES, CEILING_BYTES);
	beta.refuses = 2;
	for (uint64_t id = 1; id <= 3; id++)
		node_say(&alpha, id, 100);
	has_none = true;
	is_received = pass(&alpha, &beta, INCOMING_NEW);
	is_acknowledged = pass(&beta, &alpha, INCOMING_NOTHING);
	link_end(alpha.link);
	link_end(beta.link);
	has_none = false;
	ck_assert(is_received && is_acknowledged);
	ck_assert_uint_eq(alpha.told_count, 3);
	ck_assert(node_was_told(&alpha, 1, 2, OUTGOING_REFUSED));
}
END_TEST

START_TEST(there_is_no_link_without_memory)
{
	const struct link_options options = { .own_life = 1 };
	struct link *link;

	has_none = true;
	link = link_new(&options);
	has_none = false;
	ck_assert_ptr_null(link);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_record_without_memory_was_never_appended);
	test_cases_add(tests, receiving_and_acknowledging_take_no_memory);
	test_cases_add(tests, there_is_no_link_without_memory);
}
