/* SPDX-License-Identifier: MIT */
/*
 * A list is made when it is asked for, and is nobody else's: rooms are many,
 * and who is in one changes more often than it is asked.
 */

#include "chatd/chat/room_lists.h"

#include <stdlib.h>

#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/room_rights.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/member_index.h"
#include "chatd/presence/room_list.h"
#include "chatd/presence/room_rules.h"

/*
 * To look at a room, and at a part without any, takes about as long as to copy
 * this many bytes.
 */
#define ROOM_LISTS_LOOK_BYTES 64

/* ---- the members of a room ----------------------------------------------- */

/* room_list() or room_list_ranked() */
typedef char *room_lists_make_cb(
    struct room *room, char separator, size_t *size_r);

/* Return the room's members, which the caller releases; NULL: no memory. */
static struct shared_text *
room_lists_make(struct room *room, char separator, room_lists_make_cb *make)
{
	size_t size;
	char *names = make(room, separator, &size);

	return names != NULL ? shared_text_new(names, size, separator) : NULL;
}

static void
room_lists_answer(struct connection *connection, struct slice room_asked,
    char separator, room_lists_make_cb *make)
{
	struct chat *chat = chat_of(connection);
	struct room *room = room_find(chat->rooms, room_asked);
	struct chat_answer answer = {
		.request = CHAT_LIST,
		.outcome = CHAT_NO_SUCH_ROOM,
		.room = room_asked,
	};

	if (room != NULL && room_rights_show(connection, room)) {
		answer.list = room_lists_make(room, separator, make);
		if (answer.list == NULL)
			answer.outcome = CHAT_OUT_OF_MEMORY;
		else if (answer.list->bytes.size > 0)
			answer.outcome = CHAT_DONE;
	}
	if (room != NULL)
		room_release(chat->rooms, room);
	connection_count_stat(connection, STAT_LISTS);
	answer_give(connection, &answer);
	shared_text_release(answer.list);
}

void
chat_list_room(struct connection *connection, struct slice room, char separator)
{
	room_lists_answer(connection, room, separator, room_list);
}

void
chat_list_ranks(
    struct connection *connection, struct slice room, char separator)
{
	room_lists_answer(connection, room, separator, room_list_ranked);
}

/* Say whether the connection, which is argument, may see room. */
static bool
room_lists_shows_cb(struct room *room, void *argument)
{
	return room_rights_show(argument, room);
}

char *
room_lists_of_user(
    struct connection *connection, struct slice name, size_t *size_r)
{
	const struct chat *chat = chat_of(connection);
	char *list = member_index_list_rooms(rooms_members(chat->rooms),
	    chat->folds_names, name, room_lists_shows_cb, connection, size_r);

	if (list != NULL)
		connection_charge(connection, ROOM_LISTS_LOOK_BYTES + *size_r);
	return list;
}

/* ---- the rooms ----------------------------------------------------------- */

/*
 * Show a room that is held, if it has a member who has a name, or is kept, and
 * is no secret.
 */
static void
room_lists_look(struct connection *connection, struct room *room,
    room_lists_visit_cb *visit, void *argument)
{
	struct room_topic_copy topic;
	struct listed_room listed = {
		.name = room_name(room),
		.members = room_count_listed(room),
		.made_s = room_made_s(room),
	};

	if (!room_rights_show(connection, room) ||
	    (listed.members == 0 &&
		!room_rules_have(room_rules(room), ROOM_KEPT)))
		return;
	room_rules_copy_topic(room_rules(room), &topic);
	listed.topic = (struct slice){ topic.text, topic.size };
	if (topic.size > 0)
		listed.topic_time_s = topic.time_s;
	visit(&listed, argument);
}

void
room_lists_visit(struct connection *connection, unsigned int part,
    room_lists_visit_cb *visit, void *argument)
{
	struct rooms *rooms = chat_of(connection)->rooms;
	size_t count;
	struct room **held = rooms_hold_part(rooms, part, &count);

	if (held == NULL) {
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		return;
	}
	if (part == 0)
		connection_count_stat(connection, STAT_LISTS);
	connection_charge(connection, (count + 1) * ROOM_LISTS_LOOK_BYTES);
	for (size_t i = 0; i < count; i++) {
		room_lists_look(connection, held[i], visit, argument);
		room_release(rooms, held[i]);
	}
	free(held);
}

void
room_lists_visit_one(struct connection *connection, struct slice name,
    room_lists_visit_cb *visit, void *argument)
{
	struct rooms *rooms = chat_of(connection)->rooms;
	struct room *room = room_find(rooms, name);

	connection_count_stat(connection, STAT_LISTS);
	if (room == NULL)
		return;
	room_lists_look(connection, room, visit, argument);
	room_release(rooms, room);
}
