/* SPDX-License-Identifier: MIT */
/*
 * A claimant whose node is silent waits for it, with requests under way, for as
 * long as the fault lasts: when the node goes on it must not answer them.
 */

#include "cluster/claimants.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cluster/company.h"
#include "cluster/faults.h"
#include "cluster/ownership.h"
#include "common/clock.h"
#include "common/test_support.h"

/* How often each does something. */
#define TICK_MS 3

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

/* So many may be without an answer: usually, and of those who are in a hurry.
 */
#define ASKED_MAX       3
#define ASKED_HURRY_MAX 32

enum claimant_state {
	CLAIMANT_RESTS,
	CLAIMANT_ASKS,
	CLAIMANT_OWNS,
};

struct claimant {
	enum claimant_state state;
	unsigned int node;
	unsigned int name;
	unsigned int asked; /* questions without an answer */
	struct holding holding;
	uint64_t next_ns;  /* when it does something else */
	uint64_t heard_ns; /* when it has heard or begun something */
};

static struct claimant claimants[COMPANY_MAX];
static unsigned int name_count, node_count, asked_max;
static bool is_hurried, are_folded;
static size_t granted, refused, busy, lost, answers;

static uint64_t
some_ms(uint32_t below)
{
	return clock_monotonic_ns() + (1 + test_random(below)) * MS;
}

static void
claimant_rest(unsigned int index)
{
	talker_close(company_talker(index), test_random(2) == 0);
	claimants[index].state = CLAIMANT_RESTS;
	claimants[index].next_ns = some_ms(REST_MS);
}

static void
claimant_ask(unsigned int index)
{
	struct claimant *claimant = &claimants[index];
	static const char *const words[] = { "name", "Name", "NAME", "naMe" };
	const char *word = words[are_folded ? test_random(4) : 0];
	char line[64];

	claimant->name = test_random(name_count);
	claimant->next_ns = some_ms(REST_MS);
	snprintf(line, sizeof(line), "HELLO-FROM %s%u\n", word, claimant->name);
	claimant->heard_ns = clock_monotonic_ns();
	if (!company_connect(index, node_count, &claimant->node, line))
		return;
	claimant->state = CLAIMANT_ASKS;
	claimant->asked = 0;
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

/* Ask something, if there is not too much to be answered. */
static void
claimant_question(unsigned int index)
{
	struct claimant *claimant = &claimants[index];

	if (claimant->asked < asked_max &&
	    talker_say(company_talker(index), QUESTION))
		claimant->asked++;
}

static void
claimant_hear(unsigned int index, const char *line)
{
	struct claimant *claimant = &claimants[index];

	claimant->heard_ns = clock_monotonic_ns();
	if (claimant->state == CLAIMANT_OWNS) {
		test_require(
		    strcmp(line, ANSWER) == 0, "an owner hears \"%s\"", line);
		claimant->asked--;
		answers++;
		ownership_extend(
		    &claimant->holding, company_talker(index)->after_ns);
		if (is_hurried)
			claimant_question(index);
	} else if (strncmp(line, "HELLO ", 6) == 0) {
		claimant_own(claimant);
	} else {
		refused += strcmp(line, "IN-USE") == 0;
		busy += strcmp(line, "BUSY") == 0;
		test_require(
		    strcmp(line, "IN-USE") == 0 || strcmp(line, "BUSY") == 0,
		    "a claimant hears \"%s\"", line);
		claimant_rest(index);
	}
}

static void
claimant_ended(unsigned int index)
{
	lost += claimants[index].state == CLAIMANT_OWNS;
	claimant_rest(index);
}

/* Keep a name for as long as it was meant to, and longer in silence. */
static void
claimant_keep(unsigned int index, uint64_t now_ns)
{
	struct claimant *claimant = &claimants[index];

	if (now_ns >= claimant->next_ns && faults_leave_alone(claimant->node))
		claimant_rest(index);
	else
		claimant_question(index);
}

static void
claimant_act(unsigned int index)
{
	struct claimant *claimant = &claimants[index];
	uint64_t now_ns = clock_monotonic_ns();

	if (claimant->state == CLAIMANT_RESTS) {
		if (now_ns >= claimant->next_ns)
			claimant_ask(index);
		return;
	}
	test_require(now_ns - claimant->heard_ns < SILENCE_MS * MS,
	    "node %u does not answer", claimant->node);
	if (claimant->state == CLAIMANT_OWNS)
		claimant_keep(index, now_ns);
}

static const struct company_acts claimant_acts = {
	.hear = claimant_hear,
	.ended = claimant_ended,
	.act = claimant_act,
};

void
claimants_begin(unsigned int count, unsigned int names, unsigned int nodes)
{
	name_count = names;
	node_count = nodes;
	asked_max = ASKED_MAX;
	company_begin(count, TICK_MS, &claimant_acts);
}

void
claimants_hurry(void)
{
	is_hurried = true;
	asked_max = ASKED_HURRY_MAX;
}

void
claimants_fold(void)
{
	are_folded = true;
}

void
claimants_print(void)
{
	fprintf(stderr,
	    "%zu times a name was had, %zu in use, %zu busy, %zu lost; "
	    "%zu answers\n",
	    granted, refused, busy, lost, answers);
}
