/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_COPY_H
#define CHATD_NAME_COPY_H

/*
 * The copy of all names of a cluster, and of the lives that have them, with
 * what was told of each.
 *
 * An entry says whose a name is, and whether that is so, was told, or both.
 * While a snapshot is read these are two things, and a name that was told to be
 * somebody's, and is somebody else's now, has two entries: the first one is
 * past then.  A name that is nobody's has one for as long as somebody has been
 * told otherwise, or as it says that the snapshot is older than that.
 *
 * There are as many as the cluster has users, so every byte counts: a name of 9
 * bytes takes 56, and some 12 in the table.  Not thread-safe.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/cluster/copies/name_entry.h"
#include "chatd/memory/slabs.h"
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
	struct node_record node;
	uint32_t name_count; /* how many it has now */
	bool is_there;
	bool is_told;
	char name[]; /* of the node */
};

struct copied_name {
	struct hash_entry in_table;
	struct copied_life
	    *life;              /* whose it is; NULL: it never was anybody's */
	struct address address; /* of its owner, on the node of that life */
	uint64_t place;         /* of its owner, in the order of login */
	uint32_t round;         /* of what has said so last */
	unsigned char kind;     /* of its owner: an enum name_kind */
	bool is_there : 1;      /* it is so; its owner is in lists */
	bool is_told : 1;
	bool is_past : 1;  /* it is told, and another entry says what is so */
	bool has_past : 1; /* this is that other one; the past may be gone */
	unsigned char size;
	char name[];
};

struct name_copy {
	struct hash_table names;
	struct slabs memory; /* of names */
	struct list lives;   /* by in_copy, in the order in which they came */
	uint32_t life_count;
	uint64_t seed;
	bool folds_names;
};

/*
 * Begin an empty copy, whose hashes have this secret seed, and in which names
 * that differ in capital letters alone are one if they fold.
 */
void name_copy_init(struct name_copy *copy, uint64_t seed, bool folds_names);

/* Free all names and lives. */
void name_copy_clear(struct name_copy *copy);

/* Return the name's entry that is not past, or NULL if there is none. */
struct copied_name *name_copy_find(
    const struct name_copy *copy, struct slice name);

/* As above, but make one that says nothing.  NULL: no memory, or too many. */
struct copied_name *name_copy_get(struct name_copy *copy, struct slice name);

/* Return the past entry of the same name, or NULL if there is none. */
struct copied_name *name_copy_past(
    const struct name_copy *copy, const struct copied_name *name);

/*
 * Let name, which is not past, be that of owner, who is of life and writes it
 * as text, which may differ from what it was in capital letters.  Return the
 * entry that says so; name is past if that is another one, or dropped if the
 * same was told before.  NULL: no memory, and nothing has changed.
 */
struct copied_name *name_copy_give(struct name_copy *copy,
    struct copied_name *name, struct slice text, struct copied_life *life,
    const struct name_owner *owner);

/*
 * Let all names of life be nobody's.  Return their entries, of which there are
 * *count_r, in an array that the caller frees; NULL: no memory, and nothing has
 * changed.  It is a walk through all names.
 */
struct copied_name **name_copy_take_away_all(const struct name_copy *copy,
    const struct copied_life *life, size_t *count_r);

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

/* Let it not be so any more. */
void copied_name_take_away(struct copied_name *name);

/*
 * Return whose it is or was, without the sequence, of which nothing is kept; it
 * must have been given to somebody.
 */
struct name_owner copied_name_owner(const struct copied_name *name);

/* Say whether both are, or were, of the same owner at the same place. */
bool copied_name_is_owners(
    const struct copied_name *name, const struct copied_name *other);

/* Return the name as its owner writes it; it lies in the entry. */
struct slice copied_name_text(const struct copied_name *name);

#endif
