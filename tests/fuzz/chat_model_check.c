/* SPDX-License-Identifier: MIT */
/*
 * The chat held against its model.
 */

#include "chatd/connection/connection.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_list.h"
#include "fuzz/chat_model.h"
#include "fuzz/fuzz.h"

void
model_check_list(
    const struct model_order *order, const char *first, struct slice list)
{
	fuzz_require(slice_take_prefix(&list, first));
	for (size_t i = 0; i < order->count; i++) {
		if (i > 0 || first[0] != '\0')
			fuzz_require(slice_take_prefix(&list, ","));
		fuzz_require(slice_take_prefix(
		    &list, model.connections[order->numbers[i]].name));
	}
	fuzz_require(list.size == 0);
}

static void
check_directory(struct directory *directory)
{
	struct slice list;
	uint64_t version;
	char *names = directory_list(
	    directory, (struct slice){ NULL, 0 }, ',', &list.size, &version);

	fuzz_require(
	    names != NULL && directory_count(directory) == model.users);
	list.bytes = names;
	model_check_list(&model.logged_in, "", list);
	free(names);
	for (size_t i = 0; i < model.logged_in.count; i++) {
		const char *name =
		    model.connections[model.logged_in.numbers[i]].name;

		fuzz_require(
		    directory_find(directory, slice_of(name)).value != 0);
	}
}

/* A room is there for as long as somebody is in it. */
static void
check_room(struct rooms *rooms, size_t number)
{
	struct room *room = room_find(rooms, model_room_name(number));
	size_t inside = 0, counted = 0;
	struct slice list;
	char *names;

	for (size_t i = 0; i < MODEL_CONNECTIONS_MAX; i++)
		inside += model.connections[i].joined_at[number] != 0;
	fuzz_require((room != NULL) == (inside > 0));
	if (room == NULL)
		return;
	for (unsigned int i = 0; i < WORLD_WORKERS; i++)
		counted += room_count_on(room, i);
	fuzz_require(counted == inside);
	names = room_list(room, ',', &list.size);
	fuzz_require(names != NULL);
	list.bytes = names;
	model_check_list(&model.members[number], "", list);
	free(names);
	room_release(rooms, room);
}

static void
check_counters(const struct world *world)
{
	static const enum stats_counter counters[] = { STAT_CONNECTIONS_OPENED,
		STAT_CONNECTIONS_CLOSED, STAT_LOGINS, STAT_LOGINS_IN_USE,
		STAT_LOGINS_FULL, STAT_LOGINS_BAD_NAME, STAT_MESSAGES_SENT,
		STAT_MESSAGES_SAID, STAT_MESSAGES_ECHOED,
		STAT_MESSAGES_DELIVERED, STAT_MESSAGES_UNKNOWN,
		STAT_MESSAGES_REFUSED, STAT_LISTS };

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		fuzz_require(world_count(world, counters[i]) ==
			     model.counters[counters[i]]);
}

void
model_check(const struct world *world)
{
	check_directory(world->directory);
	for (size_t i = 0; i < MODEL_ROOMS; i++)
		check_room(world->rooms, i);
	check_counters(world);
	model_check_told();
	model_check_kicks();
}

void
model_check_connection(size_t number, struct connection *connection)
{
	const struct model_connection *known = &model.connections[number];
	const struct memberships *memberships = *connection_memberships(
	    connection);
	size_t rooms = 0;

	fuzz_require(known->is_open &&
		     slice_is(connection_name(connection), known->name));
	for (const struct membership *at = memberships_newest(memberships);
	     at != NULL; at = memberships_next_older(memberships, at)) {
		size_t room = model_room(room_name(at->room));

		fuzz_require(at->connection == connection &&
			     room < MODEL_ROOMS && known->joined_at[room] != 0);
		fuzz_require(
		    known->is_listed[room] == !membership_is_listener(at));
		fuzz_require(membership_is_listener(at) ||
			     slice_is(membership_name(at), known->name));
		rooms++;
	}
	for (size_t i = 0; i < MODEL_ROOMS; i++) {
		rooms -= known->joined_at[i] != 0;
		fuzz_require(known->invitations_due[i] == 0);
	}
	fuzz_require(rooms == 0);
}
