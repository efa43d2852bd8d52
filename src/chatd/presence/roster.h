/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROSTER_H
#define CHATD_ROSTER_H

/*
 * Names in the order in which they came, for lists.
 *
 * Adding, removing and replacing take constant time.  Making a list takes a
 * walk, which callers save by keeping the list while roster_version() is the
 * same.  Any thread; one lock.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

struct roster;

/*
 * The place of an object that has a name, embedded in the object.  The name
 * must not change while the entry is in a roster.
 */
struct roster_entry {
	uint32_t place; /* the roster's */
};

/* Return the name of the object that has entry.  Called under the lock. */
typedef struct slice roster_name_cb(const struct roster_entry *entry);

/*
 * Return a new, empty roster of objects whose names name says, or NULL with
 * errno set.
 */
struct roster *roster_new(roster_name_cb *name);

/* Free roster, but not the entries; NULL is allowed. */
void roster_free(struct roster *roster);

/* Add entry at the end.  Return 0, or -1 if there is no memory. */
int roster_add(struct roster *roster, struct roster_entry *entry);

/* Take entry, which is in roster, out of it. */
void roster_remove(struct roster *roster, struct roster_entry *entry);

/* Put replacement where entry is, and take entry out of roster. */
void roster_replace(struct roster *roster, struct roster_entry *entry,
    struct roster_entry *replacement);

/*
 * Have rename give entry's object another name, which must not change either.
 * It runs under the lock: it must be quick, and call nothing of this file.
 */
void roster_rename(struct roster *roster, struct roster_entry *entry,
    void (*rename)(struct roster_entry *entry, void *argument), void *argument);

/*
 * Look for the first entry called name, where names may fold (name_case.h), by
 * a walk, and call visit for it unless that is NULL.  visit runs under the
 * lock: it must be quick, and call nothing of this file.  Return whether there
 * is such an entry.
 */
bool roster_find(struct roster *roster, bool folds, struct slice name,
    void (*visit)(struct roster_entry *entry, void *argument), void *argument);

/* Call visit for every entry, in order, under the lock as above. */
void roster_walk(struct roster *roster,
    void (*visit)(struct roster_entry *entry, void *argument), void *argument);

/* Return where an entry belongs, the lowest first. */
typedef uint64_t roster_rank_cb(
    const struct roster_entry *entry, void *argument);

/*
 * Put all entries in the order of what rank says of them; those of which it
 * says the same stay as they were.  rank is called without the lock, so that
 * nobody waits for it, and for entries that may have been taken out meanwhile:
 * until this returns, the caller keeps them from being freed, and adds none.
 * The lock is held while pointers are copied before that, and put back after
 * it: for 2 ms together with 100,000 entries, for 30 ms with a million.
 *
 * Return 0; or -1 with errno, and nothing has changed: ENOMEM, or EAGAIN if so
 * many were taken out meanwhile that holes were closed.
 */
int roster_sort(struct roster *roster, roster_rank_cb *rank, void *argument);

/* Return a number that is another one after each change. */
uint64_t roster_version(const struct roster *roster);

/* Return how many entries there are. */
size_t roster_count(struct roster *roster);

/* The most that may stand in front of a name. */
#define ROSTER_MARKS_MAX_BYTES 2

/*
 * Write what stands in front of the name of entry to marks; return how many
 * bytes.  Called under the lock.
 */
typedef size_t roster_marks_cb(
    const struct roster_entry *entry, char marks[ROSTER_MARKS_MAX_BYTES]);

/* How a list is written. */
struct roster_form {
	struct slice first;     /* comes before all names, unless empty */
	char separator;         /* between two names */
	roster_marks_cb *marks; /* NULL: nothing stands in front of them */
};

/*
 * Return all names, written as form says, in memory that the caller frees;
 * *size_r is its length and *version_r the version it shows.  Return NULL if
 * there is no memory.
 */
char *roster_list(struct roster *roster, const struct roster_form *form,
    size_t *size_r, uint64_t *version_r);

#endif
