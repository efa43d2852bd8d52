/* SPDX-License-Identifier: MIT */
/*
 * A queue under a lock.  The lock is held to put a job on it or to take one
 * off, never while a disk is waited for.
 */

#include "chatd/storage/disk_threads.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "common/clock.h"
#include "common/thread.h"

/* How long the end waits for the disk. */
#define DISK_THREADS_STOP_S 1

struct disk_threads {
	void (*prepare)(void *argument);
	void *argument;
	pthread_t threads[DISK_THREADS_MAX]; /* main thread only */
	unsigned int most;                   /* that are to run */
	unsigned int count;                  /* main thread only */

	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t has_changed;
	struct disk_job *first;
	struct disk_job *last;
	unsigned int running; /* of the threads */
	bool is_prepared;     /* no job is begun before it is */
	bool is_stopping;
};

/*
 * Wait for a job, and take it off the queue.  Return NULL when the thread is to
 * end.
 */
static struct disk_job *
disk_threads_take(struct disk_threads *threads)
{
	struct disk_job *job;

	pthread_mutex_lock(&threads->lock);
	while (!threads->is_prepared ||
	       (threads->first == NULL && !threads->is_stopping))
		pthread_cond_wait(&threads->has_changed, &threads->lock);
	job = threads->first;
	if (job != NULL)
		threads->first = job->next;
	pthread_mutex_unlock(&threads->lock);
	return job;
}

static void *
disk_threads_run(void *argument)
{
	struct disk_threads *threads = argument;
	struct disk_job *job;

	while ((job = disk_threads_take(threads)) != NULL)
		job->run(job);
	pthread_mutex_lock(&threads->lock);
	threads->running--;
	pthread_cond_broadcast(&threads->has_changed);
	pthread_mutex_unlock(&threads->lock);
	return NULL;
}

static void *
disk_threads_run_first(void *argument)
{
	struct disk_threads *threads = argument;

	if (threads->prepare != NULL)
		threads->prepare(threads->argument);
	pthread_mutex_lock(&threads->lock);
	threads->is_prepared = true;
	pthread_cond_broadcast(&threads->has_changed);
	pthread_mutex_unlock(&threads->lock);
	return disk_threads_run(threads);
}

struct disk_threads *
disk_threads_new(unsigned int count)
{
	struct disk_threads *threads = calloc(1, sizeof(*threads));
	pthread_condattr_t monotonic;

	if (threads == NULL)
		return NULL;
	threads->most = count;
	pthread_mutex_init(&threads->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&threads->has_changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return threads;
}

static int
disk_threads_start_one(struct disk_threads *threads)
{
	unsigned int index = threads->count;
	int error;

	pthread_mutex_lock(&threads->lock);
	error = thread_start(&threads->threads[index],
	    index == 0 ? disk_threads_run_first : disk_threads_run, threads);
	if (error == 0)
		threads->running++;
	pthread_mutex_unlock(&threads->lock);
	if (error != 0) {
		errno = error;
		return -1;
	}
	threads->count++;
	return 0;
}

int
disk_threads_start(struct disk_threads *threads,
    void (*prepare)(void *argument), void *argument)
{
	threads->prepare = prepare;
	threads->argument = argument;
	while (threads->count < threads->most) {
		if (disk_threads_start_one(threads) != 0)
			return -1;
	}
	return 0;
}

void
disk_threads_post(struct disk_threads *threads, struct disk_job *job)
{
	job->next = NULL;
	pthread_mutex_lock(&threads->lock);
	if (threads->first == NULL)
		threads->first = job;
	else
		threads->last->next = job;
	threads->last = job;
	pthread_cond_signal(&threads->has_changed);
	pthread_mutex_unlock(&threads->lock);
}

/* Have the threads end.  Return false if the disk keeps one of them. */
static bool
disk_threads_stop(struct disk_threads *threads)
{
	uint64_t deadline_ns = clock_monotonic_ns() +
			       DISK_THREADS_STOP_S * CLOCK_NS_PER_S;
	const struct timespec deadline = {
		.tv_sec = (time_t)(deadline_ns / CLOCK_NS_PER_S),
		.tv_nsec = (long)(deadline_ns % CLOCK_NS_PER_S),
	};
	int error = 0;

	pthread_mutex_lock(&threads->lock);
	threads->is_stopping = true;
	pthread_cond_broadcast(&threads->has_changed);
	while (threads->running > 0 && error == 0)
		error = pthread_cond_timedwait(
		    &threads->has_changed, &threads->lock, &deadline);
	pthread_mutex_unlock(&threads->lock);
	return error == 0;
}

bool
disk_threads_free(struct disk_threads *threads)
{
	bool has_stopped;

	if (threads == NULL)
		return true;
	has_stopped = disk_threads_stop(threads);
	for (unsigned int i = 0; i < threads->count; i++) {
		if (has_stopped)
			pthread_join(threads->threads[i], NULL);
		else
			pthread_detach(threads->threads[i]);
	}
	if (!has_stopped)
		return false;
	pthread_cond_destroy(&threads->has_changed);
	pthread_mutex_destroy(&threads->lock);
	free(threads);
	return true;
}
