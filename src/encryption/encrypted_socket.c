/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL on the socket itself.  It keeps the errors of a thread in a queue,
 * which has to be empty before a call whose error counts.
 */

#include "encryption/encrypted_socket.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

bool
encrypted_socket_is_there(void)
{
	return true;
}

struct ssl_ctx_st *
encrypted_socket_new_context(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (context == NULL)
		return NULL;
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	return context;
}

/* Say what recv(2) and send(2) would, after this result of OpenSSL's. */
static int
encrypted_socket_end_call(SSL *ssl, int result)
{
	int error = errno;

	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_ZERO_RETURN:
		errno = 0;
		return 0;
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		errno = EAGAIN;
		return -1;
	case SSL_ERROR_SYSCALL:
		errno = error;
		return error == 0 ? 0 : -1;
	default:
		errno = EPROTO;
		return -1;
	}
}

int
encrypted_socket_shake_hands(struct ssl_st *ssl, int fd, unsigned long *error_r)
{
	int result;

	*error_r = 0;
	if (SSL_get_fd(ssl) != fd && SSL_set_fd(ssl, fd) != 1) {
		ERR_clear_error();
		errno = ENOMEM;
		return -1;
	}
	ERR_clear_error();
	errno = 0;
	result = SSL_do_handshake(ssl);
	if (result == 1)
		return 0;
	(void)encrypted_socket_end_call(ssl, result);
	if (errno == EAGAIN)
		return SSL_want_write(ssl) ? POLLOUT : POLLIN;
	if (errno == EPROTO)
		*error_r = encrypted_socket_last_error();
	return -1;
}

ssize_t
encrypted_socket_receive(struct ssl_st *ssl, char *bytes, size_t size)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_read(ssl, bytes, size < INT_MAX ? (int)size : INT_MAX);
	return result > 0 ? result : encrypted_socket_end_call(ssl, result);
}

ssize_t
encrypted_socket_send(struct ssl_st *ssl, const char *bytes, size_t size)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_write(ssl, bytes, size < INT_MAX ? (int)size : INT_MAX);
	if (result > 0)
		return result;
	if (encrypted_socket_end_call(ssl, result) == 0)
		errno = EPIPE;
	return -1;
}

bool
encrypted_socket_has_more(const struct ssl_st *ssl)
{
	return SSL_pending(ssl) > 0;
}

unsigned long
encrypted_socket_last_error(void)
{
	unsigned long error = ERR_get_error();

	ERR_clear_error();
	return error;
}

const char *
encrypted_socket_describe_error(unsigned long error)
{
	const char *text = ERR_reason_error_string(error);

	return text != NULL ? text : "TLS has failed";
}

void
encrypted_socket_end(struct ssl_st *ssl)
{
	/* A second call would wait for the server's word. */
	if ((SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN) != 0)
		return;
	ERR_clear_error();
	(void)SSL_shutdown(ssl);
	ERR_clear_error();
}

const char *
encrypted_socket_version(const struct ssl_st *ssl)
{
	return SSL_get_version(ssl);
}

void
encrypted_socket_free(struct ssl_st *ssl)
{
	SSL_free(ssl);
}
