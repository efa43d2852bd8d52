/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNTS_PRIVATE_H
#define CHATD_ACCOUNTS_PRIVATE_H

/*
 * The inside of the accounts, for accounts.c, which reads and ends them,
 * account_change.c, which changes them, and verification.c, which checks
 * passwords.
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
#include "chatd/accounts/account_table.h"
#include "chatd/accounts/accounts.h"
#include "chatd/accounts/auth_command.h"
#include "chatd/accounts/guesses.h"
#include "chatd/storage/disk_threads.h"

struct account_change;

struct accounts {
	struct accounts_settings settings;
	struct mailbox *const *mailboxes; /* the workers', by index */
	struct accounts_receivers receivers;
	struct replaced_file file;   /* of whoever makes a change */
	struct auth_command command; /* if settings.command is not NULL */
	struct disk_threads *threads;
	struct disk_job change_job;
	atomic_bool is_ending;

	pthread_mutex_t lock; /* guards the rest */
	struct account_table table;
	struct account_change *first_change; /* that wait, in order */
	struct account_change *last_change;
	bool is_changing; /* change_job is under way */
	struct guesses guesses;
	unsigned int verification_count; /* of those and of registrations:
					    that wait, or are under way */
};

/* Make the changes that wait: what change_job runs. */
void account_changes_run_cb(struct disk_job *job);

#endif
