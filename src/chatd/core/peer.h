/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PEER_H
#define CHATD_PEER_H

/*
 * The other end of a connection, as a value of 18 bytes where a sockaddr takes
 * 128: an address and a port or, for a unix socket, the process and the user
 * who connected it.  Any thread.
 */

#include <sys/socket.h>
#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

struct peer {
	uint8_t address[16]; /* IPv4 mapped to IPv6, or see peer.c */
	uint8_t port[2];     /* big-endian */
};

/* Bytes that hold every result of peer_format(). */
#define PEER_TEXT_BYTES 64

/*
 * Return the peer at address, whose socket fd is.  fd is asked only where the
 * address tells nothing, which is at a unix socket.  A peer of any other family
 * is all zero, and so is one of whom the kernel does not tell.
 */
struct peer peer_make(int fd, const struct sockaddr *address);

/* Say whether the peer is at a unix socket, so that several may look alike. */
bool peer_is_unix(const struct peer *peer);

/*
 * Store the number of the account whose process is at the other end of a unix
 * socket.  Return false if the peer is none, or the kernel does not tell.
 */
bool peer_get_user(const struct peer *peer, uid_t *user_r);

/* Say whether the peer is on this machine: at a unix socket, or by loopback. */
bool peer_is_local(const struct peer *peer);

/*
 * Return what one person cannot change at will of the peer, for counting what
 * that person does: the IPv4 address, the first half of the IPv6 address, or
 * the user at a unix socket.
 */
struct peer peer_origin(const struct peer *peer);

/*
 * Write the numeric address and port, "192.0.2.7:34858" or
 * "[2001:db8::7]:34858", or "unix:PID/UID", to buffer of PEER_TEXT_BYTES;
 * return buffer.
 */
const char *peer_format(const struct peer *peer, char *buffer);

#endif
