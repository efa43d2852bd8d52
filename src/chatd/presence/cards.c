/* SPDX-License-Identifier: MIT */
/*
 * Addresses are hashed with a random seed, as names are: those of other nodes'
 * users follow what these nodes do.
 */

#include "chatd/presence/cards.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <sys/random.h>

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/presence/card.h"
#include "chatd/presence/hash_table.h"
#include "common/container.h"

/* A power of two; the top bits of a hash choose. */
#define CARDS_SHARDS     16
#define CARDS_SHARD_BITS 4

/* Aligned to a cache line, so that the locks of two shards never share one. */
struct cards_shard {
	_Alignas(64) pthread_mutex_t lock;
	struct hash_table table;
};

struct cards {
	struct cards_shard shards[CARDS_SHARDS];
	uint64_t seed;
	struct cloak_key key;
};

static struct card *
cards_at(struct hash_entry *entry)
{
	return container_of(entry, struct card, in_table);
}

static bool
cards_draw(void *bytes, size_t size)
{
	return getrandom(bytes, size, 0) == (ssize_t)size;
}

struct cards *
cards_new(void)
{
	struct cards *cards = aligned_alloc(
	    _Alignof(struct cards_shard), sizeof(*cards));

	if (cards == NULL)
		return NULL;
	memset(cards, 0, sizeof(*cards));
	for (size_t i = 0; i < CARDS_SHARDS; i++)
		pthread_mutex_init(&cards->shards[i].lock, NULL);
	if (cards_draw(&cards->seed, sizeof(cards->seed)) &&
	    cards_draw(&cards->key, sizeof(cards->key)))
		return cards;
	cards_free(cards);
	return NULL;
}

static void
cards_free_shard(struct cards_shard *shard)
{
	struct hash_entry *rest = hash_table_take_all(&shard->table);

	while (rest != NULL) {
		struct card *card = cards_at(rest);

		rest = rest->next;
		card_release(card);
	}
	pthread_mutex_destroy(&shard->lock);
}

void
cards_free(struct cards *cards)
{
	int saved_errno = errno;

	if (cards == NULL)
		return;
	for (size_t i = 0; i < CARDS_SHARDS; i++)
		cards_free_shard(&cards->shards[i]);
	free(cards);
	errno = saved_errno;
}

static uint64_t
cards_hash(const struct cards *cards, struct address owner)
{
	return XXH3_64bits_withSeed(
	    &owner.value, sizeof(owner.value), cards->seed);
}

static struct cards_shard *
cards_shard(struct cards *cards, uint64_t hash)
{
	return &cards->shards[hash >> (64 - CARDS_SHARD_BITS)];
}

/* Return the card of owner, or NULL; the caller holds the lock. */
static struct card *
cards_look(const struct cards_shard *shard, uint64_t hash, struct address owner)
{
	struct hash_entry *entry = hash_table_find(&shard->table, hash);

	while (entry != NULL && !address_equals(cards_at(entry)->owner, owner))
		entry = hash_table_find_next(entry);
	return entry != NULL ? cards_at(entry) : NULL;
}

struct card *
cards_find(struct cards *cards, struct address owner)
{
	uint64_t hash = cards_hash(cards, owner);
	struct cards_shard *shard = cards_shard(cards, hash);
	struct card *card;

	pthread_mutex_lock(&shard->lock);
	card = card_hold(cards_look(shard, hash, owner));
	pthread_mutex_unlock(&shard->lock);
	return card;
}

/* Put card, unless it is NULL, in place of what owner has. */
static void
cards_exchange(struct cards *cards, struct address owner, struct card *card)
{
	uint64_t hash = cards_hash(cards, owner);
	struct cards_shard *shard = cards_shard(cards, hash);
	struct card *old;

	pthread_mutex_lock(&shard->lock);
	old = cards_look(shard, hash, owner);
	if (old != NULL) {
		hash_table_remove(&shard->table, &old->in_table);
		atomic_store_explicit(
		    &old->is_over, true, memory_order_relaxed);
	}
	if (card != NULL) {
		card->in_table.hash = hash;
		hash_table_insert(&shard->table, &card->in_table);
	}
	pthread_mutex_unlock(&shard->lock);
	card_release(old);
}

void
cards_put(struct cards *cards, struct card *card)
{
	cards_exchange(cards, card->owner, card);
}

void
cards_remove(struct cards *cards, struct address owner)
{
	cards_exchange(cards, owner, NULL);
}

const struct cloak_key *
cards_key(const struct cards *cards)
{
	return &cards->key;
}
