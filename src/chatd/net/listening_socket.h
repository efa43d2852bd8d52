/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENING_SOCKET_H
#define CHATD_LISTENING_SOCKET_H

/*
 * A TCP socket that listens, with the options that connections inherit: no
 * delay, keepalive, a bound on how long data may go unacknowledged (tcp(7)).
 * Main thread.
 */

#include <sys/socket.h>

#include <stdbool.h>
#include <stdint.h>

/* Bytes that hold every result of listening_socket_name(). */
#define LISTENING_SOCKET_NAME_BYTES 64

/*
 * Return a non-blocking socket that listens on address, or -1 with errno set.
 * An IPv6 socket takes IPv4 connections too if it is of both families.
 */
int listening_socket_open(
    const struct sockaddr *address, socklen_t size, bool dual_stack);

/*
 * Listen on port of every address, of both families on one socket; of IPv4
 * alone where the machine has no IPv6.
 */
int listening_socket_open_any(uint16_t port);

/* Set what connections inherit on a socket that was opened elsewhere. */
int listening_socket_prepare(int fd);

/* Return the port it is bound to, or 0 if that cannot be told. */
uint16_t listening_socket_port(int fd);

/* Write "127.0.0.1:5378" or "[::1]:5378" to buffer; return buffer. */
const char *listening_socket_name(int fd, char *buffer);

/* Say whether error means that the machine lacks the address's family. */
bool listening_socket_family_is_absent(int error);

#endif
