/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_COPY_H
#define CHATD_NAME_COPY_H

/*
 * The copy of all names of a cluster, and of the lives that have them, with
 * what was told of each.
 *
 * While a snapshot is read, what is known and what was told are two things.  A
 * name that is nobody's stays for as long as somebody has been told otherwise,
 * or as it says that the snapshot is older than that.  Not thread-safe.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/cluster/name_entry.h"
#include "chatd/presence/hash_table.h"
#include "common/list.h"
#include "common/slice.h"

/*
 * As many as addresses can be told apart on a gateway, and far more nodes than
 * one engine serves: an engine that claims more is not believed.
 */
#define NAME_COPY_NAMES_MAX ADDRESS_SLOTS_MAX
#define NAME_COPY_LIVES_MAX 1024

struct copied_life {
	struct list in_copy;
	struct list names; /* that it has now, by of_life */
	struct node_record node;
	uint32_t round; /* of what has said so last */
	bool is_there;
	bool is_told;
	char name[]; /* of the node */
};

struct copied_name {
	struct hash_entry in_table;
	struct list of_life; /* on the list of its owner's, if it has one */
	struct name_owner now;
	struct name_owner told;
	uint32_t round; /* of what has said so last */
	bool is_there;  /* it is somebody's, who is in lists */
	bool is_told;
	unsigned char size;
	char name[];
};

struct name_copy {
	struct hash_table names;
	struct list lives; /* by in_copy, in the order in which they came */
	uint32_t life_count;
	uint64_t seed;
};

/* Begin an empty copy, whose hashes have this secret seed. */
void name_copy_init(struct name_copy *copy, uint64_t seed);

/* Free all names and lives. */
void name_copy_clear(struct name_copy *copy);

/* Return the name's entry, or NULL if there is none. */
struct copied_name *name_copy_find(
    const struct name_copy *copy, struct slice name);

/* As above, but make one that says nothing.  NULL: no memory, or too many. */
struct copied_name *name_copy_get(struct name_copy *copy, struct slice name);

/* Take the entry out and free it. */
void name_copy_drop(struct name_copy *copy, struct copied_name *name);

/* Return the life's entry, or NULL if there is none. */
struct copied_life *name_copy_find_life(
    const struct name_copy *copy, uint64_t life);

/* As above, but make one that says nothing.  NULL: no memory, or too many. */
struct copied_life *name_copy_get_life(
    struct name_copy *copy, const struct node_record *node);

/* Take the life's entry, which has no names, out and free it. */
void name_copy_drop_life(struct name_copy *copy, struct copied_life *life);

/* Let name be that of owner, who is of life. */
void copied_name_give(struct copied_name *name, struct copied_life *life,
    const struct name_owner *owner);

/* Let name be nobody's. */
void copied_name_take_away(struct copied_name *name);

/* Return the name itself; it lies in the entry. */
struct slice copied_name_text(const struct copied_name *name);

#endif
