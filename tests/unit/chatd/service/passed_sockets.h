/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PASSED_SOCKETS_H
#define CHATD_PASSED_SOCKETS_H

/*
 * Playing the service manager that passes sockets on.
 *
 * They come as the descriptors from 3 on, which in a test are Check's.  So such
 * a test has a child that puts sockets there and goes through its steps.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/unit.h"

#define PASSED_SOCKETS_FIRST 3

/* One step of a child: where the condition fails the child ends, and says so.
 */
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

/* In a child: return the port of the socket. */
int passed_sockets_port(int fd);

/* In a child: say that count sockets are there; names may be NULL. */
void passed_sockets_announce(int count, const char *names);

/* Run body in a child and hold it to passing all its steps. */
void passed_sockets_run(void (*body)(void));

#endif
