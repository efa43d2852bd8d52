/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PEER_NAMES_H
#define CHATD_PEER_NAMES_H

/*
 * What the system calls the account at the other end of a unix socket.
 *
 * Only the kernel's number of it is at hand, and a directory service may take
 * its time to say whose that is.  So a thread asks, which is started when the
 * first name is wanted, and the answer comes by mail.  It is asked each time,
 * so that an account which is gone is gone at once.  A worker's connection asks
 * for one thing at a time, so no more questions wait than there are
 * connections.  Where the service fails, the log has a line every 10 seconds at
 * most.  Thread of the worker that owns it only.
 */

#include <sys/types.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "common/slice.h"

struct mailbox;
struct peer_names;

/* Who wants to know, and what for. */
struct peer_names_question {
	struct address asker;
	unsigned int purpose; /* passed on, as the next */
	struct slice wanted;  /* the name that the asker would have */
	uid_t user;
};

struct peer_names_answer {
	struct address asker;
	unsigned int purpose;
	struct slice wanted;
	struct slice name; /* of the account; empty: none is known */
};

/*
 * Return names whose answers are posted to mailbox, which is borrowed, with
 * receive; or NULL with errno set if there is no memory or no thread.
 */
struct peer_names *peer_names_new(
    struct mailbox *mailbox, mail_receive_cb *receive);

/*
 * End the thread, and free names.  A service that does not answer is waited for
 * a moment only.  NULL is allowed.
 */
void peer_names_free(struct peer_names *names);

/* Ask.  Return 0 if an answer will come, or -1 if there is no memory. */
int peer_names_ask(
    struct peer_names *names, const struct peer_names_question *question);

/*
 * Return the answer that mail holds, and is valid until the mail is freed.  It
 * is read once.
 */
const struct peer_names_answer *peer_names_read_answer(struct mail *mail);

/* Return one who waits for an answer, and waits no more; or nowhere. */
struct address peer_names_take_asker(struct peer_names *names);

#endif
