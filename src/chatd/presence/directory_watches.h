/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DIRECTORY_WATCHES_H
#define CHATD_DIRECTORY_WATCHES_H

/*
 * Names that somebody wants to be told about: who comes by them, and who goes.
 *
 * A watch is of one name, and of one worker, whoever there wants to know.  When
 * anything about the name may have changed, the mail of the watch is posted to
 * that worker, which looks into the directory for itself.  So what it sees last
 * is true, telling it takes no memory, and one mail at most waits for each
 * watch, however often somebody comes and goes.
 *
 * Watches lie in the shards of the directory, under their locks.  Where nobody
 * watches, a change costs one comparison.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "chatd/presence/hash_table.h"
#include "common/slice.h"

struct directory;
struct mailbox;

/* The first member of something that malloc() has returned. */
struct directory_watch {
	struct mail news;           /* it is free()d where nobody receives it */
	struct hash_entry in_table; /* this and the next under the lock */
	bool is_posted;
	struct mailbox *mailbox; /* borrowed */
	atomic_uint watchers;    /* the owner's, for directory_watchers() */
};

/* Return the hash of name that the directory has, whose seed is secret. */
uint64_t directory_watch_hash(
    const struct directory *directory, struct slice name);

/*
 * Have the news of watch posted to mailbox, to be received there by receive,
 * from now on whenever another user, or nobody any more, may have the name of
 * this hash.  It must not be looked at earlier than that.
 */
void directory_watch_begin(struct directory *directory,
    struct directory_watch *watch, uint64_t hash, struct mailbox *mailbox,
    mail_receive_cb *receive);

/*
 * End that.  Return true if the news has still to be received: then whoever
 * receives it has to free the watch.
 */
bool directory_watch_end(
    struct directory *directory, struct directory_watch *watch);

/* The news has been received: have it posted again after the next change. */
void directory_watch_received(
    struct directory *directory, struct directory_watch *watch);

/*
 * Post the news of name, whose user has changed something that watchers may
 * want to know; it has to be done already.  Where there is no watch at all,
 * that costs next to nothing.
 */
void directory_watch_post(struct directory *directory, struct slice name);

/*
 * Return the address that name leads to, as directory_find() does; and if that
 * is somebody's, write to spelling, which may be where name lies, how they
 * write it: as many bytes as name has.
 */
struct address directory_find_spelling(
    struct directory *directory, struct slice name, char *spelling);

/*
 * Return how many watchers there are of name, on all workers.  Where there is
 * no watch at all, that costs next to nothing.
 */
size_t directory_watchers(struct directory *directory, struct slice name);

#endif
