/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNTS_H
#define CHATD_ACCOUNTS_H

/*
 * Who owns which name: the accounts of a file, for all workers.
 *
 * They are in memory, so that a worker knows at once who owns a name.  Whatever
 * waits for the disk, or costs time by design, is done by one or two threads of
 * their own, and the result comes back by mail; the headers account_change.h,
 * registration.h and verification.h have that.  Of accounts there are
 * settings->most.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/mail.h"
#include "common/slice.h"

struct accounts;
struct mailbox;

struct accounts_settings {
	const char *path; /* of the file; borrowed for good */
	uint64_t most;    /* accounts */
	bool folds_names; /* a name is owned with all that look like it */
};

/* What receives the answers that workers have asked for. */
struct accounts_receivers {
	mail_receive_cb *verified;   /* see verification.h */
	mail_receive_cb *registered; /* see registration.h */
};

/*
 * Make accounts that are not read yet, so that nobody owns anything.  Answers
 * to a worker are posted to its mailbox, which is at its index of mailboxes;
 * these are borrowed for good.  Return NULL with errno set.  Main thread.
 */
struct accounts *accounts_new(const struct accounts_settings *settings,
    struct mailbox *const *mailboxes,
    const struct accounts_receivers *receivers);

/*
 * Read the file, or make an empty one if there is none, and start the threads.
 * Return EX_OK, or the status that chatd is to exit with (sysexits.h), after an
 * error in the log.  Main thread, before the workers run.
 */
int accounts_start(struct accounts *accounts);

/*
 * Do the changes that were asked for, end the threads and free accounts.  A
 * disk that does not answer is waited for a moment only.  The mailboxes that
 * results go to must still be there.  NULL is allowed.  Main thread.
 */
void accounts_free(struct accounts *accounts);

/*
 * Return the number of the account that owns name, or 0 if nobody does.  It is
 * another number with each password.  Any thread.
 */
uint32_t accounts_find_owner(struct accounts *accounts, struct slice name);

/*
 * Return the names of all accounts in the order in which they were added, each
 * followed by a newline, in memory that the caller frees; *size_r is its
 * length.  Return NULL if there is no memory.  Any thread.
 */
char *accounts_list(struct accounts *accounts, size_t *size_r);

#endif
