/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROUTER_PRIVATE_H
#define CHATD_ROUTER_PRIVATE_H

/*
 * A router, for the files of this folder only.
 */

#include <stdbool.h>

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

/* ---- router_elsewhere.c -------------------------------------------------- */

/*
 * Send the first text of a flight, as asked, to the user at address, who is on
 * another machine, which has to say what becomes of it.
 */
enum router_outcome router_send_elsewhere(struct router *router,
    struct connection *sender, const struct question *asked,
    struct address address);

#endif
