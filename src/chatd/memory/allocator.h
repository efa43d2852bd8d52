/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ALLOCATOR_H
#define CHATD_ALLOCATOR_H

/*
 * What the C library's allocator is told about a process that lives long.
 * Where it is another one than glibc's there is nothing to tell.
 */

/* Have memory at the end of a heap given back.  Before threads are started. */
void allocator_init(void);

/*
 * Give back all that is free, to the page.  It looks at all of it, with the
 * lock of one heap after the other: not for every turn.  Any thread.
 */
void allocator_trim(void);

#endif
