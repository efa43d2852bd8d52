/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STORE_PRIVATE_H
#define CHATD_STORE_PRIVATE_H

/*
 * The inside of a store, for store.c, which is the directory as a whole, and
 * store_text.c, which writes texts into it.
 */

#include <stdatomic.h>
#include <stdbool.h>

#include "chatd/storage/quota.h"
#include "chatd/storage/removals.h"
#include "chatd/storage/store.h"

struct stat;

struct store {
	int fd;          /* of the directory; it carries the lock */
	int incoming_fd; /* of the sub-directory for what is unfinished */
	bool is_shared;
	atomic_bool is_counting_over; /* nobody needs a count any more */
	struct quota quota;
	struct removals removals; /* from the directory and its folders */
};

/*
 * Open a directory that is no symbolic link.  Return its descriptor, or -1 with
 * errno set.
 */
int store_open_directory(int at, const char *name);

/* Close fd, which may be -1, and leave errno as it is. */
void store_close_fd(int fd);

/* Return how many bytes of the disk a file of this many bytes takes at least.
 */
uint64_t store_round_up(uint64_t size);

/* Return how many bytes of the disk the file or folder takes. */
uint64_t store_bytes_of(const struct stat *status);

/* Count what the texts take, if it is time to: see quota_begin_count(). */
void store_count(struct store *store);

#endif
