/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL reads and writes memory; what lies between that and the socket is
 * moved here, where it can be cut into pieces.
 */

#include "server/tls_fixture.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "common/test_daemon.h"
#include "common/test_support.h"

#define TLS_PIECE_BYTES 16384

struct tls_client {
	SSL_CTX *context;
	SSL *ssl;
	BIO *from_server; /* the SSL has both */
	BIO *to_server;
	int fd; /* -1: closed */
	size_t piece_max;
	size_t pause_after;
	size_t spoil;
	size_t sent;
	bool has_ended; /* its socket has */
	char shown[80];
};

/* ---- making -------------------------------------------------------------- */

static void
tls_client_free(void *argument)
{
	struct tls_client *client = argument;

	SSL_free(client->ssl);
	SSL_CTX_free(client->context);
	if (client->fd >= 0)
		close(client->fd);
	free(client);
}

static void
tls_client_open(struct tls_client *client, const struct test_daemon *daemon,
    size_t index, const struct tls_wish *wish)
{
	const char *protocol = wish->protocol != NULL ? wish->protocol
						      : "hello";
	const int small_bytes = 65536;
	struct sockaddr_storage address;
	size_t size = test_daemon_address(daemon, protocol, index, &address);

	client->fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (wish->is_small)
		setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &small_bytes,
		    sizeof(small_bytes));
	test_require(
	    client->fd >= 0 && connect(client->fd, (struct sockaddr *)&address,
				   (socklen_t)size) == 0,
	    "connect: %s", strerror(errno));
	fcntl(client->fd, F_SETFL, O_NONBLOCK);
}

static void
tls_client_offer(struct tls_client *client, const struct tls_wish *wish)
{
	SSL_CTX *context = client->context;

	if (wish->version != 0) {
		/* What the system refuses to offer can be offered here. */
		SSL_CTX_set_security_level(context, 0);
		SSL_CTX_set_min_proto_version(context, wish->version);
		SSL_CTX_set_max_proto_version(context, wish->version);
	}
	if (wish->certificate != NULL)
		test_require(SSL_CTX_use_certificate_file(context,
				 wish->certificate, SSL_FILETYPE_PEM) == 1 &&
				 SSL_CTX_use_PrivateKey_file(context,
				     wish->certificate, SSL_FILETYPE_PEM) == 1,
		    "cannot read %s", wish->certificate);
	client->ssl = SSL_new(context);
	if (wish->server_name != NULL)
		SSL_set_tlsext_host_name(client->ssl, wish->server_name);
	if (wish->session != NULL)
		SSL_set_session(client->ssl, wish->session);
}

struct tls_client *
tls_client_new(
    const struct test_daemon *daemon, size_t index, const struct tls_wish *wish)
{
	struct tls_client *client = calloc(1, sizeof(*client));

	ck_assert_ptr_nonnull(client);
	client->context = SSL_CTX_new(TLS_client_method());
	client->from_server = BIO_new(BIO_s_mem());
	client->to_server = BIO_new(BIO_s_mem());
	client->piece_max = wish->piece_max;
	client->pause_after = wish->pause_after;
	client->spoil = wish->spoil;
	tls_client_offer(client, wish);
	SSL_set_bio(client->ssl, client->from_server, client->to_server);
	SSL_set_connect_state(client->ssl);
	tls_client_open(client, daemon, index, wish);
	test_defer(tls_client_free, client);
	return client;
}

/* ---- the socket ---------------------------------------------------------- */

/* Return how many of size bytes, which come next, are sent at once. */
static size_t
tls_client_cut(const struct tls_client *client, size_t size)
{
	size_t pause = client->pause_after;

	if (client->piece_max > 0 && size > client->piece_max)
		size = client->piece_max;
	if (client->sent < pause && client->sent + size > pause)
		size = pause - client->sent;
	return size;
}

/* Wait until the server's kernel has all that was sent. */
static void
tls_client_await_arrival(const struct tls_client *client)
{
	int waiting = 1;

	while (waiting > 0) {
		if (ioctl(client->fd, SIOCOUTQ, &waiting) != 0)
			test_fail("ioctl: %s", strerror(errno));
		sched_yield();
	}
}

static void
tls_client_send_piece(struct tls_client *client, const char *bytes, size_t size)
{
	size_t sent = 0;

	while (sent < size) {
		ssize_t n = send(
		    client->fd, bytes + sent, size - sent, MSG_NOSIGNAL);

		if (n > 0)
			sent += (size_t)n;
		else if (errno != EAGAIN)
			return;
		else if (!test_wait(client->fd, POLLOUT))
			test_fail("nobody reads what is sent");
	}
	client->sent += size;
	if (client->sent == client->pause_after)
		tls_client_await_arrival(client);
}

void
tls_client_send_raw(struct tls_client *client, const void *bytes, size_t size)
{
	char *copy = test_repeat(' ', size, "");
	bool is_spoilt = client->spoil > client->sent &&
			 client->spoil <= client->sent + size;

	memcpy(copy, bytes, size);
	if (is_spoilt)
		copy[client->spoil - client->sent - 1] ^= 1;
	while (size > 0) {
		size_t piece = tls_client_cut(client, size);

		tls_client_send_piece(client, copy, piece);
		copy += piece;
		size -= piece;
	}
	/* A length that is too long now has the server wait for the rest. */
	if (is_spoilt)
		shutdown(client->fd, SHUT_WR);
}

void
tls_client_flush(struct tls_client *client)
{
	char *bytes;
	long size = BIO_get_mem_data(client->to_server, &bytes);

	tls_client_send_raw(client, bytes, (size_t)size);
	(void)BIO_reset(client->to_server);
}

/* Wait for something from the server; return false at its end. */
static bool
tls_client_receive(struct tls_client *client)
{
	char bytes[TLS_PIECE_BYTES];
	ssize_t got;

	if (client->has_ended)
		return false;
	if (!test_wait(client->fd, POLLIN))
		test_fail("nothing comes from the server");
	got = recv(client->fd, bytes, sizeof(bytes), 0);
	if (got <= 0) {
		/* There may be a thousand of them. */
		client->has_ended = true;
		close(client->fd);
		client->fd = -1;
		return false;
	}
	BIO_write(client->from_server, bytes, (int)got);
	return true;
}

/* ---- the handshake ------------------------------------------------------- */

bool
tls_client_shakes_hands(struct tls_client *client)
{
	for (;;) {
		int result;

		ERR_clear_error();
		result = SSL_do_handshake(client->ssl);
		tls_client_flush(client);
		if (result == 1)
			return true;
		if (SSL_get_error(client->ssl, result) != SSL_ERROR_WANT_READ ||
		    !tls_client_receive(client))
			return false;
	}
}

struct tls_client *
tls_client_connect_as(
    const struct test_daemon *daemon, const struct tls_wish *wish)
{
	struct tls_client *client = tls_client_new(daemon, 0, wish);

	test_require(tls_client_shakes_hands(client), "no handshake");
	return client;
}

struct tls_client *
tls_client_connect(const struct test_daemon *daemon)
{
	return tls_client_connect_as(
	    daemon, &(struct tls_wish){ .version = 0 });
}

size_t
tls_client_count_sent(const struct tls_client *client)
{
	return client->sent;
}

const unsigned char *
tls_client_hello(struct tls_client *client, size_t *size_r)
{
	char *bytes;

	SSL_do_handshake(client->ssl);
	*size_r = (size_t)BIO_get_mem_data(client->to_server, &bytes);
	return (const unsigned char *)bytes;
}

/* ---- talking ------------------------------------------------------------- */

void
tls_client_send(struct tls_client *client, const char *text)
{
	size_t size = strlen(text);

	ERR_clear_error();
	test_require(SSL_write(client->ssl, text, (int)size) == (int)size,
	    "cannot encrypt");
	tls_client_flush(client);
}

void
tls_client_expect(struct tls_client *client, const char *text)
{
	size_t size = strlen(text), got = 0;
	char *found = test_repeat(' ', size, "");

	while (got < size) {
		int result;

		ERR_clear_error();
		result = SSL_read(client->ssl, found + got, (int)(size - got));
		tls_client_flush(client);
		if (result > 0)
			got += (size_t)result;
		else if (SSL_get_error(client->ssl, result) !=
			     SSL_ERROR_WANT_READ ||
			 !tls_client_receive(client))
			test_fail("expected \"%s\", got \"%.*s\" and the end",
			    text, (int)got, found);
	}
	test_require_equal(found, text);
}

void
tls_client_ask(
    struct tls_client *client, const char *request, const char *reply)
{
	tls_client_send(client, request);
	tls_client_expect(client, reply);
}

struct tls_client *
tls_client_login(const struct test_daemon *daemon, const char *name)
{
	struct tls_client *client = tls_client_connect(daemon);

	tls_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

void
tls_client_finish(struct tls_client *client)
{
	SSL_shutdown(client->ssl);
	tls_client_flush(client);
	shutdown(client->fd, SHUT_WR);
}

bool
tls_client_ends(struct tls_client *client)
{
	char passed[TLS_PIECE_BYTES];

	do {
		ERR_clear_error();
		while (SSL_read(client->ssl, passed, sizeof(passed)) > 0)
			continue;
	} while (tls_client_receive(client));
	return (SSL_get_shutdown(client->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

SSL *
tls_client_ssl(struct tls_client *client)
{
	return client->ssl;
}

const char *
tls_client_shown(struct tls_client *client)
{
	X509 *certificate = SSL_get0_peer_certificate(client->ssl);

	X509_NAME_get_text_by_NID(X509_get_subject_name(certificate),
	    NID_commonName, client->shown, sizeof(client->shown));
	return client->shown;
}
