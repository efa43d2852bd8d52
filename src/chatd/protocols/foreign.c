/* SPDX-License-Identifier: MIT */
/*
 * Enough is looked at that no line which a person means for people is taken for
 * a request: a text that begins with GET is only one if it ends in HTTP/1.1.
 */

#include "chatd/protocols/foreign.h"

/* A record of a handshake, of any version since SSL 3. */
#define FOREIGN_TLS_HANDSHAKE     0x16
#define FOREIGN_TLS_MAJOR_VERSION 0x03

/* RFC 9110 and RFC 5789; PRI begins every connection of HTTP/2. */
static const char *const foreign_http_methods[] = { "GET", "HEAD", "POST",
	"PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI" };

#define FOREIGN_HTTP_METHODS                                                   \
	(sizeof(foreign_http_methods) / sizeof(foreign_http_methods[0]))

bool
foreign_is_http(struct slice line)
{
	struct slice rest = line;
	struct slice method = slice_take_word(&rest);
	struct slice target = slice_take_word(&rest);
	size_t i = 0;

	while (i < FOREIGN_HTTP_METHODS &&
	       !slice_is(method, foreign_http_methods[i]))
		i++;
	return i < FOREIGN_HTTP_METHODS && target.size > 0 &&
	       slice_begins_with(slice_trim(rest), "HTTP/");
}

bool
foreign_is_tls(const char *bytes, size_t size)
{
	return size >= 2 && bytes[0] == FOREIGN_TLS_HANDSHAKE &&
	       bytes[1] == FOREIGN_TLS_MAJOR_VERSION;
}
