/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_CASE_H
#define CHATD_NAME_CASE_H

/*
 * Names as keys, where capital letters make a difference or none.
 *
 * Whoever keeps names knows which of the two holds, for all of them and for
 * good, and says so with folds.  Names are ASCII, so nothing else folds.  Pure;
 * any thread.
 */

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdbool.h>
#include <stdint.h>

#include "common/name.h"
#include "common/slice.h"

/* Where capital letters make no difference: the option names_fold. */
enum names_fold {
	NAMES_FOLD_NO,
	NAMES_FOLD_OWNED, /* in the names of accounts, bans and mutes */
	NAMES_FOLD_YES,   /* in these, and in those of users and rooms */
};

/*
 * Write name to to, in small letters if names fold: names that are the same by
 * name_is_same() have one key.  Both may be at the same place.  Return the end.
 */
char *name_write_key(bool folds, struct slice name, char *to);

/* Do as name_hash() does where names fold. */
uint64_t name_hash_folded(struct slice name, uint64_t seed);

/*
 * Return the hash of name, which is the same for every name that is the same by
 * name_is_same().  No name is longer than NAME_MAX_BYTES; what is, and is
 * looked up all the same, has a hash, too.
 */
static inline uint64_t
name_hash(bool folds, struct slice name, uint64_t seed)
{
	if (folds)
		return name_hash_folded(name, seed);
	return XXH3_64bits_withSeed(name.bytes, name.size, seed);
}

/* Say whether one and other are one name. */
static inline bool
name_is_same(bool folds, struct slice one, struct slice other)
{
	return slice_equals(one, other) ||
	       (folds && name_looks_like(one, other));
}

#endif
