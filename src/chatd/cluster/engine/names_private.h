/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAMES_PRIVATE_H
#define CHATD_NAMES_PRIVATE_H

/*
 * The inside of the names: names.c puts it together, names_entering.c begins
 * and ends this node's life, names_living.c keeps it, names_following.c and
 * names_snapshot.c the copy, names_order.c the list of users, names_errands.c
 * carries out what workers ask and tell, and names_asserting.c claims anew.
 * Gateway's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/engine/claim_counts.h"
#include "chatd/cluster/engine/lease.h"
#include "chatd/cluster/copies/name_entry.h"
#include "chatd/cluster/engine/names.h"
#include "chatd/cluster/scripts/scripts.h"
#include "chatd/redis/redis_connection.h"
#include "common/clock.h"
#include "common/list.h"

struct event;
struct event_base;
struct name_log;
struct registers;

/* Longer than any number, word or epoch of the scripts. */
#define NAMES_WORD_BYTES 96

/* How often whatever waits is looked at. */
#define NAMES_LOOK_NS (100 * CLOCK_NS_PER_MS)

enum names_copying {
	COPYING_NOTHING,  /* there is no connection, or no life */
	COPYING_SETTLING, /* others have yet to come back to a new epoch */
	COPYING_REGISTERS,
	COPYING_PAGES,
	COPYING_LOG,
};

/* How far this node is with claiming its names anew. */
enum names_asserting {
	ASSERTING_NOTHING,
	ASSERTING_DUE,  /* it is to be begun, or was torn off */
	ASSERTING_SENT, /* the engine has yet to answer */
};

/* So many lives are buried after a renewal, at most. */
#define NAMES_DEAD_MAX 64

/* What the engine has answered; it counts once its replicas have it, too. */
struct names_offer {
	uint64_t life;
	char epoch[NAMES_WORD_BYTES];
};

struct names_renewal {
	bool had_lease;
	uint64_t sequence; /* the last one of the log */
	uint64_t look_ns;  /* when one more may be dead; or 0 */
	size_t dead_count;
	uint64_t dead[NAMES_DEAD_MAX]; /* lives that have no lease */
};

struct names {
	struct names_options options;
	const struct names_events *events;
	void *argument;
	struct event *timer;
	struct event *living;       /* at the next moment of the lease */
	struct redis_target target; /* with the scripts */
	struct redis_connection *commands;
	struct redis_connection *follow;
	/* names_entering.c, names_living.c */
	struct names_offer offer;
	struct names_renewal renewal;
	uint64_t life;                /* 0: none */
	uint64_t came_ms;             /* since 1970: when it began */
	char epoch[NAMES_WORD_BYTES]; /* in which it was entered; or empty */
	bool is_entered;              /* on this connection */
	bool is_entering;             /* has been asked for */
	uint64_t entering_life;       /* with this life; 0: a new one */
	bool is_swept;                /* who is gone has no name left */
	bool was_refused;             /* the cluster has another format */
	bool is_leaving;
	enum names_asserting asserting;
	struct lease lease;
	uint64_t enter_sent_ns; /* when it was asked for that */
	uint64_t lost_ns; /* when the connection was, or an attempt; or 0 */
	uint64_t latency_ns;
	uint64_t behind; /* entries of the log, with the last renewal */
	uint64_t reconnects;
	uint64_t lives_lost;
	char lost_reason[256];   /* what the log has said last; or empty */
	char denied_reason[256]; /* the same, of a connection that is ready */
	void (*left)(void *argument);
	void *left_argument;
	/* names_lose_life(), for those whom names_entering.c calls itself */
	void (*lose_life)(struct names *names, const char *why);
	/* names_following.c */
	struct name_log *log; /* NULL: there was no memory */
	enum names_copying copying;
	bool is_settling; /* it is to be asked again whether all are back */
	bool was_known;   /* in this life */
	struct event *telling; /* of what a snapshot has changed */
	bool has_served;       /* in any life */
	struct registers *registers;
	/* names_snapshot.c */
	void (*copied)(struct names *names);
	char cursor[NAMES_WORD_BYTES];
	/* names_order.c */
	bool is_list_disordered; /* by a claim that was granted late */
	uint64_t order_again_ns; /* not before this; 0: now */
	/* names_errands.c */
	struct list errands; /* in the order in which they came */
	size_t errand_count;
	struct claim_counts claims;
};

/* Return the time that leases go by. */
static inline uint64_t
names_now(void)
{
	return clock_boot_ns();
}

/* Say whether a name may be granted now. */
static inline bool
names_may_grant(const struct names *names)
{
	return names->life != 0 && names->was_known &&
	       lease_may_grant(&names->lease, names_now());
}

/* ---- names_asking.c ------------------------------------------------------ */

/* A number as a word of a command, and where it is written. */
struct names_word {
	char text[24];
};

struct slice names_number(struct names_word *word, uint64_t number);
uint64_t names_read_number(struct slice text);

/*
 * Ask for a script on the connection for commands, with the life of this node
 * as its first argument.  Return 0, or -1 with errno.
 */
int names_script(struct names *names, enum script script, size_t count,
    const struct slice *arguments, redis_replied_cb *replied, void *argument);

/* Say whether reply is an array whose first word is this one. */
bool names_answers(const struct redis_reply *reply, const char *word);

/* Write the name of a key of the cluster. */
struct slice names_key(
    const struct names *names, const char *key, char *text, size_t size);

/* Begin a snapshot with the next look: what has been read is of no use. */
void names_copy_later(struct names *names);

/* The same, with a line in the log, if a command could not be asked for. */
void names_check_asked(struct names *names, int result);

/* Say whether an answer has come, and was asked for by what goes on now. */
bool names_is_copying(const struct names *names,
    const struct redis_reply *reply, enum names_copying copying);

/*
 * Handle an answer that is FENCED, with which the life is over.  Return true if
 * it is.
 */
bool names_is_fenced(struct names *names, const struct redis_reply *reply);

/* ---- names_entering.c ---------------------------------------------------- */

/* The connection for commands is ready: enter, with a new life or the old one.
 */
void names_enter(struct names *names);

/*
 * Let the workers keep their users for as long as the lease holds now; but not
 * again once it was over, however late that is noticed.
 */
void names_set_fence(struct names *names, uint64_t now_ns);

/* The life is over, or the engine does not know it. */
void names_lose_life(struct names *names, const char *why);

/*
 * Keep reason, cut to size bytes, as what was said last, and say whether it was
 * something else: what is asked for again and again is said once for each
 * reason, because nobody reads the same line every second.
 */
bool names_is_news(char *said, size_t size, const char *reason);

/* ---- names_living.c ------------------------------------------------------ */

/* The connection for commands is lost. */
void names_note_loss(
    struct names *names, enum redis_loss loss, const char *reason);

/* Make the event that looks at the lease in time, or return NULL. */
struct event *names_live_event(struct names *names, struct event_base *base);

/*
 * Renew the life, if that is due, and end it if it is too late for that; and do
 * so again at the next moment of the lease.  Without memory for that the next
 * look at whatever waits has to do.
 */
void names_live(struct names *names);

/* ---- names_following.c --------------------------------------------------- */

/* Make the event that has a snapshot told.  Return NULL without memory. */
struct event *names_follow_event(struct names *names, struct event_base *base);

/* Begin an empty copy.  Return 0, or -1 if there is no memory. */
int names_follow_make(struct names *names);
void names_follow_clear(struct names *names);

/* Begin to follow, if there is a life and a connection, and it is not done. */
void names_follow(struct names *names);

/* Say so if the copies are right by now. */
void names_follow_look(struct names *names);

/* The connection or the life is lost. */
void names_follow_end(struct names *names);

/* ---- names_snapshot.c ---------------------------------------------------- */

/*
 * Begin a snapshot, once all have come back who can.  copied is called when it
 * is there, and what comes after it is to be followed: copying is COPYING_LOG.
 */
void names_snapshot_begin(
    struct names *names, void (*copied)(struct names *names));

/* Ask again for what had to wait. */
void names_snapshot_look(struct names *names);

/* ---- names_order.c ------------------------------------------------------- */

/* A name of this node is granted, which the log has had for a while. */
void names_order_grant(struct names *names, struct slice name);

/*
 * Put the list of users in the order of their places, if some of them came into
 * it otherwise, and the copy is right.  It takes a tenth of this thread's time
 * at most, however often that happens.
 */
void names_order_look(struct names *names);

/* ---- names_errands.c ----------------------------------------------------- */

void names_errands_init(struct names *names);
void names_errands_clear(struct names *names);

/* Ask for what has not been asked yet, or was lost with a connection. */
void names_errands_send(struct names *names);

/* The life is over: what it was to tell is void, and nothing is granted. */
void names_errands_end_life(struct names *names);

/* Refuse those that have waited too long, and grant those that can be. */
void names_errands_look(struct names *names);

/* The log says that this node has a name: one of these may be granted. */
void names_errands_granted(
    struct names *names, struct slice name, const struct name_owner *owner);

/* The log says that a name of this node is free: who still has it, ends. */
void names_errands_freed(
    struct names *names, struct slice name, const struct name_owner *owner);

/* The log says that this node has a name in place of another, which is free. */
void names_errands_moved(struct names *names, struct slice old_name,
    struct slice name, const struct name_owner *owner);

/* ---- names_asserting.c --------------------------------------------------- */

/*
 * Claim all names anew that this node has, in a new epoch.  If some cannot be,
 * it stays due, and no claim of anybody is granted until it is done.
 */
void names_assert(struct names *names);

#endif
