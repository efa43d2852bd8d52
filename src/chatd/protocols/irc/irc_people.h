/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_PEOPLE_H
#define CHATD_IRC_PEOPLE_H

/*
 * What can be asked about users.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "chatd/protocols/irc/irc_numerics.h"
#include "common/slice.h"

struct connection;
struct irc_source;

enum command_status irc_people_whois(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_ison(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_userhost(
    struct connection *connection, struct slice argument, struct slice rest);

/*
 * Say "311 alice bob bob chatd * :Bob", or 314, which is the same of one who
 * was; and "312 alice bob irc.chatd :text".
 */
void irc_people_say_user(struct connection *connection,
    enum irc_numeric numeric, const struct irc_source *source);
void irc_people_say_server(struct connection *connection,
    const struct irc_source *source, struct slice text);

/* Say 301 if the user is away. */
void irc_people_say_away(
    struct connection *connection, const struct irc_source *source);

#endif
