/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HELLO_ROOMS_H
#define CHATD_HELLO_ROOMS_H

/*
 * The words of hello for rooms, which only clients use that ask for them; for
 * hello.c.  Worker's thread only.
 */

#include <stdbool.h>

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

/* Say whether word names a room: by a sign that no user's name can have. */
static inline bool
hello_is_room(struct slice word)
{
	return word.size > 0 && word.bytes[0] == '#';
}

/* Return the name of the room that is called room. */
static inline struct slice
hello_room_name(struct slice room)
{
	return (struct slice){ room.bytes + 1, room.size - 1 };
}

/* Handle the verbs: see struct command.  room is what follows the verb. */
enum command_status hello_join(
    struct connection *connection, struct slice room, struct slice text);
enum command_status hello_leave(
    struct connection *connection, struct slice room, struct slice text);
enum command_status hello_topic(
    struct connection *connection, struct slice room, struct slice text);
enum command_status hello_kick(
    struct connection *connection, struct slice room, struct slice text);
enum command_status hello_invite(
    struct connection *connection, struct slice room, struct slice text);

/* Answer a request about a room, but CHAT_SAY or CHAT_MODE, that is done. */
void hello_rooms_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
