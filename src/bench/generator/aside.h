/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_ASIDE_H
#define CHATD_BENCH_ASIDE_H

/*
 * Lines that are not what a client is waiting for.  The wire knows which of
 * them are harmless, and which want an answer; the rest are errors of the
 * server, and are counted.
 */

#include <stddef.h>

#include "common/slice.h"

struct client;
struct generator;

/*
 * Take the first line of the size bytes at bytes and let the wire judge it.
 * Return how many bytes it took, or 0 if the line is not complete yet.
 */
size_t aside_take(
    struct generator *g, struct client *c, const char *bytes, size_t size);

/* Use up the input of a client that is logged in and does nothing else. */
size_t aside_input(
    struct generator *g, struct client *c, const char *bytes, size_t size);

/* Count a line that should not have come; keep the first for the report. */
void aside_note_unexpected(
    struct generator *g, const struct client *c, struct slice line);

#endif
