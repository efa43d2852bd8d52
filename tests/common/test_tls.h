/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_TLS_H
#define CHATD_TEST_TLS_H

/*
 * A relay between a test, which knows no TLS, and a server that wants it: a
 * thread for each connection, which passes on bytes and ends in both
 * directions.
 */

/*
 * Take fd, a socket that is connected to a server, and return another one that
 * reads and writes what passes encrypted there.  The server's certificate is
 * not looked at.  What the server ends, the test sees end; where the handshake
 * fails it ends at once.
 */
int test_tls_relay(int fd);

#endif
