/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_REGISTRATION_H
#define CHATD_IRC_REGISTRATION_H

/*
 * From the first line to a name, and from one name to another: CAP, PASS, NICK
 * and USER in any order.  When a client has given a nick and a user, and
 * negotiates no longer, it is logged in.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct chat_answer;
struct connection;

/* Handle "CAP", "PASS", "NICK" and "USER". */
enum command_status irc_registration_cap(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_registration_pass(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_registration_nick(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_registration_user(
    struct connection *connection, struct slice argument, struct slice rest);

/* Answer CHAT_AUTHENTICATE, CHAT_LOGIN and CHAT_RENAME. */
void irc_registration_answer(
    struct connection *connection, const struct chat_answer *answer);

#endif
