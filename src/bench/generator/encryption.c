/* SPDX-License-Identifier: MIT */
/*
 * What a generator wants besides: sessions that go on, and speed.  OpenSSL
 * reads ahead, so that a record does not take two reads, and everything is read
 * until the socket is empty, because epoll is edge-triggered here and says
 * nothing of what lies in OpenSSL.
 */

#include "bench/generator/encryption.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "encryption/encrypted_socket.h"

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

struct encryption *
encryption_new(bool resumes)
{
	struct encryption *encryption = calloc(1, sizeof(*encryption));
	SSL_CTX *context = encrypted_socket_new_context();

	if (encryption == NULL || context == NULL) {
		free(encryption);
		SSL_CTX_free(context);
		errno = ENOMEM;
		return NULL;
	}
	encryption->context = context;
	/* A hundred thousand idle users fit. */
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
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
encryption_begin(struct encryption *encryption)
{
	SSL *ssl = SSL_new(encryption->context);

	if (ssl == NULL) {
		ERR_clear_error();
		errno = ENOMEM;
		return NULL;
	}
	encryption_come_back(encryption, ssl);
	SSL_set_connect_state(ssl);
	return ssl;
}

int
encryption_shake_hands(struct ssl_st *ssl, int fd, char *why)
{
	unsigned long error;
	int events = encrypted_socket_shake_hands(ssl, fd, &error);

	if (events == 0)
		return 0;
	if (events > 0)
		errno = EAGAIN;
	else if (error != 0)
		(void)snprintf(why, ENCRYPTION_TEXT_BYTES, "%s",
		    encrypted_socket_describe_error(error));
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
	    encrypted_socket_version(ssl), SSL_get_cipher_name(ssl));
	return buffer;
}

ssize_t
encryption_receive(struct ssl_st *ssl, char *bytes, size_t size)
{
	size_t got = 0;
	ssize_t result;

	do {
		result = encrypted_socket_receive(ssl, bytes + got, size - got);
		if (result > 0)
			got += (size_t)result;
	} while (result > 0 && got < size);
	return got > 0 ? (ssize_t)got : result;
}

ssize_t
encryption_send(struct ssl_st *ssl, const char *bytes, size_t size)
{
	size_t sent = 0;
	ssize_t result;

	do {
		result = encrypted_socket_send(ssl, bytes + sent, size - sent);
		if (result > 0)
			sent += (size_t)result;
	} while (result > 0 && sent < size);
	return sent > 0 ? (ssize_t)sent : result;
}
