/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SIZED_PRIVATE_H
#define CHATD_SIZED_PRIVATE_H

/*
 * The inside of sized, for sized.c, which handles requests, and
 * sized_replies.c, which answers them and tells what others cause.  Owner
 * thread only.
 */

#include <stddef.h>
#include <stdint.h>

#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "common/slice.h"

struct message;

struct sized_state {
	uint8_t digits; /* of a length field; 0: not known yet */
};

_Static_assert(sizeof(struct sized_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

/* Append the parts as one message, cut where it is too long for its length. */
void sized_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count);

/* Refuse a request, for what these words say, about subject. */
void sized_refuse(
    struct connection *connection, struct slice words, struct slice subject);

/* Answer a request, and tell the peer what concerns its user: see protocol.h.
 */
void sized_answer(
    struct connection *connection, const struct chat_answer *answer);
void sized_tell(struct connection *connection, const struct message *message);

#endif
