/* SPDX-License-Identifier: MIT */
#include "cluster/redis_group.h"

#include <stdint.h>
#include <string.h>

#include "cluster/cables.h"
#include "cluster/redis_fixture.h"
#include "common/clock.h"
#include "common/test_support.h"

#define MACHINES 3

/* How often it is looked at whether all is well. */
#define LOOK_NS (200 * CLOCK_NS_PER_MS)

#define ANSWER_BYTES 8192

static struct redis_server *servers[MACHINES], *sentinels[MACHINES];
static unsigned int master;
static bool is_whole;
static uint64_t looked_ns;

static const char *
machine_host(unsigned int machine)
{
	if (!cables_are_there())
		return NULL;
	return machine == 0 ? cables_node(0) : cables_engine(0);
}

static struct redis_server *
machine_start(unsigned int machine, struct redis_spec spec)
{
	struct redis_server *server;

	spec.tcp = true;
	spec.host = machine_host(machine);
	if (cables_are_there() && machine == 0)
		cables_enter(0);
	server = redis_start(&spec);
	if (cables_are_there())
		cables_go_back();
	return server;
}

static struct redis_server *
machine_start_server(unsigned int machine)
{
	return machine_start(machine,
	    (struct redis_spec){
		.master = machine > 0 ? servers[0] : NULL,
		.more = test_format("save \"\"\nrepl-diskless-sync-delay 0\n"
				    "repl-timeout 5\nprotected-mode no\n"
				    "replica-priority %d\n",
		    machine == 0 ? 1 : 100),
	    });
}

void
redis_group_begin(void)
{
	for (unsigned int i = 0; i < MACHINES; i++)
		servers[i] = machine_start_server(i);
	for (unsigned int i = 1; i < MACHINES; i++)
		redis_wait_output(servers[i], "sync: Finished with success", 1);
	for (unsigned int i = 0; i < MACHINES; i++)
		sentinels[i] = machine_start(
		    i, (struct redis_spec){ .watched = servers[0] });
	for (unsigned int i = 0; i < MACHINES; i++) {
		redis_wait_output(sentinels[i], "+sentinel ", MACHINES - 1);
		redis_wait_output(sentinels[i], "+slave ", MACHINES - 1);
	}
}

bool
redis_group_is_there(void)
{
	return sentinels[0] != NULL;
}

const char *
redis_group_addresses(void)
{
	return test_format("%s,%s,%s", redis_address(sentinels[0]),
	    redis_address(sentinels[1]), redis_address(sentinels[2]));
}

static bool
server_is_whole(const struct redis_server *server)
{
	char answer[ANSWER_BYTES];
	const char *at = answer;
	unsigned int replicas = 0;

	if (!redis_order(server, "INFO replication", answer, sizeof(answer)) ||
	    strstr(answer, "role:master") == NULL)
		return false;
	while ((at = strstr(at, "state=online")) != NULL) {
		at++;
		replicas++;
	}
	return replicas == MACHINES - 1;
}

bool
redis_group_is_whole(void)
{
	uint64_t now_ns = clock_monotonic_ns();

	if (now_ns < looked_ns + LOOK_NS)
		return is_whole;
	is_whole = false;
	for (unsigned int i = 0; i < MACHINES && !is_whole; i++) {
		is_whole = server_is_whole(servers[i]);
		if (is_whole)
			master = i;
	}
	looked_ns = clock_monotonic_ns();
	return is_whole;
}

void
redis_group_kill_master(void)
{
	redis_kill(servers[master]);
}

void
redis_group_resume_master(void)
{
	if (cables_are_there() && master == 0)
		cables_enter(0);
	redis_resume(servers[master]);
	if (cables_are_there())
		cables_go_back();
}

void
redis_group_pause_master(void)
{
	redis_pause(servers[master]);
}

void
redis_group_continue_master(void)
{
	redis_go_on(servers[master]);
}

void
redis_group_replace_master(void)
{
	char answer[ANSWER_BYTES];

	/* One that sees another failover refuses. */
	(void)redis_order(
	    sentinels[1], "SENTINEL FAILOVER chat", answer, sizeof(answer));
}

void
redis_group_pause_replicas(void)
{
	for (unsigned int i = 0; i < MACHINES; i++) {
		if (i != master)
			redis_pause(servers[i]);
	}
}

void
redis_group_continue_replicas(void)
{
	for (unsigned int i = 0; i < MACHINES; i++) {
		if (i != master)
			redis_go_on(servers[i]);
	}
}
