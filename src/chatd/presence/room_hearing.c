/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_hearing.h"

#include <pthread.h>
#include <stdbool.h>

#include "chatd/presence/room.h"
#include "chatd/presence/room_mask_list.h"
#include "chatd/presence/room_rules.h"

/* Decide about somebody without a rank. */
static enum room_hearing
room_judge(struct room_rules *rules)
{
	if (room_rules_have(rules, ROOM_MODERATED))
		return ROOM_HEARS_RANKS;
	return room_rules_have(rules, ROOM_BANS_SOMEBODY) ? ROOM_HEARS_UNBANNED
							  : ROOM_HEARS;
}

enum room_hearing
room_hears(const struct membership *membership)
{
	if (membership_has_rank(membership, ROOM_OPERATOR | ROOM_VOICE))
		return ROOM_HEARS;
	return room_judge(room_rules(membership->room));
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
room_hears_outside(struct room *room)
{
	struct room_rules *rules = room_rules(room);

	if (!room_rules_have(rules, ROOM_OPEN) || !room_has_members(rules))
		return ROOM_HEARS_MEMBERS;
	return room_judge(rules);
}

bool
room_silences(
    struct room *room, const struct room_person *person, size_t *looked_r)
{
	struct room_rules *rules = room_rules(room);
	bool is_banned;

	pthread_mutex_lock(&rules->lock);
	*looked_r = rules->bans.size;
	is_banned = room_mask_list_bans(&rules->bans, person);
	pthread_mutex_unlock(&rules->lock);
	return is_banned;
}
