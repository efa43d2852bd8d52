/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROXY_HEADER_H
#define CHATD_PROXY_HEADER_H

/*
 * The header with which a proxy in front of chatd says who has connected to it:
 * version 1, a line, or version 2, binary.  Source: "The PROXY protocol,
 * versions 1 and 2", which comes with HAProxy as proxy-protocol.txt.  Pure; any
 * thread.
 */

#include <sys/socket.h>

#include <stddef.h>

/*
 * The longest header that is read, a bound of ours: version 1 has 107 bytes at
 * most, and version 2 addresses of 36 and whatever a proxy adds about the
 * connection.
 */
#define PROXY_HEADER_MAX_BYTES 2048

enum proxy_header {
	PROXY_HEADER_PEER,  /* whole, and says who the peer is */
	PROXY_HEADER_LOCAL, /* whole: it is the proxy itself, or unknown */
	PROXY_HEADER_MORE,  /* may become one */
	PROXY_HEADER_BAD,   /* is none */
};

/*
 * Look at what a connection begins with.  Of a whole header store how many
 * bytes it has, and of PROXY_HEADER_PEER the peer's address and port.
 */
enum proxy_header proxy_header_parse(const char *bytes, size_t size,
    size_t *used_r, struct sockaddr_storage *peer_r);

#endif
