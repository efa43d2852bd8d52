/* SPDX-License-Identifier: MIT */
/*
 * What a name is looked up by is the hash of its folded form; accounts are few,
 * and a look-up happens when somebody logs in.
 */

#include "chatd/accounts/account_table.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/core/name_case.h"
#include "common/container.h"

uint64_t
account_table_key(const struct account_table *table, struct slice name)
{
	return name_hash(table->folds_names, name, table->seed);
}

struct account *
account_table_at(struct list *place)
{
	return container_of(place, struct account, place);
}

void
account_table_init(struct account_table *table, uint64_t seed, bool folds_names)
{
	*table = (struct account_table){
		.seed = seed,
		.folds_names = folds_names,
	};
	list_init(&table->accounts);
}

void
account_table_clear(struct account_table *table)
{
	struct list *first;

	while ((first = list_first(&table->accounts)) != NULL)
		account_table_exchange(table, account_table_at(first), NULL);
	hash_table_clear(&table->names);
}

void
account_table_swap(struct account_table *one, struct account_table *other)
{
	struct account_table copy = *one;
	struct list accounts;

	list_init(&accounts);
	list_move_all(&one->accounts, &accounts);
	*one = *other;
	list_init(&one->accounts);
	list_move_all(&other->accounts, &one->accounts);
	*other = copy;
	list_init(&other->accounts);
	list_move_all(&accounts, &other->accounts);
}

struct account *
account_new(const struct account_text_line *line)
{
	struct account *account = calloc(1, sizeof(*account) + line->name.size);

	if (account == NULL)
		return NULL;
	memcpy(account->bytes, line->name.bytes, line->name.size);
	account->name = (struct slice){ account->bytes, line->name.size };
	memcpy(account->hash, line->hash.bytes, line->hash.size);
	account->has_certificate = line->certificate != NULL;
	if (account->has_certificate)
		account->certificate = *line->certificate;
	account->is_operator = line->is_operator;
	return account;
}

struct account *
account_table_find(const struct account_table *table, struct slice name)
{
	struct hash_entry *entry = hash_table_find(
	    &table->names, account_table_key(table, name));

	while (entry != NULL) {
		struct account *account = container_of(
		    entry, struct account, in_table);

		if (name_is_same(table->folds_names, account->name, name))
			return account;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

static void
account_table_add(
    struct account_table *table, struct list *before, struct account *account)
{
	/* After 2^32 passwords the numbers begin anew. */
	if (++table->last_number == UINT32_MAX || table->last_number == 0)
		table->last_number = 1;
	account->number = table->last_number;
	account->in_table.hash = account_table_key(table, account->name);
	hash_table_insert(&table->names, &account->in_table);
	list_insert_after(before, &account->place);
	table->count++;
}

void
account_table_exchange(struct account_table *table, struct account *account,
    struct account *replacement)
{
	struct list *before = account != NULL ? account->place.previous
					      : table->accounts.previous;

	if (account != NULL) {
		hash_table_remove(&table->names, &account->in_table);
		list_remove(&account->place);
		table->count--;
	}
	if (replacement != NULL)
		account_table_add(table, before, replacement);
	free(account);
}

struct account *
account_table_remember(
    struct account_table *table, struct slice name, uint64_t most)
{
	struct account *account = account_table_find(table, name);

	if (account != NULL) {
		list_remove(&account->place);
		list_append(&table->accounts, &account->place);
		return account;
	}
	account = account_new(
	    &(struct account_text_line){ .name = name, .hash = SLICE("") });
	if (account == NULL)
		return NULL;
	if (table->count >= most)
		account_table_exchange(table,
		    account_table_at(list_first(&table->accounts)), NULL);
	account_table_exchange(table, NULL, account);
	return account;
}

struct account_text_line
account_line(const struct account *account)
{
	return (struct account_text_line){
		.name = account->name,
		.hash = { account->hash, strlen(account->hash) },
		.certificate = account->has_certificate ? &account->certificate
							: NULL,
		.is_operator = account->is_operator,
	};
}

/*
 * Write the line of account, or only count its bytes if *at is NULL; count the
 * account, too, which may be NULL.
 */
static void
account_table_put(
    const struct account *account, char **at, size_t *size, uint64_t *count)
{
	struct account_text_line line;

	if (account == NULL)
		return;
	line = account_line(account);
	*size += account_text_line_size(&line);
	(*count)++;
	if (*at != NULL)
		*at = account_text_write(*at, &line);
}

/* Put all lines that there are after the exchange, as above. */
static void
account_table_put_all(const struct account_table *table,
    const struct account *account, const struct account *replacement, char **at,
    size_t *size, uint64_t *count)
{
	struct list *place;

	*size = 0;
	*count = 0;
	for (place = table->accounts.next; place != &table->accounts;
	     place = place->next) {
		const struct account *there = account_table_at(place);

		account_table_put(
		    there == account ? replacement : there, at, size, count);
	}
	if (account == NULL)
		account_table_put(replacement, at, size, count);
}

char *
account_table_write(const struct account_table *table,
    const struct account *account, const struct account *replacement,
    size_t *size_r)
{
	char *text, *at = NULL;
	uint64_t count;
	size_t size;

	account_table_put_all(table, account, replacement, &at, &size, &count);
	text = malloc(size + account_text_frame_size());
	if (text == NULL)
		return NULL;
	at = account_text_begin(text, table->version);
	account_table_put_all(table, account, replacement, &at, &size, &count);
	*size_r = (size_t)(account_text_end(at, count) - text);
	return text;
}

char *
account_table_list(
    const struct account_table *table, bool operators, size_t *size_r)
{
	struct list *place;
	char *names, *at;

	*size_r = 0;
	for (place = table->accounts.next; place != &table->accounts;
	     place = place->next) {
		const struct account *account = account_table_at(place);

		if (!operators || account->is_operator)
			*size_r += account->name.size + 1;
	}
	names = at = malloc(*size_r + 1);
	if (names == NULL)
		return NULL;
	for (place = table->accounts.next; place != &table->accounts;
	     place = place->next) {
		const struct account *account = account_table_at(place);

		if (operators && !account->is_operator)
			continue;
		at = slice_write(at, account->name);
		*at++ = '\n';
	}
	return names;
}
