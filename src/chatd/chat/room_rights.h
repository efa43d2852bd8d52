/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_RIGHTS_H
#define CHATD_ROOM_RIGHTS_H

/*
 * Who may change what holds in a room: its operators.  Worker's thread only.
 */

#include <stddef.h>

#include "chatd/core/protocol.h"
#include "chatd/presence/room.h"

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

#endif
