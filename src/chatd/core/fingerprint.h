/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FINGERPRINT_H
#define CHATD_FINGERPRINT_H

/*
 * The fingerprint of a certificate: the SHA-256 of it, in DER.  A plain value;
 * any thread.
 */

#include <stdbool.h>

#include "common/slice.h"

#define FINGERPRINT_BYTES 32

/* The digits of one, and a NUL. */
#define FINGERPRINT_TEXT_BYTES (2 * FINGERPRINT_BYTES + 1)

struct fingerprint {
	unsigned char bytes[FINGERPRINT_BYTES];
};

/*
 * Read one in hexadecimal digits, of any case; there may be a colon between two
 * bytes, as openssl(1) prints it.  Return false if text is something else.
 */
bool fingerprint_parse(struct slice text, struct fingerprint *fingerprint_r);

/* Write its digits, lower case without colons, and a NUL; return buffer. */
char *fingerprint_format(const struct fingerprint *fingerprint, char *buffer);

#endif
