/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_H
#define CHATD_NAME_H

/*
 * What may be the name of a user.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/* The longest name that the option name_max can allow, in bytes. */
#define NAME_MAX_BYTES 255

/*
 * Say whether the size bytes at name may be claimed as a user's name: 1 to max
 * bytes, each of A-Z a-z 0-9 _ - and the full stop.
 */
bool name_is_valid(const char *name, size_t size, size_t max);

/*
 * Say whether two names look alike: they are the same, or differ in capital
 * letters alone.  Names are ASCII, so there is no other way to.
 */
bool name_looks_like(struct slice name, struct slice other);

/* Return what a byte of a name is, if capital letters make no difference. */
static inline char
name_fold(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

#endif
