/* SPDX-License-Identifier: MIT */
/*
 * In place of encryption.c where chatd-bench is built without OpenSSL.  Options
 * that ask for TLS are refused, so that nothing here is called.
 */

#include "bench/generator/encryption.h"

#include <errno.h>

struct encryption *
encryption_new(bool resumes)
{
	(void)resumes;
	errno = ENOTSUP;
	return NULL;
}

void
encryption_free(struct encryption *encryption)
{
	(void)encryption;
}

struct ssl_st *
encryption_begin(struct encryption *encryption)
{
	(void)encryption;
	errno = ENOTSUP;
	return NULL;
}

int
encryption_shake_hands(struct ssl_st *ssl, int fd, char *why)
{
	(void)ssl;
	(void)fd;
	(void)why;
	errno = ENOTSUP;
	return -1;
}

bool
encryption_is_resumed(const struct ssl_st *ssl)
{
	(void)ssl;
	return false;
}

const char *
encryption_describe(const struct ssl_st *ssl, char *buffer)
{
	(void)ssl;
	*buffer = '\0';
	return buffer;
}

ssize_t
encryption_receive(struct ssl_st *ssl, char *bytes, size_t size)
{
	(void)ssl;
	(void)bytes;
	(void)size;
	errno = ENOTSUP;
	return -1;
}

ssize_t
encryption_send(struct ssl_st *ssl, const char *bytes, size_t size)
{
	(void)ssl;
	(void)bytes;
	(void)size;
	errno = ENOTSUP;
	return -1;
}
