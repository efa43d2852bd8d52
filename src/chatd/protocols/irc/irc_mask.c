/* SPDX-License-Identifier: MIT */
/*
 * A "*" takes nothing at first, and a byte more each time that what follows it
 * does not match.  Only the last one that was met has to be tried again: what
 * is before it matches already, and the more is left for it the better.
 */

#include "chatd/protocols/irc/irc_mask.h"

#include "common/name.h"

bool
irc_mask_is_wild(struct slice mask)
{
	for (size_t i = 0; i < mask.size; i++) {
		if (mask.bytes[i] == '*' || mask.bytes[i] == '?')
			return true;
	}
	return false;
}

static bool
irc_mask_takes(char of_mask, char byte)
{
	return of_mask == '?' || name_fold(of_mask) == name_fold(byte);
}

bool
irc_mask_matches(struct slice mask, struct slice name)
{
	size_t at = 0;   /* in mask */
	size_t from = 0; /* in mask, behind the last "*" */
	size_t kept = 0; /* in name, where that has to go on */
	bool has_star = false;
	size_t i = 0;

	while (i < name.size) {
		if (at < mask.size && mask.bytes[at] == '*') {
			has_star = true;
			from = ++at;
			kept = i;
		} else if (at < mask.size &&
			   irc_mask_takes(mask.bytes[at], name.bytes[i])) {
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
