/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNTS_PRIVATE_H
#define CHATD_ACCOUNTS_PRIVATE_H

/*
 * The inside of the accounts, for accounts.c, which reads and ends them,
 * account_change.c, which changes them, account_sharing.c, which does so with a
 * cluster, and verification.c, which checks passwords.
 *
 * Where there is a file, only account_change.c changes the table once the
 * workers run, one change at a time, so what it does may look at the table
 * without the lock, and takes that for the moment in which others would see a
 * table that is half changed.  Where there is a command, only verification.c
 * does, under the lock.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "chatd/storage/replaced_file.h"
#include "chatd/accounts/account_change.h"
#include "chatd/accounts/account_table.h"
#include "chatd/accounts/accounts.h"
#include "chatd/accounts/auth_command.h"
#include "chatd/accounts/guesses.h"
#include "chatd/core/fingerprint.h"
#include "chatd/core/mail.h"
#include "chatd/storage/disk_threads.h"
#include "chatd/storage/register.h"
#include "common/log_rate.h"
#include "common/slice.h"

/* A change that waits, is being made, or is told to whoever asked. */
struct account_change {
	struct mail mail;
	struct account_change *next;
	struct mailbox *mailbox;
	struct account_change_result result;
	unsigned int attempts; /* that others were faster than */
	bool is_contested;     /* it is to be made anew */
	struct slice name;     /* lies in bytes, like the next */
	struct slice password;
	bool is_operator;
	bool has_certificate;
	struct fingerprint certificate;
	char bytes[];
};

struct accounts {
	struct accounts_settings settings;
	struct mailbox *const *mailboxes; /* the workers', by index */
	struct accounts_receivers receivers;
	struct replaced_file file;   /* of whoever makes a change */
	struct auth_command command; /* if settings.command is not NULL */
	struct disk_threads *threads;
	struct disk_job change_job;
	bool is_dirty;         /* the file is older; for change_job alone */
	struct log_rate wrong; /* records of the engine; the same */
	atomic_bool is_ending;

	pthread_mutex_t lock; /* guards the rest */
	struct account_table table;
	struct account_change *first_change; /* that wait, in order */
	struct account_change *last_change;
	bool is_changing; /* change_job is under way */
	bool has_news;    /* of the cluster, for it */
	struct guesses guesses;
	unsigned int verification_count; /* of those and of registrations:
					    that wait, or are under way */
};

/* Make the changes that wait: what change_job runs. */
void account_changes_run_cb(struct disk_job *job);

/* Have change_job run: there is news.  Any thread. */
void account_changes_wake(struct accounts *accounts);

/* Tell who wants to know that what was known of this name is nobody's. */
static inline void
accounts_forget(const struct accounts *accounts, struct slice name)
{
	const struct accounts_settings *settings = &accounts->settings;

	if (settings->forget != NULL)
		settings->forget(name, settings->forget_argument);
}

/* ---- account_sharing.c --------------------------------------------------- */

/*
 * Ask the cluster for change: account in place of the one that is there; either
 * may be NULL.  Return 0, or -1 if there is no memory.
 */
int account_sharing_ask(struct accounts *accounts,
    struct account_change *change, const struct account *there,
    const struct account *account);

/*
 * Carry out what there is of news, in memory and on the disk.  Return the
 * changes that have their results then, or are to be made anew, chained by
 * next.  What change_job does.
 */
struct account_change *account_sharing_carry_out(struct accounts *accounts);

/* What the cluster is told, on any thread; store is the accounts. */
struct register_state account_sharing_look(void *store);
char *account_sharing_write(
    void *store, size_t *size_r, struct register_state *state_r);

#endif
