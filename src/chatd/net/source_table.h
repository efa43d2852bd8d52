/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SOURCE_TABLE_H
#define CHATD_SOURCE_TABLE_H

/*
 * What is remembered of the addresses that newcomers come from.
 *
 * There are SOURCE_TABLE_ENTRIES entries, allocated once; those that have never
 * been used take no memory.  When all are used, a new address gets the entry of
 * one of which nothing needs to be remembered, or the least: a connection that
 * is open is never forgotten, so an entry is not reused while it has any.  Of
 * all entries only the next SOURCE_TABLE_LOOKS are looked at, round the table.
 *
 * So whoever comes from a million addresses fills the table, and makes others
 * lose what they owe, but nothing that they have.  Where each entry that is
 * looked at has a connection, the new address gets none.
 *
 * Addresses are hashed with a secret seed, so nobody can choose those that meet
 * in one bucket.  A call costs one hash, a short chain and those looks.
 *
 * Main thread only, but for the count of connections.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "chatd/net/network.h"

#define SOURCE_TABLE_ENTRIES 65536
#define SOURCE_TABLE_LOOKS   64

struct source {
	struct network_address address;
	uint64_t logins_ns;   /* when its logins are paid for; see sources.c */
	uint64_t refusals_ns; /* when its refusals are forgotten; the same */
	atomic_uint connections; /* that are open; any thread */
	uint32_t next;           /* the table's: in the bucket, 0 at the end */
};

struct source_table;

/* Return an empty table, or NULL with errno set. */
struct source_table *source_table_new(void);

/* Free table; NULL is allowed. */
void source_table_free(struct source_table *table);

/*
 * Return the entry of an address, of which nothing may be known yet; now_ns is
 * the time of clock_monotonic_ns().  It is the address's until the next call,
 * or as long as it has a connection.  Return NULL if there is none for it.
 */
struct source *source_table_find(struct source_table *table,
    const struct network_address *address, uint64_t now_ns);

/* Return the number of an entry, from 1 on, and the entry of a number. */
uint32_t source_table_number(
    const struct source_table *table, const struct source *source);
struct source *source_table_at(struct source_table *table, uint32_t number);

/*
 * Return how many entries the fullest bucket holds: what the dearest call
 * costs.  For tests.
 */
uint32_t source_table_longest_chain(const struct source_table *table);

#endif
