/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PASSED_SOCKETS_H
#define CHATD_PASSED_SOCKETS_H

/*
 * The part of the service manager that passes sockets on.
 *
 * They are the descriptors from 3 on, which in a test are Check's.  So such a
 * test has a child process that puts sockets there and goes through its steps.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/unit.h"

#define PASSED_SOCKETS_FIRST 3

/* A step of a child: if the condition is false, the child says so and ends. */
#define STEP(condition)                                                        \
	do {                                                                   \
		if (!(condition)) {                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,     \
			    #condition);                                       \
			_Exit(EXIT_FAILURE);                                   \
		}                                                              \
	} while (0)

/* In a child: put a socket on a free port of loopback at the descriptor fd. */
void passed_sockets_place(int fd, int type, bool listens);

/* In a child: put a unix socket at path, which listens, at the descriptor fd.
 */
void passed_sockets_place_unix(int fd, const char *path);

/* In a child: return the port of the socket. */
int passed_sockets_port(int fd);

/* In a child: announce that count sockets are there; names may be NULL. */
void passed_sockets_announce(int count, const char *names);

/* Run body in a child, and fail unless it passes all its steps. */
void passed_sockets_run(void (*body)(void));

#endif
