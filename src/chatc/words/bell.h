/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_BELL_H
#define CHATD_CHATC_BELL_H

/*
 * When the terminal's bell rings.  Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatc/words/sentence.h"
#include "common/slice.h"

/* The bell is silent for so long after it has rung. */
#define BELL_PAUSE_MS UINT64_C(1000)

struct bell {
	struct slice own_name; /* borrowed; empty if there is none yet */
	bool is_private;       /* a text without a room is for us alone */
	bool has_rung;
	uint64_t rung_ms; /* when, if it has */
};

/*
 * Say whether the bell is to ring for this sentence, at now_ms of a monotonic
 * clock: somebody else says something to us alone, or with our name in it.
 */
bool bell_rings(
    struct bell *bell, const struct sentence *sentence, uint64_t now_ms);

#endif
