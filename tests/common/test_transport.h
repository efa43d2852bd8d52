/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_TRANSPORT_H
#define CHATD_TEST_TRANSPORT_H

/*
 * What daemons of tests listen on: TCP, or unix sockets where the environment
 * has CHATD_TEST_TRANSPORT=unix.
 */

#include <stddef.h>
#include <sys/socket.h>

/*
 * Return where a daemon that chooses a place by itself is to listen: 127.0.0.1,
 * or "unix:PATH" with a new path each time.
 */
const char *test_transport_place(void);

/* Return the option of a listener that is to be there: a free port, or a path.
 */
const char *test_transport_option(void);

/*
 * Take the path, if text begins with "unix:", up to what cannot be one in a
 * start line.  Return the address's size, or 0 if it is none.
 */
size_t test_transport_take_path(
    const char *text, struct sockaddr_storage *address_r);

#endif
