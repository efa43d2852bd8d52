/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLUSTER_FIXTURE_H
#define CHATD_CLUSTER_FIXTURE_H

/*
 * Several chatd on this machine, and the redis-server that makes one chat of
 * them.  All end with the test.
 */

#include <stdbool.h>

#include "cluster/redis_fixture.h"
#include "common/test_client.h"
#include "common/test_daemon.h"

/* There may be this many nodes at a time. */
#define CLUSTER_NODES_MAX 12

/* Have a node start with this option, too, as with those of before. */
void cluster_configure(unsigned int index, const char *option);

/* Start a redis-server and this many nodes, which know each other. */
void cluster_begin(unsigned int nodes);

/* The same with a server that is like this. */
void cluster_begin_with(const struct redis_spec *spec, unsigned int nodes);

/* The same with several servers, and sentinels (redis_group.h). */
void cluster_begin_with_group(unsigned int nodes);

/* Return the server; NULL: there are several. */
struct redis_server *cluster_redis(void);

/* Start node number index, which does not run. */
void cluster_start_node(unsigned int index);

/*
 * Start it without waiting; say, while the test waits for other things, whether
 * it serves; and kill it.
 */
void cluster_spawn_node(unsigned int index);
bool cluster_node_is_up(unsigned int index);
void cluster_kill_node(unsigned int index);

/* Return a node by its number, from 0. */
struct test_daemon *cluster_node(unsigned int index);

/* Log in on a node. */
struct test_client *cluster_login(unsigned int node, const char *name);

/*
 * The same once that is possible: a claim is refused for as long as the engine
 * cannot be asked, or the name is still somebody's.
 */
struct test_client *cluster_login_later(unsigned int node, const char *name);

#endif
