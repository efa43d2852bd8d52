/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PASSWORD_H
#define CHATD_PASSWORD_H

/*
 * Passwords, and the hashes that are kept in place of them.
 *
 * To hash a password, or to check one, costs some 10 ms of a processor and 16
 * MiB of memory by design, so that a stolen file is of little use.  Whoever
 * calls that must be able to wait; any thread.
 */

#include <stdbool.h>

#include "common/slice.h"

/* Guesses are limited by guesses.h, which relies on the first number. */
#define PASSWORD_MIN_BYTES 8
#define PASSWORD_MAX_BYTES 128

/* Bytes of a hash, with its NUL: those of yescrypt have 74. */
#define PASSWORD_HASH_BYTES 256

enum password_outcome {
	PASSWORD_RIGHT,
	PASSWORD_WRONG,
	PASSWORD_UNKNOWN, /* there is no memory to tell, or the hash is none */
};

/* Say whether this chatd was built with what hashes passwords. */
bool password_is_supported(void);

/*
 * Say whether password may become one: text of PASSWORD_MIN_BYTES to
 * PASSWORD_MAX_BYTES without blanks around it, which some protocols take off.
 */
bool password_is_acceptable(struct slice password);

/*
 * Write a new hash of password, which is acceptable, to hash_r, of
 * PASSWORD_HASH_BYTES.  Return 0, or -1 with errno set.
 */
int password_hash(struct slice password, char *hash_r);

/* Say whether hash is that of password, which may be any bytes. */
enum password_outcome password_check(struct slice password, const char *hash);

/*
 * Say whether hash looks like one: printable ASCII without blanks, that begins
 * with "$".
 */
bool password_hash_is_valid(struct slice hash);

#endif
