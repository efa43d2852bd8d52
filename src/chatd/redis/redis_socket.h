/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_SOCKET_H
#define CHATD_REDIS_SOCKET_H

/*
 * A socket to a server: opening it, with TLS or without, and bytes both ways.
 * What is written in a turn goes out together.  Thread of the base only.
 */

#include <sys/socket.h>

#include <event2/event_struct.h>

#include <stdbool.h>

#include "chatd/redis/redis_connection.h"
#include "chatd/tls/tls_error.h"
#include "common/slice.h"

struct evbuffer;
struct tls_session;

/* What is received at once, and how often in a turn. */
#define REDIS_SOCKET_RECEIVE_BYTES 65536
#define REDIS_SOCKET_RECEIVES_MAX  8

/*
 * What happens, called from the loop.  redis_socket_close() may be called in
 * any of them, redis_socket_clear() in none.
 */
struct redis_socket_events {
	/* It is open, and the handshake of TLS is done. */
	void (*opened)(void *argument);
	void (*received)(struct slice bytes, void *argument);
	/*
	 * It could not be opened, or has ended, and is still to be closed.  The
	 * reason has no full stop; unopened says that it never was open, so
	 * that another address may do better.
	 */
	void (*failed)(enum redis_loss loss, const char *reason, bool unopened,
	    void *argument);
};

struct redis_socket {
	struct event_base *base;
	const struct redis_socket_events *events;
	void *argument;
	int fd; /* -1: closed */
	bool is_open;
	bool is_shaking_hands;
	struct tls_session *tls; /* NULL: plain */
	struct evbuffer *output;
	struct event readable;
	struct event writable;
	struct event end_of_turn; /* when what was written goes out */
	char reason[TLS_ERROR_BYTES];
	char input[REDIS_SOCKET_RECEIVE_BYTES];
};

/*
 * Prepare socket, closed; events and argument are borrowed.  Return 0, or -1
 * (no memory) after which it need not be cleared.
 */
int redis_socket_init(struct redis_socket *at, struct event_base *base,
    const struct redis_socket_events *events, void *argument);

/* Close it, and free what it holds. */
void redis_socket_clear(struct redis_socket *at);

/*
 * Begin to open it, to address.  tls is that of the server called host, or
 * NULL.  Return 0, after which one of the events comes; or -1 with errno set,
 * and the socket closed.
 */
int redis_socket_open(struct redis_socket *at, const struct sockaddr *address,
    socklen_t size, struct tls_trust *tls, const char *host);

/* Close it; nothing is called.  What has not been written is lost. */
void redis_socket_close(struct redis_socket *at);

/* Return where to put what is to be written, when it is open. */
struct evbuffer *redis_socket_output(struct redis_socket *at);

/* Have what was put there written at the end of the turn. */
void redis_socket_write(struct redis_socket *at);

/* Return what an errno of a socket says about the server. */
enum redis_loss redis_socket_loss(int error);

#endif
