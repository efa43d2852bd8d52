/* SPDX-License-Identifier: MIT */
/* Exponential back-off, with a deviation that the name decides. */

#include "chatc/conversation/reconnecting.h"

#include <stddef.h>
#include <stdint.h>

int
reconnecting_pause_ms(unsigned int attempt, struct slice name)
{
	uint32_t sum = attempt;
	int pause = RECONNECTING_FIRST_MS;

	for (unsigned int i = 1; i < attempt && pause < RECONNECTING_LONGEST_MS;
	     i++)
		pause *= 2;
	if (pause > RECONNECTING_LONGEST_MS)
		pause = RECONNECTING_LONGEST_MS;
	for (size_t i = 0; i < name.size; i++)
		sum = (sum ^ (unsigned char)name.bytes[i]) * 16777619u;

	/* Three quarters of it, and up to two quarters more. */
	return pause / 4 * 3 + (int)((sum >> 8) % (uint32_t)(pause / 2 + 1));
}

bool
reconnecting_is_worth_telling(unsigned int attempt)
{
	return (attempt & (attempt - 1)) == 0;
}
