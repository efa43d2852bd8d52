/* SPDX-License-Identifier: MIT */
/*
 * A claimant whose node is silent waits for it, with requests under way, for as
 * long as the fault lasts: when the node goes on it must not answer them.
 */

#include "cluster/claimants.h"

#include <sys/timerfd.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cluster/cluster_fixture.h"
#include "cluster/faults.h"
#include "cluster/ownership.h"
#include "cluster/talker.h"
#include "common/clock.h"
#include "common/test_support.h"

/* How often each does something. */
#define TICK_NS (3 * CLOCK_NS_PER_MS)

/*
 * How long a name is kept, and another one not claimed, at most; some
 * keep it through a fault.
 */
#define KEEP_MS      400
#define KEEP_LONG_MS 10000
#define REST_MS      150

/* Longer than a node may be stopped, or keep a claim waiting. */
#define SILENCE_MS 40000

#define MS CLOCK_NS_PER_MS

/* What is answered by whoever is asked, at once. */
#define QUESTION "WHO #nowhere\n"
#define ANSWER   "UNKNOWN"

enum claimant_state {
	CLAIMANT_RESTS,
	CLAIMANT_ASKS,
	CLAIMANT_OWNS,
};

struct claimant {
	struct talker talker;
	enum claimant_state state;
	unsigned int node;
	unsigned int name;
	unsigned int asked; /* questions without an answer */
	struct holding holding;
	uint64_t next_ns;  /* when it does something else */
	uint64_t heard_ns; /* when it has heard or begun something */
};

static struct claimant claimants[CLAIMANTS_MAX];
static struct pollfd polled[CLAIMANTS_MAX + 1];
static unsigned int claimant_count, name_count, node_count;
static size_t granted, refused, busy, lost, answers;

static uint64_t
some_ms(uint32_t below)
{
	return clock_monotonic_ns() + (1 + test_random(below)) * MS;
}

static void
claimant_rest(struct claimant *claimant)
{
	talker_close(&claimant->talker, test_random(2) == 0);
	claimant->state = CLAIMANT_RESTS;
	claimant->next_ns = some_ms(REST_MS);
}

/* Claim any name, on any node that can be expected to answer. */
static void
claimant_ask(struct claimant *claimant)
{
	char line[64];

	claimant->node = test_random(node_count);
	claimant->name = test_random(name_count);
	claimant->next_ns = some_ms(REST_MS);
	if (!faults_leave_alone(claimant->node) ||
	    !talker_connect(&claimant->talker, cluster_node(claimant->node)))
		return;
	snprintf(line, sizeof(line), "HELLO-FROM name%u\n", claimant->name);
	claimant->heard_ns = clock_monotonic_ns();
	claimant->state = CLAIMANT_ASKS;
	claimant->asked = 0;
	if (!talker_say(&claimant->talker, line))
		claimant_rest(claimant);
}

static void
claimant_own(struct claimant *claimant)
{
	claimant->state = CLAIMANT_OWNS;
	claimant->holding = ownership_begin(
	    claimant->name, claimant->node, clock_monotonic_ns());
	claimant->next_ns = some_ms(
	    test_random(6) == 0 ? KEEP_LONG_MS : KEEP_MS);
	granted++;
}

/* Take one line.  Return false if the claimant is done with the connection. */
static bool
claimant_hear(struct claimant *claimant, const char *line)
{
	claimant->heard_ns = clock_monotonic_ns();
	if (claimant->state == CLAIMANT_OWNS) {
		test_require(
		    strcmp(line, ANSWER) == 0, "an owner hears \"%s\"", line);
		claimant->asked--;
		answers++;
		ownership_extend(&claimant->holding, claimant->talker.after_ns);
		return true;
	}
	if (strncmp(line, "HELLO ", 6) == 0) {
		claimant_own(claimant);
		return true;
	}
	refused += strcmp(line, "IN-USE") == 0;
	busy += strcmp(line, "BUSY") == 0;
	test_require(strcmp(line, "IN-USE") == 0 || strcmp(line, "BUSY") == 0,
	    "a claimant hears \"%s\"", line);
	return false;
}

static void
claimant_read(
    struct claimant *claimant, const struct pollfd *at, uint64_t polled_ns)
{
	bool goes_on = talker_read(&claimant->talker, at, polled_ns);
	const char *line;

	while ((line = talker_take_line(&claimant->talker)) != NULL) {
		if (!claimant_hear(claimant, line)) {
			claimant_rest(claimant);
			return;
		}
	}
	if (goes_on)
		return;
	lost += claimant->state == CLAIMANT_OWNS;
	claimant_rest(claimant);
}

/* Keep a name for as long as it was meant to, and longer in silence. */
static void
claimant_keep(struct claimant *claimant, uint64_t now_ns)
{
	if (now_ns >= claimant->next_ns &&
	    (claimant->asked == 0 || test_random(64) == 0) &&
	    faults_leave_alone(claimant->node)) {
		/* Nobody can have had the name before this moment. */
		claimant_rest(claimant);
		return;
	}
	if (claimant->asked < 3 && talker_say(&claimant->talker, QUESTION))
		claimant->asked++;
}

static void
claimant_act(struct claimant *claimant)
{
	uint64_t now_ns = clock_monotonic_ns();

	if (claimant->state == CLAIMANT_RESTS) {
		if (now_ns >= claimant->next_ns)
			claimant_ask(claimant);
		return;
	}
	test_require(now_ns - claimant->heard_ns < SILENCE_MS * MS,
	    "node %u does not answer", claimant->node);
	if (claimant->state == CLAIMANT_OWNS)
		claimant_keep(claimant, now_ns);
}

/* ---- all of them --------------------------------------------------------- */

void
claimants_begin(unsigned int count, unsigned int names, unsigned int nodes)
{
	const struct itimerspec tick = {
		.it_interval.tv_nsec = TICK_NS,
		.it_value.tv_nsec = TICK_NS,
	};

	claimant_count = count;
	name_count = names;
	node_count = nodes;
	for (unsigned int i = 0; i < count; i++)
		claimants[i].talker.fd = -1;
	polled[count].fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	polled[count].events = POLLIN;
	test_require(
	    timerfd_settime(polled[count].fd, 0, &tick, NULL) == 0, "no timer");
}

void
claimants_go_on(void)
{
	uint64_t polled_ns, ticks;

	for (unsigned int i = 0; i < claimant_count; i++) {
		polled[i].fd = claimants[i].talker.fd;
		polled[i].events = POLLIN;
	}
	polled_ns = clock_monotonic_ns();
	test_require(
	    test_poll(polled, claimant_count + 1) > 0, "the timer has stopped");
	for (unsigned int i = 0; i < claimant_count; i++) {
		if (claimants[i].talker.fd >= 0)
			claimant_read(&claimants[i], &polled[i], polled_ns);
	}
	if (polled[claimant_count].revents == 0)
		return;
	test_require(read(polled[claimant_count].fd, &ticks, sizeof(ticks)) ==
			 (ssize_t)sizeof(ticks),
	    "no tick");
	for (unsigned int i = 0; i < claimant_count; i++)
		claimant_act(&claimants[i]);
}

void
claimants_end(void)
{
	for (unsigned int i = 0; i < claimant_count; i++)
		talker_close(&claimants[i].talker, false);
	close(polled[claimant_count].fd);
}

void
claimants_print(void)
{
	fprintf(stderr,
	    "%zu times a name was had, %zu in use, %zu busy, %zu lost; "
	    "%zu answers\n",
	    granted, refused, busy, lost, answers);
}
