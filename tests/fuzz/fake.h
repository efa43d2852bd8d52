/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FAKE_H
#define CHATD_FAKE_H

/*
 * A connection and a chat that are not there, for protocols to be tried on.
 *
 * A protocol calls connection_append(), chat_send() and so on; fake.c defines
 * them for itself, so that a fuzz target links with the very objects of the
 * daemon and with neither sockets nor threads.  The fake keeps what the
 * protocol sends in a transcript, and aborts where it breaks its contract.
 *
 * A filing is there too, whose disk fails at the end of a text of more than
 * FAKE_TEXT_MAX bytes.
 *
 * In this chat the name "taken" is taken, "full" meets a full server, and
 * nobody is called "nobody"; what is sent to one's own name comes back.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/line.h"

#define FAKE_TEXT_MAX 8192

/* What guests are called. */
#define FAKE_GUEST "192.0.2.7:34858"

struct connection;
struct limits;
struct protocol;

/*
 * Return a connection that speaks protocol, or abort.  limits is borrowed.  If
 * answers_later, the chat answers only after the protocol's input has returned.
 */
struct connection *fake_open(const struct protocol *protocol,
    const struct limits *limits, bool answers_later);

/* Let size bytes arrive, and the protocol handle all of them that it will. */
void fake_receive(
    struct connection *connection, const char *bytes, size_t size);

/* All that the protocol sent so far; borrowed. */
struct slice fake_transcript(const struct connection *connection);

/* How many replies it sent: everything but deliveries. */
size_t fake_reply_count(const struct connection *connection);

/* How many times it appended something: replies and deliveries. */
size_t fake_append_count(const struct connection *connection);

/* All texts it has filed, one behind the other; borrowed. */
struct slice fake_filed(const struct connection *connection);

/* Say whether the protocol has ended the connection. */
bool fake_has_ended(const struct connection *connection);

/* Free connection. */
void fake_close(struct connection *connection);

#endif
