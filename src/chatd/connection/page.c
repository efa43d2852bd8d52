/* SPDX-License-Identifier: MIT */
/*
 * Pages are lent last in, first out, so that few of them are in use and those
 * are in the processor's cache.
 */

#include "chatd/connection/page.h"

void
pages_init(struct pages *pages)
{
	slab_init(&pages->slab, sizeof(struct page));
	pages->lent = pages->most = 0;
}

void
pages_clear(struct pages *pages)
{
	slab_clear(&pages->slab);
}

struct page *
pages_take(struct pages *pages, size_t unchecked_end)
{
	struct page *page = slab_take(&pages->slab);

	if (page == NULL)
		return NULL;
	page->used = 0;
	page->unchecked_end = unchecked_end;
	page->is_sealed = false;
	if (++pages->lent > pages->most)
		pages->most = pages->lent;
	return page;
}

void
pages_return(struct pages *pages, struct page *page)
{
	slab_give(&pages->slab, page);
	pages->lent--;
}

void
pages_trim(struct pages *pages)
{
	slab_trim(&pages->slab, pages->most - pages->lent + 1);
	pages->most = pages->lent;
}

bool
pages_have_surplus(const struct pages *pages)
{
	return pages->slab.chunk_count > 1;
}
