/* SPDX-License-Identifier: MIT */
#include "chatd/core/name_case.h"

char *
name_write_key(bool folds, struct slice name, char *to)
{
	for (size_t i = 0; i < name.size; i++)
		to[i] = folds ? name_fold(name.bytes[i]) : name.bytes[i];
	return to + name.size;
}

uint64_t
name_hash_folded(struct slice name, uint64_t seed)
{
	char folded[NAME_MAX_BYTES];

	if (name.size > sizeof(folded))
		return XXH3_64bits_withSeed(name.bytes, name.size, seed);
	name_write_key(true, name, folded);
	return XXH3_64bits_withSeed(folded, name.size, seed);
}
