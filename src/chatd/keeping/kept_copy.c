/* SPDX-License-Identifier: MIT */
/*
 * Only texts, the list and the version are looked at by another thread; so the
 * lock is taken for changes of these alone.
 */

#include "chatd/keeping/kept_copy.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "chatd/core/name_case.h"
#include "common/container.h"

int
kept_copy_init(struct kept_copy *copy, bool folds_names)
{
	memset(copy, 0, sizeof(*copy));
	copy->folds_names = folds_names;
	pthread_mutex_init(&copy->lock, NULL);
	list_init(&copy->records);
	list_init(&copy->untold);
	list_init(&copy->unplaced);
	return getrandom(&copy->seed, sizeof(copy->seed), 0) ==
		       (ssize_t)sizeof(copy->seed)
		   ? 0
		   : -1;
}

static void
kept_record_free(struct kept_record *record)
{
	free(record->text);
	free(record);
}

void
kept_copy_destroy(struct kept_copy *copy)
{
	struct list *first;

	hash_table_clear(&copy->table);
	while ((first = list_first(&copy->records)) != NULL) {
		list_remove(first);
		kept_record_free(kept_record_at(first));
	}
	pthread_mutex_destroy(&copy->lock);
}

struct slice
kept_record_name(const struct kept_record *record)
{
	return (struct slice){ record->name, record->name_size };
}

struct slice
kept_record_key(const struct kept_record *record)
{
	return (struct slice){ record->name + record->name_size,
		record->name_size };
}

struct slice
kept_record_text(const struct kept_record *record)
{
	return (struct slice){ record->text, record->text_size };
}

struct kept_record *
kept_record_at(const struct list *place)
{
	return container_of(place, struct kept_record, place);
}

struct kept_record *
kept_record_queued(const struct list *queued)
{
	return container_of(queued, struct kept_record, queued);
}

/* ---- changes ------------------------------------------------------------- */

static uint64_t
kept_copy_hash(const struct kept_copy *copy, struct slice name)
{
	return name_hash(copy->folds_names, name, copy->seed);
}

struct kept_record *
kept_copy_find(const struct kept_copy *copy, struct slice name)
{
	struct hash_entry *at = hash_table_find(
	    &copy->table, kept_copy_hash(copy, name));

	for (; at != NULL; at = hash_table_find_next(at)) {
		struct kept_record *record = container_of(
		    at, struct kept_record, in_table);

		if (name_is_same(
			copy->folds_names, kept_record_name(record), name))
			return record;
	}
	return NULL;
}

struct kept_record *
kept_copy_add(struct kept_copy *copy, struct slice name)
{
	struct kept_record *record = calloc(1, sizeof(*record) + 2 * name.size);
	char *key;

	if (record == NULL)
		return NULL;
	record->name_size = name.size;
	key = slice_write(record->name, name);
	name_write_key(copy->folds_names, name, key);
	record->in_table.hash = kept_copy_hash(copy, name);
	hash_table_insert(&copy->table, &record->in_table);
	pthread_mutex_lock(&copy->lock);
	list_append(&copy->records, &record->place);
	pthread_mutex_unlock(&copy->lock);
	return record;
}

char *
kept_text_copy(struct slice text)
{
	char *bytes = malloc(text.size);

	if (bytes != NULL)
		slice_write(bytes, text);
	return bytes;
}

int
kept_copy_set_text(
    struct kept_copy *copy, struct kept_record *record, struct slice text)
{
	char *bytes = NULL;

	if (text.size > 0) {
		bytes = kept_text_copy(text);
		if (bytes == NULL)
			return -1;
	}
	kept_copy_put_text(copy, record, bytes, text.size);
	return 0;
}

void
kept_copy_put_text(struct kept_copy *copy, struct kept_record *record,
    char *bytes, size_t size)
{
	char *before = record->text;

	pthread_mutex_lock(&copy->lock);
	copy->state.count -= before != NULL;
	copy->state.count += bytes != NULL;
	record->text = bytes;
	record->text_size = size;
	pthread_mutex_unlock(&copy->lock);
	free(before);
}

void
kept_copy_set_untold(
    struct kept_copy *copy, struct kept_record *record, enum kept_untold untold)
{
	if (record->untold == untold && untold != KEPT_TOLD)
		return;
	list_remove(&record->queued);
	record->is_unplaced = false;
	record->untold = untold;
	if (untold != KEPT_TOLD)
		list_append(&copy->untold, &record->queued);
}

void
kept_copy_set_unplaced(
    struct kept_copy *copy, struct kept_record *record, bool is_unplaced)
{
	kept_copy_set_untold(copy, record, KEPT_TOLD);
	record->is_unplaced = is_unplaced;
	if (is_unplaced)
		list_append(&copy->unplaced, &record->queued);
}

void
kept_copy_tidy(struct kept_copy *copy, struct kept_record *record)
{
	if (record->text != NULL || record->untold != KEPT_TOLD ||
	    record->is_asked)
		return;
	list_remove(&record->queued);
	hash_table_remove(&copy->table, &record->in_table);
	pthread_mutex_lock(&copy->lock);
	list_remove(&record->place);
	pthread_mutex_unlock(&copy->lock);
	kept_record_free(record);
}

void
kept_copy_set_version(struct kept_copy *copy, uint64_t version)
{
	pthread_mutex_lock(&copy->lock);
	copy->state.version = version;
	pthread_mutex_unlock(&copy->lock);
}

/* ---- for the cluster ----------------------------------------------------- */

struct register_state
kept_copy_state(struct kept_copy *copy)
{
	struct register_state state;

	pthread_mutex_lock(&copy->lock);
	state = copy->state;
	pthread_mutex_unlock(&copy->lock);
	return state;
}

/* Return how many bytes all records take; under the lock. */
static size_t
kept_copy_size(const struct kept_copy *copy)
{
	size_t size = 0;

	for (const struct list *at = copy->records.next; at != &copy->records;
	     at = at->next) {
		const struct kept_record *record = kept_record_at(at);

		if (record->text != NULL)
			size += register_put_size(
			    kept_record_key(record), kept_record_text(record));
	}
	return size;
}

char *
kept_copy_write(
    struct kept_copy *copy, size_t *size_r, struct register_state *state_r)
{
	char *bytes, *to;

	pthread_mutex_lock(&copy->lock);
	*state_r = copy->state;
	*size_r = kept_copy_size(copy);
	/* There may be none, which is no want of memory. */
	bytes = malloc(*size_r + 1);
	to = bytes;
	for (const struct list *at = copy->records.next;
	     bytes != NULL && at != &copy->records; at = at->next) {
		const struct kept_record *record = kept_record_at(at);

		if (record->text != NULL)
			to = register_put(to, kept_record_key(record),
			    kept_record_text(record));
	}
	pthread_mutex_unlock(&copy->lock);
	return bytes;
}
