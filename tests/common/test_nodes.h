/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_NODES_H
#define CHATD_TEST_NODES_H

/*
 * Daemons of tests that are a cluster: where the environment has
 * CHATD_TEST_NODES=2, two nodes stand for each daemon that is started with
 * options, and every second client is on the other one.
 */

#include <stdbool.h>

struct test_daemon;

/* What the second node has behind the path of the socket of its console. */
#define TEST_SECOND_NODE ".1"

/* Return how many nodes stand for a daemon: 1 or 2. */
unsigned int test_nodes_count(void);

/* Have the program skipped if they cannot be started here. */
void test_nodes_require(void);

/*
 * Start a redis-server for a cluster that nobody was ever in, so that its nodes
 * need not wait for others to come back.  Return its address.  It ends with the
 * test, after whatever is started later.
 */
const char *test_nodes_start_engine(void);

/*
 * Have each request of test_client_ask() wait until its node knows what the
 * others know of rooms, if the one before it was made on another node.  This
 * makes one order of what clients ask one after the other, as a single daemon
 * does.  There is a user on each node for it, whom lists of users show.  To be
 * called once the daemon has started; again, or with one node, it does nothing.
 */
void test_nodes_keep_level(const struct test_daemon *daemon);

/* Wait for that now. */
void test_nodes_level(void);

/*
 * Wait until every node lists a user of this name, or none does, while nodes
 * are kept level.
 */
void test_nodes_await(const char *name, bool is_there);

/*
 * Return the users that are there for this, each after separator, as lists show
 * them: those who logged in before others.  With one node that is nobody.
 */
const char *test_nodes_watchers(const char *separator);

/* A client on this node is about to ask for something. */
void test_nodes_turn_to(unsigned int node);

#endif
