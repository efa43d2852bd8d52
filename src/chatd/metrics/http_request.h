/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HTTP_REQUEST_H
#define CHATD_HTTP_REQUEST_H

/*
 * As much of an HTTP request as a port needs that shows a few pages: GET and
 * HEAD without a body, in versions 1.0 and 1.1 (RFC 9112).  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/*
 * The longest head of a request, in bytes.  Those of Prometheus and of browsers
 * have less than one KiB.
 */
#define HTTP_HEAD_BYTES_MAX 8192

enum http_status {
	HTTP_OK = 200,
	HTTP_BAD_REQUEST = 400,
	HTTP_NOT_FOUND = 404,
	HTTP_BODY_TOO_LARGE = 413,
	HTTP_HEAD_TOO_LARGE = 431,
	HTTP_INTERNAL_ERROR = 500,
	HTTP_NOT_IMPLEMENTED = 501,
	HTTP_UNAVAILABLE = 503,
	HTTP_VERSION_UNKNOWN = 505,
};

struct http_request {
	enum http_status status; /* HTTP_OK, or why it cannot be served */
	struct slice path;       /* without a query; empty unless HTTP_OK */
	bool is_head;            /* HEAD: the response has no body */
	bool keeps;              /* the connection may serve another one */
};

/*
 * Take the first request from the size bytes at bytes.  Return how many bytes
 * it takes up, and fill *request_r, whose path lies in them; or return 0 and
 * leave it alone if the request is not all there.  A connection must end after
 * a request that is refused, since nobody knows where the next one begins.
 */
size_t http_request_take(
    const char *bytes, size_t size, struct http_request *request_r);

#endif
