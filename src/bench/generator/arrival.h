/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_ARRIVAL_H
#define CHATD_BENCH_ARRIVAL_H

/*
 * Bringing users in: connect, log in, so many at once.
 */

#include <stddef.h>

#include "bench/client.h"

struct generator;

/*
 * Begin to bring in the clients from first up to, but without, end, at_once of
 * them in flight.  When the last is in, the phase's task is reported as done.
 */
void arrival_begin(
    struct generator *g, size_t first, size_t end, size_t at_once);

/* Describe c to its wire.  name is the buffer that the name is written to. */
void arrival_describe(const struct generator *g, const struct client *c,
    char name[CLIENT_NAME_BYTES], struct wire_login *login_r);

/* The input of a client that is logging in. */
size_t arrival_input(
    struct generator *g, struct client *c, const char *bytes, size_t size);

#endif
