/* SPDX-License-Identifier: MIT */
/*
 * Without stdio, whose buffers would keep a copy, and would take more off the
 * input than the line.  explicit_bzero() is not in every C library.
 */

#include "common/secret.h"

#include <string.h>
#include <unistd.h>

enum secret_outcome
secret_read_line(int fd, char *bytes_r)
{
	size_t size = 0;

	for (;;) {
		ssize_t got = read(fd, bytes_r + size, 1);

		if (got < 0)
			return SECRET_FAILED;
		if (got == 0 && size == 0)
			return SECRET_MISSING;
		if (got == 0 || bytes_r[size] == '\n')
			break;
		if (++size == SECRET_BYTES)
			return SECRET_TOO_LONG;
	}
	bytes_r[size] = '\0';
	return SECRET_GIVEN;
}

struct slice
secret_slice(const struct secret *secret)
{
	return (struct slice){ secret->bytes, secret->size };
}

void
secret_set(struct secret *secret, struct slice bytes)
{
	secret_clear(secret);
	if (bytes.size > sizeof(secret->bytes))
		return;
	memcpy(secret->bytes, bytes.bytes, bytes.size);
	secret->size = bytes.size;
}

void
secret_clear(struct secret *secret)
{
	secret_erase(secret, sizeof(*secret));
}

void
secret_erase(void *bytes, size_t size)
{
	volatile unsigned char *byte = bytes;

	while (size-- > 0)
		*byte++ = 0;
}
