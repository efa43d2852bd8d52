/* SPDX-License-Identifier: MIT */
/*
 * Memory has the change when this replies, and the disk within a second or two,
 * as with what members change.
 */

#include "chatd/console/room_orders.h"

#include <stdbool.h>

#include "chatd/accounts/accounts.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/metrics/metrics.h"
#include "chatd/presence/room.h"

/* Reply what came of an order, which was carried out if the room is kept. */
static void
console_room_reply(struct console_client *client, bool is_done)
{
	if (is_done)
		console_reply_ok(client);
	else
		console_reply_error(client, "no such room is kept");
}

static void
console_room_forget(
    struct console_client *client, struct room *room, struct slice name)
{
	const struct slice anybody = { 0 };
	bool is_done = kept_rooms_give_up(
	    console_client_host(client)->kept_rooms, room, anybody);

	if (is_done)
		console_log_order(client, "keeps room %.*s no longer",
		    (int)name.size, name.bytes);
	console_room_reply(client, is_done);
}

static void
console_room_owner(struct console_client *client, struct room *room,
    struct slice name, struct slice owner)
{
	const struct console_host *host = console_client_host(client);
	char bytes[NAME_MAX_BYTES];
	struct slice account = { bytes, 0 };
	bool is_done;

	accounts_find_name(host->accounts, owner, bytes, &account.size);
	if (account.size == 0) {
		console_reply_error(client, "nobody owns that name");
		return;
	}
	is_done = kept_rooms_set_owner(host->kept_rooms, room, account);
	/* The account may have been deleted meanwhile. */
	if (is_done && accounts_find_owner(host->accounts, account) == 0)
		kept_rooms_forget_cb(account, host->kept_rooms);
	if (is_done)
		console_log_order(client, "gives room %.*s to %.*s",
		    (int)name.size, name.bytes, (int)account.size,
		    account.bytes);
	console_room_reply(client, is_done);
}

void
console_room(struct console_client *client, struct slice arguments)
{
	const struct console_host *host = console_client_host(client);
	struct slice verb = slice_take_word(&arguments);
	struct slice name = slice_take_word(&arguments);
	struct slice owner = slice_take_word(&arguments);
	bool forgets = slice_is(verb, "forget") && owner.size == 0;
	bool gives = slice_is(verb, "owner") && owner.size > 0;
	struct room *room;

	if (host->kept_rooms == NULL) {
		console_reply_error(client, "accounts is not file");
		return;
	}
	if ((!forgets && !gives) || name.size == 0 || arguments.size > 0) {
		console_reply_error(client, "usage: " CONSOLE_ROOM_USAGE);
		return;
	}
	room = room_find(host->metrics->rooms, name);
	if (room == NULL)
		console_room_reply(client, false);
	else if (forgets)
		console_room_forget(client, room, name);
	else
		console_room_owner(client, room, name, owner);
	if (room != NULL)
		room_release(host->metrics->rooms, room);
}
