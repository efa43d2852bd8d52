/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_SERVER_H
#define CHATD_TESTS_CLIENT_SERVER_H

/*
 * A server of the test's own making, which does what it is told and thus can
 * misbehave in every way.  The test itself is the server, on 127.0.0.1 and a
 * port of its own, with one connection at a time.  Every function fails the
 * test if what it waits for does not come.
 */

#include <stddef.h>

/* Listen; server_target() then is what chatc takes as its argument. */
void server_listen(void);
const char *server_target(const char *name);

/* Stop listening: from now on the port refuses. */
void server_close(void);

/* Take the next connection. */
void server_accept(void);

/* Expect exactly these bytes next; in_one: by a single recv(2). */
void server_expect(const char *bytes);
void server_expect_in_one(const char *bytes);
void server_expect_bytes(const char *bytes, size_t size);

/* Take so many bytes, whatever they are. */
void server_swallow(size_t size);

/* Expect the end of what the client sends. */
void server_expect_end(void);

/* Send; the second one each byte by itself. */
void server_send(const char *bytes);
void server_send_bytes(const char *bytes, size_t size);
void server_send_piecemeal(const char *bytes, size_t size);

/* Send these bytes so many times, or until the client has hung up. */
void server_flood(const char *bytes, size_t size, int times);

/* Send the end of the stream, but keep the connection. */
void server_finish(void);

/* Close the connection, politely or with a reset. */
void server_hang_up(void);
void server_reset(void);

#endif
