/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/remote_members.h"

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "common/log.h"

/* Free the set if the user is in no room any more. */
static void
remote_members_tidy(struct alias *alias)
{
	if (memberships_newest(alias->memberships) != NULL)
		return;
	memberships_free(alias->memberships);
	alias->memberships = NULL;
}

/* Begin a membership.  Return false if there is no memory for it. */
static bool
remote_members_begin(struct rooms *rooms, struct alias *alias,
    struct slice room, struct slice name, unsigned int ranks)
{
	const struct room_visitor visitor = {
		.worker = alias->node->gateway->aliases.gateway,
		.entrant.person.name = name,
	};
	struct membership *membership;

	if (alias->memberships == NULL)
		alias->memberships = memberships_new();
	if (alias->memberships == NULL ||
	    node_add_member(alias->node, rooms, room) != 0)
		return false;
	membership = room_join_elsewhere(rooms, room, &visitor, ranks);
	if (membership == NULL) {
		node_remove_member(alias->node, rooms, room);
		return false;
	}
	memberships_add(alias->memberships, membership);
	return true;
}

bool
remote_members_join(struct rooms *rooms, struct alias *alias, struct slice room,
    struct slice name, unsigned int ranks)
{
	struct membership *membership = memberships_find(
	    alias->memberships, rooms, room);

	/* Whatever else a hostile engine says that somebody is. */
	ranks &= ROOM_OPERATOR | ROOM_VOICE | ROOM_OWNS_NAME;
	if (membership != NULL) {
		atomic_store(&membership->ranks, ranks);
		return false;
	}
	if (remote_members_begin(rooms, alias, room, name, ranks))
		return true;
	log_error("a member of a room who is on %s is not known here: "
		  "out of memory, or too many rooms",
	    alias->node->name);
	if (alias->memberships != NULL)
		remote_members_tidy(alias);
	return false;
}

static void
remote_members_end(
    struct rooms *rooms, struct alias *alias, struct membership *membership)
{
	memberships_remove(alias->memberships, membership);
	node_remove_member(alias->node, rooms, room_name(membership->room));
	room_leave(rooms, membership);
}

bool
remote_members_leave(
    struct rooms *rooms, struct alias *alias, struct slice room)
{
	struct membership *membership = memberships_find(
	    alias->memberships, rooms, room);

	if (membership == NULL)
		return false;
	remote_members_end(rooms, alias, membership);
	remote_members_tidy(alias);
	return true;
}

bool
remote_members_rename(struct rooms *rooms, struct alias *alias,
    struct slice room, struct slice name)
{
	struct membership *membership = memberships_find(
	    alias->memberships, rooms, room);

	if (membership == NULL ||
	    slice_equals(membership_name(membership), name))
		return false;
	membership_set_ranks(membership, ROOM_OWNS_NAME, false);
	return room_rename(membership, name) == 0;
}

void
remote_members_doubt(struct node *node)
{
	struct alias *alias;
	uint32_t place = 0;

	while ((alias = alias_next(&node->gateway->aliases, node, &place)) !=
	       NULL) {
		struct memberships *set = alias->memberships;

		for (struct membership *at = memberships_newest(set);
		     at != NULL; at = memberships_next_older(set, at))
			membership_set_ranks(at, ROOM_UNCERTAIN, true);
	}
}

static void
remote_members_end_doubted(struct rooms *rooms, struct alias *alias,
    remote_members_left_cb *left, void *argument)
{
	struct membership *at = memberships_newest(alias->memberships);

	while (at != NULL) {
		struct membership *older = memberships_next_older(
		    alias->memberships, at);

		if (membership_has_rank(at, ROOM_UNCERTAIN)) {
			left(alias, room_name(at->room), membership_name(at),
			    argument);
			remote_members_end(rooms, alias, at);
		}
		at = older;
	}
	if (alias->memberships != NULL)
		remote_members_tidy(alias);
}

void
remote_members_leave_doubted(
    struct node *node, remote_members_left_cb *left, void *argument)
{
	struct gateway *gateway = node->gateway;
	struct alias *alias;
	uint32_t place = 0;

	while ((alias = alias_next(&gateway->aliases, node, &place)) != NULL)
		remote_members_end_doubted(
		    gateway->rooms, alias, left, argument);
}

void
remote_members_leave_all(struct rooms *rooms, struct alias *alias,
    remote_members_left_cb *left, void *argument)
{
	struct membership *newest;

	while ((newest = memberships_newest(alias->memberships)) != NULL) {
		left(alias, room_name(newest->room), membership_name(newest),
		    argument);
		remote_members_end(rooms, alias, newest);
	}
	memberships_free(alias->memberships);
	alias->memberships = NULL;
}
