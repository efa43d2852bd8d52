/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_PEOPLE_H
#define CHATD_IRC_PEOPLE_H

/*
 * What can be asked about users.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;
struct irc_source;

enum command_status irc_people_whois(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_whowas(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_ison(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_userhost(
    struct connection *connection, struct slice argument, struct slice rest);

/* Say 301 if the user is away. */
void irc_people_say_away(
    struct connection *connection, const struct irc_source *source);

#endif
