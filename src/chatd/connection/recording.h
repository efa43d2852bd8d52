/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RECORDING_H
#define CHATD_RECORDING_H

/*
 * What a protocol tells a connection, kept as a text in place of being sent.
 *
 * While connections->is_recording, all output goes there; only what is to be
 * recorded may happen meanwhile.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

struct shared_text;

/* All zero when it begins. */
struct recording {
	char *bytes; /* owned */
	size_t size;
	size_t capacity;
	bool has_failed; /* there was no memory for a part of it */
};

/* Make room for size bytes; return where they go, or NULL without memory. */
char *recording_reserve(struct recording *recording, size_t size);

/*
 * Return what was recorded, with one reference, and end the recording.  Return
 * NULL if that is nothing, or there is no memory for it.
 */
struct shared_text *recording_end(struct recording *recording);

#endif
