/* SPDX-License-Identifier: MIT */
/*
 * Where there is no memory to report that a debt is settled, the debtor goes on
 * owing it, and the log says so.
 */

#include "chatd/chat/debts.h"

#include "chatd/chat/chat_private.h"
#include "chatd/chat/put_off.h"
#include "chatd/connection/charging.h"
#include "chatd/core/message.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"
#include "common/log.h"

static size_t
debt_work(const struct message *message, size_t count)
{
	return count * (CHARGE_RECEIVER_BYTES + message->from.size +
			   message_text_size(message));
}

/* Return the connection at address if it is on this worker, or NULL. */
static struct connection *
debt_find(const struct chat *chat, struct address address)
{
	return address_worker(address) == chat_worker(chat)
		   ? chat_find(chat, address)
		   : NULL;
}

void
debt_charge(struct connection *connection, const struct room *room,
    const struct message *message)
{
	unsigned int workers = router_worker_count(chat_of(connection)->router);
	size_t count = 0;

	for (unsigned int i = 0; i < workers; i++)
		count += room_count_on(room, i);
	connection_charge(connection, debt_work(message, count));
}

/* Note in which room the debtor says what is put off. */
static void
debt_note_room(struct chat *chat, struct connection *debtor, struct slice room)
{
	struct memberships *memberships = *connection_memberships(debtor);

	memberships_begin_telling(
	    memberships, memberships_find(memberships, chat->rooms, room));
}

uint32_t
debt_incur(struct chat *chat, const struct message *message, size_t count,
    bool is_put_off)
{
	struct connection *debtor = debt_find(chat, message->to);
	size_t work = debt_work(message, count);

	if (debtor == NULL)
		return 0;
	if (!is_put_off) {
		connection_charge(debtor, work);
		return 0;
	}
	if (work > UINT32_MAX)
		work = UINT32_MAX;
	connection_owe(debtor, work);
	if (message->kind == MESSAGE_SAID)
		debt_note_room(chat, debtor, message->room);
	return (uint32_t)work;
}

void
debt_settle(struct chat *chat, struct address debtor, uint32_t debt)
{
	const struct message told = {
		.kind = MESSAGE_TOLD, .to = debtor, .work = debt
	};
	struct connection *connection;

	if (debt == 0)
		return;
	if (address_worker(debtor) != chat_worker(chat)) {
		if (router_send_to_worker(
			chat->router, address_worker(debtor), &told) != 0)
			log_error("a worker was not told that a room has heard "
				  "all: out of memory");
		return;
	}
	connection = chat_find(chat, debtor);
	if (connection == NULL)
		return;
	connection_repay(connection, debt);
	if (connection_owes(connection))
		return;
	if (*connection_memberships(connection) != NULL)
		memberships_end_telling(*connection_memberships(connection));
	(void)put_off_resume(connection);
}
