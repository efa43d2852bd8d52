/* SPDX-License-Identifier: MIT */
/*
 * The date as a rule, in English like everything that chatc says, whatever the
 * locale calls its days.
 */

#include "chatc/words/day_change.h"

static const char *const day_change_days[] = { "Sunday", "Monday", "Tuesday",
	"Wednesday", "Thursday", "Friday", "Saturday" };

static const char *const day_change_months[] = { "January", "February", "March",
	"April", "May", "June", "July", "August", "September", "October",
	"November", "December" };

void
day_change_append(struct day_change *change, const struct display_style *style,
    struct buffer *out)
{
	struct day_change last = *change;
	struct buffer date = { 0 };
	struct tm tm;

	if (!style->decorated || localtime_r(&style->now, &tm) == NULL)
		return;
	*change = (struct day_change){ true, tm.tm_year, tm.tm_yday };
	if (!last.has_shown ||
	    (last.year == change->year && last.day == change->day))
		return;
	buffer_append_format(&date, "%s, %d %s %d", day_change_days[tm.tm_wday],
	    tm.tm_mday, day_change_months[tm.tm_mon], 1900 + tm.tm_year);
	display_append_rule(style, buffer_slice(&date), out);
	buffer_clear(&date);
}
