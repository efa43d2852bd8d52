/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CARD_H
#define CHATD_CARD_H

/*
 * What is known of a user besides the name, for those who ask: as users of irc
 * say it when they log in.  Whoever has no card is here, has no account, and
 * is called by the name alone.
 *
 * A card never changes: who has something else to say gets another one.  So
 * whoever has a reference reads without a lock, and sees whether it is still
 * the owner's.  It takes 27 bytes besides its texts, which are bounded below.
 * Any thread.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/cloak.h"
#include "common/name.h"
#include "common/slice.h"

/* The most bytes that each text may have. */
#define CARD_USER_MAX_BYTES      10
#define CARD_HOST_MAX_BYTES      64
#define CARD_REAL_NAME_MAX_BYTES 150
#define CARD_AWAY_MAX_BYTES      200

/* What else is known: bits of a set, for ever the same on the wire. */
enum card_flag {
	CARD_BOT = 1u,       /* a program, as it says itself */
	CARD_SECURE = 2u,    /* its connection is encrypted */
	CARD_OPERATOR = 4u,  /* it may do what the operator may */
	CARD_INVISIBLE = 8u, /* not listed for those who share no room */
	/* This one is each node's own, whatever others say. */
	CARD_ELSEWHERE = 128u, /* of a user of another node */
};

/* What a card says, borrowed.  What is empty is not known. */
struct card_facts {
	struct address owner;   /* whose it is */
	struct slice user;      /* what the system calls them, they say */
	struct slice host;      /* shown in place of their address */
	struct slice real_name; /* what they call themselves */
	struct slice account;   /* that they have shown to be theirs */
	struct slice away;      /* why they are not here; empty: they are */
	unsigned int flags;     /* set of enum card_flag */
	uint64_t signed_on_s;   /* since 1970; 0: nobody knows */
	uint64_t spoke_s;       /* when they last said something; or 0 */
};

/* The texts lie one after the other, in the order of the facts. */
struct card {
	struct address owner;
	atomic_uint references;
	uint32_t signed_on_s; /* since 1970: so far as these go, until 2106 */
	_Atomic uint32_t spoke_s;
	atomic_bool is_over; /* it has been the owner's, and is no more */
	uint8_t flags;
	uint8_t user_size;
	uint8_t host_size;
	uint8_t real_name_size;
	uint8_t account_size;
	uint8_t away_size;
	char texts[];
};

/*
 * Return a card of a copy of facts, each text cut to what it may have, with one
 * reference; or NULL if there is no memory.
 */
struct card *card_new(const struct card_facts *facts);

/* Take, or give back, a reference; the last one frees it.  NULL is allowed. */
struct card *card_hold(struct card *card);
void card_release(struct card *card);

/* Return what card says, for as long as the caller has a reference. */
struct card_facts card_read(const struct card *card);

/* Say whether its owner has another card, or none, or has gone. */
static inline bool
card_is_over(const struct card *card)
{
	return atomic_load_explicit(&card->is_over, memory_order_relaxed);
}

/*
 * Return what is shown in place of what facts do not say of the user who is
 * called name: that name, or as much of it as there may be; and that they are
 * here.
 */
static inline struct slice
card_shown_user(const struct card_facts *facts, struct slice name)
{
	if (name.size > CARD_USER_MAX_BYTES)
		name.size = CARD_USER_MAX_BYTES;
	return facts->user.size > 0 ? facts->user : name;
}

static inline struct slice
card_shown_host(const struct card_facts *facts)
{
	return facts->host.size > 0 ? facts->host
				    : (struct slice)SLICE(CLOAK_NONE);
}

/* Note that its user says something now. */
static inline void
card_note_spoken(struct card *card, uint64_t now_s)
{
	atomic_store_explicit(
	    &card->spoke_s, (uint32_t)now_s, memory_order_relaxed);
}

#endif
