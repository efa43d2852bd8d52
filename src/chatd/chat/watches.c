/* SPDX-License-Identifier: MIT */
/*
 * A watcher is found by the address of its connection, so that a connection
 * needs no room for one.
 */

#include "chatd/chat/watches.h"

#include <stdlib.h>

#include "chatd/chat/chat_private.h"
#include "chatd/chat/watched_name.h"
#include "chatd/connection/charging.h"
#include "chatd/core/name_case.h"
#include "chatd/presence/directory_watches.h"
#include "common/container.h"

/* Odd, and no friend of powers of two: spreads addresses, which count up. */
#define WATCHER_HASH UINT64_C(0x9e3779b97f4a7c15)

struct watcher {
	struct hash_entry in_table;
	struct address address;
	struct list watches; /* the oldest first */
	size_t count;
};

void
watches_init(struct watches *watches)
{
	list_init(&watches->turns);
}

void
watches_clear(struct watches *watches)
{
	hash_table_clear(&watches->names);
	hash_table_clear(&watches->watchers);
}

/* ---- watchers ------------------------------------------------------------ */

/* The lowest bits, which a table goes by, of a product are of little use. */
static uint64_t
watcher_hash(struct address address)
{
	return address.value * WATCHER_HASH >> 32;
}

static struct watcher *
watcher_find(const struct connection *connection)
{
	struct address address = connection_address(connection);
	struct hash_entry *entry = hash_table_find(
	    &chat_of(connection)->watches.watchers, watcher_hash(address));

	while (entry != NULL) {
		struct watcher *watcher = container_of(
		    entry, struct watcher, in_table);

		if (address_equals(watcher->address, address))
			return watcher;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

static struct watcher *
watcher_take(struct connection *connection)
{
	struct watcher *watcher = watcher_find(connection);

	if (watcher != NULL)
		return watcher;
	watcher = calloc(1, sizeof(*watcher));
	if (watcher == NULL)
		return NULL;
	watcher->address = connection_address(connection);
	list_init(&watcher->watches);
	watcher->in_table.hash = watcher_hash(watcher->address);
	hash_table_insert(
	    &chat_of(connection)->watches.watchers, &watcher->in_table);
	return watcher;
}

/* End it if it watches nothing. */
static void
watcher_release(struct chat *chat, struct watcher *watcher)
{
	if (watcher->count > 0)
		return;
	hash_table_remove(&chat->watches.watchers, &watcher->in_table);
	free(watcher);
}

static struct watch *
watch_at(struct list *place)
{
	return container_of(place, struct watch, in_watcher);
}

static struct watch *
watcher_find_watch(
    const struct chat *chat, struct watcher *watcher, struct slice name)
{
	struct list *place = watcher->watches.next;

	while (place != &watcher->watches) {
		struct watch *watch = watch_at(place);

		if (name_is_same(chat->folds_names,
			watched_name_text(watch->name), name))
			return watch;
		place = place->next;
	}
	return NULL;
}

/* ---- beginning and ending ------------------------------------------------ */

/* Return a watch of name, or NULL if there is no memory. */
static struct watch *
watch_begin(
    struct connection *connection, struct watcher *watcher, struct slice name)
{
	struct chat *chat = chat_of(connection);
	struct watched_name *watched = watched_name_take(chat, name);
	struct watch *watch = NULL;

	if (watched != NULL)
		watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		if (watched != NULL)
			watched_name_release(chat, watched);
		return NULL;
	}
	watch->connection = connection;
	watched_name_add(watched, watch);
	atomic_fetch_add_explicit(
	    &watched->news.watchers, 1, memory_order_relaxed);
	list_append(&watcher->watches, &watch->in_watcher);
	watcher->count++;
	return watch;
}

static void
watch_end(struct chat *chat, struct watcher *watcher, struct watch *watch)
{
	struct watched_name *name = watch->name;

	watched_name_remove(watch);
	list_remove(&watch->in_watcher);
	atomic_fetch_sub_explicit(
	    &name->news.watchers, 1, memory_order_relaxed);
	watcher->count--;
	free(watch);
	watched_name_release(chat, name);
}

/* That costs its owner what finding a receiver does. */
static struct watched
watch_look(struct chat *chat, struct watch *watch)
{
	connection_charge(watch->connection, CHARGE_RECEIVER_BYTES);
	watched_name_look_for(chat, watch);
	return (struct watched){
		.name = watched_name_text(watch->name),
		.is_there = watch->told.value != 0,
	};
}

enum watch_outcome
watches_add(
    struct connection *connection, struct slice name, struct watched *watched_r)
{
	struct chat *chat = chat_of(connection);
	struct watcher *watcher = watcher_take(connection);
	struct watch *watch;

	if (watcher == NULL)
		return WATCH_OUT_OF_MEMORY;
	watch = watcher_find_watch(chat, watcher, name);
	if (watch == NULL && watcher->count >= WATCHES_MAX)
		return WATCHES_FULL;
	if (watch == NULL)
		watch = watch_begin(connection, watcher, name);
	if (watch == NULL) {
		watcher_release(chat, watcher);
		return WATCH_OUT_OF_MEMORY;
	}
	*watched_r = watch_look(chat, watch);
	return WATCH_BEGUN;
}

void
watches_remove(struct connection *connection, struct slice name)
{
	struct chat *chat = chat_of(connection);
	struct watcher *watcher = watcher_find(connection);
	struct watch *watch = NULL;

	if (watcher != NULL)
		watch = watcher_find_watch(chat, watcher, name);
	if (watch == NULL)
		return;
	watch_end(chat, watcher, watch);
	watcher_release(chat, watcher);
}

void
watches_remove_all(struct connection *connection)
{
	struct chat *chat = chat_of(connection);
	struct watcher *watcher = watcher_find(connection);
	struct list *first;

	if (watcher == NULL)
		return;
	while ((first = list_first(&watcher->watches)) != NULL)
		watch_end(chat, watcher, watch_at(first));
	watcher_release(chat, watcher);
}

void
watches_walk(struct connection *connection,
    void (*visit)(const struct watched *watched, void *argument),
    void *argument)
{
	struct chat *chat = chat_of(connection);
	struct watcher *watcher = watcher_find(connection);
	struct list *place;

	if (watcher == NULL)
		return;
	place = watcher->watches.next;
	while (place != &watcher->watches) {
		struct watched watched = watch_look(chat, watch_at(place));

		visit(&watched, argument);
		/* What it is told may end it, and then its watches are gone. */
		if (connection_claim(connection) == NULL)
			return;
		place = place->next;
	}
}

/* Charge the connection for telling all who watch its name so many bytes. */
static void
watches_charge_bytes(struct connection *connection, size_t size)
{
	size_t watchers = directory_watchers(
	    chat_of(connection)->directory, connection_name(connection));

	if (watchers > 0)
		connection_charge(
		    connection, watchers * (CHARGE_RECEIVER_BYTES + size));
}

void
watches_charge(struct connection *connection)
{
	size_t size = connection_name(connection).size;

	/* They will hear twice of it. */
	watches_charge_bytes(connection, 2 * size + CHARGE_RECEIVER_BYTES);
}

void
watches_tell_change(struct connection *connection, struct slice text)
{
	struct slice name = connection_name(connection);

	watches_charge_bytes(connection, name.size + text.size);
	directory_watch_post(chat_of(connection)->directory, name);
}
