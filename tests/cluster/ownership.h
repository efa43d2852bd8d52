/* SPDX-License-Identifier: MIT */
#ifndef CHATD_OWNERSHIP_H
#define CHATD_OWNERSHIP_H

/*
 * Who owned which name from when to when, by CLOCK_MONOTONIC, on all nodes: no
 * two of them at a time.  A test that finds two fails.
 *
 * An interval is one in which somebody is sure to have owned the name: it
 * begins when they have heard so, and goes up to a moment after which their
 * node has said something more to them.
 */

#include <stddef.h>
#include <stdint.h>

#define OWNERSHIP_NAMES_MAX 64

/* One interval; to be had from ownership_begin(). */
struct holding {
	unsigned int name; /* a number below OWNERSHIP_NAMES_MAX */
	size_t index;      /* among all of this name */
};

/* Somebody on node owns name from now_ns on, which is later than all before. */
struct holding ownership_begin(
    unsigned int name, unsigned int node, uint64_t now_ns);

/* They have owned it up to then, at least. */
void ownership_extend(const struct holding *holding, uint64_t until_ns);

/* Return how many there have been. */
size_t ownership_count(void);

#endif
