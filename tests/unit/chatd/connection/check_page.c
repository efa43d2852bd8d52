/* SPDX-License-Identifier: MIT */
/* Pages of output: what goes onto them, and what their pool gives back. */

#include "chatd/connection/page.h"

#include <string.h>

#include "common/test_support.h"
#include "unit/unit.h"

static struct pages pages;

START_TEST(a_page_is_lent_empty_and_open)
{
	struct page *page;

	pages_init(&pages);
	page = pages_take(&pages, 100);
	ck_assert_ptr_nonnull(page);
	ck_assert_uint_eq(page->used, 0);
	ck_assert(!page->is_sealed);
	ck_assert_uint_eq(pages.lent, 1);
	page_seal(page);
	pages_return(&pages, page);
	page = pages_take(&pages, 100);
	ck_assert(!page->is_sealed);
	ck_assert_uint_eq(page->unchecked_end, 100);
	pages_return(&pages, page);
	pages_clear(&pages);
}
END_TEST

START_TEST(what_is_reserved_lies_one_after_the_other)
{
	struct page *page;

	pages_init(&pages);
	page = pages_take(&pages, PAGE_BYTES);
	memcpy(page_reserve(page, 3), "abc", 3);
	memcpy(page_reserve(page, 2), "de", 2);
	ck_assert_uint_eq(page->used, 5);
	ck_assert_mem_eq(page->bytes, "abcde", 5);
	pages_return(&pages, page);
	pages_clear(&pages);
}
END_TEST

START_TEST(unchecked_ends_where_it_was_said_to)
{
	struct page *page;

	pages_init(&pages);
	page = pages_take(&pages, 10);
	ck_assert(page_takes_unchecked(page, 10));
	ck_assert(!page_takes_unchecked(page, 11));
	(void)page_reserve(page, 4);
	ck_assert(page_takes_unchecked(page, 6));
	ck_assert(!page_takes_unchecked(page, 7));
	ck_assert(page_has_room(page, PAGE_BYTES - 4));
	ck_assert(!page_has_room(page, PAGE_BYTES - 3));
	pages_return(&pages, page);
	pages_clear(&pages);
}
END_TEST

START_TEST(a_sealed_page_takes_nothing_unchecked)
{
	struct page *page;

	pages_init(&pages);
	page = pages_take(&pages, PAGE_BYTES);
	(void)page_reserve(page, 1);
	page_seal(page);
	ck_assert(page->is_sealed);
	ck_assert(!page_takes_unchecked(page, 1));
	pages_return(&pages, page);
	pages_clear(&pages);
}
END_TEST

/* A slab that a sanitizer watches has no chunks: each slot is an allocation. */
#if !TEST_SANITIZED

/* More than the pages of one chunk of a slab. */
#define MANY 40

START_TEST(a_trim_keeps_what_was_needed_since_the_last_one)
{
	struct page *taken[MANY];
	size_t at_the_peak;

	pages_init(&pages);
	for (size_t i = 0; i < MANY; i++)
		taken[i] = pages_take(&pages, 0);
	for (size_t i = 0; i < MANY; i++)
		pages_return(&pages, taken[i]);
	at_the_peak = pages.slab.chunk_count;
	ck_assert_uint_gt(at_the_peak, 2);
	ck_assert(pages_have_surplus(&pages));
	pages_trim(&pages);
	ck_assert_uint_eq(pages.slab.chunk_count, at_the_peak);
	pages_trim(&pages);
	ck_assert_uint_le(pages.slab.chunk_count, 1);
	ck_assert(!pages_have_surplus(&pages));
	pages_clear(&pages);
}
END_TEST

#endif

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_page_is_lent_empty_and_open);
	test_cases_add(tests, what_is_reserved_lies_one_after_the_other);
	test_cases_add(tests, unchecked_ends_where_it_was_said_to);
	test_cases_add(tests, a_sealed_page_takes_nothing_unchecked);
#if !TEST_SANITIZED
	test_cases_add(tests, a_trim_keeps_what_was_needed_since_the_last_one);
#endif
}
