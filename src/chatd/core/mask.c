/* SPDX-License-Identifier: MIT */
/*
 * A "*" takes nothing at first, and a byte more each time that what follows it
 * does not match.  Only the last one that was met has to be tried again: what
 * is before it matches already, and the more is left for it the better.
 */

#include "chatd/core/mask.h"

#include "common/name.h"

bool
mask_is_wild(struct slice mask)
{
	for (size_t i = 0; i < mask.size; i++) {
		if (mask.bytes[i] == '*' || mask.bytes[i] == '?')
			return true;
	}
	return false;
}

static bool
mask_takes(bool folds, char of_mask, char byte)
{
	return of_mask == '?' || of_mask == byte ||
	       (folds && name_fold(of_mask) == name_fold(byte));
}

bool
mask_matches(bool folds, struct slice mask, struct slice text)
{
	size_t at = 0;   /* in mask */
	size_t from = 0; /* in mask, behind the last "*" */
	size_t kept = 0; /* in text, where that has to go on */
	bool has_star = false;
	size_t i = 0;

	while (i < text.size) {
		if (at < mask.size && mask.bytes[at] == '*') {
			has_star = true;
			from = ++at;
			kept = i;
		} else if (at < mask.size &&
			   mask_takes(folds, mask.bytes[at], text.bytes[i])) {
			at++;
			i++;
		} else if (has_star) {
			at = from;
			i = ++kept;
		} else {
			return false;
		}
	}
	while (at < mask.size && mask.bytes[at] == '*')
		at++;
	return at == mask.size;
}
