/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROUTER_H
#define CHATD_ROUTER_H

/*
 * The way of a message from one connection to another: one router for each
 * worker, used by that worker's thread only.
 *
 * What stays on the worker is delivered at once.  What goes to another worker
 * is gathered, and posted to its mailbox as one batch when the turn ends.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "common/slice.h"

struct connection;
struct directory;
struct mailbox;
struct message;
struct router;
struct slots;

enum router_outcome {
	ROUTER_SENT, /* on its way, in order, to a connection that was there */
	ROUTER_NO_SUCH_USER,
	ROUTER_OUT_OF_MEMORY,
	ROUTER_LATER, /* the outcome is still to come */
};

/*
 * Take the outcome of what sender has asked about the user called name, which
 * said ROUTER_LATER.
 */
typedef void router_sent_cb(
    enum router_outcome outcome, struct connection *sender, struct slice name);

/*
 * Where messages can be sent: to each worker; and to the gateway, by which
 * users of other machines are reached, as if it were one worker more, the last.
 */
struct router_destinations {
	struct mailbox *const *mailboxes; /* borrowed for good */
	unsigned int count;
	bool has_gateway;
};

/*
 * Return a router for the worker, or the gateway, of slots, or NULL if there is
 * no memory.  slots and directory are borrowed for good.
 */
struct router *router_new(const struct slots *slots,
    struct directory *directory, const struct router_destinations *to);

/*
 * Free router, what it has not posted and the texts whose receiver it does not
 * know yet; NULL is allowed.
 */
void router_free(struct router *router);

/* Return how many workers there are, this one and the gateway included. */
unsigned int router_worker_count(const struct router *router);

/*
 * Return the number of the gateway, as of a worker; without one that of no
 * worker.
 */
unsigned int router_gateway(const struct router *router);
bool router_has_gateway(const struct router *router);

/* Return the mailbox of this worker. */
struct mailbox *router_mailbox(const struct router *router);

/*
 * Send text from sender to the user called name, who is not sender.  Where
 * the directory has to ask elsewhere for the name, or the user is on another
 * machine, return ROUTER_LATER and keep a copy of name and text; sender must
 * then handle no input until answered is called with the outcome.  It is not
 * called if sender ends before that; whether the text arrives is open then.
 */
enum router_outcome router_send(struct router *router,
    struct connection *sender, struct slice name, struct slice text,
    router_sent_cb *answered);

/*
 * Send message to the gateway for message->by, a connection of this worker,
 * which asks about the user called name.  Return ROUTER_LATER, and it waits as
 * it does for router_send(); or ROUTER_OUT_OF_MEMORY.
 */
enum router_outcome router_ask_gateway(struct router *router,
    const struct message *message, struct slice name, router_sent_cb *answered);

/*
 * Take what has become of that, or of a text for a user on another machine:
 * message is a MESSAGE_ANSWERED, to the sender, and its work an enum
 * router_outcome.
 */
void router_receive_answer(
    struct router *router, const struct message *message);

/*
 * Drop the texts whose receiver is not known yet; their senders are not
 * answered.  For the end of the daemon, when nothing more can be posted.
 */
void router_drop_questions(struct router *router);

/* Deliver message to the connection at message->to, if it is still there. */
void router_deliver(struct router *router, const struct message *message);

/* Send message to another worker.  Return 0, or -1 if there is no memory. */
int router_send_to_worker(
    struct router *router, unsigned int worker, const struct message *message);

/* Post mail to a worker, after what has been posted to it. */
void router_post_mail(
    struct router *router, unsigned int worker, struct mail *mail);

/*
 * Say whether a mailbox that this turn's messages go to is full.  Their sender
 * should then be held until router_has_room().
 */
bool router_is_congested(const struct router *router);

/*
 * Say whether all mailboxes have room, but for the one of a gateway that asks;
 * if not, this worker will be woken.
 */
bool router_has_room(struct router *router);

/* Post what was gathered.  Called at the end of each turn. */
void router_post_batches(struct router *router);

#endif
