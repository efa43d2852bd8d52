/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SHOWN_NAMES_H
#define CHATD_SHOWN_NAMES_H

/*
 * Names that connections show to be theirs without a word of the client: by a
 * certificate, or by the account at the other end of a unix socket.
 *
 * Where the listener says that it is so (name_from), a connection has that one
 * name as its owner, and no other.  Where it does not, the certificate of an
 * account does what its password does.  For the other files of this folder;
 * worker's thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/mail.h"
#include "chatd/core/protocol.h"
#include "common/slice.h"

struct chat;
struct connection;

enum shown_name {
	SHOWN_NAME_ANY,   /* the listener leaves it to the client */
	SHOWN_NAME_THIS,  /* it is theirs */
	SHOWN_NAME_OTHER, /* it is not: another one is, or none */
	SHOWN_NAME_LATER, /* chat_receive_named() will tell */
};

/*
 * Say whether connection has shown that name is its own.  After LATER the
 * connection is to wait for the answer to request.
 */
enum shown_name shown_names_check(struct connection *connection,
    enum chat_request request, struct slice name);

/*
 * Say whether the connection has shown the certificate of the account that owns
 * name, whose number is owner; then it has proved to be that account's.
 */
bool shown_names_prove(
    struct connection *connection, struct slice name, uint32_t owner);

/* End what was begun for this, in a chat that ends. */
void shown_names_clear(struct chat *chat);

#endif
