/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_WORLD_H
#define CHATD_MODEL_WORLD_H

/*
 * What the model knows: names, rooms, everything that was sent, and the
 * clients.  A run has one world; what it holds is plain data, and the files
 * beside this one are what happens to it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "model/dice.h"
#include "model/peer.h"
#include "model/stay.h"
#include "model/wire.h"

#define ACTORS_MAX 384
#define ROOMS      4
#define LOBBY      0

#define SERVERS_MAX      2
#define SERVER_LISTENERS 6

struct test_client;
struct test_daemon;
struct entry;

/* A name: of users, guests and the server. */
struct name {
	struct name *next;
	char *text;
	struct stays holders;
	struct entry *notices; /* about it, latest first */
	uint64_t listed;       /* the last list that it was in */
};

struct room {
	const char *name;
	struct stays hearers; /* who hears what is said */
	struct stays members; /* who is in its list */
};

enum entry_kind {
	ENTRY_DIRECT,
	ENTRY_SAID,
	ENTRY_TOLD, /* by the server, to everybody */
	ENTRY_JOINED,
	ENTRY_LEFT,
	ENTRY_RENAMED
};

enum entry_outcome { ENTRY_OPEN, ENTRY_DONE, ENTRY_REFUSED };

/* Something that others are to hear. */
struct entry {
	enum entry_kind kind;
	enum entry_outcome outcome;
	uint32_t session, number; /* whose it is, and its place there */
	struct name *from;
	struct name *other; /* DIRECT: to whom; RENAMED: the new name */
	unsigned int room;
	bool is_doomed;  /* it must be refused */
	bool is_bad;     /* because of its text */
	bool is_either;  /* LEFT: by this name or another, see below */
	bool is_assumed; /* not confirmed, but what came later was heard */
	uint64_t began, ended;         /* asked for, and answered */
	const struct stay *membership; /* JOINED, LEFT: what begins or ends */
	struct entry *next_notice;
	uint64_t got[ACTORS_MAX / 64]; /* who has heard it, by slot */
	uint64_t *heard; /* notices: by slot, when; NULL: by nobody yet */
};

/* A connection, for as long as anything of it may still be heard. */
struct session {
	struct entry **entries; /* by number */
	uint32_t entry_count;
	uint32_t done_to;        /* the highest number known to be taken */
	uint64_t claimed, named; /* when it asked for a name, and had it */
	bool is_over;
	/* By session: the number heard last, of texts and in each room. */
	uint32_t *heard;
	uint32_t *heard_in[ROOMS];
	uint32_t heard_count;
};

/* A request that is not answered yet. */
struct pending {
	enum request_kind kind;
	uint64_t began;
	struct entry *entry;  /* what others are to hear of it, or NULL */
	struct name *name;    /* that is asked for */
	struct stay *holder;  /* JOIN, LEAVE, LOGIN, RENAME: what it begins */
	struct stay *hearing; /* in a room: what it begins or ends */
	struct stay *member;
	unsigned int room;
	bool is_refused; /* it must be */
	/*
	 * RENAME: the lobby hears that its member leaves, which was asked for
	 * after this, by one name or by the other.
	 */
	struct entry *left, *left_renamed;
};

enum actor_state {
	ACTOR_AWAY,
	ACTOR_STRANGER, /* connected, and without a name */
	ACTOR_PRESENT,
	ACTOR_LEAVING /* nothing more is asked; the end is awaited */
};

struct actor {
	const struct wire *wire;
	struct peer peer;
	enum actor_state state;
	unsigned int slot;
	uint32_t session;
	bool is_waiting;   /* for a name: nothing is asked meanwhile */
	bool is_lazy;      /* it does not read for now */
	bool is_cut;       /* it may end without all its answers */
	bool has_rested;   /* it has not been here in this round */
	struct name *name; /* NULL: none yet */
	struct stay *holder, *presence;
	struct stay *hearing[ROOMS], *member[ROOMS]; /* once all is answered */
	bool hears[ROOMS];                           /* as its stream says */
	struct entry *reason;                        /* why it was kicked */
	struct pending *pending;
	size_t pending_start, pending_end, pending_space;
};

/* What the daemon's counters must be, as far as that is certain. */
struct tally {
	uint64_t logins, in_use, bad_names, lists, heard;
	uint64_t full;                    /* newcomers who were turned away */
	uint64_t filed_least, filed_most; /* texts of drop */
	uint64_t cuts; /* who did not read what was left for them */
	uint64_t unread_names, unread_lists; /* answers that nobody read */
};

/* A daemon; where there are two, they are nodes of a cluster. */
struct server {
	struct test_daemon *daemon;
	struct test_client *console;
	struct sockaddr_storage addresses[SERVER_LISTENERS];
	size_t descriptors; /* when nobody had come */
	long kib;
};

struct world {
	uint64_t seed;
	struct dice dice;
	bool folds;           /* names fold, and requests have any capitals */
	struct dice capitals; /* of these; runs without them are as ever */
	uint64_t now;
	struct server servers[SERVERS_MAX];
	unsigned int server_count;
	unsigned int level_count; /* users who have made them level */
	struct name *names[1024];
	struct name *echo, *server;
	struct room rooms[ROOMS];
	struct stays everybody;
	struct session *sessions; /* 0 is the server's */
	uint32_t session_count;
	struct entry **entries; /* of all sessions */
	size_t entry_count, entry_space;
	size_t round_begin; /* the first entry of this round */
	/* When nothing was on its way between workers, or between servers. */
	uint64_t settled;
	struct entry **owed; /* those of this round that are not settled */
	size_t owed_count;
	uint64_t lists_read;
	struct tally tally;
	struct actor actors[ACTORS_MAX];
	size_t actor_count;
};

/* Fail, and say with which seed. */
void world_fail(const struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/* Begin a world, where names fold or do not; free what it holds. */
void world_init(struct world *world, uint64_t seed, bool folds);
void world_free(struct world *world);

/* Return the next moment. */
uint64_t world_tick(struct world *world);

/* Return the name, which is made if there is none. */
struct name *world_name(struct world *world, struct slice text);

/* Say whether text, which an answer has, is this name or room. */
bool world_is_same(
    const struct world *world, struct slice text, const char *name);

/*
 * Write name to spelled, of size bytes, in capitals as somebody might type them
 * if that makes no difference.  Return spelled.
 */
const char *world_spell(
    struct world *world, const char *name, char *spelled, size_t size);

/* Return the number of a room. */
unsigned int world_room(const struct world *world, struct slice name);

/* Return a new session. */
uint32_t world_add_session(struct world *world);

/* Return the number of the server that a session is on, or is to be on. */
unsigned int world_server(const struct world *world, uint32_t session);

/*
 * Say whether two sessions are on one server, so that what one does is known at
 * once where the other is.
 */
bool world_is_near(const struct world *world, uint32_t session, uint32_t other);

/* Nothing is on its way, so all is known of stays that has been confirmed. */
void world_settle(struct world *world);

#endif
