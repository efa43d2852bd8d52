/* SPDX-License-Identifier: MIT */
/*
 * The slots of a worker are numbered, and those with the next numbers have
 * users as well, nearly always: so their cards lie on one page, and a card
 * needs no place in a table of its own.  Pages are hashed with a random seed,
 * as names are: the addresses of other nodes' users follow what these nodes do.
 */

#include "chatd/presence/cards.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <sys/random.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/presence/card.h"
#include "chatd/presence/hash_table.h"
#include "common/container.h"

/* A power of two; the top bits of a hash choose. */
#define CARDS_SHARDS     16
#define CARDS_SHARD_BITS 4

/* The slots of a page: one user alone takes 288 bytes, of many each takes 9. */
#define CARDS_PAGE_SLOTS 32

struct cards_page {
	struct hash_entry in_table;
	uint32_t number;                      /* see cards_number() */
	uint32_t count;                       /* of cards on it, at least 1 */
	struct card *cards[CARDS_PAGE_SLOTS]; /* references, or NULL */
};

/* Aligned to a cache line, so that the locks of two shards never share one. */
struct cards_shard {
	_Alignas(64) pthread_mutex_t lock;
	struct hash_table table;
};

struct cards {
	struct cards_shard shards[CARDS_SHARDS];
	atomic_uint_fast64_t invisible; /* how many say that they are */
	uint64_t seed;
	struct cloak_key key;
};

static struct cards_page *
cards_page_at(struct hash_entry *entry)
{
	return container_of(entry, struct cards_page, in_table);
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
cards_free_page(struct cards_page *page)
{
	for (size_t i = 0; i < CARDS_PAGE_SLOTS; i++)
		card_release(page->cards[i]);
	free(page);
}

static void
cards_free_shard(struct cards_shard *shard)
{
	struct hash_entry *rest = hash_table_take_all(&shard->table);

	while (rest != NULL) {
		struct cards_page *page = cards_page_at(rest);

		rest = rest->next;
		cards_free_page(page);
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

/* Return which page owner is on, of all workers'. */
static uint32_t
cards_number(struct address owner)
{
	return address_slot(owner) / CARDS_PAGE_SLOTS << ADDRESS_WORKER_BITS |
	       address_worker(owner);
}

static uint64_t
cards_hash(const struct cards *cards, uint32_t number)
{
	return XXH3_64bits_withSeed(&number, sizeof(number), cards->seed);
}

static struct cards_shard *
cards_shard(struct cards *cards, uint64_t hash)
{
	return &cards->shards[hash >> (64 - CARDS_SHARD_BITS)];
}

/* Return the page of this number, or NULL; the caller holds the lock. */
static struct cards_page *
cards_look(const struct cards_shard *shard, uint64_t hash, uint32_t number)
{
	struct hash_entry *entry = hash_table_find(&shard->table, hash);

	while (entry != NULL && cards_page_at(entry)->number != number)
		entry = hash_table_find_next(entry);
	return entry != NULL ? cards_page_at(entry) : NULL;
}

/* Return where the card of owner lies on page. */
static struct card **
cards_place(struct cards_page *page, struct address owner)
{
	return &page->cards[address_slot(owner) % CARDS_PAGE_SLOTS];
}

/* Say whether a card of owner is on page, and none of who had the slot before.
 */
static bool
cards_has(struct cards_page *page, struct address owner)
{
	const struct card *card = *cards_place(page, owner);

	return card != NULL && address_equals(card->owner, owner);
}

struct card *
cards_find(struct cards *cards, struct address owner)
{
	uint32_t number = cards_number(owner);
	uint64_t hash = cards_hash(cards, number);
	struct cards_shard *shard = cards_shard(cards, hash);
	struct cards_page *page;
	struct card *card = NULL;

	pthread_mutex_lock(&shard->lock);
	page = cards_look(shard, hash, number);
	if (page != NULL && cards_has(page, owner))
		card = card_hold(*cards_place(page, owner));
	pthread_mutex_unlock(&shard->lock);
	return card;
}

/* Add an empty page.  Return NULL if there is no memory. */
static struct cards_page *
cards_add_page(struct cards_shard *shard, uint64_t hash, uint32_t number)
{
	struct cards_page *page = calloc(1, sizeof(*page));

	if (page == NULL)
		return NULL;
	page->in_table.hash = hash;
	page->number = number;
	hash_table_insert(&shard->table, &page->in_table);
	return page;
}

/* Put card, or NULL, where owner's is; return what was there. */
static struct card *
cards_exchange(struct cards_page *page, struct address owner, struct card *card)
{
	struct card **place = cards_place(page, owner);
	struct card *old = *place;

	*place = card;
	page->count += card != NULL;
	page->count -= old != NULL;
	if (old != NULL)
		atomic_store_explicit(
		    &old->is_over, true, memory_order_relaxed);
	return old;
}

/* Count card, which may be NULL, as one more, or no more. */
static void
cards_count(struct cards *cards, const struct card *card, bool is_there)
{
	const unsigned int flags = CARD_INVISIBLE | CARD_ELSEWHERE;

	if (card == NULL || (card->flags & flags) != CARD_INVISIBLE)
		return;
	if (is_there)
		atomic_fetch_add(&cards->invisible, 1);
	else
		atomic_fetch_sub(&cards->invisible, 1);
}

bool
cards_put(struct cards *cards, struct card *card)
{
	uint32_t number = cards_number(card->owner);
	uint64_t hash = cards_hash(cards, number);
	struct cards_shard *shard = cards_shard(cards, hash);
	struct cards_page *page;
	struct card *old = card;

	/* At first, so that there are never fewer than none. */
	cards_count(cards, card, true);
	pthread_mutex_lock(&shard->lock);
	page = cards_look(shard, hash, number);
	if (page == NULL)
		page = cards_add_page(shard, hash, number);
	if (page != NULL)
		old = cards_exchange(page, card->owner, card);
	pthread_mutex_unlock(&shard->lock);
	cards_count(cards, old, false);
	card_release(old);
	return page != NULL;
}

void
cards_remove(struct cards *cards, struct address owner)
{
	uint32_t number = cards_number(owner);
	uint64_t hash = cards_hash(cards, number);
	struct cards_shard *shard = cards_shard(cards, hash);
	struct cards_page *page, *empty = NULL;
	struct card *old = NULL;

	pthread_mutex_lock(&shard->lock);
	page = cards_look(shard, hash, number);
	if (page != NULL && cards_has(page, owner))
		old = cards_exchange(page, owner, NULL);
	if (page != NULL && page->count == 0) {
		hash_table_remove(&shard->table, &page->in_table);
		empty = page;
	}
	pthread_mutex_unlock(&shard->lock);
	cards_count(cards, old, false);
	card_release(old);
	free(empty);
}

uint64_t
cards_count_invisible(const struct cards *cards)
{
	return atomic_load(&cards->invisible);
}

const struct cloak_key *
cards_key(const struct cards *cards)
{
	return &cards->key;
}

void
cards_set_key(struct cards *cards, const struct cloak_key *key)
{
	cards->key = *key;
}
