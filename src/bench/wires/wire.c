/* SPDX-License-Identifier: MIT */
/* What several wires have in common. */

#include "bench/wires/wire.h"

enum wire_verdict
wire_refuse_aside(struct slice line, char *answer)
{
	(void)line;
	(void)answer;
	return WIRE_REFUSED;
}
