/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DISK_THREADS_H
#define CHATD_DISK_THREADS_H

/*
 * A few threads that take turns at jobs which wait for a disk or for something
 * as slow, so that nobody else has to.  Jobs are begun in the order they were
 * posted.
 */

#include <stdbool.h>

struct disk_threads;

/* A job is a member of something larger, and belongs to whoever posts it. */
struct disk_job {
	struct disk_job *next; /* the queue's, while the job is on it */

	/*
	 * Do the job, on one of the threads.  It has left the queue: it may be
	 * posted again, or freed.
	 */
	void (*run)(struct disk_job *job);
};

/* No more threads than that do the jobs of one queue. */
#define DISK_THREADS_MAX 8

/*
 * Make count threads that do not run yet.  Return NULL if there is no memory.
 * Main thread, or that of the worker that uses them.
 */
struct disk_threads *disk_threads_new(unsigned int count);

/*
 * Let them run: one calls prepare(argument), and no job is begun before that
 * returns; NULL for prepare is nothing to do.  Return 0, or -1 with errno set.
 * The thread that made them.
 */
int disk_threads_start(struct disk_threads *threads,
    void (*prepare)(void *argument), void *argument);

/*
 * Post a job, which may be done before this returns.  Before the start, jobs
 * wait for it.  Cannot fail.  Any thread.
 */
void disk_threads_post(struct disk_threads *threads, struct disk_job *job);

/*
 * Do what has been posted, end the threads and free them; NULL is allowed.  A
 * disk that does not answer is waited for a moment only: then return false, and
 * the threads that hang keep what they use until the process ends.  Main
 * thread, when nobody posts any more.
 */
bool disk_threads_free(struct disk_threads *threads);

#endif
