/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONTAINER_H
#define CHATD_CONTAINER_H

/*
 * From a member to the object that contains it.
 */

#include <stddef.h>

/* Return the object of this type whose member pointer points to. */
#define container_of(pointer, type, member)                                    \
	((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
