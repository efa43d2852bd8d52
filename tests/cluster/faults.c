/* SPDX-License-Identifier: MIT */
#include "cluster/faults.h"

#include <stdio.h>
#include <stdlib.h>

#include "cluster/cables.h"
#include "cluster/cluster_fixture.h"
#include "cluster/redis_group.h"
#include "common/clock.h"
#include "common/test_process.h"
#include "common/test_support.h"

/* How long nothing happens between two, at most. */
#define QUIET_MS 1000

/* So much is granted when all is well again. */
#define HEALTHY_PROGRESS 15

/* A server that comes back is no replica before 8 s, as Sentinel has it. */
#define GROUP_PATIENCE_MS (3 * TEST_PATIENCE_MS)

/* What a lease is, after which those who are stopped are buried. */
#define LEASE_LONG_MS 4000

/* What is added to that, at most; the second if there is time. */
#define MORE_MS      2000
#define MORE_LONG_MS 26000
#define MORE_LONG_S  60

/* A test of Check's may take 35 minutes. */
#define PART_S 1800

#define MS CLOCK_NS_PER_MS

enum stage {
	STAGE_QUIET,
	STAGE_FAULTY,
	STAGE_HEALING, /* until all nodes are up, and serve */
};

static const char *const fault_names[FAULT_COUNT] = {
	[FAULT_NODE_KILLED] = "node killed",
	[FAULT_NODE_STOPPED] = "node stopped",
	[FAULT_ENGINE_STOPPED] = "engine stopped",
	[FAULT_ENGINE_RESTARTED] = "engine killed, back with its file",
	[FAULT_ENGINE_EMPTIED] = "engine killed, back without its file",
	[FAULT_CABLE_CUT] = "cable cut",
	[FAULT_MASTER_KILLED] = "master killed",
	[FAULT_MASTER_STOPPED] = "master stopped",
	[FAULT_MASTER_REPLACED] = "master replaced",
	[FAULT_SPLIT] = "a master's machine cut off",
};

static enum fault allowed[FAULT_COUNT];
static unsigned int allowed_count, done_count, node_count;
static enum stage stage;
static enum fault fault;
static unsigned int victim;
static uint64_t next_ns, end_ns;
static uint64_t more_ms;
static size_t healed_at;
/* Of its own, so that it does not depend on what clients do. */
static uint64_t dice;

static uint64_t
throw_dice(uint64_t below)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (dice >> 32) * below >> 32;
}

static void
shuffle(void)
{
	for (unsigned int i = allowed_count; i > 1; i--) {
		uint64_t other = throw_dice(i);
		enum fault swapped = allowed[i - 1];

		allowed[i - 1] = allowed[other];
		allowed[other] = swapped;
	}
}

static uint64_t
all_seconds(void)
{
	const char *text = getenv("CHECKER_SECONDS");

	return text != NULL ? strtoull(text, NULL, 10) : 0;
}

int
faults_parts(void)
{
	return (int)((all_seconds() + PART_S - 1) / PART_S) +
	       (all_seconds() == 0);
}

uint64_t
faults_more_seconds(void)
{
	return all_seconds() / (uint64_t)faults_parts();
}

void
faults_begin_part(int part)
{
	while (part-- > 0)
		(void)test_random(2);
}

/* Be patient from now on, until all is well. */
static void
begin_healing(uint64_t now_ns)
{
	uint64_t patience_ms = redis_group_is_there() ? GROUP_PATIENCE_MS
						      : TEST_PATIENCE_MS;

	stage = STAGE_HEALING;
	next_ns = now_ns + patience_ms * MS;
}

void
faults_begin(const enum fault *faults, unsigned int count, unsigned int nodes,
    uint64_t seconds)
{
	dice = (uint64_t)test_random(UINT32_MAX) << 8 | 1;
	for (unsigned int i = 0; i < count; i++)
		allowed[i] = faults[i];
	allowed_count = count;
	node_count = nodes;
	shuffle();
	more_ms = seconds > MORE_LONG_S ? MORE_LONG_MS : MORE_MS;
	begin_healing(clock_monotonic_ns());
	end_ns = clock_monotonic_ns() + seconds * CLOCK_NS_PER_S;
}

/* Return for how long it is to last. */
static uint64_t
fault_throw_ms(void)
{
	switch (fault) {
	case FAULT_NODE_KILLED:
		return throw_dice(2) == 0 ? 0 : throw_dice(LEASE_LONG_MS);
	case FAULT_ENGINE_RESTARTED:
	case FAULT_ENGINE_EMPTIED:
		return throw_dice(LEASE_LONG_MS);
	case FAULT_MASTER_REPLACED:
		return 0;
	default:
		/* Some do not last for long enough to bury anybody. */
		if (throw_dice(3) == 0)
			return throw_dice(LEASE_LONG_MS);
		return LEASE_LONG_MS + throw_dice(more_ms);
	}
}

static void
fault_begin(void)
{
	switch (fault) {
	case FAULT_NODE_KILLED:
		cluster_kill_node(victim);
		break;
	case FAULT_NODE_STOPPED:
		test_process_stop(test_daemon_pid(cluster_node(victim)));
		break;
	case FAULT_ENGINE_STOPPED:
		redis_pause(cluster_redis());
		break;
	case FAULT_ENGINE_RESTARTED:
	case FAULT_ENGINE_EMPTIED:
		redis_kill(cluster_redis());
		break;
	case FAULT_CABLE_CUT:
		cables_cut(victim, true);
		break;
	case FAULT_MASTER_KILLED:
		redis_group_kill_master();
		break;
	case FAULT_MASTER_STOPPED:
		redis_group_pause_master();
		break;
	case FAULT_MASTER_REPLACED:
		redis_group_replace_master();
		break;
	case FAULT_SPLIT:
		cables_cut(0, true);
		break;
	default:
		break;
	}
}

static void
fault_end(void)
{
	switch (fault) {
	case FAULT_NODE_KILLED:
		cluster_spawn_node(victim);
		break;
	case FAULT_NODE_STOPPED:
		test_process_continue(test_daemon_pid(cluster_node(victim)));
		break;
	case FAULT_ENGINE_STOPPED:
		redis_go_on(cluster_redis());
		break;
	case FAULT_ENGINE_RESTARTED:
	case FAULT_ENGINE_EMPTIED:
		redis_restart(cluster_redis(), fault == FAULT_ENGINE_RESTARTED);
		break;
	case FAULT_CABLE_CUT:
		cables_cut(victim, false);
		break;
	case FAULT_MASTER_KILLED:
		redis_group_resume_master();
		break;
	case FAULT_MASTER_STOPPED:
		redis_group_continue_master();
		break;
	case FAULT_SPLIT:
		cables_cut(0, false);
		break;
	default:
		break;
	}
}

static void
faults_choose(uint64_t now_ns)
{
	uint64_t lasts_ms;

	fault = done_count < allowed_count ? allowed[done_count]
					   : allowed[throw_dice(allowed_count)];
	done_count++;
	victim = (unsigned int)throw_dice(node_count);
	lasts_ms = fault_throw_ms();
	fprintf(stderr, "%s: node %u, for %llu ms\n", fault_names[fault],
	    victim, (unsigned long long)lasts_ms);
	fault_begin();
	stage = STAGE_FAULTY;
	next_ns = now_ns + lasts_ms * MS;
}

static bool
all_are_up(void)
{
	for (unsigned int i = 0; i < node_count; i++) {
		if (!cluster_node_is_up(i))
			return false;
	}
	return true;
}

static bool
was_last(uint64_t now_ns)
{
	return done_count >= allowed_count && now_ns >= end_ns;
}

/* Say whether all servers are there: for the next fault it takes all. */
static bool
engine_is_whole(void)
{
	return !redis_group_is_there() || was_last(clock_monotonic_ns()) ||
	       redis_group_is_whole();
}

/* It is over when clients get on again. */
static bool
is_healed(size_t progress)
{
	bool is_whole = engine_is_whole();

	test_require(clock_monotonic_ns() < next_ns, "after a fault %s",
	    !is_whole      ? "a server does not come back"
	    : all_are_up() ? "nobody gets on"
			   : "a node does not come back");
	if (!all_are_up() || !is_whole)
		healed_at = progress;
	return progress >= healed_at + HEALTHY_PROGRESS;
}

/* The next thing is due.  Return false if there is none. */
static bool
faults_take_next(uint64_t now_ns, size_t progress)
{
	if (stage == STAGE_QUIET) {
		if (was_last(now_ns))
			return false;
		faults_choose(now_ns);
		return true;
	}
	fault_end();
	begin_healing(now_ns);
	healed_at = progress;
	return true;
}

bool
faults_go_on(size_t progress)
{
	uint64_t now_ns = clock_monotonic_ns();

	if (stage == STAGE_HEALING) {
		if (is_healed(progress)) {
			stage = STAGE_QUIET;
			next_ns = now_ns + throw_dice(QUIET_MS) * MS;
		}
		return true;
	}
	return now_ns < next_ns || faults_take_next(now_ns, progress);
}

bool
faults_leave_alone(unsigned int node)
{
	if (stage == STAGE_FAULTY && fault == FAULT_NODE_STOPPED &&
	    node == victim)
		return false;
	return cluster_node_is_up(node);
}
