/* SPDX-License-Identifier: MIT */
/*
 * inotify, each of whose watches tells once.  A directory that is open is
 * reached through /proc, because inotify takes paths only, and the path by
 * which it was opened may lead elsewhere by now.
 */

#include "chatd/storage/removals.h"

#include <sys/inotify.h>

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "common/log.h"

#define REMOVALS_EVENTS (IN_DELETE | IN_MOVED_FROM)

/* Holds "/proc/self/fd/2147483647". */
#define REMOVALS_PATH_BYTES 32

void
removals_init(struct removals *removals)
{
	*removals = (struct removals){ .fd = -1 };
	pthread_mutex_init(&removals->lock, NULL);
}

static void
removals_close(struct removals *removals)
{
	if (removals->fd >= 0)
		close(removals->fd);
	removals->fd = -1;
}

void
removals_clear(struct removals *removals)
{
	removals_close(removals);
	pthread_mutex_destroy(&removals->lock);
}

/*
 * Note that the last call of inotify has failed, if it has.  Return the error
 * if the operator has not been told of one, or 0.  The caller has the lock.
 */
static int
removals_note(struct removals *removals, bool has_failed)
{
	int error = has_failed && !removals->is_reported ? errno : 0;

	removals->is_reported |= has_failed;
	return error;
}

/* Tell the operator why texts that are removed are noticed late. */
static void
removals_report(int error)
{
	errno = error;
	if (error != 0)
		log_errno("cannot watch drop_directory for texts that are "
			  "taken away");
}

void
removals_restart(struct removals *removals)
{
	int error;

	pthread_mutex_lock(&removals->lock);
	removals_close(removals);
	removals->count = 0;
	removals->have_happened = false;
	removals->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	error = removals_note(removals, removals->fd < 0);
	pthread_mutex_unlock(&removals->lock);
	removals_report(error);
}

void
removals_watch(struct removals *removals, int fd)
{
	char path[REMOVALS_PATH_BYTES];
	int error = 0;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	pthread_mutex_lock(&removals->lock);
	if (removals->fd >= 0 && removals->count < REMOVALS_DIRECTORIES_MAX) {
		int watch = inotify_add_watch(removals->fd, path,
		    REMOVALS_EVENTS | IN_ONLYDIR | IN_ONESHOT);

		removals->count++;
		error = removals_note(removals, watch < 0);
	}
	pthread_mutex_unlock(&removals->lock);
	removals_report(error);
}

bool
removals_have_happened(struct removals *removals)
{
	char events[4096]
	    __attribute__((aligned(__alignof__(struct inotify_event))));
	bool have_happened;
	ssize_t size;

	pthread_mutex_lock(&removals->lock);
	/* What has happened is known with the first event: none is parsed. */
	if (removals->fd >= 0 && !removals->have_happened) {
		size = read(removals->fd, events, sizeof(events));
		removals->have_happened = size > 0;
	}
	have_happened = removals->have_happened;
	pthread_mutex_unlock(&removals->lock);
	return have_happened;
}
