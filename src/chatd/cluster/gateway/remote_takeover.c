/* SPDX-License-Identifier: MIT */
/*
 * What has to be known to answer goes with the question through the worker of
 * the holder, as a text that only this file reads.
 *
 * The list of those who wait is walked for whatever may concern one of them.
 * It is short: somebody has checked a password for each owner in it, and they
 * wait for two ways across, which is milliseconds; strangers are few.
 */

#include "chatd/cluster/gateway/remote_takeover.h"

#include <stdlib.h>

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/links/record.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "common/big_endian.h"
#include "common/container.h"
#include "common/log.h"

/* How long the log may take to say who has a name that the engine refuses. */
#define REMOTE_TAKEOVER_LOG_MS 250

/* For an answer that found no memory. */
#define REMOTE_TAKEOVER_AGAIN_MS 250

/* The life of the node that asks, and its number for the question. */
#define REMOTE_TAKEOVER_TICKET_BYTES 16

struct remote_takeover {
	struct deadline deadline;
	struct gateway *gateway;
	uint64_t id;
	uint64_t life; /* of the node that is asked; 0: none is */
	struct address asker;
	struct address holder; /* as it is known here, or nowhere */
	bool is_owner;
	bool has_ended; /* the holder, as their node says */
	size_t name_size;
	char name[];
};

/* ---- on the node that asks ----------------------------------------------- */

static struct remote_takeover *
remote_takeover_at(struct list *place)
{
	return container_of(place, struct remote_takeover, deadline.place);
}

/* Say whether name still leads to holder, or to nobody as it did. */
static bool
remote_takeover_is_as_before(
    const struct gateway *gateway, struct slice name, struct address holder)
{
	return address_equals(directory_find(gateway->directory, name), holder);
}

/* Tell the asker.  Return 0, or -1 if there is no memory. */
static int
remote_takeover_tell(const struct gateway *gateway, struct address asker,
    enum router_outcome outcome)
{
	const struct message message = {
		.kind = MESSAGE_ANSWERED,
		.to = asker,
		.work = outcome,
	};

	return gateway_send_to_worker(gateway, address_worker(asker), &message);
}

static void
remote_takeover_free(struct remote_takeover *takeover)
{
	struct remote_takeovers *all = &takeover->gateway->takeovers;

	deadline_clear(&takeover->deadline);
	all->count--;
	all->strangers -= !takeover->is_owner;
	free(takeover);
}

/* Tell the asker how things are, now or when there is memory for that. */
static void
remote_takeover_end(struct remote_takeover *takeover)
{
	struct gateway *gateway = takeover->gateway;
	const struct slice name = { takeover->name, takeover->name_size };
	enum router_outcome outcome = ROUTER_SENT;

	if (remote_takeover_is_as_before(gateway, name, takeover->holder))
		outcome = ROUTER_NO_SUCH_USER;
	if (remote_takeover_tell(gateway, takeover->asker, outcome) == 0)
		remote_takeover_free(takeover);
	else
		loop_set_deadline(&gateway->loop, &gateway->takeovers.waiting,
		    &takeover->deadline, REMOTE_TAKEOVER_AGAIN_MS);
}

static void
remote_takeover_expired_cb(struct deadline *deadline)
{
	remote_takeover_end(
	    container_of(deadline, struct remote_takeover, deadline));
}

/* Let the asker go on if the holder has ended, and the name is free here. */
static void
remote_takeover_look(struct remote_takeover *takeover)
{
	const struct slice name = { takeover->name, takeover->name_size };

	if (takeover->has_ended &&
	    !remote_takeover_is_as_before(
		takeover->gateway, name, takeover->holder))
		remote_takeover_end(takeover);
}

static bool
remote_takeovers_are_full(const struct remote_takeovers *all, bool is_owner)
{
	return all->count >= REMOTE_TAKEOVERS_MAX ||
	       (!is_owner && all->strangers >= REMOTE_TAKEOVERS_STRANGERS_MAX);
}

/* Have an asker wait.  Return NULL if there is no memory. */
static struct remote_takeover *
remote_takeover_add(struct gateway *gateway, const struct message *message)
{
	struct remote_takeovers *all = &gateway->takeovers;
	struct slice name = message->from;
	struct remote_takeover *takeover = malloc(
	    sizeof(*takeover) + name.size);

	if (takeover == NULL)
		return NULL;
	*takeover = (struct remote_takeover){
		.gateway = gateway,
		.id = ++all->last_id,
		.asker = message->by,
		.holder = message->to,
		.is_owner = message->own,
		.name_size = name.size,
	};
	slice_write(takeover->name, name);
	all->count++;
	all->strangers += !takeover->is_owner;
	loop_set_deadline(&gateway->loop, &all->waiting, &takeover->deadline,
	    message->to.value != 0 ? gateway->options.timeout_ms
				   : REMOTE_TAKEOVER_LOG_MS);
	return takeover;
}

/* Ask the node of the holder. */
static void
remote_takeover_ask(struct remote_takeover *takeover, const struct alias *alias)
{
	const struct record record = {
		.kind = RECORD_TAKEOVER,
		.own = takeover->is_owner,
		.to = alias->there,
		.id = takeover->id,
		.from = { takeover->name, takeover->name_size },
	};

	takeover->life = alias->node->life;
	if (link_append(alias->node->link, &record, 0) == 0)
		return;
	log_errno("node %s is not asked for a name", alias->node->name);
	remote_takeover_end(takeover);
}

bool
remote_takeover_begin(struct gateway *gateway, const struct message *message)
{
	const struct alias *alias = alias_at(&gateway->aliases, message->to);
	struct remote_takeover *takeover;

	if (!remote_takeover_is_as_before(gateway, message->from, message->to))
		return remote_takeover_tell(
			   gateway, message->by, ROUTER_SENT) == 0;
	if (remote_takeovers_are_full(&gateway->takeovers, message->own))
		return remote_takeover_tell(
			   gateway, message->by, ROUTER_NO_SUCH_USER) == 0;
	takeover = remote_takeover_add(gateway, message);
	if (takeover == NULL)
		return false;
	if (alias != NULL)
		remote_takeover_ask(takeover, alias);
	return true;
}

void
remote_takeover_hear(struct node *node, const struct record *record)
{
	struct list *waiting = &node->gateway->takeovers.waiting.deadlines;

	for (struct list *at = waiting->next; at != waiting; at = at->next) {
		struct remote_takeover *takeover = remote_takeover_at(at);

		if (takeover->id != record->id || takeover->life != node->life)
			continue;
		takeover->has_ended = record->own;
		if (record->own)
			remote_takeover_look(takeover);
		else
			remote_takeover_end(takeover);
		return;
	}
}

void
remote_takeover_note_free(struct gateway *gateway, struct address here)
{
	struct list *waiting = &gateway->takeovers.waiting.deadlines, *next;

	for (struct list *at = waiting->next; at != waiting; at = next) {
		struct remote_takeover *takeover = remote_takeover_at(at);

		next = at->next;
		if (address_equals(takeover->holder, here))
			remote_takeover_look(takeover);
	}
}

void
remote_takeover_note_end(struct gateway *gateway, uint64_t life)
{
	struct list *waiting = &gateway->takeovers.waiting.deadlines, *next;

	for (struct list *at = waiting->next; at != waiting; at = next) {
		struct remote_takeover *takeover = remote_takeover_at(at);

		next = at->next;
		if (takeover->life == life)
			remote_takeover_end(takeover);
	}
}

/* ---- on the node that is asked ------------------------------------------- */

enum incoming_answer
remote_takeover_pass_on(const struct node *node, const struct record *record)
{
	struct gateway *gateway = node->gateway;
	char ticket[REMOTE_TAKEOVER_TICKET_BYTES];
	const struct message message = {
		.kind = MESSAGE_TAKEOVER,
		.own = record->own,
		.to = record->to,
		.from = record->from,
		.text = { ticket, sizeof(ticket) },
	};

	if (!gateway_is_of_node(gateway, record->to))
		return INCOMING_REFUSED;
	big_endian_write_64(
	    big_endian_write_64(ticket, node->life), record->id);
	if (gateway_send_to_worker(
		gateway, address_worker(record->to), &message) != 0)
		return INCOMING_LATER;
	return INCOMING_TAKEN;
}

void
remote_takeover_answer(struct gateway *gateway, const struct message *message)
{
	const char *ticket = message->text.bytes;
	const struct record record = {
		.kind = RECORD_LOOKED,
		.own = message->own,
		.id = big_endian_read_64(ticket + 8),
	};
	struct node *node = node_find(
	    &gateway->nodes, big_endian_read_64(ticket));

	/* Whoever does not hear it stops waiting by themselves. */
	if (node != NULL && link_append(node->link, &record, 0) != 0)
		log_errno("node %s does not hear of a name", node->name);
}

/* ---- all of them --------------------------------------------------------- */

void
remote_takeovers_init(struct gateway *gateway)
{
	loop_add_deadlines(&gateway->loop, &gateway->takeovers.waiting,
	    remote_takeover_expired_cb);
}

void
remote_takeovers_clear(struct gateway *gateway)
{
	struct remote_takeovers *all = &gateway->takeovers;

	while (all->count > 0)
		remote_takeover_free(
		    remote_takeover_at(&deadline_first(&all->waiting)->place));
}
