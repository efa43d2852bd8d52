/* SPDX-License-Identifier: MIT */
#include "chatd/core/name_case.h"

uint64_t
name_hash_folded(struct slice name, uint64_t seed)
{
	char folded[NAME_MAX_BYTES];

	if (name.size > sizeof(folded))
		return XXH3_64bits_withSeed(name.bytes, name.size, seed);
	for (size_t i = 0; i < name.size; i++)
		folded[i] = name_fold(name.bytes[i]);
	return XXH3_64bits_withSeed(folded, name.size, seed);
}
