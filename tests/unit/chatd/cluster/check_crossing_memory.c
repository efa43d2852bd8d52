/* SPDX-License-Identifier: MIT */
/*
 * Texts that are refused when there is no memory to give them back.  This
 * program stands in for the C library's allocator.  It is left out of builds
 * with a sanitizer, which brings an allocator of its own.
 */

#include "chatd/cluster/gateway/crossing.h"

#include <errno.h>
#include <stdlib.h>

#include "chatd/cluster/gateway/gateway_private.h"
#include "unit/chatd/cluster/gateway_fixture.h"
#include "unit/unit.h"

void *__libc_malloc(size_t size);

static bool has_none;

void *
malloc(size_t size)
{
	if (!has_none)
		return __libc_malloc(size);
	errno = ENOMEM;
	return NULL;
}

START_TEST(what_cannot_come_back_is_refused)
{
	const struct record record = { .text = SLICE("hi") };
	struct gateway *gateway = gateway_fixture_begin();
	struct crossing *crossing = crossing_begin(
	    gateway, address_make(0, 1, 1), 7, 0);
	struct message answer;

	has_none = true;
	crossing_outcome_cb((uint64_t)(uintptr_t)crossing, OUTGOING_REFUSED,
	    &record, gateway_fixture_node());
	crossing_tell_all(gateway);
	has_none = false;
	ck_assert_uint_eq(gateway->crossing_count, 1);
	crossing_tell_all(gateway);
	answer = gateway_fixture_last(MESSAGE_ANSWERED);
	ck_assert_uint_eq(answer.size, 7);
	ck_assert_uint_eq(answer.work, 1);
	ck_assert(!answer.own);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_RETURNED), 0);
	ck_assert_uint_eq(gateway->crossing_count, 0);
	gateway_fixture_end();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, what_cannot_come_back_is_refused);
}
