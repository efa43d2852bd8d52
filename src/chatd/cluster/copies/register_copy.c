/* SPDX-License-Identifier: MIT */
/*
 * What the log says of a record that the page of later has already told is
 * older than the page, and nothing is lost: the log says the newer thing later.
 */

#include "chatd/cluster/copies/register_copy.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "chatd/storage/register.h"
#include "common/container.h"

struct copied_record {
	struct hash_entry in_copy;
	uint64_t sequence;
	uint64_t place;
	struct slice key;
	struct slice text;
	char bytes[];
};

static struct copied_record *
copied_record_of(struct hash_entry *entry)
{
	return container_of(entry, struct copied_record, in_copy);
}

void
register_copy_init(struct register_copy *copy, uint64_t seed, uint64_t most,
    size_t record_bytes_max)
{
	*copy = (struct register_copy){
		.seed = seed,
		.most = most,
		.record_bytes_max = record_bytes_max,
	};
}

void
register_copy_begin(struct register_copy *copy, uint64_t version)
{
	register_copy_clear(copy);
	copy->version = version;
}

void
register_copy_clear(struct register_copy *copy)
{
	struct hash_entry *entry = hash_table_take_all(&copy->records), *next;

	for (; entry != NULL; entry = next) {
		next = entry->next;
		free(copied_record_of(entry));
	}
}

/* ---- taking -------------------------------------------------------------- */

static uint64_t
register_copy_hash(const struct register_copy *copy, struct slice key)
{
	return XXH3_64bits_withSeed(key.bytes, key.size, copy->seed);
}

static struct copied_record *
register_copy_find(const struct register_copy *copy, struct slice key)
{
	struct hash_entry *entry = hash_table_find(
	    &copy->records, register_copy_hash(copy, key));

	while (entry != NULL) {
		struct copied_record *record = copied_record_of(entry);

		if (slice_equals(record->key, key))
			return record;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

static void
register_copy_remove(struct register_copy *copy, struct copied_record *record)
{
	if (record == NULL)
		return;
	hash_table_remove(&copy->records, &record->in_copy);
	free(record);
}

enum register_copy_outcome
register_copy_add(struct register_copy *copy, struct slice key,
    const struct register_value *value)
{
	struct copied_record *there = register_copy_find(copy, key), *record;
	char *at;

	if (!register_key_is_valid(key) ||
	    value->text.size > copy->record_bytes_max)
		return REGISTER_COPY_WRONG;
	if (there != NULL && there->sequence >= value->sequence)
		return REGISTER_COPIED;
	if (there == NULL && copy->records.count >= copy->most)
		return REGISTER_COPY_TOO_MANY;
	record = malloc(sizeof(*record) + key.size + value->text.size);
	if (record == NULL)
		return REGISTER_COPY_NO_MEMORY;
	record->sequence = value->sequence;
	record->place = value->place;
	at = slice_write(record->bytes, key);
	record->key = (struct slice){ record->bytes, key.size };
	record->text = (struct slice){ at, value->text.size };
	slice_write(at, value->text);
	register_copy_remove(copy, there);
	record->in_copy.hash = register_copy_hash(copy, record->key);
	hash_table_insert(&copy->records, &record->in_copy);
	return REGISTER_COPIED;
}

enum register_copy_outcome
register_copy_take(
    struct register_copy *copy, const struct register_entry *entry)
{
	struct copied_record *there;

	if (entry->version > copy->version)
		copy->version = entry->version;
	if (entry->event == REGISTER_RECORDED)
		return register_copy_add(copy, entry->key, &entry->value);
	there = register_copy_find(copy, entry->key);
	if (there != NULL && there->sequence < entry->version)
		register_copy_remove(copy, there);
	return REGISTER_COPIED;
}

/* ---- writing ------------------------------------------------------------- */

struct register_copy_list {
	const struct copied_record **records;
	size_t count;
	size_t size;
};

static void
register_copy_note_cb(struct hash_entry *entry, void *argument)
{
	struct register_copy_list *list = argument;
	const struct copied_record *record = copied_record_of(entry);

	list->records[list->count++] = record;
	list->size += register_put_size(record->key, record->text);
}

/* Places are different, but for those of an engine that errs. */
static int
register_copy_compare(const void *one, const void *other)
{
	const struct copied_record *const *a = one, *const *b = other;

	if ((*a)->place != (*b)->place)
		return (*a)->place < (*b)->place ? -1 : 1;
	return 0;
}

char *
register_copy_write(const struct register_copy *copy, size_t *size_r)
{
	struct register_copy_list list = { 0 };
	char *all = NULL, *at;

	list.records = calloc(copy->records.count + 1, sizeof(*list.records));
	if (list.records == NULL)
		return NULL;
	hash_table_walk(&copy->records, register_copy_note_cb, &list);
	qsort(list.records, list.count, sizeof(*list.records),
	    register_copy_compare);
	all = at = malloc(list.size + 1);
	for (size_t i = 0; all != NULL && i < list.count; i++)
		at = register_put(
		    at, list.records[i]->key, list.records[i]->text);
	*size_r = list.size;
	free(list.records);
	return all;
}
