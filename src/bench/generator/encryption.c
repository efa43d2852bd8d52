/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL on the socket itself.  It reads ahead, so that a record does not take
 * two reads, and everything is read until the socket is empty, because epoll is
 * edge-triggered here and says nothing of what lies in OpenSSL.
 */

#include "bench/generator/encryption.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

struct encryption {
	SSL_CTX *context;
	SSL_SESSION *session; /* the last one that was offered; or NULL */
};

/*
 * The server offers to go on with this session some other time.  OpenSSL spoils
 * one that has been used or cut short, so a copy is kept.
 */
static int
encryption_session_cb(SSL *ssl, SSL_SESSION *session)
{
	struct encryption *encryption = SSL_CTX_get_app_data(
	    SSL_get_SSL_CTX(ssl));

	SSL_SESSION_free(encryption->session);
	encryption->session = SSL_SESSION_dup(session);
	return 0; /* the original is the connection's */
}

/* Go on with the last session, if there is one. */
static void
encryption_come_back(const struct encryption *encryption, SSL *ssl)
{
	SSL_SESSION *copy;

	if (encryption->session == NULL)
		return;
	copy = SSL_SESSION_dup(encryption->session);
	if (copy != NULL)
		SSL_set_session(ssl, copy);
	SSL_SESSION_free(copy);
}

bool
encryption_is_there(void)
{
	return true;
}

struct encryption *
encryption_new(bool resumes)
{
	struct encryption *encryption = calloc(1, sizeof(*encryption));
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (encryption == NULL || context == NULL) {
		free(encryption);
		SSL_CTX_free(context);
		errno = ENOMEM;
		return NULL;
	}
	encryption->context = context;
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	/* What waits moves about, and a hundred thousand idle users fit. */
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				      SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	if (resumes) {
		SSL_CTX_set_app_data(context, encryption);
		SSL_CTX_sess_set_new_cb(context, encryption_session_cb);
		SSL_CTX_set_session_cache_mode(context,
		    SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	}
	return encryption;
}

void
encryption_free(struct encryption *encryption)
{
	if (encryption == NULL)
		return;
	SSL_SESSION_free(encryption->session);
	SSL_CTX_free(encryption->context);
	free(encryption);
}

struct ssl_st *
encryption_begin(struct encryption *encryption, int fd)
{
	SSL *ssl = SSL_new(encryption->context);

	if (ssl == NULL || SSL_set_fd(ssl, fd) != 1) {
		SSL_free(ssl);
		ERR_clear_error();
		errno = ENOMEM;
		return NULL;
	}
	encryption_come_back(encryption, ssl);
	SSL_set_connect_state(ssl);
	return ssl;
}

/* Say what recv(2) and send(2) would, after this result of OpenSSL's. */
static int
encryption_end_call(SSL *ssl, int result)
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
		return -1;
	default:
		errno = EPROTO;
		return -1;
	}
}

int
encryption_shake_hands(struct ssl_st *ssl, char *why)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_do_handshake(ssl);
	if (result == 1)
		return 0;
	(void)encryption_end_call(ssl, result);
	if (errno == EPROTO) {
		const char *reason = ERR_reason_error_string(ERR_peek_error());

		(void)snprintf(why, ENCRYPTION_TEXT_BYTES, "%s",
		    reason != NULL ? reason : "it is no TLS");
	}
	return -1;
}

bool
encryption_is_resumed(const struct ssl_st *ssl)
{
	return SSL_session_reused(ssl) == 1;
}

const char *
encryption_describe(const struct ssl_st *ssl, char *buffer)
{
	(void)snprintf(buffer, ENCRYPTION_TEXT_BYTES, "%s, %s",
	    SSL_get_version(ssl), SSL_get_cipher_name(ssl));
	return buffer;
}

ssize_t
encryption_receive(struct ssl_st *ssl, char *bytes, size_t size)
{
	size_t got = 0;
	int result;

	do {
		size_t room = size - got;

		ERR_clear_error();
		errno = 0;
		result = SSL_read(
		    ssl, bytes + got, room < INT_MAX ? (int)room : INT_MAX);
		if (result > 0)
			got += (size_t)result;
	} while (result > 0 && got < size);
	return got > 0 ? (ssize_t)got : encryption_end_call(ssl, result);
}

ssize_t
encryption_send(struct ssl_st *ssl, const char *bytes, size_t size)
{
	size_t sent = 0;
	int result;

	do {
		size_t rest = size - sent;

		ERR_clear_error();
		errno = 0;
		result = SSL_write(
		    ssl, bytes + sent, rest < INT_MAX ? (int)rest : INT_MAX);
		if (result > 0)
			sent += (size_t)result;
	} while (result > 0 && sent < size);
	return sent > 0 ? (ssize_t)sent : encryption_end_call(ssl, result);
}

void
encryption_end(struct ssl_st *ssl)
{
	ERR_clear_error();
	(void)SSL_shutdown(ssl);
	ERR_clear_error();
}

void
encryption_drop(struct ssl_st *ssl)
{
	SSL_free(ssl);
}
