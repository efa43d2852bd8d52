/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_PEOPLE_H
#define CHATD_IRC_PEOPLE_H

/*
 * What can be asked about users, and being away.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

enum command_status irc_people_who(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_whois(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_whowas(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_ison(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_userhost(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_people_away(
    struct connection *connection, struct slice argument, struct slice rest);

#endif
