/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_IMPOSTOR_H
#define CHATD_REDIS_IMPOSTOR_H

/*
 * What listens where a server of Redis should, and says what a test wants.
 */

#include <stdbool.h>
#include <stddef.h>

/* What a server answers to what chatd says first, without a password. */
#define IMPOSTOR_GREETING "+OK\r\n*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n+PONG\r\n"

/* What it says to everybody who connects. */
struct impostor {
	const char *bytes; /* borrowed */
	size_t size;
	size_t piece;  /* bytes in a turn; 0: all at once */
	bool hangs_up; /* when all has been said */
};

/*
 * Have it listen, on the loop of the clients, and return its address.  It ends
 * with the test; what it says may be changed meanwhile.
 */
const char *impostor_start(const struct impostor *impostor);

/* Return how many have connected. */
size_t impostor_count(void);

#endif
