/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PAGE_H
#define CHATD_PAGE_H

/*
 * Pages of output: what one connection produces in a turn, before it is
 * written, as plain memory.  A worker has a pool of them and lends one to each
 * connection that a turn gives output.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/memory/slab.h"

/* 8 KiB hold what a window of 64 pipelined lines produces. */
#define PAGE_BYTES 8192

struct page {
	size_t used; /* bytes */
	/*
	 * Output that ends before this goes onto the page without a question;
	 * 0 once the page is sealed.
	 */
	size_t unchecked_end;
	bool is_sealed; /* nothing more may share its write */
	char bytes[PAGE_BYTES];
};

/* The pages of one worker. */
struct pages {
	struct slab slab;
	size_t lent;
	size_t most; /* the most that were lent since the last trim */
};

/* Begin a pool without pages. */
void pages_init(struct pages *pages);

/* Give all memory back; no page may be lent. */
void pages_clear(struct pages *pages);

/*
 * Lend a page, empty, whose first unchecked_end bytes (PAGE_BYTES at most) need
 * no question.  Return NULL if there is no memory.
 */
struct page *pages_take(struct pages *pages, size_t unchecked_end);

/* Give a page back. */
void pages_return(struct pages *pages, struct page *page);

/* Give back memory that was not needed since the last call. */
void pages_trim(struct pages *pages);

/* Say whether the pool holds more memory than a quiet worker needs. */
bool pages_have_surplus(const struct pages *pages);

/* Let nothing more share the write of what is on the page. */
static inline void
page_seal(struct page *page)
{
	page->is_sealed = true;
	page->unchecked_end = 0;
}

/* Say whether size more bytes go onto the page without a question. */
static inline bool
page_takes_unchecked(const struct page *page, size_t size)
{
	return page->used + size <= page->unchecked_end;
}

/* Say whether the page has room for size more bytes. */
static inline bool
page_has_room(const struct page *page, size_t size)
{
	return PAGE_BYTES - page->used >= size;
}

/* Return where the next size bytes go, for which there must be room. */
static inline char *
page_reserve(struct page *page, size_t size)
{
	char *at = page->bytes + page->used;

	page->used += size;
	return at;
}

#endif
