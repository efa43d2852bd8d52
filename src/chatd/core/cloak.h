/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLOAK_H
#define CHATD_CLOAK_H

/*
 * What is shown in place of a peer's address: a name that is the same whenever
 * they come from there, as long as this process lives, and from which nobody
 * can tell where that is.  Of an IPv6 address the first half counts.  Whoever
 * is on this machine is "chatd", and so is everybody of whom nothing is known.
 *
 * A cloak is ten letters of 32, so of a million addresses hardly two have the
 * same.  Any thread.
 */

#include "chatd/core/keyed_hash.h"
#include "common/slice.h"

struct peer;

/* The host of those who have no other. */
#define CLOAK_NONE "chatd"

/* "abcdefghij.chatd" */
#define CLOAK_BYTES 16

/* Secret, and the same for as long as cloaks are. */
struct cloak_key {
	unsigned char bytes[KEYED_HASH_KEY_BYTES];
};

/* Return what is shown of peer, perhaps written to room. */
struct slice cloak_write(const struct cloak_key *key, const struct peer *peer,
    char room[CLOAK_BYTES]);

#endif
