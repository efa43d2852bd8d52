/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HELLO_MODES_H
#define CHATD_HELLO_MODES_H

/*
 * The verb MODE of hello: one change of a room in a line, by the letters that
 * people know from IRC; for hello.c.  Worker's thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

/* Handle the verb: see struct command.  room is what follows it. */
enum command_status hello_mode(
    struct connection *connection, struct slice room, struct slice text);

/* Answer a CHAT_MODE that is done. */
void hello_modes_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
