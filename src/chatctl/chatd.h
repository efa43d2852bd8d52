/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_CONSOLE_H
#define CHATD_CHATCTL_CONSOLE_H

/*
 * The wire to chatd's console: a request, then its reply.
 */

#include <stdbool.h>

#include "common/line.h"

/* chatd's words for somebody whose credentials it does not accept. */
#define CONSOLE_DENIED "permission denied"

/* A reply; the slices lie in bytes. */
struct console_reply {
	char *bytes; /* owned; see console_reply_clear() */
	bool is_ok;
	struct slice reason; /* of an error */
	struct slice body;   /* the lines after the first, each with its end */
};

/* Connect to the socket at path.  Return a descriptor, or -1 with errno set. */
int console_connect(const char *path);

/*
 * Send request, which is a line without its end, and wait for the whole reply.
 * Return 0 with *reply_r set, to be cleared by the caller; or -1 with errno
 * set: EACCES where chatd refuses to talk to us, EPROTO where what answers is
 * no chatd, ECONNRESET where it hangs up before the end, ETIMEDOUT where it
 * says nothing for a while, EINTR after a signal that does not restart poll(2).
 */
int console_ask(int fd, const char *request, struct console_reply *reply_r);

/*
 * Take the reply of size bytes apart, which ends with its empty line and is
 * borrowed.  Return 0, or -1 if it is none.
 */
int console_reply_parse(
    char *bytes, size_t size, struct console_reply *reply_r);

/* Free what reply holds. */
void console_reply_clear(struct console_reply *reply);

#endif
