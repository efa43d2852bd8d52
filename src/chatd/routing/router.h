/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROUTER_H
#define CHATD_ROUTER_H

/*
 * The way of a message from one connection to another: one router per worker,
 * used by that worker's thread only.
 *
 * What stays on the worker is delivered at once; what goes to another one is
 * gathered and posted to its mailbox as one batch when the turn ends.  Like the
 * directory's, its answers may come at once or later.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "chatd/core/message.h"
#include "common/line.h"

struct connection;
struct directory;
struct connections;
struct mailbox;
struct router;

enum router_outcome {
	ROUTER_SENT, /* on its way, in order, to a connection that was there */
	ROUTER_NO_SUCH_USER,
	ROUTER_OUT_OF_MEMORY,
};

/*
 * The answer to router_send(): what became of the message that the connection
 * at sender sent to the user called name.
 */
typedef void router_sent_cb(enum router_outcome outcome, struct address sender,
    struct slice name, void *argument);

/*
 * Return a router for the worker of loop, one of worker_count, or NULL if there
 * is no memory.  mailboxes are those of all workers, borrowed for good;
 * deliver_batch is what batches are posted with: it must hand the batch to the
 * receiving worker's chat.
 */
struct router *router_new(struct connections *connections,
    struct directory *directory, struct mailbox *const *mailboxes,
    unsigned int worker_count, mail_deliver_cb *deliver_batch);

/* Free router and what it has not posted; NULL is allowed. */
void router_free(struct router *router);

/* How many workers there are, this one included. */
unsigned int router_worker_count(const struct router *router);

/*
 * Send message to the user called name; message->to is filled in.  The sender
 * is answered before the message reaches him, if he sends to himself.
 */
void router_send(struct router *router, struct address sender,
    struct slice name, struct message *message, router_sent_cb *answered,
    void *argument);

/*
 * Send message to the user called name if it is who sender last wrote to, on
 * this worker, and is still there.  Return false, with nothing done, if not:
 * router_send() then finds out.
 */
bool router_send_again(struct connection *sender, struct slice name,
    const struct message *message);

/*
 * Send message, which is about a room, to the members on another worker.
 * Return 0, or -1 if there is no memory.
 */
int router_send_to_worker(
    struct router *router, unsigned int worker, const struct message *message);

/*
 * Say whether a mailbox that this turn's messages go to is full.  The sender
 * should then be held until router_has_room().
 */
bool router_is_congested(const struct router *router);

/* Say whether all mailboxes have room; if not, this worker will be woken. */
bool router_has_room(struct router *router);

/* Post what was gathered.  Called at the end of each turn. */
void router_post_batches(struct router *router);

/* Deliver message to the connection at message->to, if it is still there. */
void router_deliver(struct router *router, const struct message *message);

#endif
