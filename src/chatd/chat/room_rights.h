/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_RIGHTS_H
#define CHATD_ROOM_RIGHTS_H

/*
 * Who may change what holds in a room: its operators.  And who may see that it
 * is there at all.  Worker's thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/chat/rooms.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_rules.h"

/*
 * Return CHAT_DONE if membership is an operator's; or CHAT_NOT_OPERATOR, or
 * CHAT_NO_SUCH_ROOM if it is NULL.
 */
static inline enum chat_outcome
room_rights_check(const struct membership *membership)
{
	if (membership == NULL)
		return CHAT_NO_SUCH_ROOM;
	return membership_has_rank(membership, ROOM_OPERATOR)
		   ? CHAT_DONE
		   : CHAT_NOT_OPERATOR;
}

/* Return the same for the topic, which may be for every member to change. */
static inline enum chat_outcome
room_rights_check_topic(const struct membership *membership)
{
	if (membership != NULL &&
	    room_rules_have(room_rules(membership->room), ROOM_FREE_TOPIC))
		return CHAT_DONE;
	return room_rights_check(membership);
}

/* Return the same for telling others of the room: a closed one is operators'.
 */
static inline enum chat_outcome
room_rights_check_invite(const struct membership *membership)
{
	if (membership != NULL &&
	    !room_rules_have(room_rules(membership->room), ROOM_CLOSED))
		return CHAT_DONE;
	return room_rights_check(membership);
}

/* Say whether connection may see that there is this room, and who is in it. */
static inline bool
room_rights_show(struct connection *connection, struct room *room)
{
	return !room_rules_have(room_rules(room), ROOM_SECRET) ||
	       rooms_membership(connection, room_name(room)) != NULL;
}

#endif
