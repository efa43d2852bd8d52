/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEYED_HASH_H
#define CHATD_KEYED_HASH_H

/*
 * SipHash-2-4: a hash from which nobody who lacks the key can tell anything of
 * what was hashed, not even by trying all addresses that there are.
 *
 * Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).  Pure; any
 * thread.
 */

#include <stdint.h>

#include "common/slice.h"

#define KEYED_HASH_KEY_BYTES 16

/* Return the hash of text by key. */
uint64_t keyed_hash(
    const unsigned char key[KEYED_HASH_KEY_BYTES], struct slice text);

#endif
