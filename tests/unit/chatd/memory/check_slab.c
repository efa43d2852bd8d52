/* SPDX-License-Identifier: MIT */
/*
 * Slots, and what goes back to the kernel when.  This program stands in for the
 * C library's mmap() and munmap(), to count what is mapped and to let it fail.
 */

#include "chatd/memory/slab.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "common/test_support.h"
#include "unit/unit.h"

/* More than two chunks hold. */
#define SLOTS      500
#define SLOT_BYTES 350

#if !TEST_SANITIZED

static size_t mapped_bytes;
static bool is_exhausted;

void *
mmap(
    void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (is_exhausted) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	mapped_bytes += size;
	return (void *)(uintptr_t)syscall(
	    SYS_mmap, address, size, protection, flags, fd, offset);
}

int
munmap(void *address, size_t size)
{
	mapped_bytes -= size;
	return (int)syscall(SYS_munmap, address, size);
}

#endif

static void
take_all(struct slab *slab, char **slots)
{
	for (size_t i = 0; i < SLOTS; i++) {
		slots[i] = slab_take(slab);
		ck_assert_ptr_nonnull(slots[i]);
		memset(slots[i], (int)(i & 0x7f), SLOT_BYTES);
	}
}

static void
give_all(struct slab *slab, char **slots)
{
	for (size_t i = 0; i < SLOTS; i++)
		slab_give(slab, slots[i]);
}

START_TEST(slots_are_aligned_and_do_not_overlap)
{
	struct slab slab;
	char *slots[SLOTS];

	slab_init(&slab, SLOT_BYTES);
	take_all(&slab, slots);
	/* Some that were given back come again. */
	for (size_t i = 0; i < SLOTS; i += 3)
		slab_give(&slab, slots[i]);
	for (size_t i = 0; i < SLOTS; i += 3) {
		slots[i] = slab_take(&slab);
		memset(slots[i], (int)(i & 0x7f), SLOT_BYTES);
	}
	for (size_t i = 0; i < SLOTS; i++) {
		ck_assert_uint_eq((uintptr_t)slots[i] % 8, 0);
		for (size_t k = 0; k < SLOT_BYTES; k++)
			ck_assert_int_eq(slots[i][k], (int)(i & 0x7f));
	}
	give_all(&slab, slots);
	slab_clear(&slab);
}
END_TEST

#if !TEST_SANITIZED

START_TEST(what_is_empty_goes_back_when_it_is_trimmed)
{
	struct slab slab;
	char *slots[SLOTS];
	size_t mapped, chunk;

	slab_init(&slab, SLOT_BYTES);
	ck_assert_uint_eq(mapped_bytes, 0);
	take_all(&slab, slots);
	mapped = mapped_bytes;
	ck_assert_uint_eq(slab.chunk_count, 3);
	chunk = mapped / 3;

	slab_trim(&slab, 0);
	ck_assert_uint_eq(mapped_bytes, mapped);
	give_all(&slab, slots);
	ck_assert_uint_eq(mapped_bytes, mapped);
	slab_trim(&slab, slab.chunk_slots + 1);
	ck_assert_uint_eq(mapped_bytes, 2 * chunk);
	slab_trim(&slab, 1);
	ck_assert_uint_eq(mapped_bytes, chunk);
	ck_assert_uint_eq(slab.chunk_count, 1);
	slab_clear(&slab);
	ck_assert_uint_eq(mapped_bytes, 0);
}
END_TEST

START_TEST(what_is_free_beside_others_is_spare_too)
{
	struct slab slab;
	char *slots[SLOTS];
	char *one;

	slab_init(&slab, SLOT_BYTES);
	take_all(&slab, slots);
	give_all(&slab, slots);
	one = slab_take(&slab);
	/* As much as its chunk has free, and one slot more. */
	slab_trim(&slab, slab.chunk_slots);
	ck_assert_uint_eq(slab.chunk_count, 2);
	slab_trim(&slab, slab.chunk_slots - 1);
	ck_assert_uint_eq(slab.chunk_count, 1);
	slab_give(&slab, one);
	slab_trim(&slab, 1);
	ck_assert_uint_eq(slab.chunk_count, 1);
	slab_clear(&slab);
	ck_assert_uint_eq(mapped_bytes, 0);
}
END_TEST

START_TEST(what_is_kept_is_used_again)
{
	struct slab slab;
	char *slots[SLOTS];
	size_t mapped;

	slab_init(&slab, SLOT_BYTES);
	take_all(&slab, slots);
	mapped = mapped_bytes;
	for (int round = 0; round < 3; round++) {
		give_all(&slab, slots);
		take_all(&slab, slots);
		ck_assert_uint_eq(mapped_bytes, mapped);
	}
	give_all(&slab, slots);
	slab_clear(&slab);
}
END_TEST

START_TEST(those_who_stay_draw_together)
{
	struct slab slab;
	char *slots[SLOTS], *late;

	slab_init(&slab, SLOT_BYTES);
	take_all(&slab, slots);
	/* One place in the second chunk, and all of the others but one. */
	slab_give(&slab, slots[slab.chunk_slots]);
	for (size_t i = 1; i < slab.chunk_slots; i++)
		slab_give(&slab, slots[i]);
	for (size_t i = 2 * slab.chunk_slots; i < SLOTS; i++)
		slab_give(&slab, slots[i]);
	ck_assert_uint_eq(slab.empty_count, 1);
	/* Whatever comes, it is not the empty chunk that takes it. */
	late = slab_take(&slab);
	ck_assert_uint_eq(slab.empty_count, 1);
	slab_trim(&slab, 0);
	ck_assert_uint_eq(slab.chunk_count, 2);
	ck_assert_int_eq(slots[0][SLOT_BYTES - 1], 0);

	slab_give(&slab, late);
	slab_give(&slab, slots[0]);
	for (size_t i = slab.chunk_slots + 1; i < 2 * slab.chunk_slots; i++)
		slab_give(&slab, slots[i]);
	slab_clear(&slab);
	ck_assert_uint_eq(mapped_bytes, 0);
}
END_TEST

START_TEST(what_was_used_last_comes_first)
{
	struct slab slab;
	char *slots[SLOTS];

	slab_init(&slab, SLOT_BYTES);
	take_all(&slab, slots);
	give_all(&slab, slots);
	for (size_t i = SLOTS; i-- > 2 * slab.chunk_slots;)
		ck_assert_ptr_eq(slab_take(&slab), slots[i]);
	for (size_t i = 2 * slab.chunk_slots; i < SLOTS; i++)
		slab_give(&slab, slots[i]);
	slab_clear(&slab);
}
END_TEST

START_TEST(no_memory_is_told_and_harms_nothing)
{
	struct slab slab;
	char *slots[SLOTS];

	slab_init(&slab, SLOT_BYTES);
	is_exhausted = true;
	errno = 0;
	ck_assert_ptr_null(slab_take(&slab));
	ck_assert_int_eq(errno, ENOMEM);
	ck_assert_uint_eq(slab.chunk_count, 0);
	is_exhausted = false;
	slots[0] = slab_take(&slab);
	is_exhausted = true;
	for (size_t i = 1; i < slab.chunk_slots; i++) {
		slots[i] = slab_take(&slab);
		ck_assert_ptr_nonnull(slots[i]);
	}
	ck_assert_ptr_null(slab_take(&slab));
	slab_give(&slab, slots[7]);
	ck_assert_ptr_eq(slab_take(&slab), slots[7]);
	is_exhausted = false;
	for (size_t i = 0; i < slab.chunk_slots; i++)
		slab_give(&slab, slots[i]);
	slab_clear(&slab);
	ck_assert_uint_eq(mapped_bytes, 0);
}
END_TEST

#endif

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, slots_are_aligned_and_do_not_overlap);
#if !TEST_SANITIZED
	test_cases_add(tests, what_is_empty_goes_back_when_it_is_trimmed);
	test_cases_add(tests, what_is_free_beside_others_is_spare_too);
	test_cases_add(tests, what_is_kept_is_used_again);
	test_cases_add(tests, those_who_stay_draw_together);
	test_cases_add(tests, what_was_used_last_comes_first);
	test_cases_add(tests, no_memory_is_told_and_harms_nothing);
#endif
}
