/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_ROOMS_H
#define CHATD_IRC_ROOMS_H

/*
 * Rooms in irc: who is in them.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

enum command_status irc_rooms_join(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_rooms_part(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_rooms_names(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_rooms_kick(
    struct connection *connection, struct slice argument, struct slice rest);
/*
 * Answer CHAT_JOIN, CHAT_LEAVE, CHAT_TOPIC, CHAT_KICK, CHAT_INVITE, and the
 * CHAT_LIST of a room that is not for WHO.
 */
void irc_rooms_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
