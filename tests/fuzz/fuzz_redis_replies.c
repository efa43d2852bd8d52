/* SPDX-License-Identifier: MIT */
/*
 * What is made of whatever a server of Redis, or somebody in its place, sends.
 *
 * The replies are the same however the bytes are cut, and where one of two
 * readers finds that they are none, the other does.
 */

#include "fuzz/fuzz.h"

#include <string.h>

#include "chatd/redis/redis_connection.h"
#include "chatd/redis/redis_reader.h"
#include "chatd/redis/redis_reply.h"

/* What has been read, as a number that any difference changes. */
struct digest {
	uint64_t value;
	size_t elements; /* of one reply */
	size_t bytes;    /* of its texts */
};

static void
digest_add(struct digest *digest, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < size; i++)
		digest->value = (digest->value ^ byte[i]) *
				UINT64_C(1099511628211);
}

static void
digest_add_reply(struct digest *digest, const struct redis_reply *reply)
{
	int64_t type = reply->type;

	digest_add(digest, &type, sizeof(type));
	digest_add(digest, &reply->integer, sizeof(reply->integer));
	digest_add(digest, &reply->count, sizeof(reply->count));
	digest_add(digest, reply->text.bytes, reply->text.size);
	digest->elements += reply->count;
	digest->bytes += reply->text.size;
	fuzz_require(reply->type == REDIS_ARRAY || reply->count == 0);
	fuzz_require(reply->type == REDIS_STRING ||
		     reply->type == REDIS_STATUS ||
		     reply->type == REDIS_ERROR || reply->text.size == 0);
	fuzz_require(reply->text.bytes == NULL ||
		     reply->text.bytes[reply->text.size] == '\0');
	for (size_t i = 0; i < reply->count; i++)
		digest_add_reply(digest, redis_reply_element(reply, i));
}

/* Take the replies that are there.  Return false if there are none any more. */
static bool
take_replies(struct redis_reader *reader, struct digest *digest)
{
	const struct redis_reply *reply;

	while (redis_reader_next(reader, &reply) == 0) {
		if (reply == NULL)
			return true;
		digest->elements = digest->bytes = 0;
		digest_add_reply(digest, reply);
		fuzz_require(digest->elements <= REDIS_REPLY_ELEMENTS_MAX &&
			     digest->bytes <= REDIS_REPLY_BYTES_MAX);
	}
	fuzz_require(redis_reader_error(reader) != NULL);
	digest_add(digest, "end", 3);
	return false;
}

/* Read bytes in pieces whose sizes follow from seed; 0: in one piece. */
static uint64_t
read_all(const uint8_t *data, size_t size, uint32_t seed)
{
	struct redis_reader *reader = redis_reader_new();
	struct digest digest = { .value = 1 };
	bool goes_on = true;

	fuzz_require(reader != NULL);
	while (size > 0 && goes_on) {
		size_t piece = size;

		seed = seed * 1664525 + (seed != 0 ? 1013904223 : 0);
		if (seed != 0 && seed % 17 + 1 < piece)
			piece = seed % 17 + 1;
		(void)redis_reader_feed(
		    reader, (struct slice){ (const char *)data, piece });
		data += piece;
		size -= piece;
		goes_on = take_replies(reader, &digest);
	}
	redis_reader_free(reader);
	return digest.value;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t whole;

	if (!redis_reader_is_there() || size > REDIS_READER_FEED_BYTES)
		return 0;
	whole = read_all(data, size, 0);
	fuzz_require(read_all(data, size, (uint32_t)size + 1) == whole);
	fuzz_require(read_all(data, size, 0x10000) == whole);
	return 0;
}
