/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNT_TABLE_H
#define CHATD_ACCOUNT_TABLE_H

/*
 * The accounts in memory, by name.
 *
 * Where names fold, A-Z and a-z are the same for a look-up, and so no two
 * accounts differ in that alone.  Not thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/accounts/account_text.h"
#include "chatd/accounts/guesses.h"
#include "chatd/accounts/password.h"
#include "chatd/core/fingerprint.h"
#include "chatd/presence/hash_table.h"
#include "common/list.h"
#include "common/slice.h"

struct account {
	struct hash_entry in_table;
	struct list place; /* among all, in the order of the file */
	uint32_t number;   /* given anew with every change; never 0, nor
			      UINT32_MAX */
	struct guess_count guesses;
	struct slice name; /* lies in bytes */
	bool has_certificate;
	bool is_operator;
	struct fingerprint certificate;
	char hash[PASSWORD_HASH_BYTES];
	char bytes[];
};

struct account_table {
	struct hash_table names;
	struct list accounts; /* by place */
	uint64_t count;
	uint64_t seed;
	uint32_t last_number;
	bool folds_names;
	uint64_t version; /* of a cluster's register; 0: it is none's */
};

/* Begin without accounts; seed is secret. */
void account_table_init(
    struct account_table *table, uint64_t seed, bool folds_names);

/* Free all accounts. */
void account_table_clear(struct account_table *table);

/* Exchange all that two tables hold. */
void account_table_swap(struct account_table *one, struct account_table *other);

/* Return the account that has this place. */
struct account *account_table_at(struct list *place);

/*
 * Return an account that is in no table, which the caller frees with free(); or
 * NULL if there is no memory.
 */
struct account *account_new(const struct account_text_line *line);

/* Return its line in the file, which is valid as long as account. */
struct account_text_line account_line(const struct account *account);

/* Return what names that look the same have in common, and hardly any others.
 */
uint64_t account_table_key(
    const struct account_table *table, struct slice name);

/* Return the account that owns name, or NULL. */
struct account *account_table_find(
    const struct account_table *table, struct slice name);

/*
 * Put replacement, which nobody else owns the name of, in the place of account;
 * at the end if account is NULL, and nothing if replacement is NULL.  It is the
 * table's now, and account is freed.
 */
void account_table_exchange(struct account_table *table,
    struct account *account, struct account *replacement);

/*
 * Return the account that owns name, put at the end; or else a new one without
 * a hash, and the first one is freed if there are as many as most, which is at
 * least 1.  Return NULL if there is no memory.
 */
struct account *account_table_remember(
    struct account_table *table, struct slice name, uint64_t most);

/*
 * Return the text of the file as it is after such an exchange, which the caller
 * frees, and store its size; or NULL if there is no memory.
 */
char *account_table_write(const struct account_table *table,
    const struct account *account, const struct account *replacement,
    size_t *size_r);

/* Return the names of all, or of operators alone, as accounts_list() does. */
char *account_table_list(
    const struct account_table *table, bool operators, size_t *size_r);

#endif
