/* SPDX-License-Identifier: MIT */
/* Rooms, their members, and walks while members come and go. */

#include "chatd/presence/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define WORKERS 2
#define MANY    500

/* Connections are only passed through, so any pointer will do. */
static char connections[MANY];

static struct connection *
connection(int i)
{
	return (struct connection *)(void *)&connections[i];
}

static struct slice
slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
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
	alice = room_join(
	    rooms, slice_of("lobby"), 0, connection(0), slice_of("alice"));
	bob = room_join(
	    rooms, slice_of("lobby"), 1, connection(1), slice_of("bob"));
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
		walk.members[i] = room_join(walk.rooms, slice_of("lobby"), 0,
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
		members[i] = room_join(rooms, slice_of("lobby"), i % 3 == 0,
		    connection(i), slice_of("x"));
	room_walk(members[0]->room, 1, count_cb, &count);
	ck_assert_int_eq(count, 4);
	for (int i = 0; i < 10; i++)
		room_leave(rooms, members[i]);
	rooms_free(rooms);
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_test(tests, a_room_lasts_as_long_as_its_members);
	tcase_add_test(tests, members_may_leave_while_they_are_visited);
	tcase_add_test(tests, a_worker_visits_its_own_members_only);
}
