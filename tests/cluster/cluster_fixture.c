/* SPDX-License-Identifier: MIT */
#include "cluster/cluster_fixture.h"

#include "common/test_support.h"

static struct redis_server *redis;
static struct test_daemon *nodes[CLUSTER_NODES_MAX];

void
cluster_start_node(unsigned int index)
{
	nodes[index] = test_daemon_start_with("engine=redis",
	    test_format("engine_address=%s", redis_address(redis)),
	    test_format("node_name=node%u", index), NULL);
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
