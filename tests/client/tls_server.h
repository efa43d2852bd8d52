/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_TLS_SERVER_H
#define CHATD_TESTS_CLIENT_TLS_SERVER_H

/*
 * A server that the test plays, as that of client/server.h, with TLS.  It has
 * one connection, at a port of its own on 127.0.0.1, and fails the test if what
 * it waits for does not come.
 */

/*
 * Listen, with the certificate and the key in this file; return the argument
 * that chatc takes to come as alice.
 */
const char *tls_server_listen(const char *certificate);

/* Accept a connection and do the handshake. */
void tls_server_accept(void);

/* Expect exactly these bytes next. */
void tls_server_expect(const char *bytes);

/* Expect that the client says, by a message of TLS, that no more comes. */
void tls_server_expect_end(void);

/* Send these bytes; the second function, as they are. */
void tls_server_send(const char *bytes);
void tls_server_send_raw(const char *bytes);

/* Close the connection without a word, by a reset. */
void tls_server_reset(void);

/* Say that no more comes, and close it. */
void tls_server_hang_up(void);

#endif
