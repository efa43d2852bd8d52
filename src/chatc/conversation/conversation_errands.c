/* SPDX-License-Identifier: MIT */
/*
 * What follows a login by itself, for a person: the rooms of the connection
 * that was lost are joined again, and who is online is asked for, so that the
 * first
 * "@b" can be completed.  Each is one request like those of the user, who waits
 * for them.
 */

#include "chatc/conversation/conversation_private.h"

/* Ask for the next room.  Return false after the last. */
static bool
conversation_rejoin(struct conversation *c)
{
	struct slice list = joined_rooms_list(&c->rejoining), room;
	struct buffer next = { 0 };

	if (!codec_next_name(&list, &room))
		return false;
	buffer_append_slice(&next, room);
	joined_rooms_remove(&c->rejoining, buffer_slice(&next));
	conversation_send_join(c, buffer_slice(&next));
	buffer_clear(&next);
	return true;
}

void
conversation_start_errands(struct conversation *c)
{
	struct slice list = joined_rooms_list(&c->rooms), room;

	if (!c->has_person)
		return;
	joined_rooms_clear(&c->rejoining);
	while (codec_next_name(&list, &room))
		joined_rooms_add(&c->rejoining, room);
	c->errand = CONVERSATION_REJOINING;
	conversation_continue_errands(c);
}

void
conversation_continue_errands(struct conversation *c)
{
	if (c->stage != CONVERSATION_TALKING ||
	    c->request != CONVERSATION_NO_REQUEST)
		return;
	if (c->errand == CONVERSATION_LISTING)
		c->errand = CONVERSATION_NO_ERRAND;
	if (c->errand == CONVERSATION_NO_ERRAND || conversation_rejoin(c))
		return;

	/*
	 * Where a list is not answered for certain, the request might be taken
	 * for talk, and be said to everybody.
	 */
	c->errand = c->codec->answers_who ? CONVERSATION_LISTING
					  : CONVERSATION_NO_ERRAND;
	if (c->errand == CONVERSATION_LISTING)
		conversation_send_who(c, (struct slice){ NULL, 0 });
}
