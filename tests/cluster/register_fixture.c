/* SPDX-License-Identifier: MIT */
#include "cluster/register_fixture.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "chatd/accounts/password.h"
#include "common/clock.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

static struct redis_server *redis;
static struct test_daemon *nodes[REGISTER_NODES_MAX];
static const char *directories[REGISTER_NODES_MAX];

struct redis_server *
register_begin(void)
{
	if (!password_is_supported())
		test_skip("chatd was built without accounts");
	redis = redis_start_usual();
	for (unsigned int i = 0; i < REGISTER_NODES_MAX; i++)
		directories[i] = test_directory_create();
	return redis;
}

const char *
register_path(unsigned int node, const char *name)
{
	return test_format("%s/%s", directories[node], name);
}

struct test_daemon *
register_spawn(unsigned int node, const char *option)
{
	const struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "address=127.0.0.1",
		    "-o", "port=0", "-o", "workers=2", "-o", "engine=redis",
		    "-o",
		    test_format("engine_address=%s", redis_address(redis)),
		    "-o", test_format("node_name=node%u", node), "-o",
		    "cluster_timeout=1s", "-o", "accounts=file", "-o",
		    test_format(
			"accounts_file=%s", register_path(node, "accounts")),
		    "-o",
		    test_format(
			"control_socket=%s", register_path(node, "control")),
		    "-o", option },
	};

	nodes[node] = test_daemon_spawn(&spec);
	return nodes[node];
}

struct test_daemon *
register_start(unsigned int node, const char *option)
{
	test_daemon_wait_started(register_spawn(node, option));
	return nodes[node];
}

void
register_stop(unsigned int node)
{
	test_daemon_stop(nodes[node]);
}

struct test_client *
register_connect(unsigned int node)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, register_path(node, "control"));
	return test_client_connect_socket(
	    (const struct sockaddr *)&address, sizeof(address));
}

const char *
register_ask(unsigned int node, const char *request)
{
	struct test_client *console = register_connect(node);
	const char *reply = console_ask(console, request);

	test_client_close(console);
	return reply;
}

void
register_expect(unsigned int node, const char *request, const char *reply)
{
	test_require_equal(register_ask(node, request), reply);
}

void
register_await(unsigned int node, const char *request, const char *reply)
{
	uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;

	while (strcmp(register_ask(node, request), reply) != 0) {
		test_require(clock_monotonic_ms() < end_ms,
		    "node %u, %s: \"%s\" does not become \"%s\"", node, request,
		    register_ask(node, request), reply);
	}
}

void
register_add(unsigned int node, const char *name)
{
	register_expect(node,
	    test_format("account add %s " REGISTER_PASSWORD, name), "OK\n");
}

void
register_expect_auth(unsigned int node, const char *name, const char *password,
    const char *reply)
{
	struct test_client *client = test_client_connect(nodes[node]);

	test_client_ask(
	    client, test_format("AUTH %s %s\n", name, password), reply);
	test_client_close(client);
}
