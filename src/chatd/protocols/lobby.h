/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOBBY_H
#define CHATD_LOBBY_H

/*
 * What framed and plain have in common: their users are in the room CHAT_LOBBY
 * until their connection ends, and what they write is said there, unless it
 * begins with a sign of its own.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

/* Hear what is said in the lobby; see chat_listen(). */
void lobby_listen(struct connection *connection);

/* Join the lobby.  The connection has logged in or is a guest. */
void lobby_join(struct connection *connection);

/* Ask for everybody, blanks between the names. */
void lobby_list(struct connection *connection);

/* Handle "!who": the handler of a row in a table of commands. */
enum command_status lobby_handle_who(
    struct connection *connection, struct slice arguments, struct slice text);

/*
 * Do what text asks for: "@bob hi" sends "hi" to bob alone, a line of table is
 * a request, and everything else is said in the lobby.  An empty text does
 * nothing.  run is command_dispatch()'s.
 */
void lobby_handle_text(struct connection *connection,
    const struct command_table *table, struct slice text,
    struct command_run *run);

/*
 * Find whom the text in line is for, as command_find_receiver() does; run is
 * not needed.
 */
bool lobby_find_receiver(
    struct slice line, const struct command_run *run, struct slice *name_r);

#endif
