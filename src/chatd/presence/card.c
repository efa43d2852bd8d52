/* SPDX-License-Identifier: MIT */
#include "chatd/presence/card.h"

#include <stddef.h>
#include <stdlib.h>

#include "common/text.h"

/* Return text, or as much of it as there may be. */
static struct slice
card_cut(struct slice text, size_t max)
{
	text.size = text_cut(text.bytes, text.size, max);
	return text;
}

struct card *
card_new(const struct card_facts *facts)
{
	struct slice user = card_cut(facts->user, CARD_USER_MAX_BYTES);
	struct slice host = card_cut(facts->host, CARD_HOST_MAX_BYTES);
	struct slice real_name = card_cut(
	    facts->real_name, CARD_REAL_NAME_MAX_BYTES);
	struct slice account = card_cut(facts->account, NAME_MAX_BYTES);
	struct slice away = card_cut(facts->away, CARD_AWAY_MAX_BYTES);
	struct card *card = malloc(offsetof(struct card, texts) + user.size +
				   host.size + real_name.size + account.size +
				   away.size);
	char *at;

	if (card == NULL)
		return NULL;
	card->owner = facts->owner;
	atomic_init(&card->references, 1);
	card->signed_on_s = (uint32_t)facts->signed_on_s;
	atomic_init(&card->spoke_s, (uint32_t)facts->spoke_s);
	atomic_init(&card->is_over, false);
	card->flags = (uint8_t)facts->flags;
	card->user_size = (uint8_t)user.size;
	card->host_size = (uint8_t)host.size;
	card->real_name_size = (uint8_t)real_name.size;
	card->account_size = (uint8_t)account.size;
	card->away_size = (uint8_t)away.size;
	at = slice_write(slice_write(card->texts, user), host);
	at = slice_write(slice_write(at, real_name), account);
	slice_write(at, away);
	return card;
}

struct card *
card_hold(struct card *card)
{
	if (card != NULL)
		atomic_fetch_add_explicit(
		    &card->references, 1, memory_order_relaxed);
	return card;
}

void
card_release(struct card *card)
{
	if (card != NULL && atomic_fetch_sub(&card->references, 1) == 1)
		free(card);
}

/* Take so many bytes off what is at *at. */
static struct slice
card_take(const char **at, size_t size)
{
	struct slice text = { *at, size };

	*at += size;
	return text;
}

struct card_facts
card_read(const struct card *card)
{
	const char *at = card->texts;
	struct card_facts facts = {
		.owner = card->owner,
		.flags = card->flags,
		.signed_on_s = card->signed_on_s,
		.spoke_s = atomic_load_explicit(
		    &card->spoke_s, memory_order_relaxed),
	};

	facts.user = card_take(&at, card->user_size);
	facts.host = card_take(&at, card->host_size);
	facts.real_name = card_take(&at, card->real_name_size);
	facts.account = card_take(&at, card->account_size);
	facts.away = card_take(&at, card->away_size);
	return facts;
}
