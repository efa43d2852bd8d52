/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ALLOCATOR_H
#define CHATD_ALLOCATOR_H

/*
 * What the C library's allocator is told about a process that lives long.  An
 * allocator other than glibc's is told nothing.
 */

/*
 * Have memory at the end of a heap given back.  Call it before there are
 * threads.
 */
void allocator_init(void);

/*
 * Give back every page that is free.  This walks all free memory, with the lock
 * of one heap after the other, so it is not for every turn.  Any thread.
 */
void allocator_trim(void);

#endif
