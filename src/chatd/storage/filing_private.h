/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FILING_PRIVATE_H
#define CHATD_FILING_PRIVATE_H

/*
 * The inside of the filing, for filing.c, which opens and ends it, and
 * filing_sender.c, which puts the pieces of senders on the disk.
 */

#include <pthread.h>

#include "chatd/storage/filing.h"
#include "common/log_rate.h"

struct disk_threads;
struct store;

struct filing {
	struct filing_settings settings;
	struct mailbox *const *mailboxes;
	mail_receive_cb *receive;
	struct store *store; /* NULL: not started */
	struct disk_threads *threads;

	pthread_mutex_t lock; /* guards the rest, and part of each sender */
	struct log_rate refusals;
};

#endif
