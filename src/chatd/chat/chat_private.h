/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_PRIVATE_H
#define CHATD_CHAT_PRIVATE_H

/*
 * The inside of a chat, for chat*.c only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/chat/chat.h"
#include "chatd/core/limits.h"
#include "chatd/core/protocol.h"
#include "chatd/core/stats.h"
#include "chatd/event/deadline.h"

struct batch;
struct message;
struct room;
struct rooms;

/* A list is kept for each separator in use: the comma and the blank. */
#define CHAT_LISTS_KEPT 2

/* Messages in batches, oldest first. */
struct chat_queue {
	struct batch *first;
	struct batch *last;
};

struct chat {
	struct connections *connections;
	struct router *router;
	struct directory *directory;
	struct rooms *rooms;
	struct kept_list {
		struct list_text *list; /* NULL: none is kept */
		uint64_t version;
		char first[NAME_MAX_BYTES + 1]; /* the echo user's name in it */
	} lists[CHAT_LISTS_KEPT];

	/* What is told at the end of the turn; see announcements.c. */
	struct chat_queue announced; /* of members here, to all members */
	struct chat_queue heard;     /* of members elsewhere, to those here */

	/* When lists are due, if this worker keeps the time: interval_lists.c.
	 */
	struct deadline_list lists_due;
	struct deadline lists_deadline;
	uint64_t lists_interval_ms; /* that it was set with */
};

/* The chat that connection takes part in. */
struct chat *chat_of(const struct connection *connection);

/* Count one. */
void chat_count(const struct chat *chat, enum stat stat);

/* Give the connection its answer; out of memory also ends it. */
void chat_answer(
    struct connection *connection, const struct chat_answer *answer);

/* Say whether text may be shown to people; count it if not. */
bool chat_text_is_acceptable(
    const struct connection *connection, struct slice text);

/* Return everybody; the chat keeps the reference.  NULL: no memory. */
struct list_text *chat_everybody(struct chat *chat, char separator);

/* Tell member, unless it is the one that message leaves out. */
void chat_tell(struct connection *member, const struct message *message);

/* To all members but the one at message->to, wherever they are. */
void chat_send_to_room(
    struct chat *chat, struct room *room, struct message *message);

/* To all members on other workers. */
void chat_send_elsewhere(
    struct chat *chat, struct room *room, const struct message *message);

/* Tell members at the end of the turn: see announcements.c. */
void chat_announce(struct chat *chat, const struct message *message);
void chat_hear(struct chat *chat, const struct message *message);

/* Get ready to keep the time for lists, on loop. */
void chat_lists_init(struct chat *chat, struct loop *loop);

/* The connection, which is in the lobby, wants lists; or leaves the lobby. */
void chat_lists_join(struct connection *connection);
void chat_lists_leave(struct connection *connection);

/* The connection has another name: its rooms must know. */
int chat_rename_in_rooms(struct connection *connection);

/* The connection has ended: out of all rooms. */
void chat_leave_all(struct connection *connection);

/* Free what was announced and is not delivered. */
void chat_drop_announcements(struct chat *chat);

#endif
