/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_REPLY_H
#define CHATD_REDIS_REPLY_H

/*
 * What a server of Redis answers (RESP2), as a value.  Pure.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

enum redis_reply_type {
	REDIS_NIL,
	REDIS_INTEGER,
	REDIS_STRING,
	REDIS_STATUS, /* "OK" and its like */
	REDIS_ERROR,  /* a word in capitals, and what is wrong */
	REDIS_ARRAY,
};

struct redis_reply {
	enum redis_reply_type type;
	int64_t integer;   /* REDIS_INTEGER; else 0 */
	struct slice text; /* STRING, STATUS, ERROR, with a NUL behind it;
			      else empty */
	size_t count;      /* REDIS_ARRAY: of its elements; else 0 */
	struct redis_reply *elements;
};

/*
 * Return an element of an array, or a constant REDIS_NIL if reply is NULL or no
 * array, or has no element of this index: a hostile server may answer anything.
 */
const struct redis_reply *redis_reply_element(
    const struct redis_reply *reply, size_t index);

/* Say whether reply is an error, such as "NOSCRIPT", which is its first word.
 */
bool redis_reply_is_error(const struct redis_reply *reply, const char *word);

/* Say whether reply is a status or a string of exactly these bytes. */
bool redis_reply_is(const struct redis_reply *reply, const char *text);

#endif
