/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_WELCOME_H
#define CHATD_IRC_WELCOME_H

/*
 * What the server says of itself to whoever has just logged in, and to whoever
 * asks later: each is a part of the welcome.  Owner thread only.
 */

struct connection;

/* Say 001 to 005, LUSERS and the message of the day. */
void irc_welcome(struct connection *connection);

/* Say 005: what the configuration allows. */
void irc_welcome_support(struct connection *connection);

/* Say 251 to 266: how many there are. */
void irc_welcome_users(struct connection *connection);

/* Say that there is no message of the day. */
void irc_welcome_motd(struct connection *connection);

#endif
