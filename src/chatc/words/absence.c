/* SPDX-License-Identifier: MIT */
/* Where to begin to read when one comes back. */

#include "chatc/words/absence.h"

#include <string.h>

void
absence_append(struct absence *absence, const struct display_style *style,
    const struct sentence *sentence, time_t last_key, struct buffer *out)
{
	struct tm tm;
	char words[32];

	if (!style->decorated || sentence->kind != SENTENCE_FROM ||
	    style->now - last_key < ABSENCE_SECONDS ||
	    (absence->has_marked && absence->marked_key == last_key) ||
	    localtime_r(&last_key, &tm) == NULL)
		return;
	*absence = (struct absence){ true, last_key };
	(void)strftime(words, sizeof(words), "new since %H:%M", &tm);
	display_append_rule(style, slice_of(words), out);
}
