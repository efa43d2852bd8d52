/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_LIST_FILTER_H
#define CHATD_IRC_LIST_FILTER_H

/*
 * Which channels LIST is asked for: "#tea,#den", or ">3,<100,*tea*,!*test*", or
 * "C<10,T>60", in minutes: what ISUPPORT calls ELIST=CMNTU.  Nothing of it is
 * copied.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

/* All of them are compared with the name of each channel. */
#define IRC_LIST_MASKS_MAX 8

/* So many, and less than below. */
struct irc_list_range {
	uint64_t least;
	uint64_t below;
};

/* A channel has to pass all of it. */
struct irc_list_filter {
	struct irc_list_range members;
	struct irc_list_range age_s;       /* since it was made */
	struct irc_list_range topic_age_s; /* since its topic was set */
	/* Its name matches one of the first unless there are none of them, and
	 * none of the others. */
	struct slice masks[IRC_LIST_MASKS_MAX];
	struct slice others[IRC_LIST_MASKS_MAX];
	unsigned int mask_count;
	unsigned int other_count;
};

/* What of a channel is looked at; its name is "#tea". */
struct irc_list_channel {
	struct slice name;
	uint64_t members;
	uint64_t age_s;
	uint64_t topic_age_s; /* UINT64_MAX: there is no topic */
};

/*
 * Read items, with "," between two; none is any channel.  Return false if there
 * are more than IRC_LIST_MASKS_MAX masks of either kind.
 */
bool irc_list_filter_read(struct slice items, struct irc_list_filter *filter_r);

/* Say whether items are all names of channels, which can be looked up. */
bool irc_list_filter_is_names(struct slice items);

/* Say whether a channel passes. */
bool irc_list_filter_passes(const struct irc_list_filter *filter,
    const struct irc_list_channel *channel);

/* Return how many bytes all masks have. */
size_t irc_list_filter_bytes(const struct irc_list_filter *filter);

#endif
