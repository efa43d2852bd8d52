/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REMOVALS_H
#define CHATD_REMOVALS_H

/*
 * Whether something has been taken away from directories, or moved out of them,
 * since they began to be watched.
 *
 * Only that is noticed, and not what is put there: nobody who cannot remove
 * files causes anything here.  A directory tells of one removal and is watched
 * no more, so what waits to be told is bounded by the directories, of which
 * there are REMOVALS_DIRECTORIES_MAX.  Those of a bigger crowd, and all where
 * the kernel has no watch left, go unwatched.  Any thread.
 */

#include <pthread.h>
#include <stdbool.h>

/* A watch costs the kernel about a kilobyte, which is charged to the account.
 */
#define REMOVALS_DIRECTORIES_MAX 1024

struct removals {
	pthread_mutex_t lock; /* guards the rest */
	int fd;               /* of inotify; -1: nothing is watched */
	unsigned int count;   /* of directories that are, or were */
	bool have_happened;   /* and been told */
	bool is_reported;     /* in the log, that nothing can be watched */
};

/* Begin without a directory. */
void removals_init(struct removals *removals);

/* Free what removals_init() and removals_restart() made. */
void removals_clear(struct removals *removals);

/* Forget all directories, and what has happened in them. */
void removals_restart(struct removals *removals);

/* Watch the directory that is open at fd, if there is a watch left. */
void removals_watch(struct removals *removals, int fd);

/* Say whether anything has been taken away since the restart. */
bool removals_have_happened(struct removals *removals);

#endif
