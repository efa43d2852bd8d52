/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTER_FIXTURE_H
#define CHATD_REGISTER_FIXTURE_H

/*
 * Nodes of a cluster, each with files and a console of its own.  All end with
 * the test.
 */

#include "cluster/redis_fixture.h"
#include "common/test_client.h"
#include "common/test_daemon.h"

/* There may be this many. */
#define REGISTER_NODES_MAX 4

/* The password of all accounts, unless a test wants another one. */
#define REGISTER_PASSWORD "open sesame"

/* Begin a test: start a redis-server, and choose directories. */
struct redis_server *register_begin(void);

/* Start a node, with a further option, which may be NO_OPTION. */
struct test_daemon *register_start(unsigned int node, const char *option);

/* The same, and wait for nothing. */
struct test_daemon *register_spawn(unsigned int node, const char *option);

/* Stop a node in good order. */
void register_stop(unsigned int node);

/* Return the file of a node that is called name: accounts, bans. */
const char *register_path(unsigned int node, const char *name);

/* Connect to a node's console. */
struct test_client *register_connect(unsigned int node);

/* Ask a node's console, and return its reply. */
const char *register_ask(unsigned int node, const char *request);

/* Fail unless that is the reply. */
void register_expect(unsigned int node, const char *request, const char *reply);

/* Ask until that is the reply. */
void register_await(unsigned int node, const char *request, const char *reply);

/* Add an account on a node. */
void register_add(unsigned int node, const char *name);

/* Fail unless the reply to the password of name on a node is this. */
void register_expect_auth(unsigned int node, const char *name,
    const char *password, const char *reply);

#endif
