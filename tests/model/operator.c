/* SPDX-License-Identifier: MIT */
/*
 * A request to the console is answered before anything else is done: the main
 * thread of the daemon waits for nobody.
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

static void
operator_send(struct world *world, const char *request)
{
	test_client_send(world->console, request);
	test_client_send(world->console, "\n");
}

bool
operator_order(struct world *world, const char *request)
{
	bool is_done;

	operator_send(world, request);
	is_done = strcmp(test_client_take_line(world->console), "OK") == 0;
	while (*test_client_take_line(world->console) != '\0')
		continue;
	return is_done;
}

void
operator_show(struct world *world, const char *request)
{
	const char *line;

	operator_send(world, request);
	while (*(line = test_client_take_line(world->console)) != '\0')
		fprintf(stderr, "%s: %s\n", request, line);
}

/* Return the number after key and separator in what the request answers. */
static uint64_t
operator_number(
    struct world *world, const char *request, const char *key, char separator)
{
	size_t size = strlen(key);
	uint64_t number = 0;
	bool is_found = false;
	const char *line;

	operator_send(world, request);
	while (*(line = test_client_take_line(world->console)) != '\0') {
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
operator_status(struct world *world, const char *key)
{
	return operator_number(world, "status", key, '\t');
}

uint64_t
operator_metric(struct world *world, const char *name)
{
	return operator_number(world, "metrics", name, ' ');
}

/* ---- what users hear of ------------------------------------------------- */

/* Give an order that ends in the letter, which must be carried out. */
static void
operator_write(
    struct world *world, const char *order, const char *to, struct entry *entry)
{
	char letter[LETTER_SPACE], request[LETTER_SPACE + 400];

	letter_write(letter, 0, entry->number, REASON_BYTES);
	snprintf(request, sizeof(request), "%s %s %s", order, to, letter);
	if (!operator_order(world, request))
		world_fail(world, "the console refuses \"%s\"", request);
	ledger_confirm(world, entry);
}

void
operator_kick(struct world *world, struct actor *actor)
{
	struct name *name = actor->name;
	struct entry *entry = ledger_add(
	    world, ENTRY_DIRECT, 0, world->server, name, 0);

	actor_begin_end(world, actor, true);
	actor->reason = entry;
	operator_write(world, "kick", name->text, entry);
}

void
operator_tell_all(struct world *world)
{
	operator_write(world, "tell", "#",
	    ledger_add(world, ENTRY_TOLD, 0, world->server, NULL, 0));
}

void
operator_tell(struct world *world, struct actor *actor)
{
	operator_write(world, "tell", actor->name->text,
	    ledger_add(world, ENTRY_DIRECT, 0, world->server, actor->name, 0));
}
