/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_LOG_H
#define CHATD_NAME_LOG_H

/*
 * From the log of the engine to a copy of all names.
 *
 * The copy begins with a snapshot, which is read in pages that say what they
 * found, each at another time, while the log goes on.  Both may come in any
 * order; the snapshot is over when it has been read to its end and the log has
 * come as far as the engine was then.  Until then nothing is told, and then
 * whatever is different from what was told before, by name_log_tell_some(); so
 * a second snapshot tells what the first one and the log did not, and no more.
 * After that, each entry of the log is told at once.
 *
 * Every entry has the sequence after that of the one before, so a gap is seen.
 * Whatever is missing, for want of memory too, makes a new snapshot necessary:
 * the copy stays as it is until then.
 *
 * The engine may be hostile.  What it can cause is NAME_COPY_NAMES_MAX names,
 * which take some 300 bytes each at most, and twice that while a snapshot is
 * read, and NAME_COPY_LIVES_MAX lives.
 *
 * Pure: it knows neither the engine nor a clock.  Not thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/copies/name_entry.h"
#include "common/slice.h"

struct name_log;

/*
 * What has changed.  Lives and names of all nodes are told, also those of this
 * one: a claim of ours is granted when it is learned.  A life comes before its
 * names are learned, and goes after they are forgotten.  Everything is borrowed
 * for the call, which must call nothing of this file.
 */
struct name_log_events {
	void (*came)(const struct node_record *node, void *argument);
	void (*gone)(uint64_t life, void *argument);

	/*
	 * A user or a guest has a name.  Names come in the order of their
	 * places; only those that a later snapshot finds, or that are claimed
	 * anew, may have a place before others that are there: see
	 * name_log_is_in_order().
	 */
	void (*learned)(
	    struct slice name, const struct name_owner *owner, void *argument);

	/*
	 * The owner of old_name has exchanged it for name, at the same place;
	 * where names fold, that may be the same one in other capitals.
	 */
	void (*moved)(struct slice old_name, struct slice name,
	    const struct name_owner *owner, void *argument);

	/* A name is nobody's who can be reached; owner is whose it was. */
	void (*forgotten)(
	    struct slice name, const struct name_owner *owner, void *argument);
};

/*
 * Make a copy without names, which needs a snapshot.  events and argument are
 * borrowed for good; seed is secret.  If names fold, those that differ in
 * capital letters alone are one.  Return NULL if there is no memory.
 */
struct name_log *name_log_new(const struct name_log_events *events,
    void *argument, uint64_t seed, bool folds_names);

/* Free log; nothing is told.  NULL is allowed. */
void name_log_free(struct name_log *log);

/* Say whether the copy needs a snapshot, which is not being read. */
bool name_log_is_behind(const struct name_log *log);

/*
 * Say whether the copy is what the engine had at name_log_sequence(), and has
 * been told.
 */
bool name_log_is_right(const struct name_log *log);

/* Return the sequence of the last entry that was taken, to read on from. */
uint64_t name_log_sequence(const struct name_log *log);

/* Say whose name is, if it is somebody's as far as the copy knows. */
bool name_log_find(
    const struct name_log *log, struct slice name, struct name_owner *owner_r);

/*
 * Say whether all names were learned in the order of their places, but for
 * those that were there when name_log_put_in_order() said that whoever was told
 * has put them in that order; last_place is the place of the last of them.
 */
bool name_log_is_in_order(const struct name_log *log);
void name_log_put_in_order(struct name_log *log, uint64_t last_place);

/* Return the last place of all names that were learned, or put in order. */
uint64_t name_log_last_place(const struct name_log *log);

/*
 * Begin a snapshot, at any time; sequence is the engine's, from when it said
 * which lives there are.  The next entry that is taken must be the one after
 * that: what was asked for before is not to be given to name_log_take().
 */
void name_log_begin(struct name_log *log, uint64_t sequence);

/*
 * Add a life that was there when the snapshot began; all of them come before
 * any name or entry.  Return false if the copy is behind.
 */
bool name_log_add_node(struct name_log *log, const struct node_record *node);

/* Add a name that a page has found.  Return false if the copy is behind. */
bool name_log_add_name(
    struct name_log *log, struct slice name, const struct name_owner *owner);

/*
 * All pages were read; sequence is the engine's, from after the last one.
 * Return false if the copy is behind.
 */
bool name_log_end(struct name_log *log, uint64_t sequence);

/*
 * Say whether a snapshot is over, and what has changed by it is to be told, so
 * many changes at a time; no entry is to be taken meanwhile.
 */
bool name_log_is_telling(const struct name_log *log);
void name_log_tell_some(struct name_log *log, size_t most);

/*
 * Take the next entry of the log; one that was taken already is skipped.  What
 * a snapshot has changed is told before that, however much it is.  Return false
 * if the copy is behind.
 */
bool name_log_take(struct name_log *log, const struct name_entry *entry);

#endif
