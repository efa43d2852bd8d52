/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_keeping.h"

#include <errno.h>
#include <string.h>

void
room_keeping_clear(struct room_keeping *keeping)
{
	name_list_clear(&keeping->operators);
	name_list_clear(&keeping->voices);
	keeping->owner_size = 0;
}

struct slice
room_keeping_owner(const struct room_keeping *keeping)
{
	return (struct slice){ keeping->owner, keeping->owner_size };
}

void
room_keeping_set_owner(struct room_keeping *keeping, struct slice account)
{
	if (account.size > 0)
		memcpy(keeping->owner, account.bytes, account.size);
	keeping->owner_size = account.size;
}

bool
room_keeping_is_owner(const struct room_keeping *keeping, struct slice account)
{
	return account.size > 0 &&
	       slice_equals(account, room_keeping_owner(keeping));
}

unsigned int
room_keeping_ranks(const struct room_keeping *keeping, struct slice account)
{
	unsigned int ranks = 0;

	if (account.size == 0)
		return 0;
	if (room_keeping_is_owner(keeping, account) ||
	    name_list_has(&keeping->operators, account))
		ranks |= ROOM_OPERATOR;
	if (name_list_has(&keeping->voices, account))
		ranks |= ROOM_VOICE;
	return ranks;
}

static struct name_list *
room_keeping_list(struct room_keeping *keeping, unsigned int rank)
{
	return rank == ROOM_OPERATOR ? &keeping->operators : &keeping->voices;
}

int
room_keeping_grant(
    struct room_keeping *keeping, struct slice account, unsigned int rank)
{
	struct name_list *list = room_keeping_list(keeping, rank);

	if (list->count >= ROOM_RANKED_MAX && !name_list_has(list, account)) {
		errno = ENOSPC;
		return -1;
	}
	return name_list_add(list, account);
}

bool
room_keeping_revoke(
    struct room_keeping *keeping, struct slice account, unsigned int rank)
{
	struct name_list *list = room_keeping_list(keeping, rank);
	unsigned int count = list->count;

	name_list_remove(list, account);
	return list->count < count;
}

bool
room_keeping_forget(struct room_keeping *keeping, struct slice account)
{
	bool has_changed = room_keeping_is_owner(keeping, account);

	if (has_changed)
		keeping->owner_size = 0;
	if (room_keeping_revoke(keeping, account, ROOM_OPERATOR))
		has_changed = true;
	if (room_keeping_revoke(keeping, account, ROOM_VOICE))
		has_changed = true;
	return has_changed;
}
