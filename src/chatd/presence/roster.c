/* SPDX-License-Identifier: MIT */
/*
 * An array of pointers, with a hole wherever an entry was taken out.  The holes
 * are closed when they are half of it, so that a removal costs one store and,
 * once in a while, a pass over the array.
 */

#include "chatd/presence/roster.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "chatd/core/name_case.h"

/* Closing fewer holes than this saves nothing that is worth the pass. */
#define ROSTER_LEAST_HOLES 64

#define ROSTER_FIRST_CAPACITY 64

struct roster {
	roster_name_cb *name;
	pthread_mutex_t lock; /* guards everything below */
	struct roster_entry **entries;
	uint32_t used; /* holes included */
	uint32_t capacity;
	uint32_t count;
	size_t name_bytes; /* of all names together */
	atomic_uint_fast64_t version;
};

static int
roster_resize(struct roster *roster, uint32_t capacity)
{
	struct roster_entry **entries = realloc(
	    roster->entries, capacity * sizeof(*entries));

	if (entries == NULL)
		return -1;
	roster->entries = entries;
	roster->capacity = capacity;
	return 0;
}

static void
roster_close_up(struct roster *roster)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < roster->used; i++) {
		struct roster_entry *entry = roster->entries[i];

		if (entry == NULL)
			continue;
		entry->place = kept;
		roster->entries[kept++] = entry;
	}
	roster->used = kept;
	/* A crowd has left.  If realloc() fails, the array stays as it is. */
	if (roster->capacity > ROSTER_FIRST_CAPACITY &&
	    kept < roster->capacity / 8)
		(void)roster_resize(roster, roster->capacity / 4);
}

static int
roster_make_room(struct roster *roster)
{
	uint32_t capacity = roster->capacity > 0 ? roster->capacity * 2
						 : ROSTER_FIRST_CAPACITY;

	return roster->used < roster->capacity
		   ? 0
		   : roster_resize(roster, capacity);
}

static void
roster_changed(struct roster *roster)
{
	atomic_fetch_add(&roster->version, 1);
}

struct roster *
roster_new(roster_name_cb *name)
{
	struct roster *roster = calloc(1, sizeof(*roster));

	if (roster == NULL)
		return NULL;
	roster->name = name;
	pthread_mutex_init(&roster->lock, NULL);
	return roster;
}

void
roster_free(struct roster *roster)
{
	if (roster == NULL)
		return;
	pthread_mutex_destroy(&roster->lock);
	free(roster->entries);
	free(roster);
}

int
roster_add(struct roster *roster, struct roster_entry *entry)
{
	int result;

	pthread_mutex_lock(&roster->lock);
	result = roster_make_room(roster);
	if (result == 0) {
		entry->place = roster->used;
		roster->entries[roster->used++] = entry;
		roster->count++;
		roster->name_bytes += roster->name(entry).size;
		roster_changed(roster);
	}
	pthread_mutex_unlock(&roster->lock);
	return result;
}

void
roster_remove(struct roster *roster, struct roster_entry *entry)
{
	pthread_mutex_lock(&roster->lock);
	roster->entries[entry->place] = NULL;
	roster->count--;
	roster->name_bytes -= roster->name(entry).size;
	if (roster->used - roster->count > roster->count + ROSTER_LEAST_HOLES)
		roster_close_up(roster);
	roster_changed(roster);
	pthread_mutex_unlock(&roster->lock);
}

void
roster_replace(struct roster *roster, struct roster_entry *entry,
    struct roster_entry *replacement)
{
	pthread_mutex_lock(&roster->lock);
	replacement->place = entry->place;
	roster->entries[entry->place] = replacement;
	roster->name_bytes += roster->name(replacement).size;
	roster->name_bytes -= roster->name(entry).size;
	roster_changed(roster);
	pthread_mutex_unlock(&roster->lock);
}

void
roster_rename(struct roster *roster, struct roster_entry *entry,
    void (*rename)(struct roster_entry *entry, void *argument), void *argument)
{
	pthread_mutex_lock(&roster->lock);
	roster->name_bytes -= roster->name(entry).size;
	rename(entry, argument);
	roster->name_bytes += roster->name(entry).size;
	roster_changed(roster);
	pthread_mutex_unlock(&roster->lock);
}

bool
roster_find(struct roster *roster, bool folds, struct slice name,
    void (*visit)(struct roster_entry *entry, void *argument), void *argument)
{
	struct roster_entry *entry = NULL;
	uint32_t i = 0;

	pthread_mutex_lock(&roster->lock);
	while (i < roster->used && entry == NULL) {
		entry = roster->entries[i++];
		if (entry != NULL &&
		    !name_is_same(folds, roster->name(entry), name))
			entry = NULL;
	}
	if (entry != NULL && visit != NULL)
		visit(entry, argument);
	pthread_mutex_unlock(&roster->lock);
	return entry != NULL;
}

void
roster_walk(struct roster *roster,
    void (*visit)(struct roster_entry *entry, void *argument), void *argument)
{
	pthread_mutex_lock(&roster->lock);
	for (uint32_t i = 0; i < roster->used; i++) {
		if (roster->entries[i] != NULL)
			visit(roster->entries[i], argument);
	}
	pthread_mutex_unlock(&roster->lock);
}

/* ---- sorting ------------------------------------------------------------- */

/* An entry that was somewhere, or where it belongs. */
struct ranked_entry {
	union {
		struct roster_entry *entry;
		uint64_t rank;
	};
	uint32_t place; /* where it was found */
};

/* Copy all entries to *ranked_r, which the caller frees. */
static int
roster_copy(struct roster *roster, struct ranked_entry **ranked_r,
    uint32_t *count_r, uint32_t *used_r)
{
	struct ranked_entry *ranked;
	uint32_t count = 0;

	pthread_mutex_lock(&roster->lock);
	ranked = malloc(((size_t)roster->count + 1) * sizeof(*ranked));
	for (uint32_t i = 0; ranked != NULL && i < roster->used; i++) {
		if (roster->entries[i] == NULL)
			continue;
		ranked[count].entry = roster->entries[i];
		ranked[count++].place = i;
	}
	*used_r = roster->used;
	pthread_mutex_unlock(&roster->lock);
	*ranked_r = ranked;
	*count_r = count;
	return ranked != NULL ? 0 : -1;
}

static int
roster_compare_ranks(const void *one, const void *other)
{
	const struct ranked_entry *a = one, *b = other;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

/*
 * Put back what is still there of the entries, now in their order.  The caller
 * holds the lock.
 */
static void
roster_put_back(
    struct roster *roster, struct ranked_entry *ranked, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++)
		ranked[i].entry = roster->entries[ranked[i].place];
	for (uint32_t i = 0; i < count; i++) {
		if (ranked[i].entry == NULL)
			continue;
		ranked[i].entry->place = kept;
		roster->entries[kept++] = ranked[i].entry;
	}
	roster->used = kept;
	roster_changed(roster);
}

int
roster_sort(struct roster *roster, roster_rank_cb *rank, void *argument)
{
	struct ranked_entry *ranked;
	uint32_t count, used;
	bool have_moved;

	if (roster_copy(roster, &ranked, &count, &used) != 0)
		return -1;
	for (uint32_t i = 0; i < count; i++)
		ranked[i].rank = rank(ranked[i].entry, argument);
	qsort(ranked, count, sizeof(*ranked), roster_compare_ranks);
	pthread_mutex_lock(&roster->lock);
	/* None was added, so it is only closing up that makes it another. */
	have_moved = roster->used != used;
	if (!have_moved)
		roster_put_back(roster, ranked, count);
	pthread_mutex_unlock(&roster->lock);
	free(ranked);
	if (!have_moved)
		return 0;
	errno = EAGAIN;
	return -1;
}

uint64_t
roster_version(const struct roster *roster)
{
	return atomic_load_explicit(&roster->version, memory_order_acquire);
}

size_t
roster_count(struct roster *roster)
{
	size_t count;

	pthread_mutex_lock(&roster->lock);
	count = roster->count;
	pthread_mutex_unlock(&roster->lock);
	return count;
}

/* ---- lists --------------------------------------------------------------- */

/* Return how many bytes a list has at most.  The caller holds the lock. */
static size_t
roster_list_size(const struct roster *roster, const struct roster_form *form)
{
	size_t around = form->marks != NULL ? 1 + ROSTER_MARKS_MAX_BYTES : 1;

	return roster->name_bytes + roster->count * around + form->first.size +
	       1;
}

static char *
roster_append_entry(const struct roster *roster, const struct roster_form *form,
    const struct roster_entry *entry, char *at, bool is_first)
{
	if (!is_first)
		*at++ = form->separator;
	if (form->marks != NULL)
		at += form->marks(entry, at);
	return slice_write(at, roster->name(entry));
}

char *
roster_list(struct roster *roster, const struct roster_form *form,
    size_t *size_r, uint64_t *version_r)
{
	char *list, *at;

	pthread_mutex_lock(&roster->lock);
	list = at = malloc(roster_list_size(roster, form));
	if (list != NULL && form->first.size > 0)
		at = slice_write(at, form->first);
	for (uint32_t i = 0; list != NULL && i < roster->used; i++) {
		if (roster->entries[i] != NULL)
			at = roster_append_entry(
			    roster, form, roster->entries[i], at, at == list);
	}
	*version_r = atomic_load(&roster->version);
	pthread_mutex_unlock(&roster->lock);
	*size_r = (size_t)(at - list);
	return list;
}
