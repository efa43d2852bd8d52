/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SANCTION_TABLE_H
#define CHATD_SANCTION_TABLE_H

/*
 * The sanctions in memory, by whom they concern.
 *
 * A look-up of a name asks for the name, and then once for each length of a
 * beginning that any sanction of this kind has; one of an address, once for
 * each size of a network that is among them.  So it does not take longer the
 * more sanctions there are.  What is over is not found.  Not thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/moderation/sanction.h"
#include "chatd/net/network.h"
#include "chatd/presence/hash_table.h"
#include "common/list.h"
#include "common/name.h"
#include "common/slice.h"

struct sanction {
	struct hash_entry in_table;
	struct hash_entry by_account; /* if account is not 0 */
	struct list place;            /* among all, in order */
	uint32_t account; /* the last number that was noted for it */
	struct sanction_terms terms;
	char bytes[]; /* of the name, and of the reason */
};

struct sanction_table {
	struct hash_table subjects;
	struct hash_table accounts; /* by number */
	struct list sanctions;      /* by place */
	uint32_t counts[SANCTION_KINDS];
	uint64_t seed;
	bool folds_names;
	uint64_t version; /* of a cluster's register; 0: it is none's */

	/* How many there are with a beginning of this many bytes, and with a
	 * network of this many bits. */
	uint32_t beginnings[SANCTION_KINDS][NAME_MAX_BYTES + 1];
	uint32_t networks[SANCTION_KINDS][NETWORK_SINGLE_BITS + 1];
};

/* Somebody whom a sanction may concern. */
struct sanction_person {
	struct slice name; /* empty: they have none, or are a guest */
	uint32_t account;  /* whose password they have shown; 0: of none */
	const struct network_address *address; /* NULL: they have none */
};

/* Begin without sanctions; seed is secret. */
void sanction_table_init(
    struct sanction_table *table, uint64_t seed, bool folds_names);

/* Free all sanctions. */
void sanction_table_clear(struct sanction_table *table);

/* Exchange all that two tables hold. */
void sanction_table_swap(
    struct sanction_table *one, struct sanction_table *other);

/*
 * Return a sanction that is in no table, with a copy of what terms borrow,
 * which the caller frees with free(); or NULL if there is no memory.
 */
struct sanction *sanction_new(const struct sanction_terms *terms);

/* Return the sanction of this kind for this subject, or NULL. */
struct sanction *sanction_table_get(const struct sanction_table *table,
    enum sanction_kind kind, const struct sanction_subject *subject);

/*
 * Put sanction at the end; no other one may be there for its kind and subject.
 * It is the table's now.
 */
void sanction_table_add(
    struct sanction_table *table, struct sanction *sanction);

/* Take sanction out, and free it. */
void sanction_table_remove(
    struct sanction_table *table, struct sanction *sanction);

/* Take out all that are over at this time. */
void sanction_table_remove_old(struct sanction_table *table, int64_t now);

/*
 * Return the sanction of this kind that holds for person at this time, or NULL:
 * that of the name, the account, a beginning or a network, in this order, and
 * the most specific first.
 */
const struct sanction *sanction_table_find(const struct sanction_table *table,
    enum sanction_kind kind, const struct sanction_person *person, int64_t now);

/*
 * Note that the account of this name has this number now, so that whoever has
 * shown its password is found by that.
 */
void sanction_table_note_account(
    struct sanction_table *table, struct slice name, uint32_t account);

/*
 * Return the text of the file, which the caller frees, and store its size; or
 * NULL if there is no memory.
 */
char *sanction_table_write(const struct sanction_table *table, size_t *size_r);

#endif
