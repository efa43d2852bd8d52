/* SPDX-License-Identifier: MIT */
/* A bucket of lines, which drains with time. */

#include "chatc/conversation/unasked.h"

bool
unasked_may_show(struct unasked *unasked, uint64_t now_ms)
{
	uint64_t drained = (now_ms - unasked->since_ms) / UNASKED_LINE_MS;

	if (drained >= unasked->shown) {
		unasked->shown = 0;
		unasked->since_ms = now_ms;
	} else {
		unasked->shown -= (unsigned int)drained;
		unasked->since_ms += drained * UNASKED_LINE_MS;
	}
	if (unasked->shown == UNASKED_LINES_MAX) {
		unasked->hidden++;
		return false;
	}
	unasked->shown++;
	return true;
}

unsigned long
unasked_take_hidden(struct unasked *unasked)
{
	unsigned long hidden = unasked->hidden;

	unasked->hidden = 0;
	return hidden;
}
