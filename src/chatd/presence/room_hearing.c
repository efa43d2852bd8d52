/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_hearing.h"

#include <pthread.h>
#include <stdbool.h>

#include "chatd/presence/name_list.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_rules.h"

static bool
room_bans(struct room_rules *rules, struct slice name)
{
	bool is_banned;

	if (!room_rules_have(rules, ROOM_BANS_SOMEBODY))
		return false;
	pthread_mutex_lock(&rules->lock);
	is_banned = name_list_matches(&rules->bans, name);
	pthread_mutex_unlock(&rules->lock);
	return is_banned;
}

/* Decide about somebody without a rank. */
static enum room_hearing
room_judge(struct room_rules *rules, struct slice name)
{
	if (room_rules_have(rules, ROOM_MODERATED))
		return ROOM_HEARS_RANKS;
	return room_bans(rules, name) ? ROOM_SILENCES : ROOM_HEARS;
}

enum room_hearing
room_hears(const struct membership *membership)
{
	if (membership_has_rank(membership, ROOM_OPERATOR | ROOM_VOICE))
		return ROOM_HEARS;
	return room_judge(
	    room_rules(membership->room), membership_name(membership));
}

/* Say whether anybody is in the room: one that is kept may be empty. */
static bool
room_has_members(struct room_rules *rules)
{
	bool has_members;

	pthread_mutex_lock(&rules->lock);
	has_members = rules->members > 0;
	pthread_mutex_unlock(&rules->lock);
	return has_members;
}

enum room_hearing
room_hears_outside(struct room *room, struct slice name)
{
	struct room_rules *rules = room_rules(room);

	if (!room_rules_have(rules, ROOM_OPEN) || !room_has_members(rules))
		return ROOM_HEARS_MEMBERS;
	return room_judge(rules, name);
}
