/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_ENCRYPTION_H
#define CHATD_BENCH_ENCRYPTION_H

/*
 * TLS on a client's socket.  Whom the server claims to be is not looked at: the
 * generator has no secrets, and measures what encryption costs.
 *
 * What a generator holds for it is that generator's alone, so that threads do
 * not wait for each other.  The sockets are borrowed and non-blocking, and
 * writing to one may raise SIGPIPE, which the program has to ignore.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct encryption;
struct ssl_st;

/* Enough for the reason of a failure, and for what encryption_describe() says.
 */
#define ENCRYPTION_TEXT_BYTES 160

/* Say whether this program was built with TLS. */
bool encryption_is_there(void);

/*
 * Return what a generator needs for encryption_free(), or NULL if there is no
 * memory.  If it resumes, each connection goes on with a session that the
 * server has offered before, as clients do that come back.
 */
struct encryption *encryption_new(bool resumes);

/* Free it, after all connections; NULL is allowed. */
void encryption_free(struct encryption *encryption);

/*
 * Begin with the server at fd; nothing is sent yet.  Return the state of the
 * connection for encryption_drop(), or NULL if there is no memory.
 */
struct ssl_st *encryption_begin(struct encryption *encryption, int fd);

/*
 * Go on with the handshake.  Return 0 when it is done, or -1 with errno: EAGAIN
 * if it has to wait for the socket; EPROTO if the two do not agree, and then
 * why, of ENCRYPTION_TEXT_BYTES, says the reason; 0 if the server has hung up.
 */
int encryption_shake_hands(struct ssl_st *ssl, char *why);

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

/* Tell the server that nothing more comes, if the socket takes it now. */
void encryption_end(struct ssl_st *ssl);

/* Free the state of a connection; NULL is allowed.  Nobody is told. */
void encryption_drop(struct ssl_st *ssl);

#endif
