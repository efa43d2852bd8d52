/* SPDX-License-Identifier: MIT */
/*
 * Names become those of accounts here, as accounts_file has them, so that the
 * rules of a room compare bytes.
 *
 * An account may be deleted while it is given something.  It is looked up again
 * after that: either it is seen to be gone here, or another one, or whoever
 * deletes it sees what it was given (kept_rooms_forget_cb()).
 */

#include "chatd/chat/room_owners.h"

#include <errno.h>

#include "chatd/accounts/accounts.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/debts.h"
#include "chatd/core/message.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"

/* What it costs, in bytes, to compare one more owner: see charging.h. */
#define ROOM_OWNERS_CHARGE 16

static struct accounts *
room_owners_accounts(const struct connection *connection)
{
	return connection_set(connection)->services.accounts;
}

static struct kept_rooms *
room_owners_kept(const struct connection *connection)
{
	return connection_set(connection)->services.kept_rooms;
}

/* Return the account that owns name, written to bytes, and its number. */
static struct slice
room_owners_find(const struct connection *connection, struct slice name,
    char bytes[NAME_MAX_BYTES], uint32_t *number_r)
{
	struct slice account = { bytes, 0 };

	*number_r = accounts_find_name(
	    room_owners_accounts(connection), name, bytes, &account.size);
	return account;
}

/* Return the account of the connection as below, and its number. */
static struct slice
room_owners_find_own(const struct connection *connection,
    char bytes[NAME_MAX_BYTES], uint32_t *number_r)
{
	struct slice account = { bytes, 0 };
	/* What the listener gives is theirs without a password. */
	bool is_given = connection_name_source(connection) !=
			NAME_SOURCE_CLIENT;

	*number_r = 0;
	if (room_owners_kept(connection) == NULL ||
	    (connection_account(connection) == 0 && !is_given))
		return account;
	account = room_owners_find(
	    connection, connection_name(connection), bytes, number_r);
	if (*number_r != connection_account(connection) && !is_given)
		account.size = 0;
	return account;
}

struct slice
room_owners_account(
    const struct connection *connection, char bytes[NAME_MAX_BYTES])
{
	uint32_t number;

	return room_owners_find_own(connection, bytes, &number);
}

/* Give membership the ranks that account has in its room. */
static void
room_owners_rank(struct membership *membership, struct slice account)
{
	unsigned int ranks = ROOM_OWNS_NAME;

	if (room_rules_have(room_rules(membership->room), ROOM_KEPT))
		ranks |= room_rules_ranks(
		    room_rules(membership->room), account);
	membership_set_ranks(membership, ranks, true);
}

void
room_owners_review(struct connection *connection)
{
	const struct memberships *memberships = *connection_memberships(
	    connection);
	char bytes[NAME_MAX_BYTES];
	struct slice account;

	if (memberships_newest(memberships) == NULL)
		return;
	account = room_owners_account(connection, bytes);
	for (struct membership *at = memberships_newest(memberships);
	     at != NULL; at = memberships_next_older(memberships, at)) {
		if (account.size > 0)
			room_owners_rank(at, account);
		else
			membership_set_ranks(at, ROOM_OWNS_NAME, false);
	}
}

void
room_owners_note_change(
    struct connection *connection, const struct membership *membership)
{
	if (room_rules_have(room_rules(membership->room), ROOM_KEPT))
		kept_rooms_note_change(room_owners_kept(connection));
}

/* ---- keeping a room ------------------------------------------------------ */

/* The members whose ranks are to be kept with their room. */
struct room_owners_ranked {
	size_t count;
	struct {
		unsigned int ranks;
		size_t size;
		char name[NAME_MAX_BYTES];
	} members[2 * ROOM_RANKED_MAX];
};

static void
room_owners_collect_cb(const struct membership *member, void *argument)
{
	struct room_owners_ranked *ranked = argument;

	if (ranked->count == 2 * ROOM_RANKED_MAX ||
	    !membership_has_rank(member, ROOM_OWNS_NAME) ||
	    !membership_has_rank(member, ROOM_OPERATOR | ROOM_VOICE))
		return;
	ranked->members[ranked->count].ranks = atomic_load(&member->ranks);
	ranked->members[ranked->count].size = member->name_size;
	slice_write(
	    ranked->members[ranked->count].name, membership_name(member));
	ranked->count++;
}

/* Keep the ranks that members who own their names have already. */
static void
room_owners_keep_ranks(
    struct connection *connection, const struct membership *membership)
{
	struct room_owners_ranked ranked;

	ranked.count = 0;
	room_walk_named(membership->room, room_owners_collect_cb, &ranked);
	for (size_t i = 0; i < ranked.count; i++) {
		const struct slice name = { ranked.members[i].name,
			ranked.members[i].size };
		unsigned int ranks = ranked.members[i].ranks;

		if (slice_equals(name, connection_name(connection)))
			continue;
		if ((ranks & ROOM_OPERATOR) != 0)
			room_owners_grant(
			    connection, membership, name, ROOM_OPERATOR);
		if ((ranks & ROOM_VOICE) != 0)
			room_owners_grant(
			    connection, membership, name, ROOM_VOICE);
	}
}

static enum chat_outcome
room_owners_settle(enum kept_outcome outcome)
{
	switch (outcome) {
	case KEPT_FULL:
		return CHAT_KEPT_FULL;
	case KEPT_OUT_OF_MEMORY:
		return CHAT_OUT_OF_MEMORY;
	case KEPT_DONE:
	case KEPT_ALREADY:
		break;
	}
	return CHAT_DONE;
}

enum chat_outcome
room_owners_keep(
    struct connection *connection, const struct membership *membership)
{
	const struct message walk = { .from = connection_name(connection) };
	struct kept_rooms *kept = room_owners_kept(connection);
	char bytes[NAME_MAX_BYTES];
	uint32_t number;
	struct slice account = room_owners_find_own(connection, bytes, &number);
	enum kept_outcome outcome;

	if (account.size == 0)
		return CHAT_NOT_OWNER;
	debt_charge(connection, membership->room, &walk);
	connection_charge(
	    connection, kept_rooms_state(kept).count * ROOM_OWNERS_CHARGE);
	outcome = kept_rooms_keep(kept, membership->room, account);
	if (outcome == KEPT_DONE)
		room_owners_keep_ranks(connection, membership);
	if (outcome == KEPT_DONE &&
	    accounts_find_owner(room_owners_accounts(connection), account) !=
		number)
		kept_rooms_give_up(kept, membership->room, account);
	return room_owners_settle(outcome);
}

enum chat_outcome
room_owners_give_up(
    struct connection *connection, const struct membership *membership)
{
	char bytes[NAME_MAX_BYTES];
	struct slice account = room_owners_account(connection, bytes);

	if (!room_rules_have(room_rules(membership->room), ROOM_KEPT))
		return CHAT_DONE;
	return account.size > 0 &&
		       kept_rooms_give_up(room_owners_kept(connection),
			   membership->room, account)
		   ? CHAT_DONE
		   : CHAT_NOT_OWNER;
}

/* ---- ranks in it --------------------------------------------------------- */

enum chat_outcome
room_owners_grant(struct connection *connection,
    const struct membership *membership, struct slice name, unsigned int rank)
{
	struct room_rules *rules = room_rules(membership->room);
	char bytes[NAME_MAX_BYTES];
	struct slice account;
	uint32_t number;

	if (!room_rules_have(rules, ROOM_KEPT))
		return CHAT_DONE;
	account = room_owners_find(connection, name, bytes, &number);
	if (account.size == 0)
		return CHAT_DONE;
	if (room_rules_grant(rules, account, rank) != 0)
		return errno == ENOSPC ? CHAT_KEPT_FULL : CHAT_OUT_OF_MEMORY;
	if (accounts_find_owner(room_owners_accounts(connection), account) !=
	    number)
		room_rules_forget(rules, account);
	kept_rooms_note_change(room_owners_kept(connection));
	return CHAT_DONE;
}

bool
room_owners_revoke(struct connection *connection,
    const struct membership *membership, struct slice name, unsigned int rank)
{
	struct room_rules *rules = room_rules(membership->room);
	char bytes[NAME_MAX_BYTES];
	struct slice account;
	uint32_t number;

	if (!room_rules_have(rules, ROOM_KEPT))
		return false;
	account = room_owners_find(connection, name, bytes, &number);
	if (account.size == 0 || !room_rules_revoke(rules, account, rank))
		return false;
	kept_rooms_note_change(room_owners_kept(connection));
	return true;
}
