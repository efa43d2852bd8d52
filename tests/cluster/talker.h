/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TALKER_H
#define CHATD_TALKER_H

/*
 * A client that speaks hello, never waits, and takes every end for granted:
 * what it hears it hears between two moments, whatever becomes of its node.
 */

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TALKER_BYTES 16384

struct test_daemon;

/* All zero is none that has been connected, but for its descriptor. */
struct talker {
	int fd;            /* -1: it is not connected */
	uint64_t empty_ns; /* there was nothing to read, at this time */
	uint64_t after_ns; /* what is in bytes was written after this */
	size_t size;
	size_t taken; /* of them, lines that are done with */
	char bytes[TALKER_BYTES];
};

/* Connect.  Return false if nobody listens there. */
bool talker_connect(struct talker *talker, const struct test_daemon *daemon);

/* Send text at once.  Return false if the connection is over, or full. */
bool talker_say(struct talker *talker, const char *text);

/*
 * Read what there is, if poll() has found that there is something; it was
 * called at polled_ns.  Return false if that is the end of the connection.
 */
bool talker_read(
    struct talker *talker, const struct pollfd *polled, uint64_t polled_ns);

/* Return the next line without its end, until the next call; or NULL. */
const char *talker_take_line(struct talker *talker);

/* Close the connection, if there is one; with a reset, or in good order. */
void talker_close(struct talker *talker, bool is_reset);

#endif
