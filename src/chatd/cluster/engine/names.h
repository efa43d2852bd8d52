/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAMES_H
#define CHATD_NAMES_H

/*
 * The names of the cluster, as Redis has them: this node's life there, and a
 * copy of all names.
 *
 * Two connections: one asks (claims, renewals, and whatever others want), and
 * one follows the log.  What a worker asks of the directory comes here as a
 * question, and is decided when the log says so, or when Redis refuses; or with
 * CLAIM_UNANSWERED, when Redis could not be asked for timeout_ms.
 *
 * fence is put off with each renewal that is answered, to 2.5 s after it was
 * sent (CLOCK_BOOTTIME), and with each attempt that finds Redis gone for
 * everybody; see cluster/engine/lease.h.  When the life is over, or was buried,
 * the fence is let pass at once, lost is called, and a new life begins when it
 * can.
 *
 * Gateway's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/presence/directory.h"
#include "common/slice.h"

struct claim_counts;
struct engine_question;
struct event_base;
struct fence_moment;
struct mail;
struct names;
struct redis_connection;
struct redis_target;
struct register_door;

struct names_options {
	const struct redis_target *target; /* but for its scripts */
	const char *prefix;                /* "{CLUSTER_NAME}:" */
	const char *node_name;
	uint64_t max_clients; /* of the whole cluster; 0: any number */
	uint64_t timeout_ms;
	struct directory *directory;
	struct fence_moment *fence;
	const char *rules; /* one word: what all nodes have to decide alike */
	struct register_door *const *doors; /* of the registers */
	size_t door_count;
};

struct names_events {
	/*
	 * A life of this node has begun.  What follows concerns this life,
	 * until lost.
	 */
	void (*entered)(uint64_t life, void *argument);
	/* It has entered on another connection, perhaps to another server. */
	void (*found)(void *argument);
	/* The copies of the names and of the registers are right for the first
	 * time in this life. */
	void (*known)(void *argument);
	/* The life is over: all other nodes and their users go without a word.
	 */
	void (*lost)(void *argument);
	/* The engine is of no use for now, for this reason: once for each. */
	void (*waiting)(const char *why, void *argument);
	/* The cluster will not let this node in: a sentence for the log. */
	void (*refused)(const char *why, void *argument);

	/* Other nodes, and their users; see name_log.h. */
	void (*node_came)(uint64_t life, struct slice name, void *argument);
	void (*node_gone)(uint64_t life, void *argument);
	bool (*user_came)(uint64_t life, struct slice name,
	    enum claim_kind kind, struct address there, void *argument);
	bool (*user_renamed)(uint64_t life, struct slice name,
	    struct address there, struct slice to, void *argument);
	void (*user_gone)(uint64_t life, struct slice name,
	    struct address there, void *argument);
	/* A user of this node has a name that is somebody else's by now. */
	void (*ousted)(struct address here, void *argument);
	/*
	 * Return the address here of a user of another node, to answer an
	 * ENGINE_FIND; or nowhere if that node is not known yet, or for want
	 * of memory: then it is asked again.
	 */
	struct address (*find)(
	    uint64_t life, struct address there, void *argument);
};

/*
 * Begin to connect, and to live.  All is borrowed for as long as there are the
 * names.  Return NULL if there is no memory.
 */
struct names *names_new(struct event_base *base,
    const struct names_options *options, const struct names_events *events,
    void *argument);

/*
 * Hang up and free names, with directory_abandon() all questions that are open;
 * NULL is allowed.  Not from a callback.
 */
void names_free(struct names *names);

/* Take a question or a notice (presence/engine.h), which is names' from now on.
 */
void names_ask(struct names *names, struct engine_question *question);
void names_tell(struct names *names, struct mail *notice);

/* Take what the stores have asked of their registers. */
void names_take_changes(struct names *names);

/* Answer all that they have asked, and will ask: nothing is done any more. */
void names_shut_registers(struct names *names);

/*
 * End this life in good order, so that its names are free at once, and call
 * left when Redis knows, or cannot be told.  Claims are refused from now on.
 */
void names_leave(
    struct names *names, void (*left)(void *argument), void *argument);

/* Return the connection that asks, for others to ask, too. */
struct redis_connection *names_commands(const struct names *names);

/* What there is to show of it. */
struct names_state {
	uint64_t life;       /* 0: none */
	uint64_t sequence;   /* of the log, as far as it is known */
	bool is_ready;       /* Redis can be asked */
	size_t waiting;      /* questions */
	uint64_t latency_ns; /* of the last renewal */
	uint64_t behind;     /* entries of the log that it had yet to bring */
	uint64_t reconnects;
	uint64_t lives_lost; /* but for those that were left in good order */
};

struct names_state names_state(const struct names *names);

/* Return what has come of claims, for as long as there are the names. */
const struct claim_counts *names_claims(const struct names *names);

#endif
