/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_UPLOAD_CONNECTION_H
#define CHATD_CHATC_UPLOAD_CONNECTION_H

/*
 * A connection to a server of the drop protocol: what is sent, and the server's
 * answers, which are counted as they come.
 *
 * Functions that return an exit status have said on standard error what went
 * wrong, except that EX_CANTCREAT means a refusal, of which the caller knows
 * what it concerns.  After any status but EX_OK the connection is only good for
 * being closed.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatc/upload_socket.h"

struct addrinfo;

/* How much of a server's first words is kept, to tell what it speaks. */
#define UPLOAD_CONNECTION_WORDS_BYTES 64

struct upload_connection {
	struct upload_socket socket; /* its fd is -1 while it is closed */

	/* What has happened since it was opened. */
	unsigned files;    /* sent on it, and the one that is being sent */
	unsigned accepted; /* answers that are an acceptance */
	bool leaving;      /* all has been sent, the goodbye as well */
	bool done;         /* the goodbye was answered */
	bool foreign;      /* the server speaks another protocol */
	char words[UPLOAD_CONNECTION_WORDS_BYTES];
	size_t words_size;
};

/*
 * Connect to the first of the addresses that accepts, or do nothing if that has
 * been done.  Return an exit status.
 */
int upload_connection_open(
    struct upload_connection *connection, const struct addrinfo *addresses);

/* Close the connection, if it is open. */
void upload_connection_close(struct upload_connection *connection);

bool upload_connection_is_open(const struct upload_connection *connection);

/*
 * Send size bytes, and count the answers that come meanwhile.  Return an exit
 * status.
 */
int upload_connection_send(
    struct upload_connection *connection, const char *bytes, size_t size);

/* Wait for answers, one or more, and count them.  Return an exit status. */
int upload_connection_receive(struct upload_connection *connection);

#endif
