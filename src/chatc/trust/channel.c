/* SPDX-License-Identifier: MIT */
/*
 * What libevent and OpenSSL have for this.  OpenSSL keeps the errors of a
 * thread in a queue, which has to be empty before a call whose error counts.
 */

#include "chatc/trust/channel.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>

#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

struct bufferevent *
channel_new(struct event_base *base, struct ssl_st *ssl)
{
	struct bufferevent *bev = bufferevent_openssl_socket_new(
	    base, -1, ssl, BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE);

	ERR_clear_error();
	if (bev == NULL)
		SSL_free(ssl);
	return bev;
}

struct ssl_st *
channel_ssl(struct bufferevent *bev)
{
	return bufferevent_openssl_get_ssl(bev);
}

unsigned long
channel_take_error(struct bufferevent *bev)
{
	unsigned long error, first = 0;

	/*
	 * The last one comes first, and the first one was the reason; but
	 * before that stands what SSL_get_error() says, which is of no library.
	 */
	while ((error = bufferevent_get_openssl_error(bev)) != 0) {
		if (ERR_GET_LIB(error) != 0)
			first = error;
	}
	return first;
}

/* Say what recv(2) and send(2) would, after this result of OpenSSL's. */
static int
channel_end_call(SSL *ssl, int result)
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
channel_shake_hands(struct ssl_st *ssl, int fd, unsigned long *error_r)
{
	int result;

	*error_r = 0;
	if (SSL_get_fd(ssl) != fd && SSL_set_fd(ssl, fd) != 1) {
		errno = ENOMEM;
		return -1;
	}
	ERR_clear_error();
	errno = 0;
	result = SSL_do_handshake(ssl);
	if (result == 1)
		return 0;
	(void)channel_end_call(ssl, result);
	if (errno == EAGAIN)
		return SSL_want_write(ssl) ? POLLOUT : POLLIN;
	if (errno == EPROTO)
		*error_r = channel_last_error();
	return -1;
}

ssize_t
channel_receive(struct ssl_st *ssl, char *bytes, size_t size)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_read(ssl, bytes, size < INT_MAX ? (int)size : INT_MAX);
	return result > 0 ? result : channel_end_call(ssl, result);
}

ssize_t
channel_send(struct ssl_st *ssl, const char *bytes, size_t size)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_write(ssl, bytes, size < INT_MAX ? (int)size : INT_MAX);
	if (result > 0)
		return result;
	if (channel_end_call(ssl, result) == 0)
		errno = EPIPE;
	return -1;
}

bool
channel_has_more(const struct ssl_st *ssl)
{
	return SSL_pending(ssl) > 0;
}

unsigned long
channel_last_error(void)
{
	unsigned long error = ERR_get_error();

	ERR_clear_error();
	return error;
}

const char *
channel_describe_error(unsigned long error)
{
	const char *text = ERR_reason_error_string(error);

	return text != NULL ? text : "TLS has failed";
}

void
channel_end_sending(struct ssl_st *ssl)
{
	/* A second call would wait for the server's word. */
	if ((SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN) != 0)
		return;
	ERR_clear_error();
	(void)SSL_shutdown(ssl);
	ERR_clear_error();
}

const char *
channel_version(const struct ssl_st *ssl)
{
	return SSL_get_version(ssl);
}

void
channel_free(struct ssl_st *ssl)
{
	SSL_free(ssl);
}
