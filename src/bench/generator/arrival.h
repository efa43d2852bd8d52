/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_ARRIVAL_H
#define CHATD_BENCH_ARRIVAL_H

/*
 * Bringing users in: they connect and log in, a limited number at a time.
 */

#include <stddef.h>

struct client;
struct generator;

/*
 * Bring in the clients from first up to, but not including, end, and keep
 * at_once of them in flight.  When the last is in, the phase's task is reported
 * as fulfilled.
 */
void arrival_begin(
    struct generator *g, size_t first, size_t end, size_t at_once);

/*
 * Connect c, which is closed, and log it in, whatever the limit.  Return 0, or
 * -1 after generator_fail().
 */
int arrival_start(struct generator *g, struct client *c);

#endif
