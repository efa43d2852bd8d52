/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_ENCRYPTION_H
#define CHATD_BENCH_ENCRYPTION_H

/*
 * What a generator adds to encrypted_socket.h.  Whom the server claims to be is
 * not looked at: the generator has no secrets, and measures what encryption
 * costs.
 *
 * What a generator holds for it is that generator's alone, so that threads do
 * not wait for each other.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct encryption;
struct ssl_st;

/* Enough for the reason of a failure, and for what encryption_describe() says.
 */
#define ENCRYPTION_TEXT_BYTES 160

/*
 * Return what a generator needs for encryption_free(), or NULL if there is no
 * memory.  If it resumes, each connection goes on with a session that the
 * server has offered before, as clients do that come back.
 */
struct encryption *encryption_new(bool resumes);

/* Free it, after all connections; NULL is allowed. */
void encryption_free(struct encryption *encryption);

/*
 * Return the state of another connection, for encrypted_socket_free(), or NULL
 * if there is no memory.
 */
struct ssl_st *encryption_begin(struct encryption *encryption);

/*
 * Go on with the handshake at a socket.  Return 0 when it is done, or -1 with
 * errno: EAGAIN if it has to wait for the socket; EPROTO if the two do not
 * agree, and then why, of ENCRYPTION_TEXT_BYTES, says the reason; 0 if the
 * server has hung up.
 */
int encryption_shake_hands(struct ssl_st *ssl, int fd, char *why);

/* Say whether the handshake was that of somebody who comes back. */
bool encryption_is_resumed(const struct ssl_st *ssl);

/* Write version and cipher to buffer of ENCRYPTION_TEXT_BYTES; return it. */
const char *encryption_describe(const struct ssl_st *ssl, char *buffer);

/*
 * Receive or send as recv(2) and send(2) do.  What is received stops short of
 * size only where the socket is empty or has ended, and what is sent only where
 * it is full.  After EAGAIN the next send has to begin with the same bytes.
 */
ssize_t encryption_receive(struct ssl_st *ssl, char *bytes, size_t size);
ssize_t encryption_send(struct ssl_st *ssl, const char *bytes, size_t size);

#endif
