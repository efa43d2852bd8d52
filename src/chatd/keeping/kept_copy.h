/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_COPY_H
#define CHATD_KEPT_COPY_H

/*
 * The register of the rooms that a cluster keeps (storage/register.h), as this
 * node knows it: of each room the text that all nodes have, which is not always
 * what holds here, and what stands between the two.
 *
 * One thread changes it, that which writes the file, or the main thread before
 * that runs; it may look at all there is.  The cluster may ask at any time for
 * the records as they are in the register, so that a lock guards them.  There
 * are as many as the register has, and those of rooms that are kept here.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/keeping/kept_room_text.h"
#include "chatd/presence/hash_table.h"
#include "chatd/storage/register.h"
#include "common/list.h"
#include "common/slice.h"

struct kept_record {
	struct list place; /* the copy's, as the next two */
	struct list queued;
	struct hash_entry in_table;
	char *text; /* owned, in the register; NULL: it has none */
	size_t text_size;
	enum kept_untold untold; /* KEPT_NEW is KEPT_CHANGED without a text */
	bool is_asked;           /* what is untold is under way */
	bool is_unplaced; /* there is no place for the room; all is told */
	bool is_wrong;    /* the text is none of a room, and left alone */
	bool is_listed;   /* the user's */
	size_t name_size;
	char name[]; /* and behind it the key, which is as long */
};

struct kept_copy {
	pthread_mutex_t lock;
	struct list records; /* by place */
	struct list untold;  /* by queued, whose turn it is first */
	struct list unplaced;
	struct hash_table table;
	uint64_t seed;
	bool folds_names;
	struct register_state state; /* how many have a text */
};

/*
 * Begin without records, whose names are one if they differ in capital letters
 * alone and fold.  Return 0; or -1 with errno set, and copy is to be destroyed,
 * too.
 */
int kept_copy_init(struct kept_copy *copy, bool folds_names);

/* Free all that copy has. */
void kept_copy_destroy(struct kept_copy *copy);

/* Return the name and the text of a record; the text may be empty. */
struct slice kept_record_name(const struct kept_record *record);
struct slice kept_record_text(const struct kept_record *record);

/*
 * Return what the record is called in the register: its name, in small letters
 * where names fold.
 */
struct slice kept_record_key(const struct kept_record *record);

/* Return the record that lies at place, in records; or that queued lies in. */
struct kept_record *kept_record_at(const struct list *place);
struct kept_record *kept_record_queued(const struct list *queued);

/* Return the record of the room called name, or NULL. */
struct kept_record *kept_copy_find(
    const struct kept_copy *copy, struct slice name);

/* Add one, which is not there, without a text.  Return NULL if there is no
 * memory. */
struct kept_record *kept_copy_add(struct kept_copy *copy, struct slice name);

/*
 * Let text be in the register; empty: nothing.  Return 0, or -1 if there is no
 * memory, and nothing has changed.
 */
int kept_copy_set_text(
    struct kept_copy *copy, struct kept_record *record, struct slice text);

/*
 * Do that in two steps, for what is to be done only if it is possible: return a
 * copy of text, which is not empty, or NULL; and let it be the copy's.
 */
char *kept_text_copy(struct slice text);
void kept_copy_put_text(struct kept_copy *copy, struct kept_record *record,
    char *bytes, size_t size);

/* Let record have this to be told, and come last among those that do. */
void kept_copy_set_untold(struct kept_copy *copy, struct kept_record *record,
    enum kept_untold untold);

/* Let the room of record have no place, or be placed. */
void kept_copy_set_unplaced(
    struct kept_copy *copy, struct kept_record *record, bool is_unplaced);

/* Free record if it has neither a text nor anything that is to be told. */
void kept_copy_tidy(struct kept_copy *copy, struct kept_record *record);

void kept_copy_set_version(struct kept_copy *copy, uint64_t version);

/* ---- for the cluster, any thread ----------------------------------------- */

struct register_state kept_copy_state(struct kept_copy *copy);

/* Do what register_store->write does. */
char *kept_copy_write(
    struct kept_copy *copy, size_t *size_r, struct register_state *state_r);

#endif
