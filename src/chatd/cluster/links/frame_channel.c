/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/links/frame_channel.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"

/* "{CLUSTER}:frames:LIFE" */
#define FRAME_CHANNEL_NAME_BYTES 128

/* The first of so many frames has an answer, which may be a refusal. */
#define FRAME_CHANNEL_CHECK_EACH 64

struct frame_channel {
	struct redis_connection *connection;
	const char *prefix;
	const struct frame_channel_events *events;
	void *argument;
	uint64_t life;       /* 0: none */
	bool has_complained; /* in this life */
	uint32_t sent_count; /* in this life, modulo 2^32 */
};

static struct slice
frame_channel_name(const struct frame_channel *channel, uint64_t life,
    char name[FRAME_CHANNEL_NAME_BYTES])
{
	int size = snprintf(name, FRAME_CHANNEL_NAME_BYTES, "%sframes:%" PRIu64,
	    channel->prefix, life);

	return (struct slice){ name, (size_t)size };
}

/* Once in a life: it would be the same with each frame. */
static void
frame_channel_check_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct frame_channel *channel = argument;

	(void)connection;
	if (reply == NULL || reply->type != REDIS_ERROR ||
	    channel->has_complained)
		return;
	channel->has_complained = true;
	log_error("the engine passes nothing on between nodes: %.*s",
	    (int)reply->text.size, reply->text.bytes);
}

static void
frame_channel_listening_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct frame_channel *channel = argument;

	frame_channel_check_cb(connection, reply, channel);
	if (reply != NULL)
		channel->events->resumed(channel->argument);
}

static void
frame_channel_subscribe(struct frame_channel *channel)
{
	char name[FRAME_CHANNEL_NAME_BYTES];

	if (channel->life != 0 &&
	    redis_connection_subscribe(channel->connection,
		frame_channel_name(channel, channel->life, name),
		frame_channel_listening_cb, channel) != 0)
		log_errno("cannot listen to other nodes");
}

static void
frame_channel_ready_cb(struct redis_connection *connection, void *argument)
{
	(void)connection;
	frame_channel_subscribe(argument);
}

static void
frame_channel_lost_cb(struct redis_connection *connection, enum redis_loss loss,
    const char *reason, void *argument)
{
	(void)connection;
	(void)loss;
	(void)argument;
	/* The connection for commands tells the operator. */
	log_debug("not listening to other nodes: %s", reason);
}

static void
frame_channel_pushed_cb(struct redis_connection *connection, struct slice name,
    struct slice message, void *argument)
{
	struct frame_channel *channel = argument;

	(void)connection;
	(void)name;
	channel->events->received(message, channel->argument);
}

static const struct redis_events frame_channel_redis_events = {
	.ready = frame_channel_ready_cb,
	.lost = frame_channel_lost_cb,
	.pushed = frame_channel_pushed_cb,
};

struct frame_channel *
frame_channel_new(struct event_base *base, const struct redis_target *target,
    const char *prefix, const struct frame_channel_events *events,
    void *argument)
{
	struct frame_channel *channel = calloc(1, sizeof(*channel));

	if (channel == NULL)
		return NULL;
	channel->prefix = prefix;
	channel->events = events;
	channel->argument = argument;
	channel->connection = redis_connection_new(
	    base, target, &frame_channel_redis_events, channel);
	if (channel->connection != NULL)
		return channel;
	free(channel);
	return NULL;
}

void
frame_channel_free(struct frame_channel *channel)
{
	if (channel == NULL)
		return;
	redis_connection_free(channel->connection);
	free(channel);
}

void
frame_channel_listen(struct frame_channel *channel, uint64_t life)
{
	channel->life = life;
	channel->has_complained = false;
	channel->sent_count = 0;
	if (redis_connection_is_ready(channel->connection))
		frame_channel_subscribe(channel);
}

void
frame_channel_move(
    struct frame_channel *channel, const struct redis_connection *commands)
{
	redis_connection_move(channel->connection, commands);
}

int
frame_channel_send(struct frame_channel *channel,
    struct redis_connection *commands, uint64_t life, struct slice bytes)
{
	char name[FRAME_CHANNEL_NAME_BYTES];
	const struct slice words[] = {
		SLICE("PUBLISH"),
		frame_channel_name(channel, life, name),
		bytes,
	};

	if (channel->sent_count++ % FRAME_CHANNEL_CHECK_EACH == 0)
		return redis_connection_command(
		    commands, 3, words, frame_channel_check_cb, channel);
	return redis_connection_tell(commands, 3, words);
}
