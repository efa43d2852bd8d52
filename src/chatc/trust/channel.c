/* SPDX-License-Identifier: MIT */
/* What libevent has for this. */

#include "chatc/trust/channel.h"

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
