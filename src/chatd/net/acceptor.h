/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCEPTOR_H
#define CHATD_ACCEPTOR_H

/*
 * Accepts on one listening socket of any family, and keeps a file descriptor in
 * reserve: when the process has no other left, the reserve still lets a
 * newcomer in, who can be served or told that there is no room.  After that,
 * accepting pauses for a moment, so that a storm of newcomers costs next to
 * nothing.
 *
 * All functions and calls run on the thread of the event_base.
 */

#include <sys/socket.h>

#include <stdbool.h>

struct acceptor;
struct event_base;

struct acceptor_newcomer {
	int fd; /* connected, non-blocking, close-on-exec */
	const struct sockaddr *address; /* the peer's; valid during the call */
	socklen_t address_size;
	bool uses_reserve; /* fd is the last descriptor that there was */
};

/* What an acceptor answers to whoever started it. */
struct acceptor_owner {
	/* At most this many are accepted before other events have their turn.
	 */
	unsigned int newcomers_per_turn;

	/* Take newcomer->fd.  The acceptor must not be freed here. */
	void (*accepted)(
	    const struct acceptor_newcomer *newcomer, void *argument);

	/*
	 * Nobody can be accepted for now, even by giving up the reserve: error
	 * is EMFILE, ENFILE, ENOBUFS or ENOMEM.  Newcomers wait in the socket's
	 * queue, and this is called again after each pause.
	 */
	void (*failed)(int error, void *argument);
};

/*
 * Make an acceptor for the non-blocking listening socket fd, which it takes,
 * also on failure.  owner is borrowed for good and called with argument.
 * Return NULL with errno set.
 */
struct acceptor *acceptor_new(
    int fd, const struct acceptor_owner *owner, void *argument);

/* Begin to accept, on base.  Return 0, or -1 if there is no memory. */
int acceptor_start(struct acceptor *acceptor, struct event_base *base);

/* Close the socket and the reserve, and free acceptor; NULL is allowed. */
void acceptor_free(struct acceptor *acceptor);

/*
 * Take a descriptor for the reserve again, if it has been given up and there is
 * one.  A pause ends with this; an owner that serves the newcomer who uses the
 * reserve calls it when a descriptor has been closed.
 */
void acceptor_keep_reserve(struct acceptor *acceptor);

#endif
