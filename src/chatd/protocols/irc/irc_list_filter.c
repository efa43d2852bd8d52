/* SPDX-License-Identifier: MIT */
/*
 * What is neither a number nor begins with "!" is a mask, even if it
 * stands for no channel there could be: then nothing is listed, which is true.
 */

#include "chatd/protocols/irc/irc_list_filter.h"

#include "chatd/core/mask.h"
#include "chatd/protocols/irc/irc_names.h"

static const struct irc_list_range irc_list_any = { 0, UINT64_MAX };

/* Read ">3" or "<100" of so many units each.  Return false if it is neither. */
static bool
irc_list_range_read(
    struct irc_list_range *range, struct slice item, uint64_t unit)
{
	bool is_more = slice_take_prefix(&item, ">");
	uint64_t number;

	if (!is_more && !slice_take_prefix(&item, "<"))
		return false;
	if (!slice_to_number(item, &number))
		return false;
	number = number < UINT64_MAX / unit ? number * unit : UINT64_MAX;
	if (!is_more && number < range->below)
		range->below = number;
	if (is_more && number >= range->least)
		range->least = number < UINT64_MAX ? number + 1 : number;
	return true;
}

static bool
irc_list_range_has(const struct irc_list_range *range, uint64_t number)
{
	return number >= range->least && number < range->below;
}

/* Read ">3", "C<10" or "T>60".  Return false if item is none of these. */
static bool
irc_list_filter_read_range(struct irc_list_filter *filter, struct slice item)
{
	if (slice_take_prefix(&item, "C") || slice_take_prefix(&item, "c"))
		return irc_list_range_read(&filter->age_s, item, 60);
	if (slice_take_prefix(&item, "T") || slice_take_prefix(&item, "t"))
		return irc_list_range_read(&filter->topic_age_s, item, 60);
	return irc_list_range_read(&filter->members, item, 1);
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

	*filter_r = (struct irc_list_filter){
		.members = irc_list_any,
		.age_s = irc_list_any,
		.topic_age_s = irc_list_any,
	};
	while (is_read && irc_name_take_item(&items, &item)) {
		if (item.size == 0 ||
		    irc_list_filter_read_range(filter_r, item))
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
		is_names = irc_name_is_room(item) && !mask_is_wild(item);
	return is_names;
}

static bool
irc_list_filter_has(
    const struct slice *masks, unsigned int count, struct slice name)
{
	for (unsigned int i = 0; i < count; i++) {
		if (mask_matches(true, masks[i], name))
			return true;
	}
	return false;
}

/* A channel without a topic has none of any age. */
static bool
irc_list_filter_has_age(const struct irc_list_filter *filter,
    const struct irc_list_channel *channel)
{
	const struct irc_list_range *range = &filter->topic_age_s;
	bool is_asked = range->least > 0 || range->below < UINT64_MAX;

	if (!irc_list_range_has(&filter->age_s, channel->age_s))
		return false;
	return !is_asked ||
	       (channel->topic_age_s < UINT64_MAX &&
		   irc_list_range_has(range, channel->topic_age_s));
}

bool
irc_list_filter_passes(const struct irc_list_filter *filter,
    const struct irc_list_channel *channel)
{
	struct slice name = channel->name;

	return irc_list_range_has(&filter->members, channel->members) &&
	       irc_list_filter_has_age(filter, channel) &&
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
