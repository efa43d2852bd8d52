/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WATCHED_NAME_H
#define CHATD_WATCHED_NAME_H

/*
 * One name that connections of this worker watch, and what they have been told
 * of it.
 *
 * Each watch remembers whom it has told of, so a user who has the name now is
 * news to some and none to others, and whoever is called the same in other
 * capitals is none.  It remembers their card, too: what another one says
 * otherwise is news.  Those for whom there is news are told a few at a time,
 * the names in turns, within a slice of the worker's turn: a name that
 * thousands watch keeps nobody waiting.  When there is more news meanwhile they
 * are told the latest.  Worker's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/presence/directory_watches.h"
#include "chatd/presence/hash_table.h"
#include "common/list.h"
#include "common/slice.h"

struct card;
struct chat;
struct connection;
struct watched_name;

/* One connection's watch of one name. */
struct watch {
	struct list in_name;
	struct list in_watcher; /* its owner's */
	struct watched_name *name;
	struct connection *connection;
	struct address told; /* whose the name was then; or nowhere */
	struct card *card;   /* a reference: theirs then; NULL: none */
};

struct watched_name {
	struct directory_watch news; /* first; see there */
	struct hash_entry in_table;
	struct list turn;   /* on a list while there is news to tell */
	struct list told;   /* watches that know whose the name is now */
	struct list untold; /* the others, the next one first */
	struct address now; /* whose it is; nowhere: nobody's */
	struct card *card;  /* a reference: theirs; NULL: there is none */
	bool has_ended;     /* nobody watches, but mail is under way */
	bool is_telling;
	uint8_t name_size;
	char name[]; /* as its user writes it */
};

/*
 * Return the one of this name, which is made if there is none; or NULL if there
 * is no memory.
 */
struct watched_name *watched_name_take(struct chat *chat, struct slice name);

/* End it if nobody watches it. */
void watched_name_release(struct chat *chat, struct watched_name *name);

/* Have watch, whose fields are all 0, be one of name, and know what is. */
void watched_name_add(struct watched_name *name, struct watch *watch);

/* Have it be none any more; the name is not released. */
void watched_name_remove(struct watch *watch);

/*
 * See whose the name is, and what their card is, and have those told who do not
 * know that yet.
 */
void watched_name_look(struct chat *chat, struct watched_name *name);

/* The same for watch, which is about to be told whose it is in another way. */
void watched_name_look_for(struct chat *chat, struct watch *watch);

/* Return the name as it is written. */
struct slice watched_name_text(const struct watched_name *name);

/* ---- for the worker ------------------------------------------------------ */

/*
 * Take mail, the news of a name that is watched here, and tell a few of the
 * watchers; watched_names_tell() has the rest.
 */
void watched_names_receive(struct chat *chat, struct mail *mail);

/* Say whether somebody has still to be told of a name that they watch. */
bool watched_names_have_news(const struct chat *chat);

/* Tell them for a slice of the turn. */
void watched_names_tell(struct chat *chat);

#endif
