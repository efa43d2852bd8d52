/* SPDX-License-Identifier: MIT */
/*
 * Ends of a link.  What a link calls does without Check, which wants memory,
 * and a test may have taken all of it away.
 */

#include "unit/chatd/cluster/link_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

static enum incoming_answer
node_take(const struct record *record, void *argument)
{
	struct node *node = argument;

	if (node->puts_off != 0 && record->id == node->puts_off)
		return INCOMING_LATER;
	if (node->refuses != 0 && record->id == node->refuses)
		return INCOMING_REFUSED;
	if (node->taken_count == NODE_RECORDS_MAX)
		abort();
	node->taken[node->taken_count++] = record->id;
	return INCOMING_TAKEN;
}

static void
node_hear(uint64_t token, enum outgoing_outcome outcome,
    const struct record *record, void *argument)
{
	struct node *node = argument;

	(void)record;
	if (node->told_count == NODE_RECORDS_MAX)
		abort();
	node->told[node->told_count] = token;
	node->outcomes[node->told_count++] = outcome;
}

void
node_start(struct node *node, uint64_t own_life, uint64_t other_life,
    size_t window_bytes, size_t ceiling_bytes)
{
	const struct link_options options = {
		.own_life = own_life,
		.other_life = other_life,
		.window_bytes = window_bytes,
		.ceiling_bytes = ceiling_bytes,
		.take = node_take,
		.outcome = node_hear,
		.argument = node,
	};

	memset(node, 0, sizeof(*node));
	node->link = link_new(&options);
	ck_assert_ptr_nonnull(node->link);
}

void
node_say(struct node *node, uint64_t id, size_t text_bytes)
{
	char *text = calloc(1, text_bytes + 1);
	const struct record record = {
		.kind = RECORD_DELIVERED,
		.id = id,
		.text = { text, text_bytes },
	};

	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(link_append(node->link, &record, id), 0);
	free(text);
}

void
node_lose(struct node *node)
{
	struct wire wire;

	node_take_frames(node, 0, &wire);
	wire_clear(&wire);
}

void
node_take_frames(struct node *node, uint64_t now_ns, struct wire *wire)
{
	struct slice bytes;

	wire->count = 0;
	while (link_take_frame(node->link, now_ns, &bytes)) {
		char *copy = malloc(bytes.size);

		ck_assert_ptr_nonnull(copy);
		ck_assert_uint_lt(wire->count, NODE_FRAMES_MAX);
		memcpy(copy, bytes.bytes, bytes.size);
		wire->frames[wire->count++] = (struct slice){ copy,
			bytes.size };
	}
}

enum incoming_arrival
node_receive(struct node *node, const struct wire *wire, size_t number)
{
	ck_assert_uint_lt(number, wire->count);
	return link_receive(node->link, 0, wire->frames[number]);
}

size_t
node_pass(struct node *from, struct node *to, uint64_t now_ns)
{
	struct wire wire;
	size_t count;

	node_take_frames(from, now_ns, &wire);
	count = wire.count;
	for (size_t i = 0; i < count; i++)
		link_receive(to->link, now_ns, wire.frames[i]);
	wire_clear(&wire);
	return count;
}

void
wire_clear(struct wire *wire)
{
	for (size_t i = 0; i < wire->count; i++)
		free((void *)(uintptr_t)wire->frames[i].bytes);
	wire->count = 0;
}

bool
node_was_told(const struct node *node, size_t number, uint64_t token,
    enum outgoing_outcome outcome)
{
	return number < node->told_count && node->told[number] == token &&
	       node->outcomes[number] == outcome;
}
