/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PIECES_H
#define CHATD_PIECES_H

/*
 * What every protocol owes: what it sends depends neither on how the bytes are
 * cut into pieces nor on when the chat answers.
 */

#include <stdbool.h>
#include <stddef.h>

struct connection;
struct limits;
struct protocol;

/*
 * Let a connection that speaks protocol receive all the bytes at once, another
 * one receive one byte after the other from a chat that may answer later, and a
 * third one pieces of sizes that come from seed.  Abort unless all three send
 * the same and end alike; return the first.  The limits are borrowed.
 */
struct connection *pieces_try(const struct protocol *protocol,
    const struct limits *limits, bool answers_later, unsigned int seed,
    const char *bytes, size_t size);

#endif
