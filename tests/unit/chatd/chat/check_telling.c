/* SPDX-License-Identifier: MIT */
/*
 * Which members of a room are told.  The connections are stand-ins.
 */

#include "chatd/chat/telling.h"

#include <stdbool.h>

#include "chatd/chat/chat_private.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "unit/unit.h"

struct connection {
	struct protocol protocol;
	struct address address;
	bool is_backlogged;
	int lists;
	int messages;
};

static const struct message lists_are_due = { .kind = MESSAGE_LISTS_DUE };
static const struct message said = { .kind = MESSAGE_SAID, .to = { 2 } };

static struct chat chat;
static struct connections set = { .services.chat = &chat };

/* That of everybody in every room. */
static struct membership everywhere;

struct memberships **
connection_memberships(struct connection *connection)
{
	static struct memberships *memberships;

	(void)connection;
	return &memberships;
}

struct membership *
memberships_find(const struct memberships *memberships,
    const struct rooms *rooms, struct slice name)
{
	(void)memberships;
	(void)rooms;
	return slice_is(name, "den") ? &everywhere : NULL;
}

struct connections *
connection_set(const struct connection *connection)
{
	(void)connection;
	return &set;
}

const struct protocol *
connection_protocol(const struct connection *connection)
{
	return &connection->protocol;
}

struct address
connection_address(const struct connection *connection)
{
	return connection->address;
}

bool
connection_is_backlogged(const struct connection *connection)
{
	return connection->is_backlogged;
}

void
connection_tell(struct connection *connection, const struct message *message)
{
	ck_assert(address_equals(set.cause, message->to));
	connection->messages++;
}

/* There is nobody to walk to. */
void
room_walk(struct room *room, unsigned int worker,
    void (*visit)(struct connection *connection, void *argument),
    void *argument)
{
	(void)room;
	(void)worker;
	(void)visit;
	(void)argument;
}

static void
count_list_cb(struct connection *connection)
{
	connection->lists++;
}

static struct connection
member(uint64_t address)
{
	return (struct connection){ .protocol.list_due = count_list_cb,
		.address = { address } };
}

START_TEST(all_but_the_one_who_is_left_out_are_told)
{
	struct connection one = member(1), other = member(2);

	tell_member(&one, &said);
	tell_member(&other, &said);
	ck_assert_int_eq(one.messages, 1);
	ck_assert_int_eq(other.messages, 0);
}
END_TEST

START_TEST(lists_go_to_protocols_that_have_them)
{
	struct connection one = member(1), other = member(2);

	other.protocol.list_due = NULL;
	tell_member(&one, &lists_are_due);
	tell_member(&other, &lists_are_due);
	ck_assert_int_eq(one.lists, 1);
	ck_assert_int_eq(one.messages + other.messages, 0);
}
END_TEST

START_TEST(what_is_not_for_people_goes_to_protocols_that_know_it)
{
	const struct message query = { .kind = MESSAGE_SAID,
		.style = TEXT_QUERY };
	struct connection one = member(1), other = member(2);

	other.protocol.shows_styles = true;
	tell_member(&one, &query);
	tell_member(&other, &query);
	ck_assert_int_eq(one.messages, 0);
	ck_assert_int_eq(other.messages, 1);
}
END_TEST

START_TEST(what_is_for_ranks_goes_to_those_who_have_one)
{
	struct message asides = { .kind = MESSAGE_SAID,
		.size = ROOM_OPERATOR | ROOM_VOICE,
		.room = SLICE("den") };
	struct connection one = member(1);

	tell_member(&one, &asides);
	ck_assert_int_eq(one.messages, 0);
	everywhere.ranks = ROOM_VOICE | ROOM_OWNS_NAME;
	tell_member(&one, &asides);
	ck_assert_int_eq(one.messages, 1);
	asides.size = ROOM_OPERATOR;
	tell_member(&one, &asides);
	ck_assert_int_eq(one.messages, 1);
	everywhere.ranks = ROOM_OPERATOR;
	tell_member(&one, &asides);
	ck_assert_int_eq(one.messages, 2);
	/* They have left it meanwhile. */
	asides.room = (struct slice)SLICE("tea");
	tell_member(&one, &asides);
	ck_assert_int_eq(one.messages, 2);
}
END_TEST

/* Or else the lists of a member who reads nothing would pile up. */
START_TEST(no_list_goes_to_a_member_who_has_not_read_the_last)
{
	struct connection one = member(1);

	one.is_backlogged = true;
	tell_member(&one, &lists_are_due);
	ck_assert_int_eq(one.lists, 0);
	one.is_backlogged = false;
	tell_member(&one, &lists_are_due);
	ck_assert_int_eq(one.lists, 1);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, all_but_the_one_who_is_left_out_are_told);
	test_cases_add(tests, lists_go_to_protocols_that_have_them);
	test_cases_add(
	    tests, what_is_not_for_people_goes_to_protocols_that_know_it);
	test_cases_add(tests, what_is_for_ranks_goes_to_those_who_have_one);
	test_cases_add(
	    tests, no_list_goes_to_a_member_who_has_not_read_the_last);
}
