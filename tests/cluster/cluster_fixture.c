/* SPDX-License-Identifier: MIT */
#include "cluster/cluster_fixture.h"

#include <string.h>

#include "common/clock.h"
#include "common/test_support.h"

/* For as long as this somebody tries to log in. */
#define LOGIN_PATIENCE_MS 30000

static struct redis_server *redis;
static struct test_daemon *nodes[CLUSTER_NODES_MAX];

void
cluster_start_node(unsigned int index)
{
	nodes[index] = test_daemon_start_with("engine=redis",
	    test_format("engine_address=%s", redis_address(redis)),
	    test_format("node_name=node%u", index), "cluster_timeout=1s", NULL);
}

void
cluster_begin(unsigned int count)
{
	redis = redis_start_usual();
	for (unsigned int i = 0; i < count; i++)
		cluster_start_node(i);
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

	while (clock_monotonic_ms() < end_ms) {
		struct test_client *client = test_client_connect(nodes[node]);

		test_client_send(client, request);
		if (strcmp(test_client_take_line(client), reply) == 0)
			return client;
		test_client_close(client);
	}
	test_fail("%s cannot log in", name);
}
