/* SPDX-License-Identifier: MIT */
/*
 * A chat as its worker has it: made, given what other workers send, and freed.
 */

#include "chatd/chat/chat.h"

#include <stdlib.h>

#include "chatd/chat/announcements.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/debts.h"
#include "chatd/chat/holds.h"
#include "chatd/chat/interval_lists.h"
#include "chatd/chat/kept_names.h"
#include "chatd/chat/probes.h"
#include "chatd/chat/kicks.h"
#include "chatd/chat/kills.h"
#include "chatd/chat/room_backlog.h"
#include "chatd/chat/shown_names.h"
#include "chatd/chat/takeover.h"
#include "chatd/chat/user_list.h"
#include "chatd/chat/watches.h"
#include "chatd/connection/close_reason.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/routing/router.h"

struct chat *
chat_new(struct loop *loop, struct connections *connections,
    struct router *router, struct directory *directory, struct rooms *rooms,
    const struct chat_receivers *receivers)
{
	struct chat *chat = calloc(1, sizeof(*chat));

	if (chat == NULL)
		return NULL;
	chat->connections = connections;
	chat->router = router;
	chat->directory = directory;
	chat->rooms = rooms;
	chat->folds_names = directory_folds_names(directory);
	chat->receivers = *receivers;
	interval_lists_init(&chat->interval_lists, loop);
	kept_names_init(&chat->kept_names, loop);
	probes_init(&chat->probes, loop);
	room_backlogs_init(&chat->backlogs);
	questions_init(&chat->put_off);
	watches_init(&chat->watches);
	return chat;
}

void
chat_free(struct chat *chat)
{
	if (chat == NULL)
		return;
	user_lists_clear(&chat->user_lists);
	announcements_clear(&chat->announcements);
	shown_names_clear(chat);
	kept_names_clear(&chat->kept_names);
	probes_clear(&chat->probes);
	room_backlogs_clear(chat);
	questions_clear(&chat->put_off);
	watches_clear(&chat->watches);
	recent_cards_clear(&chat->recent_cards);
	free(chat);
}

static void
chat_receive_for_room(struct chat *chat, const struct message *message)
{
	struct room *room;

	/* Nobody speaks before they are known to be there. */
	chat_flush_announcements(chat);
	room = room_find(chat->rooms, message->room);
	if (room == NULL) {
		debt_settle(chat, message->to, message->work);
		return;
	}
	if (message->kind == MESSAGE_SAID && chat->backlogs.unowed > 0)
		room_backlogs_hurry(chat, message->to, room);
	room_backlog_tell(chat, room, message);
	room_release(chat->rooms, room);
}

static void
chat_receive_for_user(struct chat *chat, const struct message *message)
{
	if (message->kind == MESSAGE_DELIVERED && chat->backlogs.unowed > 0)
		room_backlogs_hurry(chat, message->by, NULL);
	chat->connections->cause = message->by;
	router_deliver(chat->router, message);
}

/* Another node of the cluster has the name of the connection at address. */
static void
chat_oust(const struct chat *chat, struct address address)
{
	struct connection *connection = chat_find(chat, address);

	if (connection != NULL)
		connection_close(connection, CLOSE_CLUSTER_LOST);
}

static void
chat_receive(struct chat *chat, const struct message *message)
{
	switch (message->kind) {
	case MESSAGE_DELIVERED:
	case MESSAGE_INVITED:
		chat_receive_for_user(chat, message);
		break;
	case MESSAGE_SAID:
	case MESSAGE_LISTS_DUE:
		chat_receive_for_room(chat, message);
		break;
	case MESSAGE_JOINED:
	case MESSAGE_LEFT:
	case MESSAGE_RENAMED:
	case MESSAGE_CHANGED:
		announcements_hear(chat, message);
		break;
	case MESSAGE_KICKED:
		kicks_receive(chat, message);
		break;
	case MESSAGE_KILLED:
		kills_receive(chat, message);
		break;
	case MESSAGE_TOLD:
		debt_settle(chat, message->to, message->work);
		break;
	case MESSAGE_HOLD:
	case MESSAGE_RELEASE:
		holds_receive(chat, message);
		break;
	case MESSAGE_ANSWERED:
		router_receive_answer(chat->router, message);
		break;
	case MESSAGE_RETURNED:
		router_receive_returned(chat->router, message);
		break;
	case MESSAGE_ENDED:
		chat_oust(chat, message->to);
		break;
	case MESSAGE_TAKEOVER:
		takeover_receive_elsewhere(chat, message);
		break;
	case MESSAGE_RULED:
	case MESSAGE_LOOKED:
	case MESSAGE_CARDED:
	case MESSAGE_WATCHED:
		break; /* for other machines, or for this worker alone */
	}
}

void
chat_receive_batch(struct chat *chat, struct mail *mail)
{
	struct batch *batch = (struct batch *)mail;
	struct message message;
	size_t offset = 0;

	while (batch_next(batch, &offset, &message))
		chat_receive(chat, &message);
	chat->connections->cause = (struct address){ 0 };
	batch_free(batch);
	/*
	 * Who asks something next hears of this before they are answered; but
	 * not before what was said earlier, where that is told in slices.
	 */
	if (!chat_has_backlogs(chat))
		announcements_tell_heard(chat);
}
