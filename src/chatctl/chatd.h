/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_CHATD_H
#define CHATD_CHATCTL_CHATD_H

/*
 * The chatd that chatctl asks, through its control socket: a request, and then
 * the reply.
 */

#include <stdbool.h>

#include "common/slice.h"

/* chatd's words for a user whom it does not obey. */
#define CHATD_DENIED "permission denied"

/* A reply; the slices lie in bytes. */
struct chatd_reply {
	char *bytes; /* owned; see chatd_reply_clear() */
	bool is_ok;
	struct slice reason; /* of an error */
	struct slice body;   /* the lines after the first, each with its end */
};

/* Connect to the socket at path.  Return its descriptor, or -1 with errno. */
int chatd_connect(const char *path);

/*
 * Send request, which is a line without its end, and wait for the whole reply.
 * Return 0 and set *reply_r, which the caller clears; or return -1 with errno:
 * EACCES if chatd does not obey this user, EPROTO if it is not chatd that
 * answers, ECONNRESET if it hangs up before the end, ETIMEDOUT if it says
 * nothing for too long, EINTR after a signal that does not restart poll(2).
 */
int chatd_ask(int fd, const char *request, struct chatd_reply *reply_r);

/*
 * Take the size bytes at bytes apart, which are a whole reply and are borrowed.
 * Return 0, or -1 if they are none.
 */
int chatd_reply_parse(char *bytes, size_t size, struct chatd_reply *reply_r);

/* Free what reply holds, but not reply. */
void chatd_reply_clear(struct chatd_reply *reply);

#endif
