/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_PRIVATE_H
#define CHATD_CHAT_PRIVATE_H

/*
 * A chat, for the files of this folder only, and what it has at hand.
 */

#include "chatd/chat/announcements.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/interval_lists.h"
#include "chatd/chat/kept_names.h"
#include "chatd/chat/login_refusals.h"
#include "chatd/chat/probes.h"
#include "chatd/chat/room_backlog.h"
#include "chatd/chat/user_list.h"
#include "chatd/chat/watches.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/limits.h"
#include "chatd/presence/recent_cards.h"
#include "chatd/routing/questions.h"
#include "common/log_rate.h"

struct chat {
	struct connections *connections; /* the worker's */
	struct router *router;
	struct chat_receivers receivers;
	struct peer_names *peer_names; /* NULL until one is wanted */
	struct log_rate nameless;      /* of lines about why there is none */
	struct directory *directory;
	struct rooms *rooms;
	bool folds_names; /* as the directory does */
	struct announcements announcements;
	struct user_lists user_lists;
	struct interval_lists interval_lists;
	struct kept_names kept_names;
	struct probes probes;
	struct login_refusals login_refusals;
	struct room_backlogs backlogs;
	struct questions put_off; /* see put_off.h */
	struct watches watches;
	struct recent_cards recent_cards;
};

/* Return the chat that connection takes part in. */
static inline struct chat *
chat_of(const struct connection *connection)
{
	return connection_set(connection)->services.chat;
}

/* Return the limits that the users of chat are held to. */
static inline const struct limits *
chat_limits(const struct chat *chat)
{
	return &chat->connections->limits;
}

/* Return the number of the worker that chat is of. */
static inline unsigned int
chat_worker(const struct chat *chat)
{
	return chat->connections->slots.worker;
}

/* Return the connection at address, or NULL if it has ended. */
static inline struct connection *
chat_find(const struct chat *chat, struct address address)
{
	return slots_find(&chat->connections->slots, address);
}

#endif
