/* SPDX-License-Identifier: MIT */
/*
 * Texts that come back when there is no memory for them.  This program stands
 * in for the C library's allocator.  It is left out of builds with a sanitizer,
 * which brings an allocator of its own.
 */

#include "chatd/routing/flights.h"

#include <errno.h>
#include <stdlib.h>

#include "unit/unit.h"

void *__libc_malloc(size_t size);

static unsigned int calls_left; /* the call that makes it 0 fails */

void *
malloc(size_t size)
{
	if (calls_left == 0 || --calls_left > 0)
		return __libc_malloc(size);
	errno = ENOMEM;
	return NULL;
}

/* Let the text of this number come back, with a call failing; 0: none. */
static void
come_back(struct flights *flights, struct flight *flight, uint32_t number,
    unsigned int call)
{
	calls_left = call;
	flights_keep(flights, flight, number,
	    &(struct chat_text){ .plain = SLICE("hi") });
	calls_left = 0;
}

START_TEST(what_there_is_no_memory_for_is_refused)
{
	const struct stamp stamp = { .number = 1 };
	struct flight flight = { .first = 0 };
	struct returned_text text;
	struct flights flights;
	struct stamp taken;

	flights_init(&flights);
	for (int i = 0; i < 3; i++)
		flight_add(&flight, 2, &stamp);
	/* What lists all of them, one of them, and nothing. */
	come_back(&flights, &flight, 0, 1);
	come_back(&flights, &flight, 1, 2);
	come_back(&flights, &flight, 2, 0);
	ck_assert_uint_eq(flights.kept_bytes, 2);
	for (int i = 0; i < 2; i++) {
		ck_assert(flight_is_known(&flight));
		ck_assert(!flight_take(&flight, &taken));
	}
	ck_assert(flight_has_landed(&flight));
	ck_assert(flights_take_kept(&flights, &flight, &text));
	ck_assert_uint_eq(text.number, 2);
	free(text.bytes);
	free(flight.returns);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, what_there_is_no_memory_for_is_refused);
}
