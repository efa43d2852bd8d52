/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTER_ENTRY_H
#define CHATD_REGISTER_ENTRY_H

/*
 * What the engine says of registers: the entries of its log, and the values of
 * its hashes, as cluster/scripts/scripts.h lays them down.
 *
 * All of it comes from an engine that may be hostile: whatever is not as the
 * scripts write it is refused.  Whether a text is a record only its store
 * knows.  Pure; any thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/slice.h"

/* What the value of a key is; the text is borrowed. */
struct register_value {
	uint64_t sequence; /* of its last change; or 0 */
	uint64_t place;    /* in the order of the file */
	struct slice text; /* not empty */
};

enum register_event {
	REGISTER_RECORDED,
	REGISTER_ERASED,
	REGISTER_REPLACED,
};

/* An entry of the log; what is not named for its event is zero. */
struct register_entry {
	enum register_event event;
	struct slice name;           /* of the register */
	struct slice key;            /* recorded, erased */
	struct register_value value; /* recorded */
	uint64_t version;            /* of the register, from then on */
};

/*
 * Read an entry that has this sequence, in whose field and value the slices of
 * *entry_r lie then.  Return 0, or -1 if it is none of a register.
 */
int register_entry_read(uint64_t sequence, struct slice field,
    struct slice value, struct register_entry *entry_r);

/* Read the value of a key.  Return 0, or -1 if it is none. */
int register_value_read(struct slice value, struct register_value *value_r);

/* Say whether key may be one. */
bool register_key_is_valid(struct slice key);

#endif
