/* SPDX-License-Identifier: MIT */
/*
 * The load login: either a burst, in which all users connect and log in at once
 * and the time until the last is in counts, or, with --churn, sessions that
 * come and go.
 */

#include <stddef.h>

#include "bench/generator/arrival.h"
#include "bench/generator/client.h"
#include "bench/generator/generator.h"
#include "bench/loads/loads.h"

/* Let every client begin at once: none waits for another. */
static void
login_change_phase(struct generator *g)
{
	if (g->phase != PHASE_MEASURE)
		return;
	g->arrivals.measured = true;
	arrival_begin(g, 0, g->own_count, g->own_count);
}

/*
 * End the visit and begin the next under another name, so that it does not
 * matter when the server notices that this one is over.
 */
static void
login_arrived(struct generator *g, struct client *c)
{
	if (!g->run->plan->churn || g->phase != PHASE_MEASURE ||
	    c >= g->clients + g->own_count)
		return;
	client_close(c);
	c->number = g->sessions++ * g->count + g->number;
	(void)arrival_start(g, c);
}

static const struct load login_load = {
	.name = "login",
	.summary = "users who all log in at once, or (--churn) come and go",
	.unit = "logins",
	.connections = 1000,
	.window = 1,
	.arrives_later = true,
	.change_phase = login_change_phase,
	.arrived = login_arrived,
};

const struct load *
load_login(void)
{
	return &login_load;
}
