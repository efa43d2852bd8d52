/* SPDX-License-Identifier: MIT */
/*
 * An interval begins with a line, not with the clock: so the first line about
 * any trouble is never held back.
 */

#include "common/log_rate.h"

#include <stddef.h>

#include "common/clock.h"

bool
log_rate_allows(struct log_rate *rate, uint64_t now_ns, uint64_t *suppressed_r)
{
	if (now_ns < rate->next_ns) {
		rate->suppressed++;
		return false;
	}
	if (suppressed_r != NULL)
		*suppressed_r = rate->suppressed;
	rate->suppressed = 0;
	rate->next_ns = now_ns + LOG_RATE_INTERVAL_S * CLOCK_NS_PER_S;
	return true;
}
