/* SPDX-License-Identifier: MIT */
#include "cluster/cluster_fixture.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "cluster/cables.h"
#include "cluster/redis_group.h"
#include "common/clock.h"
#include "common/test_support.h"

/* For as long as this somebody tries to log in. */
#define LOGIN_PATIENCE_MS 30000

static struct redis_server *redis;
static struct test_daemon *nodes[CLUSTER_NODES_MAX];

/* What a node is started with besides. */
#define OPTIONS_MAX 4
static const char *options[CLUSTER_NODES_MAX][OPTIONS_MAX];

/* Return where node number index finds the engine. */
static const char *
engine_address(unsigned int index)
{
	const char *address;

	if (redis_group_is_there())
		return redis_group_addresses();
	address = redis_address(redis);
	if (!cables_are_there())
		return address;
	return test_format("%s%s", cables_engine(index), strrchr(address, ':'));
}

/* Return where it listens; by a path its clients reach it from anywhere. */
static const char *
node_address(void)
{
	if (!cables_are_there())
		return "127.0.0.1";
	return test_format("unix:%s/socket", test_directory_create());
}

void
cluster_configure(unsigned int index, const char *option)
{
	size_t count = 0;

	while (options[index][count] != NULL)
		test_require(++count < OPTIONS_MAX, "too many options");
	options[index][count] = option;
}

/* Add what a node is started with besides to its arguments. */
static void
add_options(struct test_spec *spec, unsigned int index)
{
	size_t count = 0;

	while (spec->arguments[count] != NULL)
		count++;
	for (size_t i = 0; i < OPTIONS_MAX && options[index][i] != NULL; i++) {
		spec->arguments[count++] = "-o";
		spec->arguments[count++] = options[index][i];
	}
}

void
cluster_spawn_node(unsigned int index)
{
	struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o",
		    test_format("address=%s", node_address()), "-o", "port=0",
		    "-o", "workers=2", "-o", "engine=redis", "-o",
		    test_format("engine_address=%s", engine_address(index)),
		    "-o", test_format("node_name=node%u", index), "-o",
		    "cluster_timeout=1s" },
	};

	add_options(&spec, index);
	if (cables_reach(index))
		cables_enter(index);
	nodes[index] = test_daemon_spawn(&spec);
	if (cables_are_there())
		cables_go_back();
}

void
cluster_start_node(unsigned int index)
{
	cluster_spawn_node(index);
	test_daemon_wait_started(nodes[index]);
}

bool
cluster_node_is_up(unsigned int index)
{
	const char *line;

	if (nodes[index] == NULL)
		return false;
	line = strstr(test_daemon_log(nodes[index]), " started: libevent ");
	return line != NULL && strchr(line, '\n') != NULL;
}

void
cluster_kill_node(unsigned int index)
{
	test_daemon_signal(nodes[index], SIGKILL);
	test_daemon_require_exit(nodes[index], 128 + SIGKILL);
	nodes[index] = NULL;
}

static void
spawn_nodes(unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		cluster_spawn_node(i);
	for (unsigned int i = 0; i < count; i++)
		test_daemon_wait_started(nodes[i]);
}

void
cluster_begin_with(const struct redis_spec *spec, unsigned int count)
{
	redis = redis_start(spec);
	spawn_nodes(count);
}

void
cluster_begin(unsigned int count)
{
	const struct redis_spec usual = { 0 }, reachable = { .tcp = true,
		.more = "bind 0.0.0.0\nprotected-mode no\n" };

	cluster_begin_with(cables_are_there() ? &reachable : &usual, count);
}

void
cluster_begin_with_group(unsigned int count)
{
	redis_group_begin();
	for (unsigned int i = 0; i < CLUSTER_NODES_MAX; i++)
		cluster_configure(i, "engine_sentinel=chat");
	spawn_nodes(count);
}

struct redis_server *
cluster_redis(void)
{
	return redis;
}

struct test_daemon *
cluster_node(unsigned int index)
{
	return nodes[index];
}

struct test_client *
cluster_login(unsigned int node, const char *name)
{
	return test_client_login(nodes[node], name);
}

struct test_client *
cluster_login_later(unsigned int node, const char *name)
{
	const char *request = test_format("HELLO-FROM %s\n", name);
	const char *reply = test_format("HELLO %s", name);

	uint64_t end_ms = clock_monotonic_ms() + LOGIN_PATIENCE_MS;
	struct test_client *client = test_client_connect(nodes[node]);
	const char *line;

	while (clock_monotonic_ms() < end_ms) {
		test_client_send(client, request);
		line = test_client_take_line_or_end(client);
		if (line != NULL && strcmp(line, reply) == 0)
			return client;
		if (line != NULL)
			continue;
		test_client_close(client);
		client = test_client_connect(nodes[node]);
	}
	test_fail("%s cannot log in", name);
}
