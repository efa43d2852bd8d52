/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_OPERATORS_H
#define CHATD_IRC_OPERATORS_H

/*
 * Operators of the chat, as irc has them.
 *
 * Who shows the password of an account that chatctl(8) has marked has the user
 * mode "o", until it is given up, or until something is asked for as an
 * operator and the account is none any more.  A wrong password counts as one of
 * a login does, so it cannot be tried more often here.  Owner thread only.
 */

#include "chatd/core/protocol.h"
#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

enum command_status irc_operators_oper(
    struct connection *connection, struct slice name, struct slice rest);
enum command_status irc_operators_kill(
    struct connection *connection, struct slice nick, struct slice rest);

/*
 * Refuse what no operator may do from here, WALLOPS, REHASH and the like: it is
 * unknown to those who have the right, and forbidden to others.
 */
enum command_status irc_operators_forbid(
    struct connection *connection, struct slice argument, struct slice rest);

/* Answer what became of the password. */
void irc_operators_answer(
    struct connection *connection, const struct chat_answer *answer);

/* End a connection, with these words, for an operator: struct protocol. */
void irc_operators_end(struct connection *connection, struct slice words);

#endif
