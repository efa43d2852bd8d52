/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_ENTRY_H
#define CHATD_NAME_ENTRY_H

/*
 * What the engine says of names and of the nodes that have them: the entries of
 * its log, and the values of its hashes, as cluster/scripts/scripts.h lays them
 * down.
 *
 * All of it comes from an engine that may be hostile: whatever is not as the
 * scripts write it is refused.  Pure; any thread.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "common/slice.h"

enum name_kind {
	NAME_OF_USER,
	NAME_OF_GUEST,
	NAME_KEPT, /* it leads nowhere, and cannot be claimed */
};

/* Whose a name is. */
struct name_owner {
	uint64_t sequence; /* of the change that made it so */
	uint64_t life;     /* not 0 */
	enum name_kind kind;
	struct address address; /* on the node of that life */
	uint64_t place;         /* in the order of login */
};

/* One life of a node. */
struct node_record {
	uint64_t life;     /* not 0 */
	struct slice name; /* of the node; valid as a user's would be */
	uint64_t came_ms;  /* since 1970 */
};

enum name_event {
	NAME_CLAIMED,
	NAME_RENAMED,
	NAME_RELEASED,
	NAME_RETIRED,
	NAME_LIFE_CAME,
	NAME_LIFE_GONE,
	NAME_UNKNOWN_EVENT, /* of a chatd that is newer */
};

/* An entry of the log; what is not named for its event is zero. */
struct name_entry {
	enum name_event event;
	uint64_t sequence;
	struct slice name;       /* claimed, renamed, released, retired */
	struct slice old_name;   /* renamed */
	struct name_owner owner; /* claimed, renamed */
	uint64_t life;           /* whose entry it is */
	struct node_record node; /* came */
};

/* Say whether somebody can be called name, be it a user or a guest. */
bool name_entry_is_name(struct slice name);

/*
 * Read an entry from its id, and the name and the value of its field, in which
 * the slices of *entry_r lie then.  Return 0, or -1 if it is none.
 */
int name_entry_read(struct slice id, struct slice field, struct slice value,
    struct name_entry *entry_r);

/*
 * Read the value that a key has in names, and let *name_r be the name as its
 * owner writes it, which is the key itself or lies in value.  Return 0, or -1
 * if it is none, or the name may not be one, or not that of the key.
 */
int name_owner_read(struct slice key, struct slice value, struct slice *name_r,
    struct name_owner *owner_r);

/*
 * Read the value that a life has in nodes; it is given in decimal.  Return 0,
 * or -1 if it is none.
 */
int node_record_read(
    struct slice life, struct slice value, struct node_record *node_r);

#endif
