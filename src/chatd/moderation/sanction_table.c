/* SPDX-License-Identifier: MIT */
/*
 * What a sanction is looked up by is the hash of its key: the name in its
 * folded form, or the address of the network, with a seed of its own for each
 * kind, scope and length.
 */

#include "chatd/moderation/sanction_table.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/core/name_case.h"
#include "chatd/moderation/sanction_text.h"
#include "chatd/storage/record_text.h"
#include "common/container.h"

void
sanction_table_init(
    struct sanction_table *table, uint64_t seed, bool folds_names)
{
	*table = (struct sanction_table){
		.seed = seed,
		.folds_names = folds_names,
	};
	list_init(&table->sanctions);
}

void
sanction_table_clear(struct sanction_table *table)
{
	struct list *first;

	while ((first = list_first(&table->sanctions)) != NULL)
		sanction_table_remove(
		    table, container_of(first, struct sanction, place));
	hash_table_clear(&table->subjects);
	hash_table_clear(&table->accounts);
}

struct sanction *
sanction_new(const struct sanction_terms *terms)
{
	struct slice name = terms->subject.name, reason = terms->reason;
	struct sanction *sanction = calloc(
	    1, sizeof(*sanction) + name.size + reason.size);
	char *at;

	if (sanction == NULL)
		return NULL;
	sanction->terms = *terms;
	at = slice_write(sanction->bytes, name);
	sanction->terms.subject.name.bytes = sanction->bytes;
	sanction->terms.reason.bytes = at;
	slice_write(at, reason);
	return sanction;
}

void
sanction_table_swap(struct sanction_table *one, struct sanction_table *other)
{
	struct sanction_table copy = *one;
	struct list sanctions;

	list_init(&sanctions);
	list_move_all(&one->sanctions, &sanctions);
	*one = *other;
	list_init(&one->sanctions);
	list_move_all(&other->sanctions, &one->sanctions);
	*other = copy;
	list_init(&other->sanctions);
	list_move_all(&sanctions, &other->sanctions);
}

/* ---- hashes -------------------------------------------------------------- */

/* Return another seed for each kind, scope and length. */
static uint64_t
sanction_table_seed(const struct sanction_table *table, enum sanction_kind kind,
    const struct sanction_subject *subject)
{
	uint64_t length = subject->scope == SANCTION_OF_NETWORK
			      ? subject->network.bits
			      : subject->name.size;

	return table->seed +
	       ((length * 4 + (uint64_t)subject->scope) * SANCTION_KINDS +
		   (uint64_t)kind);
}

static uint64_t
sanction_table_hash(const struct sanction_table *table, enum sanction_kind kind,
    const struct sanction_subject *subject)
{
	uint64_t seed = sanction_table_seed(table, kind, subject);

	if (subject->scope == SANCTION_OF_NETWORK)
		return XXH3_64bits_withSeed(subject->network.address.bytes,
		    sizeof(subject->network.address.bytes), seed);
	return name_hash(table->folds_names, subject->name, seed);
}

static bool
sanction_table_matches(const struct sanction_table *table,
    const struct sanction_subject *one, const struct sanction_subject *other)
{
	if (one->scope != other->scope)
		return false;
	if (one->scope == SANCTION_OF_NETWORK)
		return network_compare(&one->network, &other->network) == 0;
	return name_is_same(table->folds_names, one->name, other->name);
}

struct sanction *
sanction_table_get(const struct sanction_table *table, enum sanction_kind kind,
    const struct sanction_subject *subject)
{
	struct hash_entry *entry = hash_table_find(
	    &table->subjects, sanction_table_hash(table, kind, subject));

	while (entry != NULL) {
		struct sanction *sanction = container_of(
		    entry, struct sanction, in_table);

		if (sanction->terms.kind == kind &&
		    sanction_table_matches(
			table, &sanction->terms.subject, subject))
			return sanction;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

/* ---- changing ------------------------------------------------------------ */

/* Return the count that sanction belongs to besides that of its kind. */
static uint32_t *
sanction_table_count(
    struct sanction_table *table, const struct sanction_terms *terms)
{
	if (terms->subject.scope == SANCTION_OF_NETWORK)
		return &table->networks[terms->kind]
				       [terms->subject.network.bits];
	if (terms->subject.scope == SANCTION_OF_NAMES)
		return &table
			    ->beginnings[terms->kind][terms->subject.name.size];
	return NULL;
}

void
sanction_table_add(struct sanction_table *table, struct sanction *sanction)
{
	const struct sanction_terms *terms = &sanction->terms;
	uint32_t *count = sanction_table_count(table, terms);

	if (count != NULL)
		++*count;
	table->counts[terms->kind]++;
	sanction->in_table.hash = sanction_table_hash(
	    table, terms->kind, &terms->subject);
	hash_table_insert(&table->subjects, &sanction->in_table);
	list_append(&table->sanctions, &sanction->place);
}

void
sanction_table_remove(struct sanction_table *table, struct sanction *sanction)
{
	uint32_t *count = sanction_table_count(table, &sanction->terms);

	if (count != NULL)
		--*count;
	table->counts[sanction->terms.kind]--;
	if (sanction->account != 0)
		hash_table_remove(&table->accounts, &sanction->by_account);
	hash_table_remove(&table->subjects, &sanction->in_table);
	list_remove(&sanction->place);
	free(sanction);
}

void
sanction_table_remove_old(struct sanction_table *table, int64_t now)
{
	struct list *next;

	for (struct list *at = table->sanctions.next; at != &table->sanctions;
	     at = next) {
		struct sanction *sanction = container_of(
		    at, struct sanction, place);

		next = at->next;
		if (sanction->terms.until <= now)
			sanction_table_remove(table, sanction);
	}
}

/* Numbers are handed out in order, so that nobody chooses what is hashed. */
static void
sanction_table_set_account(
    struct sanction_table *table, struct sanction *sanction, uint32_t account)
{
	if (sanction->account == account)
		return;
	if (sanction->account != 0)
		hash_table_remove(&table->accounts, &sanction->by_account);
	sanction->account = account;
	sanction->by_account.hash = XXH3_64bits_withSeed(
	    &account, sizeof(account), table->seed);
	if (account != 0)
		hash_table_insert(&table->accounts, &sanction->by_account);
}

void
sanction_table_note_account(
    struct sanction_table *table, struct slice name, uint32_t account)
{
	const struct sanction_subject subject = {
		.scope = SANCTION_OF_ACCOUNT,
		.name = name,
	};

	for (int kind = 0; kind < SANCTION_KINDS; kind++) {
		struct sanction *sanction = sanction_table_get(
		    table, (enum sanction_kind)kind, &subject);

		if (sanction != NULL)
			sanction_table_set_account(table, sanction, account);
	}
}

/* ---- looking up ---------------------------------------------------------- */

/* Return the sanction for subject that holds now, or NULL. */
static const struct sanction *
sanction_table_find_subject(const struct sanction_table *table,
    enum sanction_kind kind, const struct sanction_subject *subject,
    int64_t now)
{
	const struct sanction *sanction = sanction_table_get(
	    table, kind, subject);

	return sanction != NULL && sanction->terms.until > now ? sanction
							       : NULL;
}

static const struct sanction *
sanction_table_find_name(const struct sanction_table *table,
    enum sanction_kind kind, struct slice name, int64_t now)
{
	struct sanction_subject subject = { .name = name };
	const struct sanction *found;

	subject.scope = SANCTION_OF_NAME;
	found = sanction_table_find_subject(table, kind, &subject, now);
	if (found != NULL)
		return found;
	subject.scope = SANCTION_OF_ACCOUNT;
	found = sanction_table_find_subject(table, kind, &subject, now);
	subject.scope = SANCTION_OF_NAMES;
	for (size_t size = name.size; found == NULL && size > 0; size--) {
		subject.name.size = size;
		if (table->beginnings[kind][size] > 0)
			found = sanction_table_find_subject(
			    table, kind, &subject, now);
	}
	return found;
}

static const struct sanction *
sanction_table_find_account(const struct sanction_table *table,
    enum sanction_kind kind, uint32_t account, int64_t now)
{
	struct hash_entry *entry = hash_table_find(&table->accounts,
	    XXH3_64bits_withSeed(&account, sizeof(account), table->seed));

	while (entry != NULL) {
		const struct sanction *sanction = container_of(
		    entry, struct sanction, by_account);

		if (sanction->account == account &&
		    sanction->terms.kind == kind && sanction->terms.until > now)
			return sanction;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

static const struct sanction *
sanction_table_find_address(const struct sanction_table *table,
    enum sanction_kind kind, const struct network_address *address, int64_t now)
{
	/* ::/0 is all of IPv6, and nothing of IPv4. */
	int least = network_address_is_ipv4(address) ? NETWORK_IPV4_BITS : 0;
	struct sanction_subject subject = { .scope = SANCTION_OF_NETWORK };
	const struct sanction *found = NULL;

	subject.network.address = *address;
	for (int bits = NETWORK_SINGLE_BITS; found == NULL && bits >= least;
	     bits--) {
		if (table->networks[kind][bits] == 0)
			continue;
		network_address_cut(
		    &subject.network.address, (unsigned int)bits);
		subject.network.bits = (uint8_t)bits;
		found = sanction_table_find_subject(table, kind, &subject, now);
	}
	return found;
}

const struct sanction *
sanction_table_find(const struct sanction_table *table, enum sanction_kind kind,
    const struct sanction_person *person, int64_t now)
{
	const struct sanction *found = NULL;

	if (person->name.size > 0 && person->name.size <= NAME_MAX_BYTES)
		found = sanction_table_find_name(
		    table, kind, person->name, now);
	if (found == NULL && person->account != 0)
		found = sanction_table_find_account(
		    table, kind, person->account, now);
	if (found == NULL && person->address != NULL)
		found = sanction_table_find_address(
		    table, kind, person->address, now);
	return found;
}

/* ---- writing ------------------------------------------------------------- */

char *
sanction_table_write(const struct sanction_table *table, size_t *size_r)
{
	struct slice head = sanction_text_head();
	uint64_t count = 0;
	size_t size = record_text_frame_size(head);
	char *text, *end;

	for (int kind = 0; kind < SANCTION_KINDS; kind++)
		count += table->counts[kind];
	text = malloc(size + (size_t)count * SANCTION_TEXT_LINE_BYTES);
	if (text == NULL)
		return NULL;
	end = record_text_begin(text, head, table->version);
	for (struct list *at = table->sanctions.next; at != &table->sanctions;
	     at = at->next)
		end = sanction_text_write(
		    end, &container_of(at, struct sanction, place)->terms);
	end = record_text_end(end, count);
	*size_r = (size_t)(end - text);
	return text;
}
