/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HTTP_CONNECTION_H
#define CHATD_HTTP_CONNECTION_H

/*
 * One peer of a port that shows pages over HTTP.
 *
 * What a peer may cause: HTTP_HEAD_BYTES_MAX of memory and one page, which is
 * made when the one before has been taken; one page in a turn of the loop; and
 * HTTP_CONNECTION_SECONDS of waiting, counted from its arrival or from the
 * moment when it had taken a whole response.  Neither a byte that it sends nor
 * one that it takes makes that longer.
 *
 * Main thread only.
 */

#include "chatd/metrics/http_request.h"
#include "common/slice.h"

struct evbuffer;
struct event_base;
struct http_connection;

/* How long a request and the taking of its response may last. */
#define HTTP_CONNECTION_SECONDS 10

/* What a connection asks of whoever made it. */
struct http_owner {
	/*
	 * Append the page at path to body, and set *type_r to its media type, a
	 * constant.  Return the status; HTTP_INTERNAL_ERROR if there is no
	 * memory.
	 */
	enum http_status (*show)(struct slice path, struct evbuffer *body,
	    const char **type_r, void *argument);

	/* A response has been taken, and the connection waits again. */
	void (*served)(void *argument);

	/*
	 * The connection is over, and is to be freed now.  error is an error's
	 * number if it is chatd that could not go on, else 0.
	 */
	void (*ended)(int error, void *argument);
};

/*
 * Serve a peer on fd, which stays the caller's.  owner is borrowed for good and
 * called with argument.  Return NULL if there is no memory.
 */
struct http_connection *http_connection_new(struct event_base *base, int fd,
    const struct http_owner *owner, void *argument);

/*
 * Free connection; NULL is allowed.  Nothing watches its descriptor from then
 * on, and the caller closes that.
 */
void http_connection_free(struct http_connection *connection);

/*
 * Tell the peer on fd, as far as its socket takes that, that it cannot be
 * served now.  Input that has not been read is thrown away, or else the kernel
 * would send a reset after the words.
 */
void http_refuse(int fd, enum http_status status);

#endif
