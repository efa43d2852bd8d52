/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FUZZ_RECORD_CUTS_H
#define CHATD_FUZZ_RECORD_CUTS_H

/*
 * Files of records that end too early, as after a crash of another program, or
 * on a disk that was full.
 */

#include <stdbool.h>

#include "common/slice.h"
#include "fuzz/fuzz.h"

/* Cutting a text everywhere takes the square of its size. */
#define RECORD_CUTS_MAX_BYTES 512

/*
 * Require that no part of text, which is the whole of a file, is taken for the
 * whole: reads says whether it is.  A text that is long is passed over.
 */
static inline void
fuzz_require_cuts_seen(struct slice text, bool (*reads)(struct slice text))
{
	if (text.size > RECORD_CUTS_MAX_BYTES)
		return;
	while (text.size-- > 0)
		fuzz_require(!reads(text));
}

#endif
