/* SPDX-License-Identifier: MIT */
#include "chatd/keeping/kept_names_check.h"

#include "chatd/presence/name_list.h"
#include "chatd/presence/room_mask_list.h"
#include "common/name.h"

const char *
kept_names_check(struct slice value, unsigned int most, bool are_masks)
{
	struct slice rest = value, name;
	struct room_mask_entry entry;
	unsigned int count = 0;

	if (value.bytes[value.size - 1] == NAME_LIST_SEPARATOR)
		return "there is a comma too many";
	while (name_list_take(&rest, &name)) {
		const struct slice before = { value.bytes,
			(size_t)(name.bytes - value.bytes) };

		if (are_masks
			? !room_mask_entry_read(name, NAME_MAX_BYTES, &entry)
			: !name_is_valid(name.bytes, name.size, NAME_MAX_BYTES))
			return "that cannot be a name";
		if (name_list_text_has(before, name))
			return "a name is there twice";
		if (++count > most)
			return "there are too many names";
	}
	return NULL;
}
