/* SPDX-License-Identifier: MIT */
/*
 * The loop of one generator: bare epoll, a turn at a time, and what each change
 * of the phase asks for.
 */

#include "bench/generator/generator_loop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "bench/generator/arrival.h"
#include "bench/generator/aside.h"
#include "bench/generator/client.h"
#include "bench/generator/encryption.h"
#include "bench/generator/histogram.h"

/*
 * The most connections that are served before the load sends: enough to make
 * the system call cheap, few enough that the server is not kept waiting.
 */
#define TURN_EVENTS 64

/*
 * Hang up.  A name is free once the server has hung up too, and only then can
 * the next run, which uses the same names, follow.
 */
static void
generator_leave(struct generator *g)
{
	g->leaving = 1; /* none is the last one before all have been told */
	for (size_t i = 0; i < g->client_count; i++) {
		if (client_leave(&g->clients[i]))
			g->leaving++;
	}
	generator_note_left(g);
}

static void
generator_change_phase(struct generator *g, enum phase phase)
{
	const struct plan *plan = g->run->plan;
	const struct load *load = plan->load;

	g->phase = phase;
	if (phase == PHASE_LOGIN)
		arrival_begin(g, load->arrives_later ? g->own_count : 0,
		    g->client_count, generator_share(g, plan->at_once));
	if (phase == PHASE_LEAVE)
		generator_leave(g);
	if (load->change_phase != NULL)
		load->change_phase(g);
	/* No event may ever come that would end this turn: end it now. */
	if (load->end_turn != NULL)
		load->end_turn(g);
}

/* Forget one wake-up: the phase is looked at after every turn anyway. */
static void
generator_take_wake(const struct generator *g)
{
	uint64_t count;

	if (read(g->wake_fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		abort();
}

static void
generator_turn(struct generator *g)
{
	const struct load *load = g->run->plan->load;
	struct epoll_event events[TURN_EVENTS];
	int count = epoll_wait(g->epoll_fd, events, TURN_EVENTS, -1);

	if (count < 0 && errno != EINTR)
		generator_fail(g, "epoll_wait: %s", strerror(errno));
	for (int i = 0; i < count; i++) {
		struct client *c = events[i].data.ptr;

		if (c == NULL)
			generator_take_wake(g);
		else
			client_handle(g, c, events[i].events);
	}
	if (load->end_turn != NULL)
		load->end_turn(g);
	generator_publish(g);
}

/* Make the load's own clients, and after them the idle ones. */
static int
generator_make_clients(struct generator *g)
{
	const struct plan *plan = g->run->plan;
	size_t idle = generator_share(g, plan->idle);

	g->own_count = plan->load->count_clients != NULL
			   ? plan->load->count_clients(g)
			   : generator_share(g, plan->connections);
	g->client_count = g->own_count + idle;
	g->clients = calloc(g->client_count + 1, sizeof(g->clients[0]));
	if (g->clients == NULL)
		return -1;
	for (size_t i = 0; i < g->client_count; i++) {
		struct client *c = &g->clients[i];

		c->fd = -1;
		c->role = WIRE_IDLER;
		c->number = i * g->count + g->number;
		c->talk = aside_input;
	}
	g->sessions = g->client_count;
	return plan->load->set_up != NULL ? plan->load->set_up(g) : 0;
}

int
generator_init(struct generator *g, struct run *run, unsigned int number,
    unsigned int count)
{
	struct epoll_event wake = { .events = EPOLLIN, .data.ptr = NULL };

	memset(g, 0, sizeof(*g));
	g->run = run;
	g->number = number;
	g->count = count;
	g->phase = PHASE_START;
	atomic_init(&g->thread, 0);
	atomic_init(&g->published_work, 0);
	atomic_init(&g->published_users, 0);
	atomic_init(&g->done_phase, -1);
	atomic_init(&g->failed, false);
	g->wake_fd = -1;
	g->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (g->epoll_fd < 0)
		return -1;
	g->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (g->wake_fd < 0 ||
	    epoll_ctl(g->epoll_fd, EPOLL_CTL_ADD, g->wake_fd, &wake) != 0)
		return -1;
	g->input = malloc(GENERATOR_INPUT_BYTES);
	g->output = malloc(GENERATOR_OUTPUT_BYTES);
	g->latency = histogram_new();
	if (run->plan->is_encrypted) {
		g->encryption = encryption_new(run->plan->resumes);
		if (g->encryption == NULL)
			return -1;
	}
	if (g->input == NULL || g->output == NULL || g->latency == NULL)
		return -1;
	return generator_make_clients(g);
}

void
generator_clear(struct generator *g)
{
	const struct load *load = g->run->plan->load;

	if (load->tear_down != NULL)
		load->tear_down(g);
	for (size_t i = 0; i < g->client_count && g->clients != NULL; i++)
		client_clear(&g->clients[i]);
	free(g->clients);
	free(g->input);
	free(g->output);
	encryption_free(g->encryption);
	histogram_free(g->latency);
	if (g->wake_fd >= 0)
		(void)close(g->wake_fd);
	if (g->epoll_fd >= 0)
		(void)close(g->epoll_fd);
}

void
generator_loop(struct generator *g)
{
	enum phase phase;

	atomic_store(&g->thread, gettid());
	while (
	    (phase = (enum phase)atomic_load(&g->run->phase)) != PHASE_STOP) {
		if (phase != g->phase)
			generator_change_phase(g, phase);
		generator_turn(g);
	}
}

void
generator_wake(struct generator *g)
{
	uint64_t one = 1;

	if (write(g->wake_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		abort();
}
