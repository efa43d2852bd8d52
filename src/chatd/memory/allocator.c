/* SPDX-License-Identifier: MIT */
/*
 * glibc has a heap for each thread.  malloc_trim() gives back what is free in
 * the middle of each, but not at its end.  That is left to free(), which looks
 * only when it gets something large, and keeps as much as a threshold says; and
 * the threshold rises by itself to megabytes, unless it is set once.
 */

#include "chatd/memory/allocator.h"

#ifdef HAVE_MALLOC_TRIM
#include <malloc.h>
#include <stdlib.h>

/* glibc's own first threshold. */
#define ALLOCATOR_END_BYTES 131072

/* From this size on free() looks at the end of the thread's heap. */
#define ALLOCATOR_LARGE_BYTES 65536

void
allocator_init(void)
{
	(void)mallopt(M_TRIM_THRESHOLD, ALLOCATOR_END_BYTES);
}

void
allocator_trim(void)
{
	/* Volatile, or a compiler might see that nothing is done with it. */
	void *volatile large;

	(void)malloc_trim(0);
	large = malloc(ALLOCATOR_LARGE_BYTES);
	free(large);
}

#else

void
allocator_init(void)
{
}

void
allocator_trim(void)
{
}

#endif
