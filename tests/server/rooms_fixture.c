/* SPDX-License-Identifier: MIT */
/*
 * Clients of the protocols that have a room.
 */

#include "server/rooms_fixture.h"

#include <stdlib.h>

#include "common/test_frames.h"
#include "common/test_nodes.h"

const char *
framed_bytes(const char *lines, size_t *size_r)
{
	char *bytes = test_frames(lines, size_r);

	test_defer(free, bytes);
	return bytes;
}

struct test_client *
framed_connect(const struct test_daemon *daemon)
{
	return test_client_connect_protocol(daemon, "framed");
}

struct test_client *
framed_login(const struct test_daemon *daemon, const char *name)
{
	struct test_client *client;

	test_nodes_level();
	client = framed_connect(daemon);
	framed_ask(client, test_format("%s|\n", name),
	    test_format("server|%s has logged in\n", name));
	test_nodes_level();
	return client;
}

void
framed_send(struct test_client *client, const char *lines)
{
	size_t size;
	const char *bytes = framed_bytes(lines, &size);

	test_client_send_bytes(client, bytes, size);
}

void
framed_expect(struct test_client *client, const char *lines)
{
	size_t size;
	const char *bytes = framed_bytes(lines, &size);

	test_client_expect_bytes(client, bytes, size);
}

void
framed_ask(struct test_client *client, const char *request, const char *reply)
{
	framed_send(client, request);
	framed_expect(client, reply);
}

struct test_client *
plain_connect(const struct test_daemon *daemon)
{
	struct test_client *client;
	const char *name;

	/* Whoever connects hears the room. */
	test_nodes_keep_level(daemon);
	test_nodes_level();
	client = test_client_connect_protocol(daemon, "plain");
	name = test_client_name(client);
	/* Nothing says that a guest is in but what they send to themselves. */
	test_client_ask(client, test_format("@%s in\n", name),
	    test_format("\r<%s> @%s in\n", name, name));
	test_nodes_level();
	return client;
}
