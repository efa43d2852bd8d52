/* SPDX-License-Identifier: MIT */
/*
 * From a name to a colour.
 *
 * Of the 216 colours of the cube in the usual 256, about sixty have a contrast
 * of at least 3 to both white and black and are not grey.  These are the 24 of
 * them that are farthest from each other (in CIELAB, 23 or more), so that they
 * can be read in a light window and in a dark one, and told apart.
 */

#include "chatc/words/name_colour.h"

#include <stdint.h>

static const unsigned char name_colour_of_256[] = {
	28,
	30,
	32,
	33,
	58,
	61,
	63,
	65,
	67,
	93,
	98,
	126,
	131,
	133,
	136,
	137,
	139,
	166,
	168,
	171,
	196,
	197,
	199,
	201,
};

/* Red, green, yellow, blue, magenta and cyan, as the terminal has them. */
#define NAME_COLOUR_FIRST 31
#define NAME_COLOURS      6

/*
 * FNV-1a, and then the last steps of MurmurHash3, without which names that
 * differ in one letter would often get neighbours in the table.
 */
static uint32_t
name_colour_hash(struct slice name)
{
	uint32_t hash = UINT32_C(2166136261);

	for (size_t i = 0; i < name.size; i++) {
		hash ^= (unsigned char)name.bytes[i];
		hash *= UINT32_C(16777619);
	}
	hash ^= hash >> 16;
	hash *= UINT32_C(0x85EBCA6B);
	hash ^= hash >> 13;
	hash *= UINT32_C(0xC2B2AE35);
	return hash ^ hash >> 16;
}

void
name_colour_append(struct buffer *out, struct slice name, bool has_256)
{
	uint32_t hash = name_colour_hash(name);

	if (has_256)
		buffer_append_format(out, "\033[38;5;%dm",
		    name_colour_of_256[hash % sizeof(name_colour_of_256)]);
	else
		buffer_append_format(out, "\033[%dm",
		    NAME_COLOUR_FIRST + (int)(hash % NAME_COLOURS));
}
