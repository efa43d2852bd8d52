/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_DAY_CHANGE_H
#define CHATD_CHATC_DAY_CHANGE_H

/*
 * The date, where what is shown on a terminal goes on on another day: the time
 * stamps have only the hour.  Pure.
 */

#include <stdbool.h>

#include "chatc/codecs/buffer.h"
#include "chatc/words/display.h"

/* The day, in local time, of what was shown last; all zero: nothing was. */
struct day_change {
	bool has_shown;
	int year;
	int day; /* of the year */
};

/*
 * Append a rule with the date if what is shown now, at style->now, is the first
 * of its day, but not the first of all.
 */
void day_change_append(struct day_change *change,
    const struct display_style *style, struct buffer *out);

#endif
