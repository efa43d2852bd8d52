/* SPDX-License-Identifier: MIT */
/*
 * Nodes are level when each lists a user who has logged in on the other one
 * after all that was to be known, and has the same user in a room: names and
 * rooms come by different ways, and each of these has an order.
 */

#include "model/servers.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"
#include "model/drops.h"
#include "server/console_fixture.h"

/* What those who are there to make nodes level are called, and their rooms. */
#define OWN_NAME "level"

/* ---- starting ------------------------------------------------------------ */

static void
server_start(
    struct server *server, const char *text, const char *directory, bool folds)
{
	static const char *const protocols[] = {
		[LISTENER_HELLO] = "hello",
		[LISTENER_SIZED] = "sized",
		[LISTENER_FRAMED] = "framed",
		[LISTENER_PLAIN] = "plain",
		[LISTENER_IRC] = "irc",
		[LISTENER_DROP] = "drop",
	};

	server->console = console_start_file(
	    test_format("%sdrop_directory = \"%s\"\n", text, directory),
	    &server->daemon);
	for (size_t i = 0; i < SERVER_LISTENERS; i++)
		if (i != LISTENER_IRC || folds)
			test_daemon_address(server->daemon, protocols[i], 0,
			    &server->addresses[i]);
	/* From then on the disk's threads open nothing that stays open. */
	test_daemon_wait_log(server->daemon, "files in drop_directory");
}

void
servers_start(struct world *world, unsigned int workers)
{
	const char *text = test_format(
	    "address = 127.0.0.1 port = 0 workers = %u\n"
	    "send_queue_max = 256MiB\n"
	    "room_list_interval = 0 login_timeout = 1h irc_ping = 0\n"
	    "listener s { protocol = sized port = 0 }\n"
	    "listener f { protocol = framed port = 0 }\n"
	    "listener p { protocol = plain port = 0 }\n"
	    "listener d { protocol = drop port = 0 }\n",
	    workers);

	if (world->folds)
		text = test_format("%snames_fold = yes\n"
				   "listener i { protocol = irc port = 0 }\n",
		    text);
	world->server_count = test_nodes_count();
	if (world->server_count > 1)
		text = test_format("%sengine = redis engine_address = \"%s\"\n",
		    text, test_nodes_start_engine());
	for (unsigned int i = 0; i < world->server_count; i++) {
		const char *directory = test_directory_create();
		const char *own = test_format(
		    "%snode_name = node%u\n", text, i);

		if (i == 0)
			drops_init(directory);
		server_start(&world->servers[i],
		    world->server_count > 1 ? own : text, directory,
		    world->folds);
	}
}

void
servers_stop(struct world *world)
{
	for (unsigned int i = 0; i < world->server_count; i++) {
		test_client_close(world->servers[i].console);
		test_daemon_stop(world->servers[i].daemon);
	}
}

void
servers_connect(const struct world *world, struct peer *peer,
    unsigned int server, unsigned int listener)
{
	/* A guest is called after an address, which two may not share. */
	peer_open(peer,
	    (const struct sockaddr *)&world->servers[server]
		.addresses[listener],
	    sizeof(struct sockaddr_in), 1 + server);
}

/* ---- being level --------------------------------------------------------- */

/* Ask for a list, and return it. */
static const char *
servers_ask_list(
    struct world *world, struct test_client *client, const char *request)
{
	test_client_send(client, request);
	world->tally.lists++;
	return test_client_take_line(client);
}

/* Log in on a server, and join a room of one's own. */
static struct test_client *
servers_begin_level(
    struct world *world, unsigned int server, unsigned int number)
{
	struct test_client *client = test_client_connect_socket(
	    (const struct sockaddr *)&world->servers[server]
		.addresses[LISTENER_HELLO],
	    sizeof(struct sockaddr_in));

	test_client_ask(client,
	    test_format("HELLO-FROM " OWN_NAME "%u\nJOIN #" OWN_NAME "%u\n",
		number, number),
	    test_format("HELLO " OWN_NAME "%u\nJOIN-OK #" OWN_NAME "%u\n",
		number, number));
	world->tally.logins++;
	return client;
}

/* Say whether client sees the user of this number, in the list and in a room.
 */
static bool
servers_is_level(
    struct world *world, struct test_client *client, unsigned int number)
{
	const char *name = test_format("," OWN_NAME "%u,", number);
	const char *request = test_format("WHO #" OWN_NAME "%u\n", number);
	const char *room = test_format(
	    "WHO-OK #" OWN_NAME "%u " OWN_NAME "%u", number, number);
	const char *list = test_format(
	    "%s,", servers_ask_list(world, client, "WHO\n"));

	return strstr(list, name) != NULL &&
	       strcmp(servers_ask_list(world, client, request), room) == 0;
}

static void
servers_await_level(
    struct world *world, struct test_client *client, unsigned int number)
{
	time_t deadline = time(NULL) + TEST_PATIENCE_MS / 1000;

	while (!servers_is_level(world, client, number))
		if (time(NULL) > deadline)
			world_fail(world, "a node does not hear of another");
}

void
servers_level(struct world *world)
{
	struct test_client *clients[SERVERS_MAX];
	unsigned int first = world->level_count, count = world->server_count;

	if (count == 1)
		return;
	world->level_count += count;
	for (unsigned int i = 0; i < count; i++)
		clients[i] = servers_begin_level(world, i, first + i);
	for (unsigned int i = 0; i < count; i++)
		servers_await_level(world, clients[i], first + (i + 1) % count);
	for (unsigned int i = 0; i < count; i++) {
		test_client_finish(clients[i]);
		test_client_expect_end(clients[i]);
		test_client_close(clients[i]);
	}
}

bool
servers_is_own_name(const struct world *world, struct slice text)
{
	size_t size = strlen(OWN_NAME);

	return world->server_count > 1 && text.size > size &&
	       memcmp(text.bytes, OWN_NAME, size) == 0;
}
