/* SPDX-License-Identifier: MIT */
/*
 * Arrivals.  A login is a dialogue of lines, and the wire is its judge.
 */

#include "bench/generator/arrival.h"

#include <string.h>

#include "bench/generator/client.h"
#include "bench/generator/generator.h"
#include "bench/generator/histogram.h"
#include "bench/wires/wire.h"
#include "common/text.h"

/* Describe c to its wire.  The name is written to name. */
static void
arrival_describe(const struct generator *g, const struct client *c,
    char name[CLIENT_NAME_BYTES], struct wire_login *login_r)
{
	const struct load *load = g->run->plan->load;

	login_r->name = client_name(c, name);
	login_r->role = c->role;
	login_r->in_room = load->in_room ||
			   (load->asks && g->run->plan->wire->who_needs_room);
}

/* Let more users begin until enough are in flight. */
static void
arrival_continue(struct generator *g)
{
	struct arrivals *a = &g->arrivals;

	while (a->next < a->end && a->in_flight < a->at_once) {
		if (arrival_start(g, &g->clients[a->next++]) != 0)
			return;
	}
	if (a->next == a->end && a->in_flight == 0)
		generator_report_done(g);
}

static void
arrival_finish(struct generator *g, struct client *c)
{
	const struct load *load = g->run->plan->load;

	c->state = CLIENT_IN;
	c->input = c->talk;
	if (g->arrivals.measured) {
		histogram_record(g->latency, g->now_ns - c->began_ns, 1);
		g->tally.work++;
	}
	if (g->phase == PHASE_LOGIN)
		atomic_fetch_add_explicit(
		    &g->published_users, 1, memory_order_relaxed);
	g->arrivals.in_flight--;
	if (load->arrived != NULL)
		load->arrived(g, c);
	arrival_continue(g);
}

/* Use up the input of a client that is logging in. */
static size_t
arrival_input(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	const struct wire *wire = g->run->plan->wire;
	char name[CLIENT_NAME_BYTES];
	char shown[128];
	struct wire_login login;
	struct slice line;
	size_t used = 0;
	size_t step;

	arrival_describe(g, c, name, &login);
	while ((step = wire->take(bytes + used, size - used, &line)) > 0) {
		char answer[WIRE_LINE_BYTES] = "";
		enum wire_verdict verdict = wire->judge_login(
		    line, &login, answer);

		used += step;
		client_write(g, c, answer, strlen(answer));
		if (verdict == WIRE_REFUSED)
			generator_fail(g, "%s: refused at login: %s", name,
			    text_escape(
				line.bytes, line.size, shown, sizeof(shown)));
		if (verdict != WIRE_DONE)
			continue;
		arrival_finish(g, c);
		if (used < size && c->state == CLIENT_IN)
			used += c->input(g, c, bytes + used, size - used);
		break;
	}
	return used;
}

void
arrival_begin(struct generator *g, size_t first, size_t end, size_t at_once)
{
	struct arrivals *a = &g->arrivals;

	a->next = first;
	a->end = end;
	a->at_once = at_once;
	a->in_flight = 0;
	arrival_continue(g);
}

int
arrival_start(struct generator *g, struct client *c)
{
	char name[CLIENT_NAME_BYTES];
	char text[WIRE_LINE_BYTES];
	struct wire_login login;
	int size;

	g->arrivals.in_flight++;
	if (client_connect(g, c, arrival_input) != 0)
		return -1;
	arrival_describe(g, c, name, &login);
	size = g->run->plan->wire->login(text, sizeof(text), &login);
	client_write(g, c, text, (size_t)size);
	return 0;
}
