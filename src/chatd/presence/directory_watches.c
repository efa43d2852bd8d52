/* SPDX-License-Identifier: MIT */
/*
 * Whoever begins a watch and then looks at the name misses nothing: both take
 * the lock under which the name changes and the news is posted.
 */

#include "chatd/presence/directory_watches.h"

#include <string.h>

#include "chatd/event/mailbox.h"
#include "chatd/presence/directory_private.h"

static struct directory_watch *
directory_watch_at(struct hash_entry *entry)
{
	return container_of(entry, struct directory_watch, in_table);
}

void
shard_post_news(struct shard *shard, uint64_t hash)
{
	struct hash_entry *entry = hash_table_find(&shard->watches, hash);

	/* Another name of this hash may have changed: that does no harm. */
	while (entry != NULL) {
		struct directory_watch *watch = directory_watch_at(entry);

		if (!watch->is_posted) {
			watch->is_posted = true;
			mailbox_post(watch->mailbox, &watch->news);
		}
		entry = hash_table_find_next(entry);
	}
}

uint64_t
directory_watch_hash(const struct directory *directory, struct slice name)
{
	return directory_hash(directory, name);
}

void
directory_watch_begin(struct directory *directory,
    struct directory_watch *watch, uint64_t hash, struct mailbox *mailbox,
    mail_receive_cb *receive)
{
	struct shard *shard = directory_shard(directory, hash);

	watch->news = (struct mail){ .receive = receive };
	watch->mailbox = mailbox;
	watch->is_posted = false;
	watch->in_table.hash = hash;
	pthread_mutex_lock(&shard->lock);
	hash_table_insert(&shard->watches, &watch->in_table);
	pthread_mutex_unlock(&shard->lock);
	atomic_fetch_add_explicit(&directory->watches, 1, memory_order_relaxed);
}

bool
directory_watch_end(struct directory *directory, struct directory_watch *watch)
{
	struct shard *shard = directory_shard(directory, watch->in_table.hash);
	bool is_posted;

	atomic_fetch_sub_explicit(&directory->watches, 1, memory_order_relaxed);
	pthread_mutex_lock(&shard->lock);
	hash_table_remove(&shard->watches, &watch->in_table);
	is_posted = watch->is_posted;
	pthread_mutex_unlock(&shard->lock);
	return is_posted;
}

void
directory_watch_received(
    struct directory *directory, struct directory_watch *watch)
{
	struct shard *shard = directory_shard(directory, watch->in_table.hash);

	pthread_mutex_lock(&shard->lock);
	watch->is_posted = false;
	pthread_mutex_unlock(&shard->lock);
}

/* Say whether there is any watch. */
static bool
directory_has_watches(const struct directory *directory)
{
	return atomic_load_explicit(&directory->watches, memory_order_relaxed) >
	       0;
}

void
directory_watch_post(struct directory *directory, struct slice name)
{
	uint64_t hash;
	struct shard *shard;

	if (!directory_has_watches(directory))
		return;
	hash = directory_hash(directory, name);
	shard = directory_shard(directory, hash);
	pthread_mutex_lock(&shard->lock);
	shard_post_news(shard, hash);
	pthread_mutex_unlock(&shard->lock);
}

struct address
directory_find_spelling(
    struct directory *directory, struct slice name, char *spelling)
{
	uint64_t hash = directory_hash(directory, name);
	struct shard *shard = directory_shard(directory, hash);
	struct address address = { 0 };
	const struct claim *claim;

	pthread_mutex_lock(&shard->lock);
	claim = shard_find(shard, hash, name);
	if (claim != NULL)
		address = claim_address(claim);
	if (address.value != 0)
		memcpy(spelling, claim->name, claim->name_size);
	pthread_mutex_unlock(&shard->lock);
	return address;
}

size_t
directory_watchers(struct directory *directory, struct slice name)
{
	struct shard *shard;
	struct hash_entry *entry;
	size_t count = 0;
	uint64_t hash;

	if (!directory_has_watches(directory))
		return 0;
	hash = directory_hash(directory, name);
	shard = directory_shard(directory, hash);
	pthread_mutex_lock(&shard->lock);
	entry = hash_table_find(&shard->watches, hash);
	while (entry != NULL) {
		count += atomic_load_explicit(
		    &directory_watch_at(entry)->watchers, memory_order_relaxed);
		entry = hash_table_find_next(entry);
	}
	pthread_mutex_unlock(&shard->lock);
	return count;
}
