/* SPDX-License-Identifier: MIT */
/*
 * What is neither a number of members nor begins with "!" is a mask, even if it
 * stands for no channel there could be: then nothing is listed, which is true.
 */

#include "chatd/protocols/irc/irc_list_filter.h"

#include "chatd/protocols/irc/irc_mask.h"
#include "chatd/protocols/irc/irc_names.h"

/* Read ">3" or "<100".  Return false if item is neither. */
static bool
irc_list_filter_read_count(struct irc_list_filter *filter, struct slice item)
{
	bool is_more = slice_take_prefix(&item, ">");
	uint64_t number;

	if (!is_more && !slice_take_prefix(&item, "<"))
		return false;
	if (!slice_to_number(item, &number))
		return false;
	if (!is_more && number < filter->below)
		filter->below = number;
	if (is_more && number >= filter->least)
		filter->least = number < UINT64_MAX ? number + 1 : number;
	return true;
}

static bool
irc_list_filter_add(struct slice masks[IRC_LIST_MASKS_MAX], unsigned int *count,
    struct slice mask)
{
	if (*count == IRC_LIST_MASKS_MAX)
		return false;
	masks[(*count)++] = mask;
	return true;
}

bool
irc_list_filter_read(struct slice items, struct irc_list_filter *filter_r)
{
	bool is_read = true;
	struct slice item;

	*filter_r = (struct irc_list_filter){ .below = UINT64_MAX };
	while (is_read && irc_name_take_item(&items, &item)) {
		if (item.size == 0 ||
		    irc_list_filter_read_count(filter_r, item))
			continue;
		if (slice_take_prefix(&item, "!"))
			is_read = irc_list_filter_add(
			    filter_r->others, &filter_r->other_count, item);
		else
			is_read = irc_list_filter_add(
			    filter_r->masks, &filter_r->mask_count, item);
	}
	return is_read;
}

bool
irc_list_filter_is_names(struct slice items)
{
	bool is_names = items.size > 0;
	struct slice item;

	while (is_names && irc_name_take_item(&items, &item))
		is_names = irc_name_is_room(item) && !irc_mask_is_wild(item);
	return is_names;
}

static bool
irc_list_filter_has(
    const struct slice *masks, unsigned int count, struct slice name)
{
	for (unsigned int i = 0; i < count; i++) {
		if (irc_mask_matches(masks[i], name))
			return true;
	}
	return false;
}

bool
irc_list_filter_passes(
    const struct irc_list_filter *filter, struct slice name, uint64_t members)
{
	return members >= filter->least && members < filter->below &&
	       (filter->mask_count == 0 || irc_list_filter_has(filter->masks,
					       filter->mask_count, name)) &&
	       !irc_list_filter_has(filter->others, filter->other_count, name);
}

size_t
irc_list_filter_bytes(const struct irc_list_filter *filter)
{
	size_t size = 0;

	for (unsigned int i = 0; i < filter->mask_count; i++)
		size += filter->masks[i].size;
	for (unsigned int i = 0; i < filter->other_count; i++)
		size += filter->others[i].size;
	return size;
}
