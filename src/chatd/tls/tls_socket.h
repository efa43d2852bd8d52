/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TLS_SOCKET_H
#define CHATD_TLS_SOCKET_H

/*
 * A socket as OpenSSL sees it: a BIO that does three things which its own does
 * not.  It raises no SIGPIPE.  It stops reading when a turn's share has been
 * read.  And it takes whatever is written, and keeps what the socket does not
 * take: OpenSSL fails when it has to answer a peer, who wants new keys for
 * instance, while a record is half written.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* OpenSSL's BIO. */
struct bio_st;

struct tls_socket {
	int fd;             /* borrowed, non-blocking */
	bool has_ended;     /* the peer has */
	uint32_t sent;      /* bytes that it has taken, modulo 2^32 */
	size_t may_receive; /* bytes; 0: no more for now, or there are none */
	size_t received;    /* bytes that nobody has asked for yet */
	char *unsent;       /* owned; what it did not take */
	size_t unsent_size;
};

/* Return a BIO over socket, to be freed first; or NULL: no memory. */
struct bio_st *tls_socket_new_bio(struct tls_socket *socket);

/*
 * Send what is kept.  Return 0 when nothing is; or -1 with errno set, which
 * tls_socket_may_retry() looks at.
 */
int tls_socket_flush(struct tls_socket *socket);

/* Say whether errno means that a later call may succeed. */
bool tls_socket_may_retry(void);

/* Free what is kept; the descriptor stays open. */
void tls_socket_clear(struct tls_socket *socket);

#endif
