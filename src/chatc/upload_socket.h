/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_UPLOAD_SOCKET_H
#define CHATD_CHATC_UPLOAD_SOCKET_H

/*
 * The socket of an upload: connecting, encrypting if that is wanted, and bytes
 * both ways, with time-outs.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct addrinfo;
struct ssl_st;
struct trust;

struct upload_socket {
	const char *host;    /* borrowed: as it is shown */
	int timeout_ms;      /* how long there may be no progress */
	struct trust *trust; /* borrowed; NULL: it is not encrypted */
	int fd;              /* -1 while there is none */
	struct ssl_st *tls;  /* NULL: in clear, or closed */
};

/*
 * Wait for events of poll(2).  Return those that there are, or 0 after the
 * time-out.
 */
short upload_socket_wait(
    const struct upload_socket *at, short events, int timeout_ms);

/*
 * Connect to the first of the addresses that accepts, and encrypt.  Return an
 * exit status; standard error says what went wrong.
 */
int upload_socket_open(
    struct upload_socket *at, const struct addrinfo *addresses);

/* Close it, if it is open. */
void upload_socket_close(struct upload_socket *at);

/* Receive and send as recv(2) and send(2) do, without waiting. */
ssize_t upload_socket_read(
    const struct upload_socket *at, char *bytes, size_t size);
ssize_t upload_socket_write(
    const struct upload_socket *at, const char *bytes, size_t size);

/*
 * After a read that has returned this, and errno: say so on standard error if
 * it has failed for a reason that stays, such as a certificate that the server
 * misses.
 */
bool upload_socket_is_refused(const struct upload_socket *at, ssize_t got);

#endif
