/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_PROGRESS_H
#define CHATD_CHATC_PROGRESS_H

/*
 * A progress bar on standard error, if that is a terminal and there is enough
 * to wait for.
 */

#include <stddef.h>
#include <stdint.h>

#include "chatc/codecs/buffer.h"

/* Less than this is sent before anybody can read the bar. */
#define PROGRESS_MIN_BYTES ((uint64_t)1024 * 1024)

struct progress {
	const char *name;  /* borrowed: of what is sent */
	uint64_t total;    /* bytes; 0 while there is no bar */
	uint64_t shown_ms; /* when it was drawn last, by clock.h; 0: never */
};

/* Begin a bar for the total bytes of what is called name, if it needs one. */
void progress_start(
    struct progress *progress, const char *name, uint64_t total);

/* Draw the bar at done bytes, though no more often than eyes can follow. */
void progress_update(struct progress *progress, uint64_t done);

/* Wipe the bar away. */
void progress_end(struct progress *progress);

/*
 * Append the bar as it looks at done of total bytes.  It is at most columns
 * wide; the name is cut and made safe.  Pure.
 */
void progress_render(const char *name, uint64_t done, uint64_t total,
    size_t columns, struct buffer *out);

#endif
