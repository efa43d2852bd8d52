/* SPDX-License-Identifier: MIT */
#include "cluster/lease_engine.h"

#include <string.h>

#include "chatd/cluster/engine/lease.h"
#include "common/test_support.h"

/* What is known of each life, by its number. */
#define LIVES_MAX 65536
static bool lives[LIVES_MAX], returning[LIVES_MAX];
static uint64_t leases[LIVES_MAX]; /* until then */

static bool
has_lease(int life, uint64_t now_ms)
{
	return leases[life] > now_ms;
}

static void
renew_epoch(struct lease_engine *engine, uint64_t now_ms)
{
	engine->epoch = engine->run;
	memset(lives, 0, sizeof(lives));
	memset(returning, 0, sizeof(returning));
	memset(engine->owners, 0, sizeof(engine->owners));
	engine->settling_ms = now_ms + LEASE_MS;
}

static void
enter(struct lease_engine *engine, struct question *q, uint64_t now_ms)
{
	bool is_new = q->life == 0;

	if (engine->epoch != engine->run)
		renew_epoch(engine, now_ms);
	if (!is_new && !lives[q->life] && q->epoch == engine->epoch) {
		q->is_yes = false;
		return;
	}
	if (is_new)
		q->life = ++engine->last_life;
	test_require(engine->last_life < LIVES_MAX, "too many lives");
	if (!is_new && !lives[q->life])
		returning[q->life] = true;
	lives[q->life] = true;
	leases[q->life] = now_ms + LEASE_MS;
	q->epoch = engine->epoch;
}

static bool
is_settling(const struct lease_engine *engine, uint64_t now_ms)
{
	if (now_ms < engine->settling_ms)
		return true;
	for (int i = 0; i <= engine->last_life; i++) {
		if (returning[i])
			return true;
	}
	return false;
}

static bool
is_free(const struct lease_engine *engine, int name)
{
	return engine->owners[name] == 0 || !lives[engine->owners[name]];
}

static void
claim(struct lease_engine *engine, struct question *q, uint64_t now_ms)
{
	q->is_yes = is_free(engine, q->name) &&
		    (q->what == ASSERT || !is_settling(engine, now_ms));
	if (!q->is_yes)
		return;
	engine->taken_over += engine->owners[q->name] != 0 && q->what == CLAIM;
	engine->owners[q->name] = q->life;
}

static void
bury(struct lease_engine *engine, struct question *q, uint64_t now_ms)
{
	q->is_yes = lives[q->victim] && has_lease(q->life, now_ms) &&
		    !has_lease(q->victim, now_ms);
	if (!q->is_yes)
		return;
	lives[q->victim] = returning[q->victim] = false;
	engine->buried++;
}

/* When the shortest lease but that of life is over; 0: there is none. */
static uint64_t
find_look(const struct lease_engine *engine, int life, uint64_t now_ms)
{
	uint64_t first_ms = 0;

	for (int i = 1; i <= engine->last_life; i++) {
		if (lives[i] && i != life && has_lease(i, now_ms) &&
		    (first_ms == 0 || leases[i] < first_ms))
			first_ms = leases[i];
	}
	return first_ms;
}

void
lease_engine_do(
    struct lease_engine *engine, struct question *q, uint64_t now_ms)
{
	q->is_done = true;
	q->is_yes = true;
	if (q->what == ENTER) {
		enter(engine, q, now_ms);
		return;
	}
	/* Whoever is none of the lives is fenced. */
	if (!lives[q->life]) {
		q->is_yes = false;
		q->what = ENTER;
		return;
	}
	switch (q->what) {
	case RENEW:
		q->had_lease = has_lease(q->life, now_ms);
		q->look_ms = find_look(engine, q->life, now_ms);
		leases[q->life] = now_ms + LEASE_MS;
		break;
	case SETTLE:
		returning[q->life] = false;
		break;
	case BURY:
		bury(engine, q, now_ms);
		break;
	default:
		claim(engine, q, now_ms);
	}
}

/* Let the engine do what has arrived. */
void
lease_engine_begin(struct lease_engine *engine)
{
	*engine = (struct lease_engine){ .run = 1, .last_run = 1 };
}

void
lease_engine_start(struct lease_engine *engine, uint64_t now_ms)
{
	if (engine->run == 0 && now_ms >= engine->down_ms)
		engine->run = ++engine->last_run;
}

bool
lease_engine_works(const struct lease_engine *engine, uint64_t now_ms)
{
	return engine->run != 0 && now_ms >= engine->hung_ms;
}

int
lease_engine_find_dead(
    const struct lease_engine *engine, int life, uint64_t now_ms)
{
	for (int i = 1; i <= engine->last_life; i++) {
		if (lives[i] && i != life && !has_lease(i, now_ms))
			return i;
	}
	return 0;
}
