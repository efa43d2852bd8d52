/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SECRET_H
#define CHATD_SECRET_H

/*
 * Passwords while they are in memory: how they get there from a file or a
 * terminal, and how they are got rid of.  Any thread.
 */

#include <stddef.h>

#include "common/slice.h"

/* Bytes of a password, with its NUL.  chatd takes fewer. */
#define SECRET_BYTES 1024

/* All zero: there is none. */
struct secret {
	size_t size;
	char bytes[SECRET_BYTES];
};

enum secret_outcome {
	SECRET_GIVEN,
	SECRET_DIFFERS,  /* the second time it was another one */
	SECRET_MISSING,  /* the input ended before there was one */
	SECRET_TOO_LONG, /* for chatd, whatever it takes */
	SECRET_FAILED,   /* errno says why */
};

/*
 * Read a line from fd to bytes_r, of SECRET_BYTES, without its end, and nothing
 * behind it.  The outcome is FAILED with EINTR if a signal came first, and
 * never DIFFERS.
 */
enum secret_outcome secret_read_line(int fd, char *bytes_r);

/* Return what is there, borrowed until it is changed. */
struct slice secret_slice(const struct secret *secret);

/* Overwrite what is there, if it fits, or all with nothing. */
void secret_set(struct secret *secret, struct slice bytes);
void secret_clear(struct secret *secret);

/* Overwrite bytes that are not looked at again, which compilers leave out. */
void secret_erase(void *bytes, size_t size);

#endif
