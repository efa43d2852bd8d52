/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROBES_H
#define CHATD_PROBES_H

/*
 * Users whose name somebody else has asked for, while their connection is asked
 * for a sign of life (lifesigns.h).
 *
 * For PROBES_MS the kernel asks a peer that is silent once in a second, and
 * then as before; who claims the name meanwhile changes nothing of that.  Each
 * worker has PROBES_MAX of these at most.  So whoever claims the names of
 * others all day causes one small packet a second for each of so many users:
 * fewer than the claims themselves are.  Worker's thread only.
 */

#include <stddef.h>

#include "chatd/event/deadline.h"

/* Long enough for LIFESIGNS_PROBES_UNANSWERED, and some more. */
#define PROBES_MS 15000

#define PROBES_MAX 64

struct chat;
struct connection;
struct loop;

struct probes {
	struct deadline_list probes; /* the one due next is the first */
	size_t count;
};

/* Begin with none. */
void probes_init(struct probes *probes, struct loop *loop);

/* Forget all of them. */
void probes_clear(struct probes *probes);

/*
 * Have connection asked for a sign of life for a while, if it is not being
 * asked already, and there is room and memory to.
 */
void probes_begin(struct chat *chat, struct connection *connection);

#endif
