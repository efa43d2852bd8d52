/* SPDX-License-Identifier: MIT */
#include "cluster/cluster_fixture.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "common/clock.h"
#include "common/test_support.h"

/* For as long as this somebody tries to log in. */
#define LOGIN_PATIENCE_MS 30000

static struct redis_server *redis;
static struct test_daemon *nodes[CLUSTER_NODES_MAX];

void
cluster_spawn_node(unsigned int index)
{
	const struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "address=127.0.0.1",
		    "-o", "port=0", "-o", "workers=2", "-o", "engine=redis",
		    "-o",
		    test_format("engine_address=%s", redis_address(redis)),
		    "-o", test_format("node_name=node%u", index), "-o",
		    "cluster_timeout=1s" },
	};

	nodes[index] = test_daemon_spawn(&spec);
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

void
cluster_begin(unsigned int count)
{
	redis = redis_start_usual();
	for (unsigned int i = 0; i < count; i++)
		cluster_spawn_node(i);
	for (unsigned int i = 0; i < count; i++)
		test_daemon_wait_started(nodes[i]);
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
	const char *line;

	while (clock_monotonic_ms() < end_ms) {
		struct test_client *client = test_client_connect(nodes[node]);

		test_client_send(client, request);
		line = test_client_take_line_or_end(client);
		if (line != NULL && strcmp(line, reply) == 0)
			return client;
		test_client_close(client);
	}
	test_fail("%s cannot log in", name);
}
