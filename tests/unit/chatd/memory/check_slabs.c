/* SPDX-License-Identifier: MIT */
/* Objects of all sizes, from several threads. */

#include "chatd/memory/slabs.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/test_support.h"
#include "unit/unit.h"

#define ROUNDS  100
#define THREADS 2

static struct slabs slabs;

/* Take one of each size, and see that nobody else writes into them. */
static void *
play(void *argument)
{
	char mark = *(char *)argument;
	bool *is_harmed = argument;
	char *objects[SLABS_SIZE_MAX + 1];

	*is_harmed = false;
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t size = 1; size <= SLABS_SIZE_MAX; size++) {
			objects[size] = slabs_take(&slabs, size);
			memset(objects[size], mark, size);
		}
		for (size_t size = 1; size <= SLABS_SIZE_MAX; size++) {
			for (size_t i = 0; i < size; i++)
				if (objects[size][i] != mark)
					*is_harmed = true;
			slabs_give(&slabs, objects[size], size);
		}
	}
	return NULL;
}

START_TEST(threads_share_them)
{
	pthread_t threads[THREADS];
	char marks[THREADS];

	slabs_init(&slabs);
	for (size_t i = 0; i < THREADS; i++) {
		marks[i] = (char)('a' + i);
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, play, &marks[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(marks[i], false);
	}
	slabs_clear(&slabs);
}
END_TEST

START_TEST(one_empty_chunk_is_kept)
{
	struct slab *slab;
	char *objects[2000];
	const size_t count = sizeof(objects) / sizeof(*objects);

	slabs_init(&slabs);
	for (size_t i = 0; i < count; i++)
		objects[i] = slabs_take(&slabs, 81);
	slab = &slabs.slabs[10];
	ck_assert_uint_eq(slab->slot_size, 88);
	ck_assert_uint_eq(slab->chunk_count, TEST_SANITIZED ? 0 : 3);
	for (size_t i = 0; i < count; i++)
		slabs_give(&slabs, objects[i], 81);
	ck_assert_uint_eq(slab->chunk_count, TEST_SANITIZED ? 0 : 1);
	slabs_clear(&slabs);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, threads_share_them);
	test_cases_add(tests, one_empty_chunk_is_kept);
}
