/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_PEER_H
#define CHATD_MODEL_PEER_H

/*
 * One end of a connection: what has come and was not taken yet, and what is to
 * be sent.  Thousands of them come and go in a run, so a peer that is closed
 * keeps nothing.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct sockaddr;

struct peer_buffer {
	char *bytes;
	size_t start, end; /* of what is in it */
	size_t space;
};

struct peer {
	int fd; /* -1: closed */
	struct peer_buffer in, out;
	bool has_ended; /* the other side has sent its last byte */
	bool was_reset;
	bool finishes; /* the sending side is shut down once out is empty */
};

/* More than any request has, with its NUL. */
#define PEER_TEXT_BYTES 4096

/* Connect to address, from 127.0.0.HOST. */
void peer_open(struct peer *peer, const struct sockaddr *address, size_t size,
    unsigned int host);

/* Print into text, which has room for PEER_TEXT_BYTES; return the size. */
size_t peer_format(char *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Add bytes to what is to be sent; they are copied. */
void peer_put(struct peer *peer, const void *bytes, size_t size);
void peer_print(struct peer *peer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Send what the socket takes without waiting; or this many bytes of it. */
void peer_flush(struct peer *peer);
void peer_flush_part(struct peer *peer, size_t size);

/* Read what is there without waiting. */
void peer_fill(struct peer *peer);

/* Take size bytes off the front of what has come. */
void peer_take(struct peer *peer, size_t size);

/* Shut the sending side down once all is sent. */
void peer_finish(struct peer *peer);

/* Close in order, or with a reset.  What was not taken is gone. */
void peer_close(struct peer *peer);
void peer_abort(struct peer *peer);

/* Write "127.0.0.1:51234", the address of this end, to text. */
void peer_name(const struct peer *peer, char *text, size_t size);

#endif
