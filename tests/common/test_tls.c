/* SPDX-License-Identifier: MIT */
/*
 * Both sockets are non-blocking, and each direction holds one piece, so that a
 * test that does not read is felt by the server.
 */

#include "common/test_tls.h"

#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "common/test_support.h"

#define RELAY_BYTES 16384

struct relay_piece {
	size_t start;
	size_t end;
	bool is_over; /* nothing follows it */
	char bytes[RELAY_BYTES];
};

struct relay {
	SSL *ssl;
	int server; /* encrypted */
	int test;   /* the other end of what the test has */
	struct relay_piece to_server;
	struct relay_piece to_test;
};

static bool
piece_is_empty(const struct relay_piece *piece)
{
	return piece->start == piece->end;
}

/* ---- one direction after the other --------------------------------------- */

/* Say whether this result of an SSL_ function is more than "not now". */
static bool
relay_has_failed(const struct relay *relay, int result)
{
	int error = SSL_get_error(relay->ssl, result);

	return error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
}

static void
relay_read_test(struct relay *relay)
{
	struct relay_piece *piece = &relay->to_server;
	ssize_t got = recv(relay->test, piece->bytes, sizeof(piece->bytes), 0);

	if (got > 0) {
		piece->start = 0;
		piece->end = (size_t)got;
	} else if (got == 0 || errno != EAGAIN) {
		piece->is_over = true;
		SSL_shutdown(relay->ssl);
		shutdown(relay->server, SHUT_WR);
	}
}

static void
relay_write_server(struct relay *relay)
{
	struct relay_piece *piece = &relay->to_server;
	int sent = SSL_write(relay->ssl, piece->bytes + piece->start,
	    (int)(piece->end - piece->start));

	if (sent > 0)
		piece->start += (size_t)sent;
	else if (relay_has_failed(relay, sent))
		piece->start = piece->end;
}

static void
relay_read_server(struct relay *relay)
{
	struct relay_piece *piece = &relay->to_test;
	int got = SSL_read(relay->ssl, piece->bytes, sizeof(piece->bytes));

	if (got > 0) {
		piece->start = 0;
		piece->end = (size_t)got;
	} else if (relay_has_failed(relay, got)) {
		piece->is_over = true;
		shutdown(relay->test, SHUT_WR);
	}
}

static void
relay_write_test(struct relay *relay)
{
	struct relay_piece *piece = &relay->to_test;
	ssize_t sent = send(relay->test, piece->bytes + piece->start,
	    piece->end - piece->start, MSG_NOSIGNAL);

	if (sent > 0)
		piece->start += (size_t)sent;
	else if (errno != EAGAIN)
		piece->start = piece->end;
}

/* ---- both ---------------------------------------------------------------- */

/* Wait until something can be done; return false if the test has closed. */
static bool
relay_wait(const struct relay *relay)
{
	struct pollfd fds[2] = { { .fd = relay->test },
		{ .fd = relay->server } };

	if (piece_is_empty(&relay->to_server) && !relay->to_server.is_over)
		fds[0].events |= POLLIN;
	if (!piece_is_empty(&relay->to_test))
		fds[0].events |= POLLOUT;
	if (!piece_is_empty(&relay->to_server))
		fds[1].events |= POLLOUT;
	if (piece_is_empty(&relay->to_test) && !relay->to_test.is_over)
		fds[1].events |= POLLIN;
	if (relay->to_test.is_over)
		fds[1].fd = -1;
	if (SSL_pending(relay->ssl) == 0 || !piece_is_empty(&relay->to_test))
		poll(fds, 2, -1);
	return (fds[0].revents & POLLIN) != 0 ||
	       (fds[0].revents & (POLLHUP | POLLERR)) == 0;
}

static bool
relay_connect(const struct relay *relay)
{
	struct pollfd server = { .fd = relay->server };
	int result;

	while ((result = SSL_connect(relay->ssl)) != 1) {
		if (relay_has_failed(relay, result))
			return false;
		server.events = SSL_want_write(relay->ssl) ? POLLOUT : POLLIN;
		poll(&server, 1, -1);
	}
	return true;
}

static void *
relay_run(void *argument)
{
	struct relay *relay = argument;
	bool goes_on = relay_connect(relay);

	while (goes_on &&
	       !(relay->to_test.is_over && piece_is_empty(&relay->to_test))) {
		goes_on = relay_wait(relay);
		ERR_clear_error();
		if (!piece_is_empty(&relay->to_server))
			relay_write_server(relay);
		else if (!relay->to_server.is_over)
			relay_read_test(relay);
		ERR_clear_error();
		if (!piece_is_empty(&relay->to_test))
			relay_write_test(relay);
		else if (!relay->to_test.is_over)
			relay_read_server(relay);
	}
	SSL_free(relay->ssl);
	close(relay->server);
	close(relay->test);
	free(relay);
	return NULL;
}

/*
 * When a test has passed, relays may still be at work, and what OpenSSL needs
 * must not be freed behind their backs.  It can only be told so at the very
 * first: making a certificate is enough for it to make up its mind.
 */
static void __attribute__((constructor)) relay_keep_library(void)
{
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

int
test_tls_relay(int fd)
{
	static SSL_CTX *context;
	struct relay *relay = calloc(1, sizeof(*relay));
	pthread_attr_t attributes;
	pthread_t thread;
	int ends[2];

	/* A library that writes to sockets must not end the test. */
	signal(SIGPIPE, SIG_IGN);
	if (context == NULL)
		context = SSL_CTX_new(TLS_client_method());
	test_require(relay != NULL && context != NULL, "out of memory");
	test_require(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		ends) == 0,
	    "socketpair: %s", strerror(errno));
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	relay->ssl = SSL_new(context);
	relay->server = fd;
	relay->test = ends[1];
	test_require(relay->ssl != NULL && SSL_set_fd(relay->ssl, fd) == 1,
	    "out of memory");
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	test_require(
	    pthread_create(&thread, &attributes, relay_run, relay) == 0,
	    "cannot start a thread");
	pthread_attr_destroy(&attributes);
	return ends[0];
}
