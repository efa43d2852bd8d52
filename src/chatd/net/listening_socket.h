/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENING_SOCKET_H
#define CHATD_LISTENING_SOCKET_H

/*
 * A TCP socket that listens, with the options that its connections inherit: no
 * delay, keepalive, and a bound on how long data may go unacknowledged
 * (tcp(7)).  What can be asked of any listening socket can be asked of a unix
 * socket too, whose file is the business of socket_file.h.  Main thread.
 */

#include <sys/socket.h>

#include <stdbool.h>
#include <stdint.h>

/* Bytes that hold every result of listening_socket_name(). */
#define LISTENING_SOCKET_NAME_BYTES 128

/* How a socket is bound, as a set of flags. */
enum listening_socket_flags {
	/* A socket of IPv6 takes connections of IPv4 too. */
	LISTENING_SOCKET_DUAL_STACK = 1 << 0,
	/* The machine need not have the address yet (IP_FREEBIND, ip(7)). */
	LISTENING_SOCKET_FREEBIND = 1 << 1,
};

/*
 * Say whether other machines may reach a socket that listens: it is neither a
 * unix socket nor bound to a loopback address.  Where the kernel does not tell,
 * they may.
 */
bool listening_socket_is_open(int fd);

/*
 * Return a non-blocking socket that listens on address, or -1 with errno set.
 * flags are of enum listening_socket_flags.
 */
int listening_socket_open(
    const struct sockaddr *address, socklen_t size, unsigned int flags);

/*
 * Listen on port of every address, with one socket for both families, or for
 * IPv4 alone where the machine has no IPv6.  Return as above.
 */
int listening_socket_open_any(uint16_t port);

/*
 * Set what connections inherit on a socket that was opened elsewhere; a unix
 * socket has nothing of that.  Return 0, or -1 with errno set.
 */
int listening_socket_prepare(int fd);

/* Return the port that fd is bound to, or 0 if that cannot be told. */
uint16_t listening_socket_port(int fd);

/*
 * Write the address that fd is bound to, "127.0.0.1:5378", "[::1]:5378" or
 * "unix:/run/chatd/chat", to buffer of LISTENING_SOCKET_NAME_BYTES.  Return
 * buffer.
 */
const char *listening_socket_name(int fd, char *buffer);

/* Say whether an error of opening means that the machine lacks the family. */
bool listening_socket_family_is_absent(int error);

#endif
