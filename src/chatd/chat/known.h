/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KNOWN_H
#define CHATD_KNOWN_H

/*
 * What a protocol may ask of the chat and is told at once, because it is known
 * on this node: nothing of it is a request, and nobody waits.  In a cluster it
 * may be a moment old.  Owner thread of connection only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "common/name.h"
#include "common/slice.h"

struct connection;

/* Say whether somebody, the echo user too, is called name. */
bool known_has_user(const struct connection *connection, struct slice name);

/*
 * Return name, of NAME_MAX_BYTES at most, as whoever is called that writes it;
 * written to spelling if those are other capitals.  If there is nobody, return
 * name.
 */
struct slice known_spell_user(const struct connection *connection,
    struct slice name, char spelling[NAME_MAX_BYTES]);

/*
 * Say whether a user is called name who is another one than that at address.
 */
bool known_is_another(const struct connection *connection, struct slice name,
    struct address address);

/*
 * Return name as the room of this name writes it, if there is one that the
 * connection may see: written to spelling.  Otherwise return name.
 */
struct slice known_spell_room(struct connection *connection, struct slice name,
    char spelling[NAME_MAX_BYTES]);

/* Say whether there is a room of this name that the connection may see. */
bool known_has_room(struct connection *connection, struct slice room);

/* Say whether room is one that those who are not in it do not see. */
bool known_is_secret(const struct connection *connection, struct slice room);

/* Say whether room has a member called name, on any node. */
bool known_has_member(
    const struct connection *connection, struct slice room, struct slice name);

/* Say whether the connection is in room. */
bool known_is_in_room(struct connection *connection, struct slice room);

/* Say whether the connection is in a room with the user called name. */
bool known_shares_room(struct connection *connection, struct slice name);

/* Say whether the connection may invite others to room. */
bool known_may_invite(struct connection *connection, struct slice room);

/*
 * Return the room that the connection has joined last, empty if it is in none;
 * borrowed for as long as it is in there.
 */
struct slice known_newest_room(struct connection *connection);

/*
 * Return how many users this node has, how many of them say that they are
 * invisible, how many it had at most, and how many rooms there are.
 */
uint64_t known_count_users(const struct connection *connection);
uint64_t known_count_invisible(const struct connection *connection);
uint64_t known_count_peak(const struct connection *connection);
uint64_t known_count_rooms(const struct connection *connection);

/* Return for how many seconds the daemon has served. */
uint32_t known_uptime_s(const struct connection *connection);

/*
 * Say whether the account that the connection has shown is an operator's of
 * the chat, now.
 */
bool known_is_operator(const struct connection *connection);

#endif
