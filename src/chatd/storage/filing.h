/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FILING_H
#define CHATD_FILING_H

/*
 * Puts texts on disk for the connections of all workers, none of which waits
 * for it.
 *
 * A worker hands over a piece of a text and goes on; when the piece is on the
 * disk, or cannot be put there, the result comes back by mail.  A sender has
 * one piece under way at most.  So what waits for a slow disk is bounded by the
 * number of connections, and each piece by what was read at once.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "chatd/storage/quota.h"

struct filing;
struct filing_sender;
struct mailbox;
struct queue_total;

struct filing_settings {
	const char *directory;      /* borrowed for good */
	struct queue_total *queues; /* borrowed for good */
	bool is_shared;             /* there are no folders for senders */
	struct quota_amount most;   /* of all texts together */
};

/* What became of a piece. */
struct filing_result {
	struct address sender; /* whose it was */
	bool is_filed;         /* else the text is refused, and gone */
};

/*
 * Make a filing that does nothing yet.  A result is posted, to be received by
 * receive, to the mailbox of the sender's worker, which is at its index of
 * mailboxes; these are borrowed for good.  Return NULL if there is no memory.
 * Main thread.
 */
struct filing *filing_new(const struct filing_settings *settings,
    struct mailbox *const *mailboxes, mail_receive_cb *receive);

/*
 * Open the directory and start the threads.  Return EX_OK, or the status that
 * chatd is to exit with (sysexits.h), after an error in the log.  Main thread.
 */
int filing_start(struct filing *filing);

/* Let all texts together take this much from now on.  Main thread. */
void filing_set_most(struct filing *filing, struct quota_amount most);

/*
 * Throw away what is unfinished, and end the threads; all senders must have
 * been freed.  A disk that does not answer is waited for a moment only, and
 * threads that hang end with the process.  NULL is allowed.  Main thread.
 */
void filing_free(struct filing *filing);

/*
 * Make a sender for the connection at address, whose number in the log is
 * number.  It belongs to the calling worker.  Return NULL if there is no
 * memory.
 */
struct filing_sender *filing_sender_new(
    struct filing *filing, struct address address, uint64_t number);

/*
 * Free a sender, and throw away what is unfinished of its text.  A result that
 * is on its way still arrives.  NULL is allowed.  The sender's worker.
 */
void filing_sender_free(struct filing_sender *sender);

/*
 * File size bytes, which are copied, as the next piece of the sender's present
 * text, or the last one.  A text whose last piece is filed is on the disk as a
 * whole.  The result of the piece before must have come.  Return 0, or -1 if
 * there is no memory.  The sender's worker.
 */
int filing_append(
    struct filing_sender *sender, const char *bytes, size_t size, bool is_last);

/* Return the result that mail holds, and free mail. */
struct filing_result filing_take_result(struct mail *mail);

#endif
