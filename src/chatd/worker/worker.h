/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WORKER_H
#define CHATD_WORKER_H

/*
 * A thread with its own event loop, its connections, its router and its chat.
 *
 * The main thread makes workers and talks to them by mail only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/limits.h"
#include "chatd/core/stats.h"

struct accounts;
struct admission;
struct directory;
struct connections;
struct fence_moment;
struct filing;
struct kept_rooms;
struct mail;
struct mailbox;
struct moderation;
struct motd;
struct newcomer;
struct queue_total;
struct rooms;
struct sources;
struct worker;

/* What all workers share; borrowed for good. */
struct worker_shared {
	struct directory *directory;
	struct rooms *rooms;
	struct admission *admission;
	struct queue_total *queues;
	struct sources *sources;
	struct filing *filing;
	struct accounts *accounts;     /* NULL: nobody owns a name */
	struct moderation *moderation; /* NULL: nobody is banned or muted */
	struct kept_rooms *kept_rooms; /* NULL: none without a file of them */
	struct mailbox **mailboxes;    /* the workers', by index; worker_new()
					  fills in its own; then that of the
					  gateway, if there is one */
	unsigned int worker_count;
	struct fence_moment *fence; /* NULL: there is no gateway */
	struct motd *motd; /* NULL: there is none; for worker_new() only */
};

/* Receive a result of the filing: see filing_new(). */
void worker_receive_filed_cb(struct mail *mail, void *receiver);

/* Receive an answer of the accounts: see accounts_new(). */
void worker_receive_verified_cb(struct mail *mail, void *receiver);
void worker_receive_registered_cb(struct mail *mail, void *receiver);

/* Called on the worker's thread when it has done what was asked. */
typedef void worker_done_cb(void *argument);

/*
 * Make worker number index; its thread does not run yet.  Return NULL with
 * errno set.
 */
struct worker *worker_new(unsigned int index,
    const struct worker_shared *shared, const struct limits *limits);

/*
 * Hold its connections to what the ports have made of its limits.  Before
 * worker_start().
 */
void worker_set_limits(struct worker *worker, const struct limits *limits);

/* Let its thread run.  All workers must have been made.  Return 0, or errno. */
int worker_start(struct worker *worker);

/*
 * Run one turn of worker, whose thread does this over and over; if waits is
 * set, wait until there is something to do.  A caller other than that thread
 * takes its place: the thread must not run, and worker_start() must not follow.
 */
void worker_run_turn(struct worker *worker, bool waits);

/* Free worker, which does not run; NULL is allowed. */
void worker_free(struct worker *worker);

/*
 * Hand over an accepted socket, which worker takes with all that newcomer owns.
 * Return 0; or -1 if there is no memory, and nothing is taken.
 */
int worker_post_newcomer(
    struct worker *worker, const struct newcomer *newcomer);

/*
 * Get ready to hold all its connections to new limits, and to have them told
 * motd, of which it takes a reference; NULL is none.  Return 0, or -1 if there
 * is no memory.  Nothing is different until worker_post_limits(), which
 * cannot fail, so that all workers get new limits or none does.
 */
int worker_prepare_limits(
    struct worker *worker, const struct limits *limits, struct motd *motd);

/*
 * Hold all its connections to the limits that were prepared last.  When it
 * does, applied, which it takes, is posted to mailbox.
 */
void worker_post_limits(
    struct worker *worker, struct mailbox *mailbox, struct mail *applied);

/*
 * Call call with the worker's connections on the worker's thread.  It may look
 * at them, send to them and close them.  Return 0, or -1 if there is no memory.
 */
typedef void worker_call_cb(struct connections *connections, void *argument);
int worker_post_call(
    struct worker *worker, worker_call_cb *call, void *argument);

/*
 * Stop reading from its connections, post what they sent to others, then call
 * done.  Return 0, or -1 if there is no memory.
 */
int worker_post_quiesce(
    struct worker *worker, worker_done_cb *done, void *argument);

/*
 * Flush and end all its connections, new ones too, and call done when none is
 * left, whoever may still be in the entrance.  Return 0, or -1 if there is no
 * memory.
 */
int worker_post_drain(
    struct worker *worker, worker_done_cb *done, void *argument);

/* Cut the connections that are left, end the thread and wait for it. */
void worker_stop(struct worker *worker);

/* Its counters; any thread may read them. */
const struct stats *worker_stats(const struct worker *worker);

#endif
