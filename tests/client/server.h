/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_SERVER_H
#define CHATD_TESTS_CLIENT_SERVER_H

/*
 * A server that the test itself plays, and that can thus misbehave in every
 * way.  It is on 127.0.0.1 and a port of its own, and has one connection at a
 * time.  Every function fails the test if what it waits for does not come.
 */

#include <stddef.h>

/* Listen; server_target() then returns the argument that chatc takes. */
void server_listen(void);
const char *server_target(const char *name);

/* Stop listening: the port refuses connections from now on. */
void server_close(void);

/* Accept the next connection. */
void server_accept(void);

/* Expect exactly these bytes next, or in a single recv(2) even. */
void server_expect(const char *bytes);
void server_expect_in_one(const char *bytes);
void server_expect_bytes(const char *bytes, size_t size);

/* Read this many bytes, whatever they are. */
void server_swallow(size_t size);

/* Expect the end of what the client sends. */
void server_expect_end(void);

/* Send bytes, the last function one at a time. */
void server_send(const char *bytes);
void server_send_bytes(const char *bytes, size_t size);
void server_send_piecemeal(const char *bytes, size_t size);

/* Send these bytes this many times, or until the client has hung up. */
void server_flood(const char *bytes, size_t size, int times);

/*
 * Return in how many seconds at most the client's kernel asks whether we are
 * still there if nothing is said (keepalive), or 0 if it never does.
 */
unsigned long server_probed_within_seconds(void);

/* Send the end of the stream, but keep the connection. */
void server_finish(void);

/* Close the connection, politely or with a reset. */
void server_hang_up(void);
void server_reset(void);

#endif
