/* SPDX-License-Identifier: MIT */
/*
 * Login: as a burst (everybody connects and logs in at once, and the time until
 * the last one is in counts) or, with --churn, as sessions that come and go.
 */

#include <stddef.h>

#include "bench/arrival.h"
#include "bench/generator.h"
#include "bench/loads/load.h"

static size_t
login_count_clients(const struct generator *g)
{
	return generator_share(g, g->run->options->connections);
}

static int
login_set_up(struct generator *g)
{
	(void)g;
	return 0;
}

/* In a burst nobody waits for anybody; in churn each client is a visitor. */
static void
login_change_phase(struct generator *g)
{
	if (g->phase != PHASE_MEASURE)
		return;
	g->arrivals.measured = true;
	arrival_begin(g, 0, g->own_count, g->own_count);
}

/*
 * The visit is over: the next one comes under a name of its own, so that it
 * does not matter when the server notices that this one has left.
 */
static void
login_arrived(struct generator *g, struct client *c)
{
	if (!g->run->options->churn || g->phase != PHASE_MEASURE ||
	    c >= g->clients + g->own_count)
		return;
	client_close(c);
	c->number = g->sessions++ * g->count + g->number;
	g->arrivals.in_flight++;
	(void)client_connect(g, c);
}

static const struct load login_load = {
	.name = "login",
	.summary = "users who all log in at once, or (--churn) come and go",
	.unit = "logins",
	.connections = 1000,
	.window = 1,
	.arrives_later = true,
	.count_clients = login_count_clients,
	.set_up = login_set_up,
	.change_phase = login_change_phase,
	.arrived = login_arrived,
};

const struct load *
load_login(void)
{
	return &login_load;
}
