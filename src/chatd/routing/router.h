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

struct chat_text;
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
	ROUTER_UNDER_WAY, /* the outcome is still to come, but more texts may
			     follow: see router_send_more() */
	ROUTER_LATER,     /* the outcome is still to come */
	ROUTER_NOT_NOW,   /* nothing was done: it cannot follow */
};

/* What has become of a text. */
struct router_answer {
	enum router_outcome outcome;
	bool is_followed; /* by the answer to the next text, at once */
	bool is_last;     /* nothing is under way any more */
	bool goes_on; /* more texts may follow, though they could not before */
};

/*
 * Take the outcome of what sender has asked about the user called name, for
 * which router_send(), router_send_more() or router_ask_gateway() said that it
 * was to come.  ROUTER_UNDER_WAY is one, too, after ROUTER_LATER.  Texts are
 * answered in the order of their sending, each with its stamp recalled.
 */
typedef void router_sent_cb(struct connection *sender, struct slice name,
    const struct router_answer *answer);

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
 * Send text from sender, who has none under way, to the user called name, who
 * is not sender.  Where the directory has to ask elsewhere for the name, return
 * ROUTER_LATER and keep a copy of name and text; sender must then handle no
 * input until answered is called with the outcome.  If the user is on another
 * machine, return ROUTER_UNDER_WAY, and sender may handle input that is sent by
 * router_send_more().  answered is not called if sender ends before that;
 * whether the text arrives is open then.
 */
enum router_outcome router_send(struct router *router,
    struct connection *sender, struct slice name, const struct chat_text *text,
    router_sent_cb *answered);

/*
 * Send message to the gateway for message->by, a connection of this worker,
 * which asks about the user called name.  Return ROUTER_LATER, and it waits as
 * it does for router_send(); or ROUTER_OUT_OF_MEMORY.
 */
enum router_outcome router_ask_gateway(struct router *router,
    const struct message *message, struct slice name, router_sent_cb *answered);

/*
 * Send one text more from sender, who has some under way, if it is for the same
 * user, who is still there, and not too much: return ROUTER_UNDER_WAY as above.
 * Otherwise return ROUTER_NOT_NOW: it has to wait until all are answered.
 */
enum router_outcome router_send_more(struct router *router,
    struct connection *sender, struct slice name, const struct chat_text *text);

/*
 * Say whether sender has texts under way; and whether these are for the user
 * called name, and one more may follow them.
 */
bool router_has_under_way(const struct connection *sender);
bool router_takes_more(const struct router *router,
    const struct connection *sender, struct slice name);

/* sender has ended: forget what it has under way. */
void router_forget(struct router *router, struct connection *sender);

/*
 * Take what has become of texts for a user on another machine, or of what else
 * the gateway was asked: message is a MESSAGE_ANSWERED, to the sender.
 */
void router_receive_answer(
    struct router *router, const struct message *message);

/*
 * Take back a text that nobody has taken where its receiver was: message is a
 * MESSAGE_RETURNED, to the sender.  It is sent on to whoever has the name by
 * now, or else answered.
 */
void router_receive_returned(
    struct router *router, const struct message *message);

/*
 * Drop the texts whose outcome is still to come; their senders are not
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
