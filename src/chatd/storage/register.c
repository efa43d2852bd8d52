/* SPDX-License-Identifier: MIT */
/*
 * Two queues under one lock, which is held for nothing else.  A change is in
 * one of them, or the cluster's, and it is a piece of news itself when it has
 * its outcome; so an answer takes no memory and cannot be lost.
 */

#include "chatd/storage/register.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/container.h"

struct register_door {
	struct register_options options;
	const struct register_store *functions; /* NULL: nobody is there yet */
	void *store;

	pthread_mutex_t lock; /* guards the rest */
	void (*wake)(void *cluster);
	void *cluster;
	bool is_open;
	bool has_given_up; /* and the cluster does not know it yet */
	bool awaits_whole; /* and there are no records until then */
	struct list asked; /* changes */
	struct list news;
	size_t news_bytes;
};

struct register_door *
register_door_new(const struct register_options *options)
{
	struct register_door *door = calloc(1, sizeof(*door));

	if (door == NULL)
		return NULL;
	door->options = *options;
	pthread_mutex_init(&door->lock, NULL);
	list_init(&door->asked);
	list_init(&door->news);
	return door;
}

void
register_door_free(struct register_door *door)
{
	struct register_news *news;

	if (door == NULL)
		return;
	register_door_shut(door);
	while ((news = register_take(door)) != NULL)
		register_news_free(news);
	pthread_mutex_destroy(&door->lock);
	free(door);
}

/* ---- changes ------------------------------------------------------------- */

/* Append a copy of text to *at, and return it. */
static struct slice
register_copy(char **at, struct slice text)
{
	struct slice copy = { *at, text.size };

	*at = slice_write(*at, text);
	return copy;
}

struct register_change *
register_change_new(
    struct slice key, struct slice expected, struct slice text, void *argument)
{
	size_t size = key.size + expected.size + text.size;
	struct register_change *change = calloc(1, sizeof(*change) + size);
	char *at;

	if (change == NULL)
		return NULL;
	at = change->bytes;
	change->key = register_copy(&at, key);
	change->expected = register_copy(&at, expected);
	change->text = register_copy(&at, text);
	change->size = size;
	change->argument = argument;
	change->news.kind = REGISTER_ANSWER;
	change->news.change = change;
	return change;
}

static void
register_change_free(struct register_change *change)
{
	explicit_bzero(change->bytes, change->size);
	free(change);
}

/* Put news at the end of what the store is to take, and wake it. */
static void
register_tell(struct register_door *door, struct register_news *news)
{
	pthread_mutex_lock(&door->lock);
	list_append(&door->news, &news->place);
	door->news_bytes += news->text.size;
	pthread_mutex_unlock(&door->lock);
	if (door->functions != NULL)
		door->functions->wake(door->store);
}

void
register_answer(struct register_door *door, struct register_change *change,
    enum register_outcome outcome)
{
	change->outcome = outcome;
	register_tell(door, &change->news);
}

void
register_ask(struct register_door *door, struct register_change *change)
{
	void (*wake)(void *cluster);
	void *cluster;
	bool is_open;

	pthread_mutex_lock(&door->lock);
	is_open = door->is_open;
	wake = door->wake;
	cluster = door->cluster;
	if (is_open)
		list_append(&door->asked, &change->place);
	pthread_mutex_unlock(&door->lock);
	if (is_open)
		wake(cluster);
	else
		register_answer(door, change, REGISTER_UNREACHED);
}

struct register_change *
register_take_asked(struct register_door *door)
{
	struct list *first;

	pthread_mutex_lock(&door->lock);
	first = list_first(&door->asked);
	if (first != NULL)
		list_remove(first);
	pthread_mutex_unlock(&door->lock);
	return first == NULL
		   ? NULL
		   : container_of(first, struct register_change, place);
}

/* ---- news ---------------------------------------------------------------- */

/* Take the next piece of news off the queue, and say whether it is void. */
static struct register_news *
register_take_next(struct register_door *door, bool *is_void_r)
{
	struct register_news *news = NULL;
	struct list *first;

	pthread_mutex_lock(&door->lock);
	first = list_first(&door->news);
	if (first != NULL) {
		news = container_of(first, struct register_news, place);
		list_remove(first);
		door->news_bytes -= news->text.size;
		if (news->kind == REGISTER_WHOLE)
			door->awaits_whole = false;
		*is_void_r = news->kind == REGISTER_RECORD &&
			     door->awaits_whole;
	}
	pthread_mutex_unlock(&door->lock);
	return news;
}

struct register_news *
register_take(struct register_door *door)
{
	struct register_news *news;
	bool is_void = false;

	while ((news = register_take_next(door, &is_void)) != NULL && is_void)
		register_news_free(news);
	return news;
}

void
register_news_free(struct register_news *news)
{
	if (news->kind == REGISTER_ANSWER)
		register_change_free(news->change);
	else
		free(news);
}

/* Return false if there is no memory, or no room. */
static bool
register_tell_copy(struct register_door *door, enum register_news_kind kind,
    uint64_t version, struct slice key, struct slice text)
{
	struct register_news *news = NULL;
	size_t waiting;
	char *at;

	pthread_mutex_lock(&door->lock);
	waiting = door->news_bytes;
	pthread_mutex_unlock(&door->lock);
	if (waiting == 0 || waiting + text.size <= REGISTER_NEWS_BYTES_MAX)
		news = malloc(sizeof(*news) + key.size + text.size);
	if (news == NULL)
		return false;
	*news = (struct register_news){ .kind = kind, .version = version };
	at = (char *)(news + 1);
	news->key = register_copy(&at, key);
	news->text = register_copy(&at, text);
	register_tell(door, news);
	return true;
}

bool
register_tell_record(struct register_door *door, uint64_t version,
    struct slice key, struct slice text)
{
	return register_tell_copy(door, REGISTER_RECORD, version, key, text);
}

bool
register_tell_whole(
    struct register_door *door, uint64_t version, struct slice all)
{
	return register_tell_copy(
	    door, REGISTER_WHOLE, version, slice_of(""), all);
}

void
register_give_up(struct register_door *door)
{
	pthread_mutex_lock(&door->lock);
	door->has_given_up = true;
	door->awaits_whole = true;
	pthread_mutex_unlock(&door->lock);
}

bool
register_take_given_up(struct register_door *door)
{
	bool has_given_up;

	pthread_mutex_lock(&door->lock);
	has_given_up = door->has_given_up;
	door->has_given_up = false;
	pthread_mutex_unlock(&door->lock);
	return has_given_up;
}

/* ---- records among all --------------------------------------------------- */

struct register_sizes {
	uint32_t key;
	uint32_t text;
};

size_t
register_put_size(struct slice key, struct slice text)
{
	return sizeof(struct register_sizes) + key.size + text.size;
}

char *
register_put(char *to, struct slice key, struct slice text)
{
	const struct register_sizes sizes = { (uint32_t)key.size,
		(uint32_t)text.size };

	memcpy(to, &sizes, sizeof(sizes));
	return slice_write(slice_write(to + sizeof(sizes), key), text);
}

bool
register_take_record(
    struct slice *all, struct slice *key_r, struct slice *text_r)
{
	struct register_sizes sizes;
	size_t size;

	if (all->size < sizeof(sizes))
		return false;
	memcpy(&sizes, all->bytes, sizeof(sizes));
	size = sizeof(sizes) + sizes.key + sizes.text;
	if (all->size < size)
		return false;
	*key_r = (struct slice){ all->bytes + sizeof(sizes), sizes.key };
	*text_r = (struct slice){ key_r->bytes + sizes.key, sizes.text };
	all->bytes += size;
	all->size -= size;
	return true;
}

/* ---- the door ------------------------------------------------------------ */

void
register_door_serve(struct register_door *door,
    const struct register_store *functions, void *store)
{
	door->functions = functions;
	door->store = store;
}

void
register_door_open(
    struct register_door *door, void (*wake)(void *cluster), void *cluster)
{
	pthread_mutex_lock(&door->lock);
	door->wake = wake;
	door->cluster = cluster;
	door->is_open = true;
	pthread_mutex_unlock(&door->lock);
}

void
register_door_shut(struct register_door *door)
{
	struct register_change *change;

	pthread_mutex_lock(&door->lock);
	door->is_open = false;
	pthread_mutex_unlock(&door->lock);
	while ((change = register_take_asked(door)) != NULL)
		register_answer(door, change, REGISTER_UNREACHED);
}

const struct register_options *
register_door_options(const struct register_door *door)
{
	return &door->options;
}

struct register_state
register_door_look(const struct register_door *door)
{
	return door->functions->look(door->store);
}

char *
register_door_write(const struct register_door *door, size_t *size_r,
    struct register_state *state_r)
{
	return door->functions->write(door->store, size_r, state_r);
}
