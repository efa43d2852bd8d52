/* SPDX-License-Identifier: MIT */
/*
 * A few nodes with a lease each, and one engine, all of which are stopped, cut
 * off from each other and started again at random, with delays on the way: no
 * two nodes that run ever have the same name.
 */

#include "chatd/cluster/engine/lease.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "cluster/lease_engine.h"
#include "common/clock.h"
#include "common/test_support.h"

#define NODES   4
#define ROUNDS  40
#define TICKS   6000
#define TICK_MS 20

/* How long an unanswered connection is waited for. */
#define PATIENCE_MS 1000

struct node {
	struct lease lease;
	int life;  /* 0: none */
	int epoch; /* in which it was entered */
	bool has[LEASE_NAMES];
	bool asserts;      /* names to claim anew, one after the other */
	int run;           /* of the server it is connected to; 0: none */
	uint64_t tried_ms; /* attempt to connect under way; 0: none */
	uint64_t result_ms;
	uint64_t retry_ms;
	uint64_t stopped_ms; /* until then */
	uint64_t cut_ms;     /* until then */
	struct question question;
};

static uint64_t now_ms;
static struct node nodes[NODES];
static struct lease_engine engine;

static unsigned int granted, looks, kept_through, conflicts;

static uint64_t
ns(uint64_t milliseconds)
{
	return milliseconds * CLOCK_NS_PER_MS;
}

static bool
is_cut(const struct node *node)
{
	return now_ms < node->cut_ms;
}

static void
engine_step(void)
{
	lease_engine_start(&engine, now_ms);
	if (!lease_engine_works(&engine, now_ms))
		return;
	for (int i = 0; i < NODES; i++) {
		struct question *q = &nodes[i].question;

		if (q->asked_ms == 0 || q->is_done || now_ms < q->done_ms)
			continue;
		if (is_cut(&nodes[i]))
			q->is_lost = true;
		if (nodes[i].run == engine.run && !q->is_lost)
			lease_engine_do(&engine, q, now_ms);
	}
}

static bool
node_has_any(const struct node *node)
{
	for (int i = 0; i < LEASE_NAMES; i++) {
		if (node->has[i])
			return true;
	}
	return false;
}

static void
node_end_life(struct node *node)
{
	node->life = 0;
	memset(node->has, 0, sizeof(node->has));
	lease_end(&node->lease);
}

static void
node_lose(struct node *node)
{
	node->run = 0;
	node->question.asked_ms = 0;
	node->retry_ms = now_ms + test_random(800);
	lease_lose(&node->lease);
}

static void
node_ask(struct node *node, enum what what)
{
	struct question *q = &node->question;
	uint32_t delay = test_random(10) == 0 ? 900 : 60;

	*q = (struct question){ .what = what,
		.asked_ms = now_ms,
		.life = node->life,
		.epoch = node->epoch };
	q->done_ms = now_ms + test_random(delay);
	q->back_ms = q->done_ms + test_random(delay);
}

static void
node_entered(struct node *node, const struct question *q)
{
	if (!q->is_yes) {
		node_end_life(node);
		return;
	}
	/* The life was over before the engine said that it may go on. */
	if (q->life != node->life && node->life != 0)
		return;
	node->asserts = node->life != 0 && q->epoch != node->epoch;
	kept_through += node->asserts && node_has_any(node);
	node->life = q->life;
	node->epoch = q->epoch;
	lease_enter(&node->lease, ns(q->asked_ms), ns(now_ms));
}

static void
node_answer(struct node *node, const struct question *q)
{
	/* The life that asked may be over. */
	if (q->what != ENTER && q->life != node->life)
		return;
	switch (q->what) {
	case ENTER:
		node_entered(node, q);
		break;
	case RENEW:
		lease_renew(&node->lease, q->had_lease, ns(now_ms));
		lease_look(&node->lease, ns(q->look_ms));
		break;
	case CLAIM:
		if (q->is_yes && lease_may_grant(&node->lease, ns(now_ms))) {
			node->has[q->name] = true;
			granted++;
		}
		break;
	case ASSERT:
		if (!q->is_yes) {
			conflicts++;
			node->has[q->name] = false;
		}
		break;
	case SETTLE:
		node->asserts = false;
		break;
	case BURY:
		break;
	}
}

/* Claim names anew: the next one, or say that they were all. */
static void
node_assert(struct node *node)
{
	for (int i = 0; i < LEASE_NAMES; i++) {
		if (node->has[i] && (engine.epoch != node->epoch ||
					engine.owners[i] != node->life)) {
			node_ask(node, ASSERT);
			node->question.name = i;
			return;
		}
	}
	node_ask(node, SETTLE);
}

static void
node_do_something(struct node *node)
{
	int victim = lease_engine_find_dead(&engine, node->life, now_ms);

	if (lease_may_ask(&node->lease, ns(now_ms))) {
		looks += now_ms < node->lease.asked_ns / CLOCK_NS_PER_MS +
				      LEASE_RENEWS_MS;
		lease_ask(&node->lease, ns(now_ms));
		node_ask(node, RENEW);
	} else if (node->asserts) {
		node_assert(node);
	} else if (victim != 0 && lease_may_bury(&node->lease, ns(now_ms))) {
		node_ask(node, BURY);
		node->question.victim = victim;
	} else if (test_random(4) == 0) {
		node_ask(node, CLAIM);
		node->question.name = (int)test_random(LEASE_NAMES);
	}
}

/* Connect, and see what has become of that. */
static void
node_connect(struct node *node)
{
	if (node->tried_ms == 0) {
		if (now_ms < node->retry_ms)
			return;
		node->tried_ms = now_ms;
		node->result_ms = now_ms + test_random(100);
		return;
	}
	if (now_ms < node->result_ms)
		return;
	if (is_cut(node)) {
		if (now_ms < node->tried_ms + PATIENCE_MS)
			return;
		node_lose(node);
	} else if (engine.run == 0) {
		lease_refuse(&node->lease, ns(node->tried_ms));
		node_lose(node);
	} else {
		node->run = engine.run;
		node_ask(node, ENTER);
	}
	node->tried_ms = 0;
}

static void
node_talk(struct node *node)
{
	struct question *q = &node->question;

	if (node->run == 0) {
		node_connect(node);
	} else if (node->run != engine.run && !is_cut(node)) {
		node_lose(node); /* reset */
	} else if (q->asked_ms == 0) {
		if (node->life == 0)
			node_ask(node, ENTER);
		else
			node_do_something(node);
	} else if (q->is_done && now_ms >= q->back_ms && !is_cut(node)) {
		const struct question answer = *q;

		q->asked_ms = 0;
		node_answer(node, &answer);
	} else if (now_ms >= q->asked_ms + PATIENCE_MS &&
		   now_ms >= q->back_ms) {
		node_lose(node); /* silent */
	}
}

static void
node_step(struct node *node)
{
	node_talk(node);
	if (node->life != 0 && !lease_holds(&node->lease, ns(now_ms)))
		node_end_life(node);
}

static bool
is_running(const struct node *node)
{
	return now_ms >= node->stopped_ms;
}

/* Something breaks now and then. */
static void
break_something(void)
{
	struct node *node = &nodes[test_random(NODES)];

	switch (test_random(600)) {
	case 0:
		node->stopped_ms = now_ms + test_random(9000);
		break;
	case 1:
		node->cut_ms = now_ms + test_random(9000);
		break;
	case 2:
		engine.run = 0;
		engine.down_ms = now_ms + test_random(6000);
		break;
	case 3:
		engine.hung_ms = now_ms + test_random(2000);
		break;
	default:
		break;
	}
}

static void
require_one_owner(void)
{
	for (int name = 0; name < LEASE_NAMES; name++) {
		int count = 0;

		for (int i = 0; i < NODES; i++)
			count += is_running(&nodes[i]) && nodes[i].has[name];
		test_require(count <= 1, "%d nodes have a name after %llu ms",
		    count, (unsigned long long)now_ms);
	}
}

static void
begin(void)
{
	memset(nodes, 0, sizeof(nodes));
	lease_engine_begin(&engine);
	now_ms = 100000;
}

START_TEST(no_two_nodes_ever_have_one_name)
{
	unsigned int buried = 0, taken_over = 0;

	for (int round = 0; round < ROUNDS; round++) {
		begin();
		for (int i = 0; i < TICKS; i++) {
			now_ms += TICK_MS;
			break_something();
			engine_step();
			for (int j = 0; j < NODES; j++) {
				if (is_running(&nodes[j]))
					node_step(&nodes[j]);
			}
			require_one_owner();
		}
		buried += engine.buried;
		taken_over += engine.taken_over;
	}
	/* All of that has happened. */
	test_require(granted > 100 && looks > 100 && buried > 100 &&
			 taken_over > 100 && kept_through > 20,
	    "%u granted, %u looks, %u buried, %u taken over, %u kept", granted,
	    looks, buried, taken_over, kept_through);
	/* Nobody had to close a user whose name another one got. */
	test_require(conflicts == 0, "%u conflicts", conflicts);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, no_two_nodes_ever_have_one_name);
}
