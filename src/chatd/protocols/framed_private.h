/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FRAMED_PRIVATE_H
#define CHATD_FRAMED_PRIVATE_H

/*
 * The inside of framed, for framed.c, which handles requests, and
 * framed_replies.c, which answers them and tells what others cause.  Owner
 * thread only.
 */

#include "chatd/core/protocol.h"
#include "common/slice.h"

struct connection;
struct message;

/* A header: the length of the name, and that of the text. */
#define FRAMED_NAME_LENGTH_BYTES 2
#define FRAMED_TEXT_LENGTH_BYTES 4
#define FRAMED_HEADER_BYTES                                                    \
	(FRAMED_NAME_LENGTH_BYTES + FRAMED_TEXT_LENGTH_BYTES)

/* Refuse a request, for what these words say. */
void framed_refuse(struct connection *connection, struct slice words);

/* Answer a request, and tell the peer what concerns its user: see protocol.h.
 */
void framed_answer(
    struct connection *connection, const struct chat_answer *answer);
void framed_tell(struct connection *connection, const struct message *message);
void framed_goodbye(struct connection *connection, enum protocol_goodbye why);

#endif
