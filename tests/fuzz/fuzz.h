/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FUZZ_H
#define CHATD_FUZZ_H

/*
 * What a fuzz target is: one function, under the name that libFuzzer looks for.
 * Linked with libFuzzer it is fed with what might break it; linked with
 * replay.c, with the files of its corpus.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Try the size bytes at data.  Return 0, or abort on anything wrong. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Abort unless condition holds. */
static inline void
fuzz_require(bool condition)
{
	if (!condition)
		abort();
}

#endif
