/* SPDX-License-Identifier: MIT */
/*
 * The main thread of a run.  It starts the generators, leads them from phase to
 * phase, reads the clocks between two phases, and adds the figures up.
 */

#include "bench/run.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "bench/generator/generator_loop.h"
#include "bench/generator/histogram.h"
#include "common/clock.h"

/* How often the progress line is rewritten. */
#define PROGRESS_MS 200

/* How long a second delivery or reply, which is an error, may take to come. */
#define LINGER_MS 20

/* How long the server may take to hang up after all clients have. */
#define LEAVE_MS 1000

struct runner {
	struct run run;
	struct generator *generators;
	pthread_t *threads;
	size_t started;              /* threads that run */
	struct process_times *times; /* of each thread, when measuring began */
	bool progress;
};

static void *
runner_thread(void *argument)
{
	generator_loop(argument);
	return NULL;
}

static uint64_t
runner_sum_work(const struct runner *r)
{
	uint64_t work = 0;

	for (size_t i = 0; i < r->started; i++)
		work += atomic_load(&r->generators[i].published_work);
	return work;
}

static bool
runner_has_failed(const struct runner *r)
{
	for (size_t i = 0; i < r->started; i++) {
		if (atomic_load(&r->generators[i].failed))
			return true;
	}
	return false;
}

static bool
runner_is_done(const struct runner *r, enum phase phase)
{
	for (size_t i = 0; i < r->started; i++) {
		if (atomic_load(&r->generators[i].done_phase) != (int)phase)
			return false;
	}
	return true;
}

static void
runner_set_phase(struct runner *r, enum phase phase)
{
	atomic_store(&r->run.phase, (int)phase);
	for (size_t i = 0; i < r->started; i++)
		generator_wake(&r->generators[i]);
}

static void
runner_clear_progress(const struct runner *r)
{
	if (r->progress)
		(void)fputs("\r\033[K", stderr);
}

/* Show the progress: in users during the logins, then in the load's unit. */
static void
runner_show_progress(
    const struct runner *r, const char *what, uint64_t began_ns, uint64_t work)
{
	double seconds = (double)(clock_monotonic_ns() - began_ns) / 1e9;
	uint64_t users = 0;
	size_t all = 0;

	if (!r->progress)
		return;
	runner_clear_progress(r);
	if (atomic_load(&r->run.phase) != PHASE_LOGIN) {
		work = runner_sum_work(r) - work;
		(void)fprintf(stderr, "%s: %.1f s, %llu %s, %.0f/s", what,
		    seconds, (unsigned long long)work, r->run.plan->load->unit,
		    seconds > 0 ? (double)work / seconds : 0);
		return;
	}
	for (size_t i = 0; i < r->started; i++) {
		users += atomic_load(&r->generators[i].published_users);
		all += r->generators[i].client_count;
	}
	(void)fprintf(stderr, "%s: %.1f s, %llu of %zu users", what, seconds,
	    (unsigned long long)users, all);
}

/*
 * Wait until the present phase's task is fulfilled, for limit_ms at the most.
 * If until_limit is set, only a failure ends the wait earlier.  Return 0 if the
 * task is fulfilled, -1 if not.
 */
static int
runner_wait(
    struct runner *r, uint64_t limit_ms, bool until_limit, const char *what)
{
	enum phase phase = (enum phase)atomic_load(&r->run.phase);
	uint64_t began_ns = clock_monotonic_ns();
	uint64_t end_ns = began_ns + limit_ms * 1000000;
	uint64_t work = runner_sum_work(r);
	struct pollfd news = { .fd = r->run.event_fd, .events = POLLIN };
	uint64_t count;

	while (!runner_has_failed(r)) {
		uint64_t now_ns = clock_monotonic_ns();
		uint64_t left_ms;

		if (!until_limit && runner_is_done(r, phase))
			return 0;
		if (now_ns >= end_ns)
			return -1;
		left_ms = (end_ns - now_ns + 999999) / 1000000;
		runner_show_progress(r, what, began_ns, work);
		(void)poll(&news, 1,
		    (int)(left_ms < PROGRESS_MS ? left_ms : PROGRESS_MS));
		if ((news.revents & POLLIN) != 0 &&
		    read(news.fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
			return -1;
	}
	return -1;
}

/*
 * Return the times of a thread.  What /proc says lags by some milliseconds, so
 * processor time is taken from the thread's clock.
 */
static struct process_times
runner_read_times(const struct runner *r, size_t index)
{
	pid_t thread = atomic_load(&r->generators[index].thread);
	struct process_times times = { 0, 0 };
	struct timespec used;
	clockid_t clock;

	(void)process_add_thread(getpid(), thread, &times);
	if (pthread_getcpuclockid(r->threads[index], &clock) == 0 &&
	    clock_gettime(clock, &used) == 0)
		times.cpu_ns = (uint64_t)used.tv_sec * CLOCK_NS_PER_S +
			       (uint64_t)used.tv_nsec;
	return times;
}

/* Add what a thread has used since measuring began. */
static void
runner_add_times(const struct runner *r, size_t index, struct result *result)
{
	struct process_times times = runner_read_times(r, index);
	uint64_t used_ns = times.cpu_ns - r->times[index].cpu_ns;
	uint64_t full_ns = used_ns + times.wait_ns - r->times[index].wait_ns;

	result->generator_cpu_ns += used_ns;
	result->generator_wait_ns += full_ns - used_ns;
	if (used_ns > result->generator_busiest_ns)
		result->generator_busiest_ns = used_ns;
	if (full_ns > result->generator_full_ns)
		result->generator_full_ns = full_ns;
}

static void
runner_fail(struct result *result, const char *note)
{
	result->failed = true;
	if (result->note[0] == '\0')
		(void)snprintf(result->note, sizeof(result->note), "%s", note);
}

/* Lead the generators through the phase whose figures are the result. */
static void
runner_measure(struct runner *r, struct result *result)
{
	const struct plan *plan = r->run.plan;
	bool ends_itself = plan->count > 0 ||
			   (plan->load->arrives_later && !plan->churn);
	uint64_t work = runner_sum_work(r);
	uint64_t began_ns;

	for (size_t i = 0; i < r->started; i++)
		r->times[i] = runner_read_times(r, i);
	result->started = process_read(plan->server_pid);
	began_ns = clock_monotonic_ns();
	runner_set_phase(r, PHASE_MEASURE);
	if (runner_wait(r, ends_itself ? plan->timeout_ms : plan->duration_ms,
		!ends_itself, plan->load->name) != 0 &&
	    ends_itself)
		runner_fail(result, "not finished in time");
	result->elapsed_ns = clock_monotonic_ns() - began_ns;
	result->finished = process_read(plan->server_pid);
	result->work = runner_sum_work(r) - work;
	for (size_t i = 0; i < r->started; i++)
		runner_add_times(r, i, result);
}

/* Lead the generators through all phases but the last. */
static void
runner_lead(struct runner *r, struct result *result)
{
	const struct plan *plan = r->run.plan;

	result->empty = process_read(plan->server_pid);
	runner_set_phase(r, PHASE_LOGIN);
	if (runner_wait(r, plan->timeout_ms, false, "login") != 0) {
		runner_fail(result, "not every user could log in in time");
		return;
	}
	if (plan->load->warms_up && plan->warmup_ms > 0) {
		runner_set_phase(r, PHASE_WARMUP);
		(void)runner_wait(r, plan->warmup_ms, true, "warm-up");
	}
	runner_measure(r, result);
	if (!plan->load->warms_up)
		return;
	runner_set_phase(r, PHASE_DRAIN);
	if (runner_wait(r, plan->timeout_ms, false, "drain") != 0)
		runner_fail(result, "not everything that was due has come");
	runner_set_phase(r, PHASE_LINGER);
	(void)runner_wait(r, LINGER_MS, true, "end");
}

static int
runner_pin(const struct runner *r, size_t index)
{
	const struct plan *plan = r->run.plan;
	cpu_set_t set;

	if (plan->cpu_count == 0)
		return 0;
	CPU_ZERO(&set);
	CPU_SET((size_t)plan->cpus[index % plan->cpu_count], &set);
	errno = pthread_setaffinity_np(r->threads[index], sizeof(set), &set);
	return errno == 0 ? 0 : -1;
}

static int
runner_start(struct runner *r)
{
	size_t count = r->run.plan->threads;

	for (size_t i = 0; i < count; i++) {
		errno = pthread_create(
		    &r->threads[i], NULL, runner_thread, &r->generators[i]);
		if (errno != 0)
			return -1;
		r->started++;
		if (runner_pin(r, i) != 0)
			return -1;
	}
	return 0;
}

/* Let every thread end: only then may its generator's figures be read. */
static void
runner_stop(struct runner *r)
{
	runner_set_phase(r, PHASE_STOP);
	for (size_t i = 0; i < r->started; i++)
		(void)pthread_join(r->threads[i], NULL);
	runner_clear_progress(r);
}

/* Add a generator's figures to the result and clear it. */
static void
runner_collect(struct generator *g, struct result *result)
{
	if (g->latency != NULL)
		histogram_merge(result->latency, g->latency);
	if (atomic_load(&g->failed))
		result->failed = true;
	if (g->note[0] != '\0')
		memcpy(result->note, g->note, sizeof(result->note));
	result->users += g->client_count;
	if (g->cipher[0] != '\0')
		memcpy(result->cipher, g->cipher, sizeof(result->cipher));
	generator_clear(g);
	result->tally.lost += g->tally.lost;
	result->tally.doubled += g->tally.doubled;
	result->tally.reordered += g->tally.reordered;
	result->tally.unexpected += g->tally.unexpected;
	result->tally.handshakes += g->tally.handshakes;
	result->tally.resumed += g->tally.resumed;
}

int
run_measure(const struct plan *plan, struct result *result_r)
{
	struct runner r = { .run.plan = plan, .run.event_fd = -1 };
	size_t made = 0;
	int status = -1;

	memset(result_r, 0, sizeof(*result_r));
	atomic_init(&r.run.phase, PHASE_START);
	r.progress = !plan->quiet && isatty(STDERR_FILENO) == 1;
	r.run.event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	r.generators = calloc(plan->threads, sizeof(r.generators[0]));
	r.threads = calloc(plan->threads, sizeof(r.threads[0]));
	r.times = calloc(plan->threads, sizeof(r.times[0]));
	result_r->latency = histogram_new();
	if (r.run.event_fd < 0 || r.generators == NULL || r.threads == NULL ||
	    r.times == NULL || result_r->latency == NULL)
		goto done;
	for (; made < plan->threads; made++) {
		if (generator_init(&r.generators[made], &r.run,
			(unsigned int)made, (unsigned int)plan->threads) != 0) {
			made++;
			goto done;
		}
	}
	status = runner_start(&r);
	if (status == 0) {
		runner_lead(&r, result_r);
		runner_set_phase(&r, PHASE_LEAVE);
		(void)runner_wait(&r, LEAVE_MS, false, "end");
	}
done:
	if (r.started > 0)
		runner_stop(&r);
	for (size_t i = 0; i < made; i++)
		runner_collect(&r.generators[i], result_r);
	free(r.times);
	free(r.threads);
	free(r.generators);
	if (r.run.event_fd >= 0)
		(void)close(r.run.event_fd);
	return status;
}

bool
result_has_wrong_lines(const struct result *result)
{
	const struct tally *t = &result->tally;

	return t->lost > 0 || t->doubled > 0 || t->reordered > 0 ||
	       t->unexpected > 0;
}

bool
result_is_clean(const struct result *result)
{
	return !result->failed && !result_has_wrong_lines(result);
}

void
result_clear(struct result *result)
{
	histogram_free(result->latency);
	result->latency = NULL;
}
