/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_PRIVATE_H
#define CHATD_CHAT_PRIVATE_H

/*
 * The inside of a chat, for chat.c and chat_rooms.c only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/chat.h"
#include "chatd/limits.h"
#include "chatd/protocol.h"
#include "chatd/stats.h"

struct batch;
struct rooms;

/* A list is kept for each separator in use: the comma and the blank. */
#define CHAT_LISTS_KEPT 2

struct chat {
	struct loop *loop;
	struct router *router;
	struct directory *directory;
	struct rooms *rooms;
	struct kept_list {
		struct list_text *list; /* NULL: none is kept */
		uint64_t version;
		char first[NAME_MAX_BYTES + 1]; /* the echo user's name in it */
	} lists[CHAT_LISTS_KEPT];

	/* Joins and leaves of this turn, oldest first; see chat_rooms.c. */
	struct batch *first_announced;
	struct batch *last_announced;
};

/* The chat that connection takes part in. */
struct chat *chat_of(const struct connection *connection);

/* Count one. */
void chat_count(const struct chat *chat, enum stat stat);

/* Give the connection its answer; out of memory also ends it. */
void chat_answer(
    struct connection *connection, const struct chat_answer *answer);

/* Say whether text may be shown to people. */
bool chat_text_is_acceptable(const struct chat *chat, struct slice text);

/* The connection has another name: its rooms must know. */
int chat_rename_in_rooms(struct connection *connection);

/* The connection has ended: out of all rooms. */
void chat_leave_all(struct connection *connection);

/* Free what was announced and is not delivered. */
void chat_drop_announcements(struct chat *chat);

#endif
