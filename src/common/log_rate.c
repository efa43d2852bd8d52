/* SPDX-License-Identifier: MIT */
/*
 * An interval begins with a line, not with the clock: so the first line about
 * any trouble is never held back.
 */

#include "common/log_rate.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "common/clock.h"

bool
log_rate_allows(struct log_rate *rate, uint64_t now_ns, uint64_t *suppressed_r)
{
	return log_rate_allows_some(rate, 1, now_ns, suppressed_r);
}

bool
log_rate_allows_some(struct log_rate *rate, uint32_t lines_max, uint64_t now_ns,
    uint64_t *suppressed_r)
{
	if (now_ns >= rate->next_ns) {
		rate->next_ns = now_ns + LOG_RATE_INTERVAL_S * CLOCK_NS_PER_S;
		rate->lines = 0;
	}
	if (rate->lines >= lines_max) {
		rate->suppressed += rate->suppressed < UINT32_MAX;
		return false;
	}
	rate->lines++;
	if (suppressed_r != NULL)
		*suppressed_r = rate->suppressed;
	rate->suppressed = 0;
	return true;
}

const char *
log_rate_say_others(uint64_t suppressed, char *buffer)
{
	buffer[0] = '\0';
	if (suppressed > 0)
		snprintf(buffer, LOG_RATE_OTHERS_BYTES,
		    " (%" PRIu64 " more since the last such line)", suppressed);
	return buffer;
}
