/* SPDX-License-Identifier: MIT */
/*
 * hiredis finds out where a reply ends, and calls back for each piece of it.
 * What is made of the pieces is ours: hiredis would give an array as much room
 * as the server says it needs, before the first of its elements has come.
 *
 * The elements of an array lie in one block, and a text has a block of its own.
 */

#include "chatd/redis/redis_reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <hiredis/read.h>

#include "chatd/redis/redis_connection.h"
#include "chatd/redis/redis_reply.h"

struct redis_reader {
	redisReader *hiredis;
	struct redis_reply *reply; /* that was handed out */
	size_t unfinished;         /* bytes of the reply that is coming */
	size_t elements;           /* of the same, announced */
	const char *error;         /* NULL: none yet */
};

/* ---- the pieces ---------------------------------------------------------- */

static void
redis_reader_clear_reply(struct redis_reply *reply)
{
	/* As deep as hiredis goes. */
	for (size_t i = 0; i < reply->count; i++)
		redis_reader_clear_reply(&reply->elements[i]);
	free(reply->elements);
	if (reply->type == REDIS_STRING || reply->type == REDIS_STATUS ||
	    reply->type == REDIS_ERROR)
		free((void *)(uintptr_t)reply->text.bytes);
}

static void
redis_reader_free_reply_cb(void *reply)
{
	if (reply == NULL)
		return;
	redis_reader_clear_reply(reply);
	free(reply);
}

/* Return where the piece goes, or NULL: no memory. */
static struct redis_reply *
redis_reader_place(const redisReadTask *task)
{
	struct redis_reply *parent;

	if (task->parent == NULL)
		return calloc(1, sizeof(struct redis_reply));
	parent = task->parent->obj;
	return &parent->elements[task->idx];
}

static void *
redis_reader_string_cb(const redisReadTask *task, char *bytes, size_t size)
{
	struct redis_reply *reply = redis_reader_place(task);
	char *copy = malloc(size + 1);

	if (reply == NULL || copy == NULL) {
		if (task->parent == NULL)
			free(reply);
		free(copy);
		return NULL;
	}
	memcpy(copy, bytes, size);
	copy[size] = '\0';
	reply->type = task->type == REDIS_REPLY_STATUS  ? REDIS_STATUS
		      : task->type == REDIS_REPLY_ERROR ? REDIS_ERROR
							: REDIS_STRING;
	reply->text = (struct slice){ copy, size };
	return reply;
}

static void *
redis_reader_array_cb(const redisReadTask *task, int count)
{
	struct redis_reader *reader = task->privdata;
	struct redis_reply *reply, *elements = NULL;

	if (count < 0 ||
	    (size_t)count > REDIS_REPLY_ELEMENTS_MAX - reader->elements) {
		reader->error = "a reply has too many elements";
		return NULL;
	}
	if (count > 0)
		elements = calloc((size_t)count, sizeof(*elements));
	reply = redis_reader_place(task);
	if (reply == NULL || (count > 0 && elements == NULL)) {
		if (task->parent == NULL)
			free(reply);
		free(elements);
		return NULL;
	}
	reader->elements += (size_t)count;
	reply->type = REDIS_ARRAY;
	reply->count = (size_t)count;
	reply->elements = elements;
	return reply;
}

static void *
redis_reader_integer_cb(const redisReadTask *task, long long integer)
{
	struct redis_reply *reply = redis_reader_place(task);

	if (reply == NULL)
		return NULL;
	reply->type = REDIS_INTEGER;
	reply->integer = integer;
	return reply;
}

static void *
redis_reader_nil_cb(const redisReadTask *task)
{
	/* A place is nil until something else is put there. */
	return redis_reader_place(task);
}

static redisReplyObjectFunctions redis_reader_functions = {
	.createString = redis_reader_string_cb,
	.createArray = redis_reader_array_cb,
	.createInteger = redis_reader_integer_cb,
	.createNil = redis_reader_nil_cb,
	.freeObject = redis_reader_free_reply_cb,
};

/* ---- exported ------------------------------------------------------------ */

bool
redis_reader_is_there(void)
{
	return true;
}

struct redis_reader *
redis_reader_new(void)
{
	struct redis_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL)
		return NULL;
	reader->hiredis = redisReaderCreateWithFunctions(
	    &redis_reader_functions);
	if (reader->hiredis == NULL) {
		free(reader);
		return NULL;
	}
	reader->hiredis->privdata = reader;
	return reader;
}

void
redis_reader_free(struct redis_reader *reader)
{
	if (reader == NULL)
		return;
	redis_reader_free_reply_cb(reader->reply);
	redisReaderFree(reader->hiredis);
	free(reader);
}

int
redis_reader_feed(struct redis_reader *reader, struct slice bytes)
{
	reader->unfinished += bytes.size;
	if (reader->unfinished > REDIS_REPLY_BYTES_MAX)
		reader->error = "a reply is too large";
	else if (redisReaderFeed(reader->hiredis, bytes.bytes, bytes.size) !=
		 REDIS_OK)
		reader->error = "there is no memory for a reply";
	return reader->error == NULL ? 0 : -1;
}

int
redis_reader_next(
    struct redis_reader *reader, const struct redis_reply **reply_r)
{
	void *reply = NULL;

	redis_reader_free_reply_cb(reader->reply);
	reader->reply = NULL;
	*reply_r = NULL;
	if (reader->error != NULL)
		return -1;
	if (redisReaderGetReply(reader->hiredis, &reply) != REDIS_OK) {
		if (reader->error == NULL)
			reader->error = reader->hiredis->err == REDIS_ERR_OOM
					    ? "there is no memory for a reply"
					    : "what came is no reply";
		return -1;
	}
	if (reply == NULL)
		return 0;
	reader->unfinished = reader->hiredis->len - reader->hiredis->pos;
	reader->elements = 0;
	reader->reply = reply;
	*reply_r = reply;
	return 0;
}

const char *
redis_reader_error(const struct redis_reader *reader)
{
	return reader->error;
}
