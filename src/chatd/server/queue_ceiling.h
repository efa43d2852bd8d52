/* SPDX-License-Identifier: MIT */
#ifndef CHATD_QUEUE_CEILING_H
#define CHATD_QUEUE_CEILING_H

#include <stddef.h>

struct config;

/*
 * Return how many bytes may wait in the whole daemon: queue_total_max, or,
 * where that is 0, a quarter of the machine's memory.  Any thread.
 */
size_t queue_ceiling(const struct config *config);

#endif
