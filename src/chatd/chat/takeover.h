/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TAKEOVER_H
#define CHATD_TAKEOVER_H

/*
 * The owner of a name comes, and somebody has it: that connection ends, and the
 * name is free when it has.
 *
 * Where it is another worker's, one piece of mail goes there and comes back, so
 * that nothing is left to fail when the connection has ended.  The asker
 * handles no input meanwhile, so each has one takeover at most.  Worker's
 * thread only.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "chatd/core/protocol.h"
#include "common/slice.h"

struct chat;

struct takeover {
	struct mail mail;
	struct address holder;
	struct address asker;
	enum chat_request request; /* the asker's */
	bool has_ended;            /* the holder; it is on its way back */
	struct slice name;         /* lies in bytes */
	char bytes[];
};

/* End the connection at holder, of this worker, if it still has name. */
void takeover_end_holder(
    struct chat *chat, struct address holder, struct slice name);

/*
 * Have the connection at holder, of another worker, ended for the one at asker.
 * Return 0, or -1 if there is no memory.
 */
int takeover_begin(struct chat *chat, struct address holder,
    struct address asker, enum chat_request request, struct slice name);

/*
 * Take mail that a takeover is: end the holder and send it back, and return
 * NULL; or, if it has come back, return it for the caller to free.
 */
struct takeover *takeover_receive(struct chat *chat, struct mail *mail);

#endif
