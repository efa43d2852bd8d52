/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_PRIVATE_H
#define CHATD_ROOM_PRIVATE_H

/*
 * The inside of a room, for room.c, which has the members, and room_table.c,
 * which has the rooms.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "chatd/presence/hash_table.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_part.h"
#include "chatd/presence/room_rules.h"
#include "chatd/presence/roster.h"

struct room {
	struct hash_entry in_table;
	struct roster *roster;        /* has a lock of its own */
	struct member_index *members; /* of all rooms */
	uint64_t made_s;              /* since 1970 */
	size_t references;       /* members included; under the shard's lock */
	bool folds_names;        /* its members' */
	bool takes_place;        /* it counts towards the most rooms */
	struct room_rules rules; /* unused in the lobby; a lock of its own */
	size_t name_size;
	char *name; /* after the workers */
	struct room_worker {
		atomic_size_t count; /* of members there, for other workers */
		struct room_part part;
	} workers[];
};

#endif
