/* SPDX-License-Identifier: MIT */
/*
 * In place of encrypted_socket.c where a program is built without OpenSSL.  It
 * refuses options that ask for TLS, so that nothing here is called but the
 * first two.
 */

#include "encryption/encrypted_socket.h"

#include <errno.h>

bool
encrypted_socket_is_there(void)
{
	return false;
}

struct ssl_ctx_st *
encrypted_socket_new_context(void)
{
	errno = ENOTSUP;
	return NULL;
}

int
encrypted_socket_shake_hands(struct ssl_st *ssl, int fd, unsigned long *error_r)
{
	(void)ssl;
	(void)fd;
	*error_r = 0;
	errno = ENOTSUP;
	return -1;
}

ssize_t
encrypted_socket_receive(struct ssl_st *ssl, char *bytes, size_t size)
{
	(void)ssl;
	(void)bytes;
	(void)size;
	errno = ENOTSUP;
	return -1;
}

ssize_t
encrypted_socket_send(struct ssl_st *ssl, const char *bytes, size_t size)
{
	(void)ssl;
	(void)bytes;
	(void)size;
	errno = ENOTSUP;
	return -1;
}

bool
encrypted_socket_has_more(const struct ssl_st *ssl)
{
	(void)ssl;
	return false;
}

unsigned long
encrypted_socket_last_error(void)
{
	return 0;
}

const char *
encrypted_socket_describe_error(unsigned long error)
{
	(void)error;
	return "";
}

void
encrypted_socket_end(struct ssl_st *ssl)
{
	(void)ssl;
}

const char *
encrypted_socket_version(const struct ssl_st *ssl)
{
	(void)ssl;
	return "";
}

void
encrypted_socket_free(struct ssl_st *ssl)
{
	(void)ssl;
}
