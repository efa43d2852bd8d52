/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_CLIENT_H
#define CHATD_REDIS_CLIENT_H

/*
 * A connection of chatd's to Redis, on the loop that a test has for all of
 * them, and what it has told so far.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/redis/redis_connection.h"

/* Replies are kept as text, parted by spaces, as redis_client_describe() has
 * them; so is what was pushed. */
#define REDIS_CLIENT_TEXT_BYTES 8192

struct redis_client {
	struct event_base *base;
	struct redis_connection *connection;
	struct redis_target target;
	const char *addresses[4];
	int ready;           /* how often it became ready */
	int lost;            /* how often it was lost, or an attempt failed */
	enum redis_loss why; /* the last time */
	char reason[512];
	size_t asked;
	size_t replied; /* replies, and NULLs */
	char replies[REDIS_CLIENT_TEXT_BYTES];
	size_t pushed;
	char pushes[REDIS_CLIENT_TEXT_BYTES];
	bool is_calling; /* a function of the connection is running */
};

/* Return the loop, which is freed with the last client. */
struct event_base *redis_client_base(void);

/*
 * Return a client for this address, that is not connected yet: its target may
 * be changed.  It belongs to the test.
 */
struct redis_client *redis_client_new(const char *address);

/* Begin to connect; or do that and wait until it is ready. */
void redis_client_begin(struct redis_client *client);
struct redis_client *redis_client_connect(const char *address);

/* Hang up before the test ends. */
void redis_client_end(struct redis_client *client);

/* Run the loop until it has been ready or lost this often. */
void redis_client_wait_ready(struct redis_client *client, int times);
void redis_client_wait_lost(struct redis_client *client, int times);

/* Run the loop until this many replies, or messages, have come. */
void redis_client_wait_replies(struct redis_client *client, size_t count);
void redis_client_wait_pushes(struct redis_client *client, size_t count);

/* Run the loop until it is lost for this reason. */
void redis_client_wait_loss(struct redis_client *client, enum redis_loss why);

/*
 * Ask for a command, whose words are parted by spaces; the answer is added to
 * replies.  Return what redis_connection_command() does.
 */
int redis_client_send(struct redis_client *client, const char *command);

/* The same, for a script with this many keys. */
int redis_client_script(struct redis_client *client, size_t script,
    size_t key_count, const char *words);

/*
 * Ask when all else has been answered, wait for the answer, and require that it
 * is this.
 */
void redis_client_expect(
    struct redis_client *client, const char *command, const char *reply);

#endif
