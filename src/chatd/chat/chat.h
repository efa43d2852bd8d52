/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_H
#define CHATD_CHAT_H

/*
 * The chat itself: who may log in, who can be sent to, what may be said.
 *
 * Each worker has a chat; all of them share the directory.  A request is
 * answered through protocol->answer, perhaps before the call returns and
 * perhaps later; until then the connection handles no more input.  Outcomes
 * are values: the words for them are the protocol's.  Owner thread only.
 */

#include <stdbool.h>

#include "common/line.h"

/* The room of the protocols that have but one. */
#define CHAT_LOBBY "lobby"

struct chat;
struct connection;
struct directory;
struct connections;
struct loop;
struct mail;
struct message;
struct rooms;
struct router;

/*
 * Return a chat for the worker that runs loop and has these connections, which
 * need not be ready yet; or NULL if there is no memory.
 */
struct chat *chat_new(struct loop *loop, struct connections *connections,
    struct router *router, struct directory *directory, struct rooms *rooms);

/* Free chat; NULL is allowed. */
void chat_free(struct chat *chat);

/*
 * Log the connection in as name.  Answers CHAT_LOGIN: DONE, BAD_NAME,
 * NAME_IN_USE, FULL or OUT_OF_MEMORY, checked in this order.
 */
void chat_login(struct connection *connection, struct slice name);

/*
 * Let the connection take part as a guest, called by its peer's address
 * ("192.0.2.7:34858"), which nobody can claim.  It is listed and can be sent
 * to, and does not count towards max_clients.  Answers CHAT_LOGIN: DONE or
 * OUT_OF_MEMORY.
 */
void chat_login_guest(struct connection *connection);

/*
 * Give the connection, which is logged in or a guest, another name.  Answers
 * CHAT_RENAME: DONE, BAD_NAME, NAME_IN_USE, FULL (a guest who wants a name) or
 * OUT_OF_MEMORY; its own name is DONE.
 */
void chat_rename(struct connection *connection, struct slice name);

/*
 * Send text to the user called name.  Answers CHAT_SEND: BAD_TEXT (even if
 * there is nobody of that name), DONE, NO_SUCH_USER or OUT_OF_MEMORY.  DONE
 * means that the text is on its way, in order, to a connection that was logged
 * in: it is lost only if that connection ends first.
 */
void chat_send(
    struct connection *connection, struct slice name, struct slice text);

/*
 * Ask who is there.  Answers CHAT_LIST: DONE with the names of all users in
 * order of login, separator between two, or OUT_OF_MEMORY.
 */
void chat_list(struct connection *connection, char separator);

/*
 * Rooms.  room is a name like a user's, without any sign in front.  The
 * connection must be logged in or a guest.  Joins, leaves and new names are
 * announced to the other members as MESSAGE_JOINED, MESSAGE_LEFT and
 * MESSAGE_RENAMED, all those of a turn together at its end; what is said is a
 * MESSAGE_SAID to all members but the speaker, and everybody gets the lines of
 * one speaker in the same order.
 *
 * chat_join() answers CHAT_JOIN: BAD_NAME, DONE (also if it is in the room) or
 * OUT_OF_MEMORY.  chat_leave() answers CHAT_LEAVE: DONE or NO_SUCH_ROOM (it is
 * not in it).  chat_say() answers CHAT_SAY: BAD_TEXT, NO_SUCH_ROOM or DONE.
 * chat_list_room() answers CHAT_LIST with the room: DONE with the names of its
 * members in order of joining, NO_SUCH_ROOM or OUT_OF_MEMORY.
 */
void chat_join(struct connection *connection, struct slice room);
void chat_leave(struct connection *connection, struct slice room);
void chat_say(
    struct connection *connection, struct slice room, struct slice text);
void chat_list_room(
    struct connection *connection, struct slice room, char separator);

/* Note that limits->room_list_interval_ms may be another one. */
void chat_limits_changed(struct chat *chat);

/* Free the lists of users that are kept and are not true any more. */
void chat_drop_old_lists(struct chat *chat);

/* Deliver what was announced in this turn.  Called at the end of each. */
void chat_deliver_announcements(struct chat *chat);

/* Say whether there is anything to deliver. */
bool chat_has_announcements(const struct chat *chat);

/* Deliver what another worker has posted; takes the batch. */
void chat_receive_batch(struct chat *chat, struct mail *mail);

/* A message of another worker to the members of a room on this one. */
void chat_room_message(struct chat *chat, const struct message *message);

/* The connection has ended: its name is free when this returns. */
void chat_ended(struct connection *connection);

#endif
