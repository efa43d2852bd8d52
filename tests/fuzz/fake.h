/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FAKE_H
#define CHATD_FAKE_H

/*
 * A connection, a chat and a filing that are not there, to try protocols on.
 *
 * A protocol calls connection_append(), chat_send() and so on.  The stand-ins
 * define these functions, as far as protocols use them, so that a test links
 * with the very objects of the daemon and with neither sockets nor threads.  A
 * function that they lack shows when a fuzz target is linked: the real one
 * comes in, and with it the others, which are then defined twice.
 *
 * What the protocol sends is kept in a transcript.  Where it breaks its side of
 * the contract, the stand-ins abort.
 *
 * In this chat the name "taken" is in use, "full" meets a full server, nobody
 * is called "nobody", and nobody is in the room "nowhere"; a text to one's own
 * name comes back.  FAKE_PASSWORD is everybody's password, "later" is not
 * checked, and the password of "remote" must not be sent here.  The disk of the
 * filing fails at the end of a text of more than FAKE_TEXT_MAX bytes.
 *
 * A chat that answers later has all other users on another machine: it takes
 * several texts to the same one, and answers them when the protocol waits.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/core/protocol.h"
#include "common/slice.h"

#define FAKE_TEXT_MAX 8192

#define FAKE_PASSWORD "sesame"

/* What guests are called. */
#define FAKE_GUEST "192.0.2.7:34858"

struct limits;

/*
 * Return a connection that speaks protocol; limits is borrowed.  If
 * answers_later is set, the chat answers only after the protocol's input() has
 * returned.
 */
struct connection *fake_open(const struct protocol *protocol,
    const struct limits *limits, bool answers_later);

/* Let size bytes arrive, and the protocol handle as many as it will. */
void fake_receive(
    struct connection *connection, const char *bytes, size_t size);

/* Why the operator has banned or muted somebody, and until when. */
#define FAKE_REASON "until noon: spam"

/*
 * Answer a request that the connection has not made: about the name "bob" and
 * room, which is "" for none.
 */
void fake_answer(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, const char *room);

/* Answer the texts for which nothing waits but their sender. */
void fake_answer_texts(struct connection *connection);

/* Return all that the protocol has sent so far; borrowed. */
struct slice fake_transcript(const struct connection *connection);

/* Return how many replies it has sent: all but what others caused. */
size_t fake_reply_count(const struct connection *connection);

/* Return how many times it has appended something, replies and all else. */
size_t fake_append_count(const struct connection *connection);

/* Return all texts that it has filed, one after the other; borrowed. */
struct slice fake_filed(const struct connection *connection);

/* Say whether the protocol has ended the connection. */
bool fake_has_ended(const struct connection *connection);

/* Free connection. */
void fake_close(struct connection *connection);

#endif
