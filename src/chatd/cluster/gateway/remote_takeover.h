/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REMOTE_TAKEOVER_H
#define CHATD_REMOTE_TAKEOVER_H

/*
 * Takeovers (chat/takeover.h) across nodes: somebody here asks for a name, and
 * whoever has it is on another node.
 *
 * The question crosses by the link with that node, to the worker of the holder;
 * what comes of it goes back by the same link, behind the news that the holder
 * has left.  If the holder has ended, the asker goes on when the log of names
 * has the name free here, too: then nobody here hears of them while they still
 * see the holder, and the engine grants the name unless somebody else was
 * faster.  The node that is asked keeps nothing meanwhile.
 *
 * An asker waits for cluster_timeout at most, whatever becomes of the other
 * node; and for one that is lost no longer than until the log says so.  Those
 * who are too many, or have waited for so long, are answered as if the holder
 * stayed.  A node asks in the name of users whose passwords it has checked
 * itself; there is nobody who could check that again.
 *
 * Gateway's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/links/incoming.h"
#include "chatd/core/address.h"
#include "chatd/event/deadline.h"

struct gateway;
struct message;
struct node;
struct record;

/*
 * So many askers wait at a time, each on one connection that handles no input
 * meanwhile, and no more of them than this own no name: they cannot keep owners
 * from theirs.
 */
#define REMOTE_TAKEOVERS_MAX           4096
#define REMOTE_TAKEOVERS_STRANGERS_MAX 256

/* The askers of this node who wait. */
struct remote_takeovers {
	struct deadline_list waiting;
	size_t count;
	size_t strangers; /* of these */
	uint64_t last_id; /* of a question to another node */
};

/* Begin, with the gateway's loop, or free all of them. */
void remote_takeovers_init(struct gateway *gateway);
void remote_takeovers_clear(struct gateway *gateway);

/*
 * Ask for what message, a MESSAGE_TAKEOVER, says.  The asker hears ROUTER_SENT
 * if the name may be asked for again, and ROUTER_NO_SUCH_USER if not.  Where it
 * leads to nobody, as far as is known here, although the engine has refused it,
 * this waits a moment for the log to say who has it.  Return false, with
 * nothing done, if there is no memory.
 */
bool remote_takeover_begin(
    struct gateway *gateway, const struct message *message);

/* Node has answered: take record, a RECORD_LOOKED. */
void remote_takeover_hear(struct node *node, const struct record *record);

/* The name of the user who has this address here may be free. */
void remote_takeover_note_free(struct gateway *gateway, struct address here);

/* The node that lived this life is gone, with all its users. */
void remote_takeover_note_end(struct gateway *gateway, uint64_t life);

/* Node asks: send record, a RECORD_TAKEOVER, on to the worker of its holder. */
enum incoming_answer remote_takeover_pass_on(
    const struct node *node, const struct record *record);

/* That worker has looked: send message, a MESSAGE_LOOKED, to who has asked. */
void remote_takeover_answer(
    struct gateway *gateway, const struct message *message);

#endif
