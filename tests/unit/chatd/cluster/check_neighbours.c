/* SPDX-License-Identifier: MIT */
/*
 * Users of another node, of whom two tell: the log of names, and their node.
 * Either may be first.  What the worker here is told is counted.
 */

#include "chatd/cluster/neighbours.h"

#include <event2/event.h>

#include "chatd/cluster/gateway_private.h"
#include "chatd/cluster/inbound.h"
#include "chatd/cluster/node.h"
#include "chatd/cluster/record.h"
#include "chatd/core/message.h"
#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/presence/room.h"
#include "unit/unit.h"

#define OTHER_LIFE 7

static struct gateway gateway;
static struct mailbox *mailboxes[2];
static struct event_base *base;
static const struct slice bob = SLICE("bob");
static unsigned int told[MESSAGE_RULED + 1]; /* by kind */

static void
receive_cb(struct mail *mail, void *receiver)
{
	struct batch *batch = (struct batch *)mail;
	struct message message;
	size_t at = 0;

	(void)receiver;
	while (batch_next(batch, &at, &message))
		told[message.kind]++;
	batch_free(batch);
}

/* A gateway without a thread, for one worker, and one more node. */
static struct node *
begin(void)
{
	const struct router_destinations to = { mailboxes, 2, true };

	base = event_base_new();
	for (unsigned int i = 0; i < 2; i++) {
		mailboxes[i] = mailbox_new(base, NULL);
		ck_assert_ptr_nonnull(mailboxes[i]);
		mailbox_receive_batches(mailboxes[i], receive_cb);
	}
	gateway.life = 1;
	gateway.directory = directory_new(10);
	gateway.rooms = rooms_new(2);
	slots_init(&gateway.slots, 1);
	gateway.router = router_new(&gateway.slots, gateway.directory, &to);
	ck_assert_ptr_nonnull(gateway.router);
	list_init(&gateway.nodes);
	list_init(&gateway.crossings);
	list_init(&gateway.unanswered);
	alias_table_init(&gateway.aliases, 1, 1);
	neighbours_come(&gateway, OTHER_LIFE, (struct slice)SLICE("other"));
	return neighbours_find(&gateway, OTHER_LIFE);
}

static void
end(void)
{
	directory_forget_all(gateway.directory);
	neighbours_go_all(&gateway);
	ck_assert_uint_eq(gateway.aliases.count, 0);
	alias_table_clear(&gateway.aliases);
	router_free(gateway.router);
	rooms_free(gateway.rooms);
	directory_free(gateway.directory);
	for (unsigned int i = 0; i < 2; i++)
		mailbox_free(mailboxes[i]);
	event_base_free(base);
}

/* Have the worker receive what was sent, and return how many were so. */
static unsigned int
count_told(enum message_kind kind)
{
	router_post_batches(gateway.router);
	mailbox_receive(mailboxes[0]);
	return told[kind];
}

static enum incoming_answer
take(struct node *node, enum record_kind kind, struct address by)
{
	const struct record record = {
		.kind = kind,
		.to = address_make(0, 1, 1),
		.by = by,
		.room = SLICE("den"),
		.from = bob,
		.work = 1,
	};

	return inbound_take_cb(&record, node);
}

START_TEST(nobody_waits_for_a_user_who_has_ended)
{
	struct node *node = begin();
	struct address there = address_make(0, 5, 1);

	ck_assert(neighbours_user_comes(
	    &gateway, OTHER_LIFE, bob, CLAIM_USER, there));
	ck_assert_int_eq(take(node, RECORD_HOLD, there), INCOMING_TAKEN);
	ck_assert_uint_eq(count_told(MESSAGE_HOLD), 1);
	if (_i == 0)
		neighbours_user_goes(&gateway, OTHER_LIFE, bob, there);
	ck_assert_int_eq(take(node, RECORD_ENDED, there), INCOMING_TAKEN);
	if (_i != 0)
		neighbours_user_goes(&gateway, OTHER_LIFE, bob, there);
	ck_assert_uint_ge(count_told(MESSAGE_RELEASE), 1);
	end();
}
END_TEST

START_TEST(nobody_is_held_for_a_user_who_is_not_known)
{
	struct node *node = begin();

	ck_assert_int_eq(
	    take(node, RECORD_HOLD, address_make(0, 5, 1)), INCOMING_REFUSED);
	ck_assert_uint_eq(count_told(MESSAGE_HOLD), 0);
	end();
}
END_TEST

START_TEST(a_node_may_release_whoever_waits_for_any_of_its_users)
{
	struct node *node = begin();

	take(node, RECORD_RELEASE, address_make(0, 0, 0));
	take(node, RECORD_RELEASE, address_make(3, 0, 0));
	ck_assert_uint_ge(count_told(MESSAGE_RELEASE), 1);
	end();
}
END_TEST

START_TEST(members_leave_with_their_node)
{
	struct node *node = begin();
	struct address there = address_make(0, 5, 1);

	ck_assert_int_eq(take(node, RECORD_JOINED, there), INCOMING_TAKEN);
	ck_assert(
	    node_has_members(node, gateway.rooms, (struct slice)SLICE("den")));
	ck_assert_uint_eq(gateway.aliases.count, 1);
	neighbours_go(&gateway, OTHER_LIFE);
	ck_assert_ptr_null(
	    room_find(gateway.rooms, (struct slice)SLICE("den")));
	end();
}
END_TEST

START_TEST(orders_for_workers_that_are_none_are_refused)
{
	struct node *node = begin();
	struct address there = address_make(0, 5, 1);
	struct record record = {
		.kind = RECORD_KICKED,
		.by = there,
		.room = SLICE("den"),
		.from = bob,
	};

	for (unsigned int worker = 1; worker < ADDRESS_WORKERS_MAX; worker++) {
		record.to = address_make(worker, 1, 1);
		ck_assert_int_eq(
		    inbound_take_cb(&record, node), INCOMING_REFUSED);
	}
	ck_assert_uint_eq(count_told(MESSAGE_KICKED), 0);
	end();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, nobody_waits_for_a_user_who_has_ended, 0, 2);
	test_cases_add(tests, nobody_is_held_for_a_user_who_is_not_known);
	test_cases_add(
	    tests, a_node_may_release_whoever_waits_for_any_of_its_users);
	test_cases_add(tests, members_leave_with_their_node);
	test_cases_add(tests, orders_for_workers_that_are_none_are_refused);
}
