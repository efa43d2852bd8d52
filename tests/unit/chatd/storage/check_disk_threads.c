/* SPDX-License-Identifier: MIT */
/* Jobs for the threads that wait for a disk. */

#include "chatd/storage/disk_threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "common/container.h"
#include "unit/unit.h"

#define JOBS   100
#define YIELDS 1000

struct test_job {
	struct disk_job job;
	atomic_int runs;
};

static struct test_job jobs[JOBS];
static struct disk_threads *threads;
static atomic_int prepared, run_unprepared;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_moved = PTHREAD_COND_INITIALIZER;
static int waiting; /* jobs at the gate */
static int to_pass; /* jobs that it opens for */

static void
run_cb(struct disk_job *job)
{
	struct test_job *test_job = container_of(job, struct test_job, job);

	if (atomic_load(&prepared) == 0)
		atomic_fetch_add(&run_unprepared, 1);
	atomic_fetch_add(&test_job->runs, 1);
}

/* Wait at the gate until there are as many as it opens for. */
static void
wait_cb(struct disk_job *job)
{
	pthread_mutex_lock(&gate);
	waiting++;
	pthread_cond_broadcast(&gate_moved);
	while (waiting < to_pass)
		pthread_cond_wait(&gate_moved, &gate);
	pthread_mutex_unlock(&gate);
	run_cb(job);
}

static void
prepare_cb(void *argument)
{
	ck_assert_ptr_eq(argument, jobs);
	/* The other threads get every chance to begin too early. */
	for (int i = 0; i < YIELDS; i++)
		sched_yield();
	atomic_fetch_add(&prepared, 1);
}

static void
set_up(void)
{
	threads = disk_threads_new(DISK_THREADS_MAX);
	ck_assert_ptr_nonnull(threads);
	for (size_t i = 0; i < JOBS; i++)
		jobs[i].job.run = run_cb;
}

/* Start, and let a busy machine take its time for that. */
static void
start(void)
{
	ck_assert_int_eq(disk_threads_start(threads, prepare_cb, jobs), 0);
	while (atomic_load(&prepared) == 0)
		sched_yield();
}

static void
require_runs(size_t count)
{
	for (size_t i = 0; i < JOBS; i++)
		ck_assert_int_eq(atomic_load(&jobs[i].runs), i < count);
	ck_assert_int_eq(atomic_load(&run_unprepared), 0);
}

START_TEST(every_job_is_done_once_before_the_end)
{
	start();
	for (size_t i = 0; i < JOBS; i++)
		disk_threads_post(threads, &jobs[i].job);
	ck_assert(disk_threads_free(threads));
	require_runs(JOBS);
	ck_assert_int_eq(atomic_load(&prepared), 1);
}
END_TEST

START_TEST(jobs_that_come_early_wait_for_the_start)
{
	for (size_t i = 0; i < JOBS; i++)
		disk_threads_post(threads, &jobs[i].job);
	require_runs(0);
	start();
	ck_assert(disk_threads_free(threads));
	require_runs(JOBS);
}
END_TEST

/* Two jobs of which each waits for the other. */
START_TEST(jobs_do_not_wait_for_each_other)
{
	to_pass = 2;
	start();
	for (size_t i = 0; i < 2; i++) {
		jobs[i].job.run = wait_cb;
		disk_threads_post(threads, &jobs[i].job);
	}
	ck_assert(disk_threads_free(threads));
	require_runs(2);
}
END_TEST

/* The gate does not open before the threads have been given up. */
START_TEST(a_job_that_hangs_is_given_up)
{
	static struct disk_threads *abandoned; /* for a leak checker */

	to_pass = 2;
	jobs[0].job.run = wait_cb;
	start();
	disk_threads_post(threads, &jobs[0].job);
	abandoned = threads;
	ck_assert(!disk_threads_free(threads));
	require_runs(0);
	pthread_mutex_lock(&gate);
	while (waiting == 0)
		pthread_cond_wait(&gate_moved, &gate);
	to_pass = 1;
	pthread_cond_broadcast(&gate_moved);
	pthread_mutex_unlock(&gate);
	ck_assert_ptr_nonnull(abandoned);
}
END_TEST

START_TEST(threads_that_never_start_are_freed)
{
	ck_assert(disk_threads_free(threads));
	ck_assert(disk_threads_free(NULL));
	require_runs(0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, NULL);
	test_cases_add(tests, every_job_is_done_once_before_the_end);
	test_cases_add(tests, jobs_that_come_early_wait_for_the_start);
	test_cases_add(tests, jobs_do_not_wait_for_each_other);
	test_cases_add(tests, a_job_that_hangs_is_given_up);
	test_cases_add(tests, threads_that_never_start_are_freed);
}
