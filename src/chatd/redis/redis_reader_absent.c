/* SPDX-License-Identifier: MIT */
/*
 * chatd without hiredis: there is never a reader, so nothing that needs one is
 * ever called but to free NULL.
 */

#include "chatd/redis/redis_reader.h"

bool
redis_reader_is_there(void)
{
	return false;
}

struct redis_reader *
redis_reader_new(void)
{
	return NULL;
}

void
redis_reader_free(struct redis_reader *reader)
{
	(void)reader;
}

int
redis_reader_feed(struct redis_reader *reader, struct slice bytes)
{
	(void)reader;
	(void)bytes;
	return -1;
}

int
redis_reader_next(
    struct redis_reader *reader, const struct redis_reply **reply_r)
{
	(void)reader;
	*reply_r = NULL;
	return -1;
}

const char *
redis_reader_error(const struct redis_reader *reader)
{
	(void)reader;
	return "this chatd was built without hiredis";
}
