/* SPDX-License-Identifier: MIT */
/* Rooms, their members, and walks while members come and go. */

#include "chatd/presence/room.h"
#include "chatd/presence/room_list.h"
#include "chatd/presence/room_rules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/presence/memberships.h"
#include "unit/unit.h"

#define WORKERS 2
#define MANY    500

/* How many names somebody chooses that are to meet in one bucket. */
#define CHOSEN 20000

/*
 * Of entries that are no more than the buckets, the fullest bucket has more
 * than this once in some hundred million million tables.
 */
#define LONGEST_CHAIN 16

/* Connections are only passed through, so any pointer will do. */
static char connections[MANY];

static struct connection *
connection(int i)
{
	return (struct connection *)(void *)&connections[i];
}

/* What stood against the last one who wanted to join. */
static enum room_admission admission;

static struct membership *
join_by_key(struct rooms *rooms, struct slice room, unsigned int worker,
    struct connection *member, struct slice name, const char *key)
{
	const struct room_visitor visitor = {
		.connection = member,
		.worker = worker,
		.entrant = { .person.name = name, .key = slice_of(key) },
	};

	return room_join(rooms, room, &visitor, &admission);
}

static struct membership *
join(struct rooms *rooms, struct slice room, unsigned int worker,
    struct connection *member, struct slice name)
{
	return join_by_key(rooms, room, worker, member, name, "");
}

static void
assert_members(struct rooms *rooms, const char *room_name, const char *want)
{
	struct room *room = room_find(rooms, slice_of(room_name));
	size_t size;
	char *list;

	ck_assert_ptr_nonnull(room);
	list = room_list(room, ' ', &size);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(size, strlen(want));
	ck_assert(memcmp(list, want, size) == 0);
	free(list);
	room_release(rooms, room);
}

START_TEST(a_room_lasts_as_long_as_its_members)
{
	struct rooms *rooms = rooms_new(WORKERS);
	struct membership *alice, *bob;

	ck_assert_ptr_null(room_find(rooms, slice_of("lobby")));
	alice = join(
	    rooms, slice_of("lobby"), 0, connection(0), slice_of("alice"));
	bob = join(rooms, slice_of("lobby"), 1, connection(1), slice_of("bob"));
	ck_assert_ptr_eq(alice->room, bob->room);
	assert_members(rooms, "lobby", "alice bob");
	ck_assert_uint_eq(room_count_on(alice->room, 1), 1);
	room_leave(rooms, bob);
	ck_assert_uint_eq(room_count_on(alice->room, 1), 0);
	assert_members(rooms, "lobby", "alice");
	ck_assert_int_eq(room_rename(alice, slice_of("alicia")), 0);
	assert_members(rooms, "lobby", "alicia");
	room_leave(rooms, alice);
	ck_assert_ptr_null(room_find(rooms, slice_of("lobby")));
	rooms_free(rooms);
}
END_TEST

/* Somebody may hold the room for longer than it has members. */
START_TEST(the_rules_of_a_room_last_as_long_as_its_members)
{
	const struct slice den = slice_of("den");
	struct rooms *rooms = rooms_new(WORKERS);
	struct membership *alice, *bob;
	struct room_topic_copy topic;
	struct room *room;

	alice = join(rooms, den, 0, connection(0), slice_of("alice"));
	bob = join(rooms, den, 1, connection(1), slice_of("bob"));
	room = room_find(rooms, den);
	ck_assert(membership_has_rank(alice, ROOM_OPERATOR));
	ck_assert(!membership_has_rank(bob, ROOM_OPERATOR));
	ck_assert(room_has_member(room, slice_of("bob")));
	ck_assert(!room_has_member(room, slice_of("bo")));
	ck_assert_int_eq(room_rules_set_topic(room_rules(room), slice_of("tea"),
			     slice_of("alice"), 1796000000),
	    0);
	room_leave(rooms, alice);
	room_rules_copy_topic(room_rules(room), &topic);
	ck_assert(slice_is((struct slice){ topic.text, topic.size }, "tea"));
	ck_assert(slice_is((struct slice){ topic.by, topic.by_size }, "alice"));
	ck_assert_uint_eq(topic.time_s, 1796000000);
	room_leave(rooms, bob);
	room_rules_copy_topic(room_rules(room), &topic);
	ck_assert_uint_eq(topic.size + topic.by_size + topic.time_s, 0);
	bob = join(rooms, den, 1, connection(1), slice_of("bob"));
	ck_assert_ptr_eq(bob->room, room);
	ck_assert(membership_has_rank(bob, ROOM_OPERATOR));
	room_leave(rooms, bob);
	room_release(rooms, room);
	rooms_free(rooms);
}
END_TEST

START_TEST(nobody_is_an_operator_of_the_lobby)
{
	struct rooms *rooms = rooms_new(WORKERS);
	struct membership *alice = join(
	    rooms, slice_of(ROOM_LOBBY), 0, connection(0), slice_of("alice"));

	ck_assert(!membership_has_rank(alice, ROOM_OPERATOR));
	room_leave(rooms, alice);
	rooms_free(rooms);
}
END_TEST

struct walk {
	struct rooms *rooms;
	struct membership *members[MANY];
	int visits[MANY];
};

/* A member that is visited leaves, and takes the next one along. */
static void
leave_cb(struct connection *member, void *argument)
{
	struct walk *walk = argument;
	int i = (int)((char *)(void *)member - connections);

	walk->visits[i]++;
	room_leave(walk->rooms, walk->members[i]);
	walk->members[i] = NULL;
	if (i + 1 < MANY && walk->members[i + 1] != NULL) {
		room_leave(walk->rooms, walk->members[i + 1]);
		walk->members[i + 1] = NULL;
	}
}

START_TEST(members_may_leave_while_they_are_visited)
{
	struct walk walk = { .rooms = rooms_new(WORKERS) };
	struct room *room;
	char name[16];

	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "user%d", i);
		walk.members[i] = join(walk.rooms, slice_of("lobby"), 0,
		    connection(i), slice_of(name));
		ck_assert_ptr_nonnull(walk.members[i]);
	}
	room = room_find(walk.rooms, slice_of("lobby"));
	room_walk(room, 0, leave_cb, &walk);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(walk.visits[i], i % 2 == 0);
	room_release(walk.rooms, room);
	rooms_free(walk.rooms);
}
END_TEST

static void
count_cb(struct connection *member, void *argument)
{
	(void)member;
	++*(int *)argument;
}

START_TEST(a_worker_visits_its_own_members_only)
{
	struct rooms *rooms = rooms_new(WORKERS);
	struct membership *members[10];
	int count = 0;

	for (int i = 0; i < 10; i++)
		members[i] = join(rooms, slice_of("lobby"), i % 3 == 0,
		    connection(i), slice_of("x"));
	room_walk(members[0]->room, 1, count_cb, &count);
	ck_assert_int_eq(count, 4);
	for (int i = 0; i < 10; i++)
		room_leave(rooms, members[i]);
	rooms_free(rooms);
}
END_TEST

/* ---- many rooms ---------------------------------------------------------- */

/*
 * Complete a name so that it meets all others of these in the first of 1024
 * buckets under FNV-1a, which the rooms went by once.  Return false if no byte
 * that is allowed in a name does that.
 */
static bool
choose_name(unsigned int number, char *name, size_t size)
{
	uint32_t hash = 2166136261u;
	size_t length = (size_t)snprintf(name, size, "%x", number);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	/* The last byte must cancel what is left of the hash. */
	name[length] = (char)(hash % 1024);
	name[length + 1] = '\0';
	return hash % 1024 < 128 && isalnum((unsigned char)name[length]);
}

START_TEST(nobody_can_choose_names_that_meet)
{
	struct rooms *rooms = rooms_new(WORKERS);
	struct membership **members = calloc(CHOSEN, sizeof(*members));
	int chosen = 0;

	for (unsigned int i = 0; chosen < CHOSEN; i++) {
		char name[16];

		if (!choose_name(i, name, sizeof(name) - 1))
			continue;
		members[chosen] = join(rooms, slice_of(name), 0, connection(0),
		    slice_of("mallory"));
		ck_assert_ptr_nonnull(members[chosen++]);
	}
	ck_assert_uint_eq(rooms_count(rooms), CHOSEN);
	ck_assert_uint_le(rooms_longest_chain(rooms), LONGEST_CHAIN);
	for (int i = 0; i < CHOSEN; i++)
		room_leave(rooms, members[i]);
	ck_assert_uint_eq(rooms_count(rooms), 0);
	ck_assert_uint_eq(rooms_longest_chain(rooms), 0);
	free(members);
	rooms_free(rooms);
}
END_TEST

START_TEST(there_are_no_more_rooms_than_there_may_be)
{
	struct rooms *rooms = rooms_new(WORKERS);
	struct slice alice = slice_of("alice");
	struct membership *one, *two, *lobby;

	rooms_set_most(rooms, 2);
	lobby = join(rooms, slice_of("lobby"), 0, connection(0), alice);
	one = join(rooms, slice_of("one"), 0, connection(0), alice);
	two = join(rooms, slice_of("two"), 0, connection(0), alice);
	ck_assert(lobby != NULL && one != NULL && two != NULL);
	ck_assert_uint_eq(rooms_count(rooms), 2);
	ck_assert_ptr_null(
	    join(rooms, slice_of("three"), 0, connection(0), alice));
	ck_assert_int_eq(admission, ROOM_TOO_MANY_ROOMS);
	ck_assert_ptr_null(room_find(rooms, slice_of("three")));
	room_leave(rooms, lobby);
	ck_assert_ptr_null(
	    join(rooms, slice_of("three"), 0, connection(0), alice));
	room_leave(rooms, one);
	one = join(rooms, slice_of("three"), 0, connection(0), alice);
	ck_assert_ptr_nonnull(one);
	/* Those that are there stay. */
	rooms_set_most(rooms, 1);
	ck_assert_uint_eq(rooms_count(rooms), 2);
	room_leave(rooms, one);
	ck_assert_ptr_null(
	    join(rooms, slice_of("four"), 0, connection(0), alice));
	room_leave(rooms, two);
	rooms_free(rooms);
}
END_TEST

/* ---- the rooms of one connection ----------------------------------------- */

static struct membership *
find(const struct memberships *memberships, const struct rooms *rooms, int i)
{
	char name[16];

	snprintf(name, sizeof(name), "room%d", i);
	return memberships_find(memberships, rooms, slice_of(name));
}

START_TEST(a_connection_finds_each_of_its_rooms)
{
	struct rooms *rooms = rooms_new(WORKERS);
	struct memberships *memberships = memberships_new();
	struct membership *members[MANY];

	ck_assert_ptr_null(find(NULL, rooms, 0));
	ck_assert_ptr_null(find(memberships, rooms, 0));
	for (int i = 0; i < MANY; i++) {
		char name[16];

		snprintf(name, sizeof(name), "room%d", i);
		members[i] = join(
		    rooms, slice_of(name), 0, connection(0), slice_of("alice"));
		memberships_add(memberships, members[i]);
	}
	ck_assert_uint_eq(memberships_count(memberships), MANY);
	for (int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(find(memberships, rooms, i), members[i]);
	ck_assert_ptr_null(find(memberships, rooms, MANY));
	for (int i = 0; i < MANY; i += 2) {
		memberships_remove(memberships, members[i]);
		room_leave(rooms, members[i]);
	}
	for (int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(find(memberships, rooms, i),
		    i % 2 == 0 ? NULL : members[i]);
	/* The newest comes first. */
	for (int i = MANY - 1; i > 0; i -= 2) {
		ck_assert_ptr_eq(memberships_newest(memberships), members[i]);
		ck_assert_ptr_eq(
		    memberships_next_older(memberships, members[i]),
		    i > 2 ? members[i - 2] : NULL);
		memberships_remove(memberships, members[i]);
		room_leave(rooms, members[i]);
	}
	ck_assert_uint_eq(memberships_count(memberships), 0);
	memberships_free(memberships);
	rooms_free(rooms);
}
END_TEST

START_TEST(a_room_is_one_in_all_capitals_where_names_fold)
{
	struct rooms *rooms = rooms_new(WORKERS);
	struct membership *alice, *bob, *carol;
	unsigned int before;

	rooms_fold_names(rooms);
	alice = join(rooms, slice_of("Den"), 0, connection(0), slice_of("Al"));
	bob = join(rooms, slice_of("dEN"), 1, connection(1), slice_of("bob"));
	ck_assert_ptr_eq(alice->room, bob->room);
	ck_assert(slice_is(room_name(bob->room), "Den"));
	ck_assert_uint_eq(rooms_count(rooms), 1);
	assert_members(rooms, "DEN", "Al bob");
	ck_assert(room_has_member(alice->room, slice_of("BOB")));
	ck_assert(!room_has_member(alice->room, slice_of("BO")));
	ck_assert(room_set_ranks(
	    alice->room, slice_of("boB"), ROOM_VOICE, true, &before));
	ck_assert(membership_has_rank(bob, ROOM_VOICE));
	room_leave(rooms, alice);
	room_leave(rooms, bob);
	carol = join(rooms, slice_of("LOBBY"), 0, connection(0), slice_of("c"));
	ck_assert(slice_is(room_name(carol->room), ROOM_LOBBY));
	ck_assert(!membership_has_rank(carol, ROOM_OPERATOR));
	ck_assert_uint_eq(rooms_count(rooms), 0);
	room_leave(rooms, carol);
	rooms_free(rooms);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, nobody_can_choose_names_that_meet);
	test_cases_add(tests, there_are_no_more_rooms_than_there_may_be);
	test_cases_add(tests, a_connection_finds_each_of_its_rooms);
	test_cases_add(tests, a_room_lasts_as_long_as_its_members);
	test_cases_add(tests, the_rules_of_a_room_last_as_long_as_its_members);
	test_cases_add(tests, nobody_is_an_operator_of_the_lobby);
	test_cases_add(tests, members_may_leave_while_they_are_visited);
	test_cases_add(tests, a_worker_visits_its_own_members_only);
	test_cases_add(tests, a_room_is_one_in_all_capitals_where_names_fold);
}
