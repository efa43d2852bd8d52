/* SPDX-License-Identifier: MIT */
/*
 * The characters of a name.
 *
 * They are few, and the same for every protocol, so that users who have logged
 * in through one protocol can be written to from each of the others.
 */

#include "common/name.h"

/* A row holds 16 codes; all of the half above ASCII is false. */
/* clang-format off */
static const bool name_bytes[256] = {
	/* 0x00 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* 0x10 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/*  - . */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0,
	/*  0-9 */ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0,
	/*  A-O */ 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	/* P-Z_ */ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1,
	/*  a-o */ 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	/*  p-z */ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
};
/* clang-format on */

bool
name_is_valid(const char *name, size_t size, size_t max)
{
	if (size == 0 || size > max)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!name_bytes[(unsigned char)name[i]])
			return false;
	}
	return true;
}

bool
name_looks_like(struct slice name, struct slice other)
{
	if (name.size != other.size)
		return false;
	for (size_t i = 0; i < name.size; i++) {
		if (name_fold(name.bytes[i]) != name_fold(other.bytes[i]))
			return false;
	}
	return true;
}
