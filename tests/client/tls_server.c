/* SPDX-License-Identifier: MIT */
/* Sockets that block: chatc is another process, and there is a time limit. */

#include "client/tls_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "common/test_support.h"

static int listener = -1, peer = -1;
static SSL_CTX *context;
static SSL *ssl;

static void
tls_server_free(void *argument)
{
	(void)argument;
	SSL_free(ssl);
	SSL_CTX_free(context);
	if (peer != -1)
		close(peer);
	close(listener);
	ssl = NULL;
	peer = -1;
}

const char *
tls_server_listen(const char *certificate)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);

	signal(SIGPIPE, SIG_IGN);
	context = SSL_CTX_new(TLS_server_method());
	ck_assert_ptr_nonnull(context);
	ck_assert_int_eq(SSL_CTX_use_certificate_file(
			     context, certificate, SSL_FILETYPE_PEM),
	    1);
	ck_assert_int_eq(
	    SSL_CTX_use_PrivateKey_file(context, certificate, SSL_FILETYPE_PEM),
	    1);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(listener, 0);
	test_defer(tls_server_free, NULL);
	ck_assert_int_eq(
	    bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	ck_assert_int_eq(
	    getsockname(listener, (struct sockaddr *)&address, &size), 0);
	return test_format("alice@127.0.0.1:%u", ntohs(address.sin_port));
}

void
tls_server_accept(void)
{
	int yes = 1;

	peer = accept(listener, NULL, NULL);
	ck_assert_int_ge(peer, 0);
	/* What is sent before a reset must have left by then. */
	ck_assert_int_eq(
	    setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)), 0);
	ssl = SSL_new(context);
	ck_assert_ptr_nonnull(ssl);
	ck_assert_int_eq(SSL_set_fd(ssl, peer), 1);
	test_require(SSL_accept(ssl) == 1, "no handshake");
}

void
tls_server_expect(const char *bytes)
{
	size_t size = strlen(bytes), got = 0;
	char *found = test_repeat(' ', size, "");

	while (got < size) {
		int result = SSL_read(ssl, found + got, (int)(size - got));

		test_require(result > 0, "the end, and not %s", bytes);
		got += (size_t)result;
	}
	test_require_equal(found, bytes);
}

void
tls_server_expect_end(void)
{
	char byte;
	int result = SSL_read(ssl, &byte, 1);

	test_require(result <= 0, "there is more");
	ck_assert_int_eq(SSL_get_error(ssl, result), SSL_ERROR_ZERO_RETURN);
}

void
tls_server_send(const char *bytes)
{
	int size = (int)strlen(bytes);

	ck_assert_int_eq(SSL_write(ssl, bytes, size), size);
}

void
tls_server_send_raw(const char *bytes)
{
	ssize_t size = (ssize_t)strlen(bytes);

	ck_assert_int_eq(send(peer, bytes, (size_t)size, MSG_NOSIGNAL), size);
}

static void
tls_server_close(void)
{
	SSL_free(ssl);
	ssl = NULL;
	close(peer);
	peer = -1;
}

void
tls_server_reset(void)
{
	struct linger none = { .l_onoff = 1, .l_linger = 0 };

	ck_assert_int_eq(
	    setsockopt(peer, SOL_SOCKET, SO_LINGER, &none, sizeof(none)), 0);
	tls_server_close();
}

void
tls_server_hang_up(void)
{
	SSL_shutdown(ssl);
	tls_server_close();
}
