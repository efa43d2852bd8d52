/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROUTER_PRIVATE_H
#define CHATD_ROUTER_PRIVATE_H

/*
 * A router, for the files of this folder only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/routing/flights.h"
#include "chatd/routing/questions.h"
#include "chatd/routing/router.h"

struct batch;

struct router {
	const struct slots *slots;
	struct directory *directory;
	struct mailbox *const *mailboxes;
	struct questions questions;
	struct flights flights;
	unsigned int worker_count;
	unsigned int gateway; /* its number; ADDRESS_WORKERS_MAX: none */
	bool congested;
	struct batch *outgoing[]; /* one per worker; NULL if there is nothing */
};

/* ---- router.c ------------------------------------------------------------ */

/*
 * Send text, whose stamp is recalled, to the user at address, who is on this
 * machine; nobody is nowhere.
 */
enum router_outcome router_send_within(struct router *router,
    struct connection *sender, struct address address,
    const struct chat_text *text);

/* ---- router_elsewhere.c -------------------------------------------------- */

/*
 * Send the first text of a flight, as asked, to the user at address, who is on
 * another machine, which has to say what becomes of it.
 */
enum router_outcome router_send_elsewhere(struct router *router,
    struct connection *sender, const struct question *asked,
    struct address address);

/*
 * Send text, of sender, to where flight goes, with this number in the flight
 * and this stamp.  Return 0, or -1 if there is no memory.
 */
int router_send_by_gateway(struct router *router, struct connection *sender,
    const struct flight *flight, uint32_t number, const struct stamp *stamp,
    const struct chat_text *text);

#endif
