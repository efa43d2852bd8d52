/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TAKEOVER_H
#define CHATD_TAKEOVER_H

/*
 * Somebody asks for a name that a connection has.  That connection ends if the
 * asker owns the name, or if its peer is provably gone; and the name is free
 * when it has.  A peer that may be gone is asked for a sign of life (probes.h),
 * so that a claim some seconds later finds out more.
 *
 * Where the connection is another worker's, one piece of mail goes there and
 * comes back, so that nothing is left to fail when the connection has ended.
 * Where it is another node's, the gateway asks
 * (cluster/gateway/remote_takeover.h), and the name is free when it answers.
 * The asker handles no input meanwhile, so each has one takeover at most.
 * Worker's thread only.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "common/slice.h"

struct chat;
struct message;

struct takeover_order {
	struct address holder;
	struct address asker;
	enum chat_request request; /* the asker's */
	bool is_owner;             /* the asker, of the name */
	bool is_engines;           /* it is the engine that has refused it */
	/* See router_ask_gateway(); ROUTER_SENT: it may be asked for again. */
	router_sent_cb *looked;
};

struct takeover {
	struct mail mail;
	struct takeover_order order;
	bool is_on_its_way_back;
	struct slice name; /* lies in bytes */
	char bytes[];
};

/*
 * Have whoever has the name end, if they have to.  Return true if the name may
 * be asked for again at once, and false if not, with CLAIM_LATER or
 * CLAIM_OUT_OF_MEMORY in *outcome_r, or nothing: a stranger is refused, as
 * ever, where there is no memory to look.  A holder who is nowhere, although
 * the engine has refused the name, may be on another node.
 */
bool takeover_look(struct chat *chat, const struct takeover_order *order,
    struct slice name, enum claim_outcome *outcome_r);

/*
 * Take mail that a takeover is: try it and send the mail back, and return NULL;
 * or, if it has come back, return it for the caller to free.
 */
struct takeover *takeover_receive(struct chat *chat, struct mail *mail);

/* Try what message, a MESSAGE_TAKEOVER of another node, says, and answer. */
void takeover_receive_elsewhere(
    struct chat *chat, const struct message *message);

#endif
