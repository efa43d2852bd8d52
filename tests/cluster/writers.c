/* SPDX-License-Identifier: MIT */
#include "cluster/writers.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cluster/company.h"
#include "cluster/faults.h"
#include "cluster/ledger.h"
#include "common/clock.h"
#include "common/test_support.h"

#define TICK_MS 10

/* How long somebody stays, and is away, at most. */
#define STAY_MS 8000
#define REST_MS 200

/* Longer than a node may be stopped. */
#define SILENCE_MS 40000

/* So many texts of one sender may be without an answer. */
#define OPEN_MAX 4

#define MS CLOCK_NS_PER_MS

enum writer_state { WRITER_RESTS, WRITER_ASKS, WRITER_WRITES };

struct writer {
	enum writer_state state;
	unsigned int node;
	size_t open[OPEN_MAX]; /* in the order in which they were sent */
	unsigned int open_count;
	uint64_t next_ns;  /* when it does something else */
	uint64_t heard_ns; /* when it has heard or begun something */
};

static struct writer writers[COMPANY_MAX];
static unsigned int writer_count, node_count;
static bool is_ending; /* nobody sends or hangs up any more */

static uint64_t
some_ms(uint32_t below)
{
	return clock_monotonic_ns() + (1 + test_random(below)) * MS;
}

static void
writer_rest(unsigned int index)
{
	struct writer *writer = &writers[index];

	ledger_end(index);
	talker_close(company_talker(index), test_random(2) == 0);
	*writer = (struct writer){ .next_ns = some_ms(REST_MS) };
}

static void
writer_begin(unsigned int index)
{
	struct writer *writer = &writers[index];
	char line[64];

	snprintf(line, sizeof(line), "HELLO-FROM user%u\n", index);
	writer->next_ns = some_ms(REST_MS);
	writer->heard_ns = clock_monotonic_ns();
	/* It is asked before it can begin. */
	ledger_ask(index);
	if (company_connect(index, node_count, &writer->node, line))
		writer->state = WRITER_ASKS;
	else
		ledger_end(index);
}

static void
writer_send(unsigned int index)
{
	struct writer *writer = &writers[index];
	unsigned int to = test_random(writer_count);
	char line[64];
	size_t letter = ledger_send(index, to);

	snprintf(line, sizeof(line), "SEND user%u %zu\n", to, letter);
	if (!talker_say(company_talker(index), line))
		return;
	writer->open[writer->open_count++] = letter;
}

static void
writer_take_answer(struct writer *writer, const char *line)
{
	test_require(
	    writer->open_count > 0 &&
		(strcmp(line, "SEND-OK") == 0 || strcmp(line, "UNKNOWN") == 0),
	    "a sender hears \"%s\"", line);
	ledger_answer(writer->open[0], strcmp(line, "SEND-OK") == 0);
	writer->open_count--;
	memmove(writer->open, writer->open + 1,
	    writer->open_count * sizeof(writer->open[0]));
}

static void
writer_hear(unsigned int index, const char *line)
{
	struct writer *writer = &writers[index];
	unsigned int from;
	size_t letter;

	writer->heard_ns = clock_monotonic_ns();
	if (writer->state == WRITER_WRITES) {
		if (sscanf(line, "DELIVERY user%u %zu", &from, &letter) == 2)
			ledger_deliver(letter, from, index);
		else
			writer_take_answer(writer, line);
	} else if (strncmp(line, "HELLO ", 6) == 0) {
		ledger_live(index);
		writer->state = WRITER_WRITES;
		writer->next_ns = some_ms(STAY_MS);
	} else {
		test_require(
		    strcmp(line, "IN-USE") == 0 || strcmp(line, "BUSY") == 0,
		    "who logs in hears \"%s\"", line);
		writer_rest(index);
	}
}

static void
writer_act(unsigned int index)
{
	struct writer *writer = &writers[index];
	uint64_t now_ns = clock_monotonic_ns();

	if (writer->state == WRITER_RESTS) {
		if (now_ns >= writer->next_ns && !is_ending)
			writer_begin(index);
		return;
	}
	test_require(now_ns - writer->heard_ns < SILENCE_MS * MS ||
			 writer->open_count == 0,
	    "node %u does not answer", writer->node);
	if (writer->state == WRITER_ASKS || is_ending)
		return;
	if (now_ns >= writer->next_ns && faults_leave_alone(writer->node))
		writer_rest(index);
	else if (writer->open_count < OPEN_MAX && test_random(4) == 0)
		writer_send(index);
}

static const struct company_acts writer_acts = {
	.hear = writer_hear,
	.ended = writer_rest,
	.act = writer_act,
};

static bool
all_are_answered(void)
{
	for (unsigned int i = 0; i < writer_count; i++) {
		if (writers[i].open_count > 0 ||
		    writers[i].state == WRITER_ASKS)
			return false;
	}
	return ledger_count_due() == 0;
}

void
writers_begin(unsigned int count, unsigned int nodes)
{
	writer_count = count;
	node_count = nodes;
	company_begin(count, TICK_MS, &writer_acts);
}

void
writers_end(void)
{
	uint64_t end_ns = clock_monotonic_ns() + TEST_PATIENCE_MS * MS;

	is_ending = true;
	while (!all_are_answered() && clock_monotonic_ns() < end_ns)
		company_go_on();
	ledger_print();
	ledger_check();
	test_require(all_are_answered(), "not all are answered");
	company_end();
}
