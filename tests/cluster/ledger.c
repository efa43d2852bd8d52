/* SPDX-License-Identifier: MIT */
/*
 * A text that was confirmed and not delivered must have been sent to a login
 * that has ended: the last one that began before it was sent, whose end the
 * node may not have noticed at that time, or one that began before the answer;
 * and one to which nothing was delivered that the same sender sent after it.
 *
 * A text whose receiver is told to be unknown may have been delivered, where
 * their node was lost before it could say so; but then that login is over.  A
 * node that was stopped may close it much later, so what shows that it is not
 * over is a text that was sent after that answer.
 */

#include "cluster/ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/test_support.h"

#define NONE SIZE_MAX

struct life {
	unsigned int person;
	size_t before;     /* the life of this person before it, or NONE */
	uint64_t asked_ns; /* it began after this */
	uint64_t lived_ns; /* and before this; UINT64_MAX: it never did */
	uint64_t ended_ns; /* UINT64_MAX: it goes on */
	uint64_t gone_ns; /* since then others are told so; UINT64_MAX: never */
	size_t *last;     /* the last letter delivered, from each person */
};

enum letter_state { LETTER_OPEN, LETTER_CONFIRMED, LETTER_UNKNOWN };

struct letter {
	unsigned char from, to;
	unsigned char state; /* enum letter_state */
	bool is_delivered;
	uint32_t life;     /* of its sender */
	uint32_t receiver; /* the life it was delivered to */
	uint64_t sent_ns;
	uint64_t answered_ns;
};

static struct life *lives;
static struct letter *letters;
static size_t life_count, life_room, letter_count, letter_room;
static size_t now_living[LEDGER_PEOPLE_MAX];
static size_t delivered, confirmed, unknown, read_by_the_gone;

/* ---- lives --------------------------------------------------------------- */

static void *
make_room(void *all, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return all;
	*room = *room * 2 + 64;
	all = realloc(all, *room * size);
	ck_assert_ptr_nonnull(all);
	return all;
}

void
ledger_ask(unsigned int person)
{
	static bool was_asked[LEDGER_PEOPLE_MAX];
	struct life *life;

	lives = make_room(lives, life_count, &life_room, sizeof(*lives));
	life = &lives[life_count];
	*life = (struct life){
		.person = person,
		.before = was_asked[person] ? now_living[person] : NONE,
		.asked_ns = clock_monotonic_ns(),
		.lived_ns = UINT64_MAX,
		.ended_ns = UINT64_MAX,
		.gone_ns = UINT64_MAX,
		.last = malloc(LEDGER_PEOPLE_MAX * sizeof(size_t)),
	};
	ck_assert_ptr_nonnull(life->last);
	for (unsigned int i = 0; i < LEDGER_PEOPLE_MAX; i++)
		life->last[i] = NONE;
	was_asked[person] = true;
	now_living[person] = life_count++;
}

void
ledger_live(unsigned int person)
{
	lives[now_living[person]].lived_ns = clock_monotonic_ns();
}

void
ledger_end(unsigned int person)
{
	lives[now_living[person]].ended_ns = clock_monotonic_ns();
}

/* ---- letters ------------------------------------------------------------- */

size_t
ledger_send(unsigned int from, unsigned int to)
{
	letters = make_room(
	    letters, letter_count, &letter_room, sizeof(*letters));
	letters[letter_count] = (struct letter){
		.from = (unsigned char)from,
		.to = (unsigned char)to,
		.life = (uint32_t)now_living[from],
		.sent_ns = clock_monotonic_ns(),
	};
	return letter_count++;
}

/* Somebody is told that there is no such user, who has read the text. */
static void
life_is_gone(struct life *life)
{
	uint64_t now_ns = clock_monotonic_ns();

	if (now_ns < life->gone_ns)
		life->gone_ns = now_ns;
	read_by_the_gone++;
}

void
ledger_answer(size_t index, bool is_ok)
{
	struct letter *letter = &letters[index];

	if (!is_ok && letter->is_delivered)
		life_is_gone(&lives[letter->receiver]);
	letter->answered_ns = clock_monotonic_ns();
	letter->state = is_ok ? LETTER_CONFIRMED : LETTER_UNKNOWN;
	confirmed += is_ok;
	unknown += !is_ok;
}

void
ledger_deliver(size_t index, unsigned int from, unsigned int to)
{
	struct life *life = &lives[now_living[to]];
	struct letter *letter = &letters[index];
	size_t last = life->last[from];

	test_require(
	    index < letter_count && letter->from == from && letter->to == to,
	    "%u hears from %u what nobody has sent", to, from);
	test_require(
	    !letter->is_delivered, "letter %zu is delivered twice", index);
	test_require(letter->state != LETTER_UNKNOWN,
	    "letter %zu is delivered, and its sender was told that it was not",
	    index);
	test_require(
	    last == NONE || last < index || letters[last].life != letter->life,
	    "letter %zu is delivered after letter %zu", index, last);
	test_require(letter->sent_ns < life->gone_ns,
	    "letter %zu is delivered to a login that was told to be over",
	    index);
	letter->is_delivered = true;
	letter->receiver = (uint32_t)now_living[to];
	life->last[from] = index;
	delivered++;
}

/* ---- checking ------------------------------------------------------------ */

/* Say whether life has got something that was sent after letter. */
static bool
life_has_later(const struct life *life, size_t index)
{
	size_t last = life->last[letters[index].from];

	return last != NONE && last > index &&
	       letters[last].life == letters[index].life &&
	       life->lived_ns < letters[index].sent_ns;
}

/*
 * Say whether the letter, which is confirmed, may not have been delivered; or
 * that it still may be.
 */
static bool
letter_may_be_lost(size_t index, bool *is_due_r)
{
	const struct letter *letter = &letters[index];
	size_t at = now_living[letter->to];

	*is_due_r = false;
	for (; at != NONE; at = lives[at].before) {
		const struct life *life = &lives[at];

		if (life->asked_ns > letter->answered_ns)
			continue;
		if (!life_has_later(life, index)) {
			if (life->ended_ns != UINT64_MAX)
				return true;
			*is_due_r = true;
		}
		/* Whoever had the name before did not have it any more. */
		if (life->lived_ns < letter->sent_ns)
			break;
	}
	return false;
}

size_t
ledger_count_due(void)
{
	size_t count = 0;
	bool is_due;

	for (size_t i = 0; i < letter_count; i++) {
		if (letters[i].state == LETTER_CONFIRMED &&
		    !letters[i].is_delivered)
			count += !letter_may_be_lost(i, &is_due) && is_due;
	}
	return count;
}

/* Say who may have been the receiver of a letter, and what they have got. */
static void
print_receivers(const struct letter *letter)
{
	fprintf(stderr, "from %u to %u, sent at %llu us, answered at %llu us\n",
	    letter->from, letter->to,
	    (unsigned long long)letter->sent_ns / 1000,
	    (unsigned long long)letter->answered_ns / 1000);
	for (size_t i = 0; i < life_count; i++) {
		const struct life *life = &lives[i];

		if (life->person == letter->to &&
		    life->asked_ns < letter->answered_ns)
			fprintf(stderr,
			    "a login from %llu, or %llu, to %llu us, that has "
			    "had letter %zu\n",
			    (unsigned long long)life->asked_ns / 1000,
			    (unsigned long long)life->lived_ns / 1000,
			    (unsigned long long)life->ended_ns / 1000,
			    life->last[letter->from]);
	}
}

/* Say whether letter is confirmed, and lost without an excuse. */
static bool
letter_is_wrong(size_t index)
{
	bool is_due;

	return letters[index].state == LETTER_CONFIRMED &&
	       !letters[index].is_delivered &&
	       !letter_may_be_lost(index, &is_due);
}

void
ledger_check(void)
{
	for (size_t i = 0; i < life_count; i++)
		test_require(lives[i].gone_ns == UINT64_MAX ||
				 lives[i].ended_ns != UINT64_MAX,
		    "%u goes on, and others are told that they are gone",
		    lives[i].person);
	for (size_t i = 0; i < letter_count; i++) {
		if (!letter_is_wrong(i))
			continue;
		print_receivers(&letters[i]);
		test_fail("letter %zu is confirmed and lost", i);
	}
}

size_t
ledger_delivered(void)
{
	return delivered;
}

void
ledger_print(void)
{
	size_t lost = 0, open = 0;

	for (size_t i = 0; i < letter_count; i++) {
		lost += letters[i].state == LETTER_CONFIRMED &&
			!letters[i].is_delivered;
		open += letters[i].state == LETTER_OPEN;
	}
	fprintf(stderr,
	    "%zu sent in %zu logins: %zu delivered, %zu confirmed, of which "
	    "%zu to those who ended; %zu unknown, of which %zu were read by "
	    "those who ended; %zu without an answer\n",
	    letter_count, life_count, delivered, confirmed, lost, unknown,
	    read_by_the_gone, open);
}
