/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_ABSENCE_H
#define CHATD_CHATC_ABSENCE_H

/*
 * A mark above the first thing that somebody says while the user is away.
 * Pure.
 */

#include <stdbool.h>
#include <time.h>

#include "chatc/codecs/buffer.h"
#include "chatc/words/display.h"
#include "chatc/words/sentence.h"

/* Whoever has pressed no key for so long is taken to be away. */
#define ABSENCE_SECONDS (5 * 60)

/* All zero: no absence has been marked. */
struct absence {
	bool has_marked;
	time_t marked_key; /* the last key before the absence that is marked */
};

/*
 * Append a rule if somebody says this sentence while the user is away, and it
 * is the first one.  The time is style->now; last_key is when the last key was
 * pressed.
 */
void absence_append(struct absence *absence, const struct display_style *style,
    const struct sentence *sentence, time_t last_key, struct buffer *out);

#endif
