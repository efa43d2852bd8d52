/* SPDX-License-Identifier: MIT */
#ifndef CHATD_EXCHANGE_H
#define CHATD_EXCHANGE_H

/*
 * What the tests of the protocols share: a client sends something, and the
 * protocol is held to what it sends back, to the byte.
 */

#include <stdbool.h>

#include "common/slice.h"

struct connection;
struct limits;
struct protocol;

/* What a client sends, all that it is sent, and whether that ends it. */
struct exchange {
	const char *sent, *received;
	bool ends;
};

/* Let text arrive. */
void exchange_send(struct connection *connection, const char *text);

/* Fail unless this is all that the connection was sent so far. */
void exchange_expect_bytes(
    const struct connection *connection, struct slice bytes);
void exchange_expect(const struct connection *connection, const char *text);

/*
 * Let sent arrive on several new connections, in pieces of all sizes; fail
 * unless each of them is sent what is in received, and ends or not.
 */
void exchange_try_bytes(const struct protocol *protocol,
    const struct limits *limits, struct slice sent, struct slice received,
    bool ends);
void exchange_try(const struct protocol *protocol, const struct limits *limits,
    const struct exchange *exchange);

#endif
