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

/* "2026-11-29T12:00:00Z", and room for what a long can be */
#define IRC_TIME_BYTES 96

/* Return time_s, since 1970, as people read it; written to room. */
struct slice irc_server_write_time(uint64_t time_s, char room[IRC_TIME_BYTES]);

/*
 * Say whether target means this server: by its name or a mask of it, or by the
 * name of somebody who is on it.  It is answered if not.
 */
bool irc_server_is_meant(struct connection *connection, struct slice target);

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
