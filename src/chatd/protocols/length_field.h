/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LENGTH_FIELD_H
#define CHATD_LENGTH_FIELD_H

/*
 * The length in front of a message of sized: decimal digits, padded with zeros,
 * in a field of two, three or four of them.  Pure; any thread.
 */

#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

/* The least and the most digits of a field. */
#define LENGTH_FIELD_NARROWEST 2
#define LENGTH_FIELD_WIDEST    4

enum length_field_status {
	LENGTH_FIELD_WHOLE,
	LENGTH_FIELD_UNFINISHED,
	LENGTH_FIELD_BAD, /* there is something in it that is no digit */
};

struct length_field {
	uint8_t size;  /* digits; if it is bad, up to what made it so */
	size_t length; /* bytes of the message after it */
};

/*
 * Read a field of this many digits from the size bytes at bytes into *field_r.
 * With 0 digits the width is found out: messages begin with a letter, so the
 * digits before it are the field.  What is found does not depend on how many
 * more bytes have arrived.
 */
enum length_field_status length_field_read(const char *bytes, size_t size,
    uint8_t digits, struct length_field *field_r);

/* Return the largest length that a field of this many digits holds. */
size_t length_field_max(uint8_t digits);

/*
 * Write length, which is not larger than that, to the buffer of this many
 * digits; return it.
 */
struct slice length_field_write(char *buffer, uint8_t digits, size_t length);

#endif
