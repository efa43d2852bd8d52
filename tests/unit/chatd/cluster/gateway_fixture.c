/* SPDX-License-Identifier: MIT */
#include "unit/chatd/cluster/gateway_fixture.h"

#include "chatd/cluster/gateway/crossing.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/neighbours.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/presence/room.h"
#include "unit/unit.h"

#define KINDS (MESSAGE_CHANGED + 1)

static struct gateway gateway;
static struct mailbox *mailboxes[2];
static unsigned int told[KINDS];
static struct message last[KINDS];

static void
receive_cb(struct mail *mail, void *receiver)
{
	const struct slice nothing = { 0 };
	struct batch *batch = (struct batch *)mail;
	struct message message;
	size_t at = 0;

	(void)receiver;
	while (batch_next(batch, &at, &message)) {
		told[message.kind]++;
		message.room = message.from = message.text = nothing;
		message.stamp = NULL;
		last[message.kind] = message;
	}
	batch_free(batch);
}

struct gateway *
gateway_fixture_begin(void)
{
	const struct router_destinations to = { mailboxes, 2, true };

	ck_assert_int_eq(loop_init(&gateway.loop), 0);
	remote_takeovers_init(&gateway);
	for (unsigned int i = 0; i < 2; i++) {
		mailboxes[i] = mailbox_new(gateway.loop.base, NULL);
		ck_assert_ptr_nonnull(mailboxes[i]);
		mailbox_receive_batches(mailboxes[i], receive_cb);
	}
	gateway.life = FIXTURE_OWN_LIFE;
	gateway.directory = directory_new(10);
	gateway.rooms = rooms_new(2);
	slots_init(&gateway.slots, 1);
	gateway.router = router_new(&gateway.slots, gateway.directory, &to);
	ck_assert_ptr_nonnull(gateway.router);
	list_init(&gateway.nodes);
	list_init(&gateway.crossings);
	list_init(&gateway.unanswered);
	slab_init(&gateway.crossing_memory, sizeof(struct crossing));
	alias_table_init(&gateway.aliases, 1, 1);
	neighbours_come(
	    &gateway, FIXTURE_OTHER_LIFE, (struct slice)SLICE("other"));
	ck_assert_ptr_nonnull(gateway_fixture_node());
	return &gateway;
}

struct node *
gateway_fixture_node(void)
{
	return node_find(&gateway.nodes, FIXTURE_OTHER_LIFE);
}

void
gateway_fixture_end(void)
{
	directory_forget_all(gateway.directory);
	neighbours_go_all(&gateway);
	ck_assert_uint_eq(gateway.aliases.count, 0);
	remote_takeovers_clear(&gateway);
	crossing_clear(&gateway);
	alias_table_clear(&gateway.aliases);
	router_free(gateway.router);
	rooms_free(gateway.rooms);
	directory_free(gateway.directory);
	for (unsigned int i = 0; i < 2; i++)
		mailbox_free(mailboxes[i]);
	loop_clear(&gateway.loop);
}

unsigned int
gateway_fixture_count(enum message_kind kind)
{
	router_post_batches(gateway.router);
	mailbox_receive(mailboxes[0]);
	return told[kind];
}

struct message
gateway_fixture_last(enum message_kind kind)
{
	ck_assert_uint_gt(gateway_fixture_count(kind), 0);
	return last[kind];
}
