/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SCRIPTS_FIXTURE_H
#define CHATD_SCRIPTS_FIXTURE_H

/*
 * The scripts of a cluster on a real server, asked one after the other.
 *
 * Answers are texts: their elements with a blank between two.  They are freed
 * at the end of the test.
 */

#include <hiredis/hiredis.h>

#include "chatd/cluster/scripts/scripts.h"
#include "cluster/redis_fixture.h"

/* The prefix of the keys. */
#define SCRIPTS_PREFIX "{chatd}:"

/* What the scripts are told of leases here, where nothing waits for one. */
#define SCRIPTS_LEASE "100000"

/* Connect to server until the test ends. */
redisContext *scripts_connect(const struct redis_server *server);

/* Two nodes on a server, each with a life, which may claim at once. */
struct scripts_world {
	struct redis_server *server;
	redisContext *redis;
	const char *epoch;
	const char *one, *other; /* their lives: 5001 and 5002 */
};

/* Begin with a new server. */
void scripts_begin(struct scripts_world *world);

/* Ask a script; the words up to NULL are its arguments. */
const char *scripts_ask(redisContext *redis, enum script script, ...)
    __attribute__((sentinel));

/* As above, and fail unless the answer is this. */
#define scripts_expect(redis, answer, ...)                                     \
	test_require_equal(scripts_ask(redis, __VA_ARGS__, NULL), answer)

/* Ask a command, written as hiredis' printf-like functions take it. */
const char *scripts_command(redisContext *redis, const char *format, ...);

/* Claim a name for the first time, and return the answer. */
const char *scripts_claim(redisContext *redis, const char *life,
    const char *name, const char *kind, const char *address, const char *most);

/* Fail unless the answer to a claim or a rename is that it is granted. */
void scripts_require_granted(const char *answer);

/* Claim the name of one of any number of users, and be granted it. */
void scripts_claim_user(redisContext *redis, const char *life, const char *name,
    const char *address);

/* Fail unless there are so many users on all nodes together. */
void scripts_require_users(redisContext *redis, const char *count);

/*
 * Begin a life in this epoch at the time now, in ms, and return its number;
 * what the answer says of the epoch goes to *epoch_r unless that is NULL.
 */
const char *scripts_enter(redisContext *redis, const char *now,
    const char *node_name, const char **epoch_r);

/* Let names be claimed before the time for that has come. */
void scripts_settle(redisContext *redis);

/* Return the last entry of the log, as "ID FIELD VALUE". */
const char *scripts_last_entry(redisContext *redis);

/* Return the word of this index, from 0, of an answer. */
const char *scripts_word(const char *answer, int index);

#endif
