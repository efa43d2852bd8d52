/* SPDX-License-Identifier: MIT */
/*
 * A request to a console is answered before anything else is done: the main
 * thread of a daemon waits for nobody.
 */

#include "model/operator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "model/actor.h"
#include "model/ledger.h"
#include "model/letter.h"

/* Letters of the server are short: a reason is one of them. */
#define REASON_BYTES 40

static struct test_client *
operator_send(struct world *world, unsigned int server, const char *request)
{
	struct test_client *console = world->servers[server].console;

	test_client_send(console, request);
	test_client_send(console, "\n");
	return console;
}

static bool
operator_order_of(struct world *world, unsigned int server, const char *request)
{
	struct test_client *console = operator_send(world, server, request);
	bool is_done = strcmp(test_client_take_line(console), "OK") == 0;

	while (*test_client_take_line(console) != '\0')
		continue;
	return is_done;
}

bool
operator_order(struct world *world, const char *request)
{
	bool is_done = true;

	for (unsigned int i = 0; i < world->server_count; i++)
		is_done &= operator_order_of(world, i, request);
	return is_done;
}

void
operator_show(struct world *world, const char *request)
{
	for (unsigned int i = 0; i < world->server_count; i++) {
		struct test_client *console = operator_send(world, i, request);
		const char *line;

		while (*(line = test_client_take_line(console)) != '\0')
			fprintf(stderr, "%s: %s\n", request, line);
	}
}

/* Return the number after key and separator in what the request answers. */
static uint64_t
operator_number(struct world *world, unsigned int server, const char *request,
    const char *key, char separator)
{
	struct test_client *console = operator_send(world, server, request);
	size_t size = strlen(key);
	uint64_t number = 0;
	bool is_found = false;
	const char *line;

	while (*(line = test_client_take_line(console)) != '\0') {
		if (strncmp(line, key, size) != 0 || line[size] != separator)
			continue;
		number = strtoull(line + size + 1, NULL, 10);
		is_found = true;
	}
	if (!is_found)
		world_fail(world, "%s does not show %s", request, key);
	return number;
}

uint64_t
operator_status_of(struct world *world, unsigned int server, const char *key)
{
	return operator_number(world, server, "status", key, '\t');
}

uint64_t
operator_status(struct world *world, const char *key)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < world->server_count; i++)
		sum += operator_status_of(world, i, key);
	return sum;
}

uint64_t
operator_metric(struct world *world, const char *name)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < world->server_count; i++)
		sum += operator_number(world, i, "metrics", name, ' ');
	return sum;
}

/* ---- what users hear of ------------------------------------------------- */

/*
 * Give servers first to last an order that ends in the letter, which must be
 * carried out: each does so for its own users.
 */
static void
operator_write(struct world *world, unsigned int first, unsigned int last,
    const char *order, struct entry *entry)
{
	char letter[LETTER_SPACE], request[LETTER_SPACE + 400];

	letter_write(letter, 0, entry->number, REASON_BYTES);
	snprintf(request, sizeof(request), "%s %s", order, letter);
	for (unsigned int i = first; i <= last; i++)
		if (!operator_order_of(world, i, request))
			world_fail(
			    world, "the console refuses \"%s\"", request);
	ledger_confirm(world, entry);
}

/* Give such an order about an actor to the server that it is on. */
static void
operator_write_about(struct world *world, const struct actor *actor,
    const char *order, struct entry *entry)
{
	unsigned int server = world_server(world, actor->session);
	char words[200];

	snprintf(words, sizeof(words), "%s %s", order, actor->name->text);
	operator_write(world, server, server, words, entry);
}

void
operator_kick(struct world *world, struct actor *actor)
{
	struct entry *entry = ledger_add(
	    world, ENTRY_DIRECT, 0, world->server, actor->name, 0);

	actor_begin_end(world, actor, true);
	actor->reason = entry;
	operator_write_about(world, actor, "kick", entry);
}

void
operator_tell_all(struct world *world)
{
	operator_write(world, 0, world->server_count - 1, "tell #",
	    ledger_add(world, ENTRY_TOLD, 0, world->server, NULL, 0));
}

void
operator_tell(struct world *world, struct actor *actor)
{
	operator_write_about(world, actor, "tell",
	    ledger_add(world, ENTRY_DIRECT, 0, world->server, actor->name, 0));
}
