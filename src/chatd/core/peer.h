/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PEER_H
#define CHATD_PEER_H

/*
 * The other end of a connection, as a value of 18 bytes where a sockaddr takes
 * 128.  Pure; any thread.
 */

#include <sys/socket.h>

#include <stdint.h>

struct peer {
	uint8_t address[16]; /* IPv4 mapped to IPv6 */
	uint8_t port[2];     /* big-endian */
};

/* Bytes that hold every result of peer_format(). */
#define PEER_TEXT_BYTES 64

/* Return the peer at address; one of a family without addresses is all zero. */
struct peer peer_make(const struct sockaddr *address);

/*
 * Write the numeric address and port, "192.0.2.7:34858" or
 * "[2001:db8::7]:34858", to buffer of PEER_TEXT_BYTES; return buffer.
 */
const char *peer_format(const struct peer *peer, char *buffer);

#endif
