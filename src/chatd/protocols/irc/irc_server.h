/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_SERVER_H
#define CHATD_IRC_SERVER_H

/*
 * What can be asked of the server itself.  Owner thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

/* Ask a silent peer whether it is there, or end it: see struct protocol. */
void irc_server_silent(
    struct connection *connection, uint32_t seconds, bool was_asked);

enum command_status irc_server_ping(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_pong(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_quit(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_lusers(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_motd(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_version(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_time(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_info(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_links(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_admin(
    struct connection *connection, struct slice argument, struct slice rest);
enum command_status irc_server_stats(
    struct connection *connection, struct slice argument, struct slice rest);

#endif
