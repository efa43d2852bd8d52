/* SPDX-License-Identifier: MIT */
/*
 * Users of another node, of whom two tell: the log of names, and their node.
 * Either may be first.  What the worker here is told is counted.
 */

#include "chatd/cluster/gateway/neighbours.h"

#include <stdio.h>

#include "chatd/cluster/gateway/census.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/inbound.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/links/record.h"
#include "chatd/core/message.h"
#include "chatd/presence/card.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/presence/past_users.h"
#include "chatd/presence/room.h"
#include "unit/chatd/cluster/gateway_fixture.h"
#include "unit/unit.h"

/* More than fit into a small link. */
#define ROOMS 2000

static struct gateway *gateway;
static const struct slice bob = SLICE("bob");

static struct node *
begin(void)
{
	gateway = gateway_fixture_begin();
	return gateway_fixture_node();
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
	    gateway, FIXTURE_OTHER_LIFE, bob, CLAIM_USER, there));
	ck_assert_int_eq(take(node, RECORD_HOLD, there), INCOMING_TAKEN);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_HOLD), 1);
	if (_i == 0)
		neighbours_user_goes(gateway, FIXTURE_OTHER_LIFE, bob, there);
	ck_assert_int_eq(take(node, RECORD_ENDED, there), INCOMING_TAKEN);
	if (_i != 0)
		neighbours_user_goes(gateway, FIXTURE_OTHER_LIFE, bob, there);
	ck_assert_uint_ge(gateway_fixture_count(MESSAGE_RELEASE), 1);
	gateway_fixture_end();
}
END_TEST

START_TEST(nobody_is_held_for_a_user_who_is_not_known)
{
	struct node *node = begin();

	ck_assert_int_eq(
	    take(node, RECORD_HOLD, address_make(0, 5, 1)), INCOMING_REFUSED);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_HOLD), 0);
	gateway_fixture_end();
}
END_TEST

START_TEST(a_node_may_release_whoever_waits_for_any_of_its_users)
{
	struct node *node = begin();

	take(node, RECORD_RELEASE, address_make(0, 0, 0));
	take(node, RECORD_RELEASE, address_make(3, 0, 0));
	ck_assert_uint_ge(gateway_fixture_count(MESSAGE_RELEASE), 1);
	gateway_fixture_end();
}
END_TEST

START_TEST(members_leave_with_their_node)
{
	struct node *node = begin();
	struct address there = address_make(0, 5, 1);

	ck_assert_int_eq(take(node, RECORD_JOINED, there), INCOMING_TAKEN);
	ck_assert(
	    node_has_members(node, gateway->rooms, (struct slice)SLICE("den")));
	ck_assert_uint_eq(gateway->aliases.count, 1);
	neighbours_go(gateway, FIXTURE_OTHER_LIFE);
	ck_assert_ptr_null(
	    room_find(gateway->rooms, (struct slice)SLICE("den")));
	gateway_fixture_end();
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
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_KICKED), 0);
	gateway_fixture_end();
}
END_TEST

/* Take a text for carol by a user of the other node, and require that it is. */
static void
take_text(struct node *node, struct slice from, struct address by)
{
	const struct record record = {
		.kind = RECORD_DELIVERED,
		.to = address_make(0, 1, 1),
		.by = by,
		.from = from,
		.text = SLICE("hi"),
		.name = SLICE("carol"),
		.id = 1,
		.work = 1,
	};

	ck_assert_int_eq(inbound_take_cb(&record, node), INCOMING_TAKEN);
	ck_assert(address_equals(gateway_fixture_last(MESSAGE_DELIVERED).by,
	    neighbours_find_user(gateway, FIXTURE_OTHER_LIFE, by)));
}

START_TEST(each_text_is_by_the_one_who_sent_it)
{
	const struct slice alice = SLICE("alice"), carol = SLICE("carol");
	const struct address at_5 = address_make(0, 5, 1);
	const struct address at_6 = address_make(0, 6, 1);
	struct node *node = begin();

	ck_assert_int_eq(directory_claim(gateway->directory, carol, CLAIM_USER,
			     address_make(0, 1, 1), NULL, NULL)
			     .outcome,
	    CLAIM_GRANTED);
	neighbours_user_comes(
	    gateway, FIXTURE_OTHER_LIFE, alice, CLAIM_USER, at_5);
	neighbours_user_comes(
	    gateway, FIXTURE_OTHER_LIFE, bob, CLAIM_USER, at_6);
	take_text(node, alice, at_5);
	take_text(node, bob, at_6);
	take_text(node, bob, at_6);
	take_text(node, alice, at_5);
	gateway_fixture_end();
}
END_TEST

static unsigned int heard[RECORD_LAST + 1];

static enum incoming_answer
hear_cb(const struct record *record, void *argument)
{
	(void)argument;
	heard[record->kind]++;
	return INCOMING_TAKEN;
}

static void
outcome_cb(uint64_t token, enum outgoing_outcome outcome,
    const struct record *record, void *argument)
{
	(void)token;
	(void)record;
	(void)outcome;
	(void)argument;
}

/* Return a link with little room, between these two lives. */
static struct link *
small_link(uint64_t own, uint64_t other)
{
	const struct link_options options = {
		.own_life = own,
		.other_life = other,
		.window_bytes = 32768,
		.ceiling_bytes = 131072,
		.take = hear_cb,
		.outcome = outcome_cb,
	};

	return link_new(&options);
}

/* Let other hear all that is sent to it. */
static void
hear(struct link *link, struct link *other)
{
	struct slice bytes;

	while (link_take_frame(link, 1, &bytes)) {
		link_receive(other, 1, bytes);
		while (link_take_frame(other, 1, &bytes))
			link_receive(link, 1, bytes);
	}
}

/* Let bob be in many rooms here. */
static void
join_many(struct membership *members[ROOMS])
{
	const struct room_visitor visitor = { .worker = 0,
		.entrant.person.name = bob };

	ck_assert_int_eq(directory_learn(gateway->directory, bob, CLAIM_USER,
			     address_make(0, 1, 1)),
	    CLAIM_GRANTED);
	for (unsigned int i = 0; i < ROOMS; i++) {
		char name[16];
		int size = snprintf(name, sizeof(name), "room%u", i);

		members[i] = room_join_elsewhere(gateway->rooms,
		    (struct slice){ name, (size_t)size }, &visitor, 0);
		ck_assert_ptr_nonnull(members[i]);
	}
}

START_TEST(a_census_may_be_larger_than_a_link)
{
	struct node *node = begin();
	struct link *other = small_link(FIXTURE_OTHER_LIFE, FIXTURE_OWN_LIFE);
	struct membership *members[ROOMS];

	link_end(node->link);
	node->link = small_link(FIXTURE_OWN_LIFE, FIXTURE_OTHER_LIFE);
	join_many(members);
	for (unsigned int i = 0; i < ROOMS; i++) {
		if (node->wants_census || node->is_told_census)
			census_tell(node);
		hear(node->link, other);
	}
	ck_assert_uint_eq(heard[RECORD_CENSUS], 1);
	ck_assert_uint_eq(heard[RECORD_JOINED], ROOMS);
	ck_assert_uint_eq(heard[RECORD_CENSUS_END], 1);
	for (unsigned int i = 0; i < ROOMS; i++)
		room_leave(gateway->rooms, members[i]);
	link_end(other);
	gateway_fixture_end();
}
END_TEST

/* Take a card of the user at there, and return where that user is here. */
static struct address
take_card(struct node *node, struct address there)
{
	const struct record record = {
		.kind = RECORD_CARD,
		.by = there,
		.from = bob,
		.text = SLICE("Bob"),
	};

	ck_assert_int_eq(inbound_take_cb(&record, node), INCOMING_TAKEN);
	return neighbours_find_user(gateway, FIXTURE_OTHER_LIFE, there);
}

/* Say whether card, a reference that is given back, is bob's. */
static bool
is_bobs(struct card *card)
{
	bool is_his = card != NULL &&
		      slice_is(card_read(card).real_name, "Bob");

	card_release(card);
	return is_his;
}

/* Their name is given back before their node says that they end, or after. */
START_TEST(a_card_goes_with_its_name)
{
	struct node *node = begin();
	struct directory *directory = gateway->directory;
	struct address there = address_make(0, 5, 1);
	struct address here = take_card(node, there);

	ck_assert(is_bobs(cards_find(directory_cards(directory), here)));
	neighbours_user_comes(
	    gateway, FIXTURE_OTHER_LIFE, bob, CLAIM_USER, there);
	if (_i == 0)
		neighbours_user_goes(gateway, FIXTURE_OTHER_LIFE, bob, there);
	take(node, RECORD_ENDED, there);
	if (_i != 0)
		neighbours_user_goes(gateway, FIXTURE_OTHER_LIFE, bob, there);
	ck_assert(!is_bobs(cards_find(directory_cards(directory), here)));
	ck_assert(is_bobs(
	    past_users_find_card(directory_past_users(directory), here)));
	gateway_fixture_end();
}
END_TEST

START_TEST(a_card_goes_with_whom_nobody_has_heard_of)
{
	struct node *node = begin();
	struct address there = address_make(0, 5, 1);
	struct address here = take_card(node, there);

	if (_i == 0)
		take(node, RECORD_ENDED, there);
	else
		neighbours_go(gateway, FIXTURE_OTHER_LIFE);
	ck_assert(
	    !is_bobs(cards_find(directory_cards(gateway->directory), here)));
	gateway_fixture_end();
}
END_TEST

/* A node that comes is told of those who are there and have a card. */
START_TEST(a_census_begins_with_cards)
{
	struct node *node = begin();
	struct link *other = small_link(FIXTURE_OTHER_LIFE, FIXTURE_OWN_LIFE);
	struct card_facts facts = { .real_name = SLICE("Bob") };
	struct claim *claims[3];

	for (unsigned int i = 0; i < 3; i++) {
		const char name[] = { (char)('a' + i), '\0' };

		facts.owner = address_make(0, i + 1, 1);
		claims[i] = directory_claim(gateway->directory, slice_of(name),
		    CLAIM_USER, facts.owner, NULL, NULL)
				.claim;
		ck_assert(
		    i == 0 || cards_put(directory_cards(gateway->directory),
				  card_new(&facts)));
	}
	directory_release(gateway->directory, claims[1]);
	census_tell(node);
	hear(node->link, other);
	ck_assert_uint_eq(heard[RECORD_CARD], 1);
	link_end(other);
	gateway_fixture_end();
}
END_TEST

START_TEST(whoever_is_renamed_is_a_member)
{
	struct node *node = begin();
	struct address there = address_make(0, 5, 1);
	const struct record record = {
		.kind = RECORD_RENAMED,
		.by = there,
		.room = SLICE("den"),
		.from = bob,
		.text = SLICE("rob"),
	};

	/* The census came between the new name of the user and the room's. */
	ck_assert_int_eq(inbound_take_cb(&record, node), INCOMING_TAKEN);
	ck_assert(
	    node_has_members(node, gateway->rooms, (struct slice)SLICE("den")));
	gateway_fixture_end();
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
	test_cases_add(tests, a_census_may_be_larger_than_a_link);
	test_cases_add(tests, whoever_is_renamed_is_a_member);
	test_cases_add_loop(tests, a_card_goes_with_its_name, 0, 2);
	test_cases_add_loop(
	    tests, a_card_goes_with_whom_nobody_has_heard_of, 0, 2);
	test_cases_add(tests, a_census_begins_with_cards);
	test_cases_add(tests, orders_for_workers_that_are_none_are_refused);
	test_cases_add(tests, each_text_is_by_the_one_who_sent_it);
}
