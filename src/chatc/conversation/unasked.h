/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_UNASKED_H
#define CHATD_CHATC_UNASKED_H

/*
 * What a server says without having been asked, such as errors without a
 * request, and how much of it is shown: some servers repeat themselves for
 * ever, and the words of people would be pushed off the screen.  Pure.
 */

#include <stdbool.h>
#include <stdint.h>

/* So many lines are shown at once, and one more each of these times. */
#define UNASKED_LINES_MAX 20
#define UNASKED_LINE_MS   1000

/* All zero at the beginning. */
struct unasked {
	unsigned int shown;   /* lines that count, up to UNASKED_LINES_MAX */
	uint64_t since_ms;    /* until then, those that no longer count */
	unsigned long hidden; /* since the last that was shown */
};

/* Say whether one more line may be shown at this time; if not, count it. */
bool unasked_may_show(struct unasked *unasked, uint64_t now_ms);

/* Return how many were hidden, and forget them. */
unsigned long unasked_take_hidden(struct unasked *unasked);

#endif
