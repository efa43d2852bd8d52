/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STATS_H
#define CHATD_STATS_H

/*
 * What has happened, counted by each worker.
 *
 * Only the worker adds to its counters, so adding takes no lock and no atomic
 * read-modify-write.  Any thread may read them; whoever wants the sum over all
 * workers adds them up.
 */

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/durations.h"

struct protocol;

/* There are fewer protocols than this. */
#define STATS_PROTOCOLS_MAX 8

enum stats_counter {
	STAT_CONNECTIONS_OPENED,
	STAT_CONNECTIONS_CLOSED,
	STAT_LOGINS,
	STAT_LOGINS_IN_USE,
	STAT_LOGINS_FULL,
	STAT_LOGINS_UNANSWERED,
	STAT_LOGINS_BAD_NAME,
	STAT_LOGINS_NOT_SHOWN,
	STAT_LOGINS_BANNED,
	STAT_PASSWORDS_RIGHT,
	STAT_PASSWORDS_WRONG,
	STAT_PASSWORDS_LATER,
	STAT_USERS_REPLACED,
	STAT_USERS_GONE,
	STAT_USERS_FENCED,
	STAT_USERS_BANNED,
	STAT_MESSAGES_SENT,
	STAT_MESSAGES_SAID,
	STAT_MESSAGES_ECHOED,
	STAT_MESSAGES_DELIVERED,
	STAT_MESSAGES_UNKNOWN,
	STAT_MESSAGES_REFUSED,
	STAT_MESSAGES_MUTED,
	STAT_JOINS_TOO_MANY_ROOMS,
	STAT_JOINS_ROOMS_FULL,
	STAT_LISTS,
	STAT_TEXTS_FILED,
	STAT_TEXTS_REFUSED,
	STAT_BYTES_IN,
	STAT_BYTES_OUT,
	STAT_SLOW_READERS_CUT,
	STAT_SENDERS_HELD,
	STAT_RATE_WAITS,
	STAT_QUEUES_CUT,
	STAT_LOGIN_TIMEOUTS,
	STAT_TLS_HANDSHAKES_DONE,
	STAT_TLS_HANDSHAKES_RESUMED,
	STAT_TLS_HANDSHAKES_FAILED,
	STAT_TLS_HANDSHAKES_TIMED_OUT,
	STAT_WRONG_PROTOCOL,
	STAT_OUT_OF_MEMORY,
	STAT_QUEUED_BYTES, /* rises and falls */
	STAT_COUNT
};

/* Connections of one protocol, which takes a place when its first one comes. */
struct stats_protocol {
	_Atomic(const struct protocol *) protocol;
	atomic_uint_fast64_t opened;
	atomic_uint_fast64_t closed;
};

struct stats {
	atomic_uint_fast64_t counters[STAT_COUNT];
	struct durations turns; /* of the loop */
	struct stats_protocol protocols[STATS_PROTOCOLS_MAX];
};

/*
 * Add amount to any counter in a struct stats; its negative, modulo 2^64, takes
 * away.  The owning worker's thread only.
 */
static inline void
stats_add_to(atomic_uint_fast64_t *counter, uint64_t amount)
{
	atomic_store_explicit(counter,
	    atomic_load_explicit(counter, memory_order_relaxed) + amount,
	    memory_order_relaxed);
}

/* Add amount to the counter.  The owning worker's thread only. */
static inline void
stats_add(struct stats *stats, enum stats_counter counter, uint64_t amount)
{
	stats_add_to(&stats->counters[counter], amount);
}

/* Return the counter.  Any thread. */
static inline uint64_t
stats_read(const struct stats *stats, enum stats_counter counter)
{
	return atomic_load_explicit(
	    &stats->counters[counter], memory_order_relaxed);
}

/*
 * Return the place that counts the connections of protocol, or NULL if all are
 * taken.  The owning worker's thread only.
 */
struct stats_protocol *stats_protocol(
    struct stats *stats, const struct protocol *protocol);

/*
 * Return the place that counts the connections of protocol, or NULL if none has
 * come yet.  Any thread.
 */
const struct stats_protocol *stats_find_protocol(
    const struct stats *stats, const struct protocol *protocol);

#endif
