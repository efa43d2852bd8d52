/* SPDX-License-Identifier: MIT */
/*
 * In place of encryption.c where chatd-bench is built without OpenSSL.  Options
 * that ask for TLS are refused, so that nothing here is called but the first.
 */

#include "bench/generator/encryption.h"

#include <errno.h>

bool
encryption_is_there(void)
{
	return false;
}

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
encryption_begin(struct encryption *encryption, int fd)
{
	(void)encryption;
	(void)fd;
	errno = ENOTSUP;
	return NULL;
}

int
encryption_shake_hands(struct ssl_st *ssl, char *why)
{
	(void)ssl;
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

void
encryption_end(struct ssl_st *ssl)
{
	(void)ssl;
}

void
encryption_drop(struct ssl_st *ssl)
{
	(void)ssl;
}
