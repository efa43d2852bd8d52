/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_READER_H
#define CHATD_REDIS_READER_H

/*
 * Replies out of bytes, within the bounds of redis_connection.h.  Owner thread
 * only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

struct redis_reader;
struct redis_reply;

/* What is best fed at once: more makes hiredis move bytes about. */
#define REDIS_READER_FEED_BYTES 16384

/* Say whether this program was built with hiredis. */
bool redis_reader_is_there(void);

/* Return a reader, or NULL: no memory, or no hiredis. */
struct redis_reader *redis_reader_new(void);

/* Free reader, and the last reply; NULL is allowed. */
void redis_reader_free(struct redis_reader *reader);

/*
 * Add bytes.  Return 0; or -1 if the reply that they belong to is too large, or
 * there is no memory: then the reader is of no more use.
 */
int redis_reader_feed(struct redis_reader *reader, struct slice bytes);

/*
 * Set *reply_r to the next reply, which is valid until the next call for this
 * reader, or to NULL if more bytes are needed.  Return 0; or -1 if the bytes
 * are no reply, or one that is too large: then the reader is of no more use.
 */
int redis_reader_next(
    struct redis_reader *reader, const struct redis_reply **reply_r);

/* Say what is wrong after -1; constant. */
const char *redis_reader_error(const struct redis_reader *reader);

#endif
