/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FRAME_CHANNEL_H
#define CHATD_FRAME_CHANNEL_H

/*
 * The way of frames between nodes: each life listens to a channel of Redis of
 * its own, and publishes to those of others.
 *
 * Redis drops what nobody listens to, and hangs up on a listener that is slow;
 * links see to it that what was lost is sent again.  Gateway's thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/redis/redis_connection.h"
#include "common/slice.h"

struct event_base;
struct frame_channel;

struct frame_channel_events {
	/* A frame has come; the bytes are borrowed for the call. */
	void (*received)(struct slice bytes, void *argument);
	/* From now on frames come; what was sent before may be lost. */
	void (*resumed)(void *argument);
};

/*
 * Return a channel over a connection of its own to target, for the cluster
 * whose keys begin with prefix; or NULL if there is no memory.  All is borrowed
 * for as long as there is the channel.
 */
struct frame_channel *frame_channel_new(struct event_base *base,
    const struct redis_target *target, const char *prefix,
    const struct frame_channel_events *events, void *argument);

/* Free channel; NULL is allowed. */
void frame_channel_free(struct frame_channel *channel);

/* Listen to what is sent to this life; 0: to nothing. */
void frame_channel_listen(struct frame_channel *channel, uint64_t life);

/* Listen at the server of commands, if that is another one. */
void frame_channel_move(
    struct frame_channel *channel, const struct redis_connection *commands);

/*
 * Send the bytes of a frame to life, by commands, which is another connection
 * to target and is ready.  Return 0, or -1 with errno as
 * redis_connection_command().
 */
int frame_channel_send(struct frame_channel *channel,
    struct redis_connection *commands, uint64_t life, struct slice bytes);

#endif
