/* SPDX-License-Identifier: MIT */
/*
 * What a node tells another one of rooms arrives in the order in which it
 * happened.  So when it has heard that somebody joined a room, who has done so
 * for this purpose, it has heard of all that was before.
 */

#include <sys/socket.h>

#include <string.h>
#include <time.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"

static struct test_client *watchers[2]; /* NULL: nobody waits */
static unsigned int last_node, rounds;

static void
watchers_end(void *argument)
{
	(void)argument;
	watchers[0] = watchers[1] = NULL;
}

static struct test_client *
watcher_login(const struct test_daemon *daemon, unsigned int number)
{
	struct sockaddr_storage address;
	size_t size = test_daemon_address(
	    test_daemon_node(daemon, number), "hello", 0, &address);
	struct test_client *client = test_client_connect_socket(
	    (struct sockaddr *)&address, size);

	test_client_ask(client, test_format("HELLO-FROM watcher%u\n", number),
	    test_format("HELLO watcher%u\n", number));
	return client;
}

/* Wait until the other node has heard all that has happened on this one. */
static void
level_one(unsigned int node)
{
	struct test_client *here = watchers[node], *there = watchers[1 - node];
	const char *room = test_format("#level%u", rounds++);

	test_client_send(here, test_format("JOIN %s\n", room));
	test_client_expect(here, test_format("JOIN-OK %s\n", room));
	test_client_ask_until(there, test_format("WHO %s\n", room),
	    test_format("WHO-OK %s watcher%u\n", room, node));
	test_client_send(here, test_format("LEAVE %s\n", room));
	test_client_expect(here, test_format("LEAVE-OK %s\n", room));
}

void
test_nodes_level(void)
{
	for (unsigned int i = 0; i < 2 && watchers[i] != NULL; i++)
		level_one(i);
}

/* Say whether name is in the list of users that line is. */
static bool
is_listed(const char *line, const char *name)
{
	const char *found = line + strcspn(line, " ");
	size_t size = strlen(name);

	while (*found != '\0') {
		found++;
		if (strncmp(found, name, size) == 0 &&
		    (found[size] == ',' || found[size] == '\0'))
			return true;
		found += strcspn(found, ",");
	}
	return false;
}

void
test_nodes_await(const char *name, bool is_there)
{
	time_t deadline = time(NULL) + TEST_PATIENCE_MS / 1000;

	for (unsigned int i = 0; i < 2 && watchers[i] != NULL; i++) {
		do {
			test_require(time(NULL) <= deadline,
			    "%s is known, or not, for too long", name);
			test_client_send(watchers[i], "WHO\n");
		} while (is_listed(test_client_take_line(watchers[i]), name) !=
			 is_there);
	}
}

void
test_nodes_keep_level(const struct test_daemon *daemon)
{
	struct test_client *logged_in[2];

	if (test_nodes_count() == 1 || watchers[0] != NULL)
		return;
	for (unsigned int i = 0; i < 2; i++)
		logged_in[i] = watcher_login(daemon, i);
	for (unsigned int i = 0; i < 2; i++)
		watchers[i] = logged_in[i];
	last_node = 0;
	test_defer(watchers_end, NULL);
	for (unsigned int i = 0; i < 2; i++)
		test_nodes_await(test_format("watcher%u", i), true);
}

const char *
test_nodes_watchers(const char *separator)
{
	if (watchers[0] == NULL)
		return "";
	return test_format("%swatcher0%swatcher1", separator, separator);
}

void
test_nodes_turn_to(unsigned int node)
{
	if (watchers[0] == NULL || node == last_node)
		return;
	last_node = node;
	test_nodes_level();
}
