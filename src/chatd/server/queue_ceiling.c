/* SPDX-License-Identifier: MIT */
/*
 * A quarter leaves as much again for what is not counted (connections, names,
 * the allocator's reserve), and half of the machine for others; the unit of
 * systemd has limits to match.
 */

#include "chatd/server/queue_ceiling.h"

#include <stdint.h>
#include <unistd.h>

#include "chatd/config/config.h"

/* Where the system does not say how much memory it has. */
#define QUEUE_CEILING_UNKNOWN_BYTES 268435456

size_t
queue_ceiling(const struct config *config)
{
	long pages = sysconf(_SC_PHYS_PAGES);
	long page_size = sysconf(_SC_PAGESIZE);

	if (config->queue_total_max > 0)
		return config->queue_total_max;
	if (pages <= 0 || page_size <= 0)
		return QUEUE_CEILING_UNKNOWN_BYTES;
	return (size_t)pages / 4 * (size_t)page_size;
}
