/* SPDX-License-Identifier: MIT */

#include "chatd/redis/redis_reply.h"

#include <string.h>

const struct redis_reply *
redis_reply_element(const struct redis_reply *reply, size_t index)
{
	static const struct redis_reply none = { .type = REDIS_NIL };

	if (reply == NULL || reply->type != REDIS_ARRAY ||
	    index >= reply->count)
		return &none;
	return &reply->elements[index];
}

bool
redis_reply_is_error(const struct redis_reply *reply, const char *word)
{
	struct slice text;

	if (reply == NULL || reply->type != REDIS_ERROR)
		return false;
	text = reply->text;
	return slice_is(slice_take_word(&text), word);
}

bool
redis_reply_is(const struct redis_reply *reply, const char *text)
{
	return reply != NULL &&
	       (reply->type == REDIS_STATUS || reply->type == REDIS_STRING) &&
	       slice_is(reply->text, text);
}
