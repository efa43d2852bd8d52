/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_TRANSPORT_H
#define CHATD_TEST_TRANSPORT_H

/*
 * What daemons of tests listen on: TCP; or unix sockets where the environment
 * has CHATD_TEST_TRANSPORT=unix, or TCP with TLS where it has tls.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/*
 * Return where a daemon that chooses a place by itself is to listen: 127.0.0.1,
 * or "unix:PATH" with a new path each time.
 */
const char *test_transport_place(void);

/*
 * Write a configuration with a listener for each of the protocols, which are
 * separated by blanks; return its path.
 */
const char *test_transport_listeners(const char *protocols);

/* Say whether clients of this test are to encrypt. */
bool test_transport_is_tls(void);

/*
 * Say whether clients see a reset as one: on a unix socket, and behind the
 * relay that encrypts, it is an end.
 */
bool test_transport_tells_resets(void);

/* Return the option with their server's certificate, "certificate=PATH". */
const char *test_transport_certificate_option(void);

/*
 * Return where the index-th listener that speaks protocol is, as a start line
 * says, or NULL.
 */
const char *test_transport_find_listener(
    const char *line, const char *protocol, size_t index);

/* Say whether that listener takes nothing but TLS. */
bool test_transport_encrypts(
    const char *line, const char *protocol, size_t index);

/*
 * Take the path, if text begins with "unix:", up to what cannot be one in a
 * start line.  Return the address's size, or 0 if it is none.
 */
size_t test_transport_take_path(
    const char *text, struct sockaddr_storage *address_r);

#endif
