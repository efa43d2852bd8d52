/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNTS_H
#define CHATD_ACCOUNTS_H

/*
 * Who owns which name, for all workers: the accounts of a file; or all names,
 * each by whoever has the password that a command of the operator's accepts.
 *
 * With a file they are in memory, so that a worker knows at once who owns a
 * name.  With a command, every name is somebody's, and an account in memory is
 * a name whose password has been shown.  When there are settings->most, the one
 * that was shown least recently is forgotten; it has to be shown again before
 * the name is taken the next time, and nothing else is lost.
 *
 * Whatever waits for the disk or a command, or costs time by design, is done by
 * threads of their own, and the result comes back by mail; the headers
 * account_change.h, registration.h and verification.h have that.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/mail.h"
#include "common/name.h"
#include "common/slice.h"

struct accounts;
struct fingerprint;
struct mailbox;
struct register_door;

/* What knows who owns a name: the option accounts. */
enum accounts_use {
	ACCOUNTS_USE_NONE,
	ACCOUNTS_USE_FILE,
	ACCOUNTS_USE_COMMAND,
};

/*
 * So many commands run at once.  One that hangs keeps its place for its
 * time-out, so this also says how soon all of VERIFICATIONS_MAX are answered.
 */
#define ACCOUNTS_COMMANDS_MAX 8

struct accounts_settings {
	const char *path;    /* of the file; borrowed until the start, as the
				next */
	const char *command; /* in place of it; NULL: none */
	uint64_t command_timeout_ms; /* for one password */
	uint64_t most;               /* accounts */
	bool folds_names; /* a name is owned with all that look like it */

	/*
	 * Called when the account of this name is no longer there, before
	 * another one can be, and again before there is: what is known of an
	 * earlier one is not theirs.  A thread of the accounts.  May be NULL.
	 */
	void (*forget)(struct slice name, void *argument);
	void *forget_argument;

	/*
	 * Where the accounts are a cluster's, the door to it; NULL: they are
	 * those of the file.
	 */
	struct register_door *door;
};

/* The number of an account that nobody has shown to be theirs. */
#define ACCOUNTS_NOT_SHOWN UINT32_MAX

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
 * Read the file, or make an empty one if there is none; or see whether the
 * command can be run; and start the threads.
 * Return EX_OK, or the status that chatd is to exit with (sysexits.h), after an
 * error in the log.  Main thread, before the workers run.
 */
int accounts_start(struct accounts *accounts);

/*
 * Kill the commands that run, and run no more: whoever waits for one is told to
 * come later.  NULL is allowed.  Main thread.
 */
void accounts_stop_commands(struct accounts *accounts);

/*
 * Do the changes that were asked for, kill the commands that run, end the
 * threads and free accounts.  A disk that does not answer is waited for a
 * moment only: then return false, and the door must not be freed.  The
 * mailboxes that results go to must still be there.  NULL is allowed.  Main
 * thread.
 */
bool accounts_free(struct accounts *accounts);

/*
 * Return the number of the account that owns name, or 0 if nobody does.  It is
 * another number with each change of the account.  With a command it is
 * ACCOUNTS_NOT_SHOWN for a name that is not remembered, and the same number
 * while it is.  Any thread.
 */
uint32_t accounts_find_owner(struct accounts *accounts, struct slice name);

/* Say whether accounts can be listed, made and changed here.  Any thread. */
bool accounts_are_kept(const struct accounts *accounts);

/*
 * Return the number of the account that owns name if this is its certificate,
 * or 0.  Any thread.
 */
uint32_t accounts_find_certified(struct accounts *accounts, struct slice name,
    const struct fingerprint *certificate);

/*
 * Do the same, and copy the name by which accounts_file has the account: name
 * may only look like it.  *size_r is its length; 0 if there is none.  Any
 * thread.
 */
uint32_t accounts_find_name(struct accounts *accounts, struct slice name,
    char found_r[NAME_MAX_BYTES], size_t *size_r);

/*
 * Say whether the account of this number is there, and an operator's: all are
 * looked at, so it is for requests that are rare.  Any thread.
 */
bool accounts_are_operators(struct accounts *accounts, uint32_t number);

/*
 * Return the names of all accounts, or of operators' alone, in the order in
 * which they were added, each followed by a newline, in memory that the caller
 * frees; *size_r is its length.  Return NULL if there is no memory.  Any
 * thread.
 */
char *accounts_list(struct accounts *accounts, bool operators, size_t *size_r);

#endif
