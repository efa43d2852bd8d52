/* SPDX-License-Identifier: MIT */
/* Cards, the table of them, those that were looked up last, and who had one.
 */

#include "chatd/presence/cards.h"

#include <stdio.h>
#include <string.h>

#include "chatd/core/name_case.h"
#include "chatd/presence/card.h"
#include "chatd/presence/past_users.h"
#include "chatd/presence/recent_cards.h"
#include "unit/unit.h"

static const struct address alice = { 0x100000001 };
/* He has the next slot, and carol one of another page. */
static const struct address bob = { 0x200000401 };
static const struct address carol = { 0x300008001 };
/* The slot is alice's again. */
static const struct address dave = { 0x400000001 };

static struct card *
card_of(struct address owner, const char *real_name)
{
	const struct card_facts facts = {
		.owner = owner,
		.user = SLICE("user"),
		.host = SLICE("host"),
		.real_name = slice_of(real_name),
		.account = SLICE("account"),
		.away = SLICE("away"),
		.flags = CARD_BOT,
		.signed_on_s = 1796000000,
		.spoke_s = 1796000001,
	};
	struct card *card = card_new(&facts);

	ck_assert_ptr_nonnull(card);
	return card;
}

START_TEST(a_card_says_what_it_was_told)
{
	struct card *card = card_of(alice, "Alice");
	struct card_facts facts = card_read(card);

	ck_assert(address_equals(facts.owner, alice));
	ck_assert(slice_is(facts.user, "user"));
	ck_assert(slice_is(facts.host, "host"));
	ck_assert(slice_is(facts.real_name, "Alice"));
	ck_assert(slice_is(facts.account, "account"));
	ck_assert(slice_is(facts.away, "away"));
	ck_assert_uint_eq(facts.flags, CARD_BOT);
	ck_assert_uint_eq(facts.signed_on_s, 1796000000);
	card_note_spoken(card, 1796000002);
	ck_assert_uint_eq(card_read(card).spoke_s, 1796000002);
	card_release(card);
}
END_TEST

/* Those of other nodes are counted there. */
START_TEST(the_invisible_of_this_node_are_counted)
{
	struct cards *cards = cards_new();
	struct card_facts facts = { .owner = alice, .flags = CARD_INVISIBLE };

	ck_assert_ptr_nonnull(cards);
	for (int i = 0; i < 2; i++) {
		ck_assert(cards_put(cards, card_new(&facts)));
		ck_assert_uint_eq(cards_count_invisible(cards), 1);
	}
	facts.owner = bob;
	facts.flags |= CARD_ELSEWHERE;
	ck_assert(cards_put(cards, card_new(&facts)));
	ck_assert_uint_eq(cards_count_invisible(cards), 1);
	cards_remove(cards, bob);
	ck_assert_uint_eq(cards_count_invisible(cards), 1);
	cards_remove(cards, alice);
	ck_assert_uint_eq(cards_count_invisible(cards), 0);
	cards_free(cards);
}
END_TEST

START_TEST(texts_are_cut_between_characters)
{
	char long_name[CARD_REAL_NAME_MAX_BYTES + 2];
	struct card *card;

	memset(long_name, 'x', sizeof(long_name));
	memcpy(long_name + CARD_REAL_NAME_MAX_BYTES - 1, "\xc3\xa4", 3);
	card = card_of(alice, long_name);
	ck_assert_uint_eq(
	    card_read(card).real_name.size, CARD_REAL_NAME_MAX_BYTES - 1);
	card_release(card);
}
END_TEST

/* Require that owner's card says real_name; NULL: that there is none. */
static void
expect(struct cards *cards, struct address owner, const char *real_name)
{
	struct card *card = cards_find(cards, owner);

	if (real_name == NULL)
		ck_assert_ptr_null(card);
	else
		ck_assert(slice_is(card_read(card).real_name, real_name));
	card_release(card);
}

START_TEST(an_owner_has_one_card)
{
	struct cards *cards = cards_new();
	struct card *kept;

	ck_assert_ptr_nonnull(cards);
	ck_assert(cards_put(cards, card_of(alice, "Alice")));
	ck_assert(cards_put(cards, card_of(bob, "Bob")));
	kept = cards_find(cards, alice);
	ck_assert(cards_put(cards, card_of(alice, "Alison")));
	expect(cards, alice, "Alison");
	expect(cards, bob, "Bob");
	/* Whoever has looked has what they saw. */
	ck_assert(slice_is(card_read(kept).real_name, "Alice"));
	card_release(kept);
	cards_remove(cards, alice);
	cards_remove(cards, alice);
	expect(cards, alice, NULL);
	expect(cards, bob, "Bob");
	ck_assert(cards_put(cards, card_of(dave, "Dave")));
	cards_remove(cards, alice);
	expect(cards, alice, NULL);
	expect(cards, dave, "Dave");
	cards_free(cards);
}
END_TEST

/* Require that what is remembered says real_name of owner; NULL: nothing. */
static void
expect_recent(struct recent_cards *recent, struct cards *cards,
    struct address owner, const char *real_name)
{
	const struct card *card = recent_cards_find(recent, cards, owner);

	if (real_name == NULL)
		ck_assert_ptr_null(card);
	else
		ck_assert(slice_is(card_read(card).real_name, real_name));
}

START_TEST(what_is_remembered_is_what_the_table_says)
{
	struct cards *cards = cards_new();
	struct recent_cards recent = { 0 };

	ck_assert_ptr_nonnull(cards);
	expect_recent(&recent, cards, alice, NULL);
	ck_assert(cards_put(cards, card_of(alice, "Alice")));
	ck_assert(cards_put(cards, card_of(carol, "Carol")));
	/* Both have the same place: their slots are 32 apart. */
	for (int i = 0; i < 2; i++) {
		expect_recent(&recent, cards, alice, "Alice");
		expect_recent(&recent, cards, carol, "Carol");
		expect_recent(&recent, cards, carol, "Carol");
	}
	ck_assert(cards_put(cards, card_of(carol, "Caroline")));
	expect_recent(&recent, cards, carol, "Caroline");
	cards_remove(cards, carol);
	expect_recent(&recent, cards, carol, NULL);
	expect_recent(&recent, cards, alice, "Alice");
	recent_cards_clear(&recent);
	cards_free(cards);
}
END_TEST

/* Have name, of a user with card or without, be past. */
static void
note_past(
    struct past_users *past, const char *name, struct card *card, bool has_left)
{
	static uint64_t time_s;
	const struct past_user user = {
		.name = slice_of(name),
		.card = card,
		.until_s = ++time_s,
		.has_left = has_left,
	};

	past_users_add(past, false, &user);
}

static size_t
count_past(struct past_users *past, bool folds, const char *name)
{
	struct past_user_copy found[PAST_USERS_OF_NAME_MAX];
	size_t count = past_users_find(past, folds, slice_of(name), found);

	for (size_t i = 0; i < count; i++) {
		ck_assert(
		    name_is_same(folds, found[i].user.name, slice_of(name)));
		if (i > 0)
			ck_assert_uint_lt(
			    found[i].user.until_s, found[i - 1].user.until_s);
		card_release(found[i].user.card);
	}
	return count;
}

/* Require that owner has left with a card, or not. */
static void
expect_left(struct past_users *past, struct address owner, bool has_card)
{
	struct card *card = past_users_find_card(past, owner);

	ck_assert_int_eq(card != NULL, has_card);
	card_release(card);
}

START_TEST(the_oldest_make_room)
{
	struct past_users *past = past_users_new();

	ck_assert_ptr_nonnull(past);
	note_past(past, "alice", card_of(alice, "Alice"), true);
	note_past(past, "rob", card_of(bob, "Bob"), false);
	for (int i = 2; i < PAST_USERS_MAX; i++) {
		char name[16];

		snprintf(name, sizeof(name), "user%d", i);
		note_past(past, name, NULL, true);
	}
	ck_assert_uint_eq(count_past(past, false, "alice"), 1);
	expect_left(past, alice, true);
	/* Who has another name is found by that. */
	expect_left(past, bob, false);
	note_past(past, "carol", NULL, true);
	ck_assert_uint_eq(count_past(past, false, "alice"), 0);
	expect_left(past, alice, false);
	ck_assert_uint_eq(count_past(past, false, "rob"), 1);
	note_past(past, "dave", card_of(bob, "Bob"), true);
	ck_assert_uint_eq(count_past(past, false, "rob"), 0);
	ck_assert_uint_eq(count_past(past, false, "carol"), 1);
	expect_left(past, bob, true);
	past_users_free(past);
}
END_TEST

START_TEST(a_name_pushes_itself_out)
{
	char long_name[NAME_MAX_BYTES + 1] = "";
	struct past_users *past = past_users_new();

	ck_assert_ptr_nonnull(past);
	note_past(past, "bob", NULL, true);
	for (int i = 1; i <= 2 * PAST_USERS_OF_NAME_MAX; i++) {
		size_t most = PAST_USERS_OF_NAME_MAX;

		note_past(past, "alice", NULL, true);
		ck_assert_uint_eq(count_past(past, false, "alice"),
		    (size_t)i < most ? (size_t)i : most);
	}
	ck_assert_uint_eq(count_past(past, false, "bob"), 1);
	ck_assert_uint_eq(count_past(past, false, "Bob"), 0);
	/* All of a long name counts. */
	memset(long_name, 'x', NAME_MAX_BYTES);
	note_past(past, long_name, NULL, true);
	ck_assert_uint_eq(count_past(past, false, long_name), 1);
	long_name[NAME_MAX_BYTES - 1] = 'y';
	ck_assert_uint_eq(count_past(past, false, long_name), 0);
	long_name[NAME_MAX_BYTES - 1] = '\0';
	ck_assert_uint_eq(count_past(past, false, long_name), 0);
	past_users_free(past);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_card_says_what_it_was_told);
	test_cases_add(tests, the_invisible_of_this_node_are_counted);
	test_cases_add(tests, texts_are_cut_between_characters);
	test_cases_add(tests, an_owner_has_one_card);
	test_cases_add(tests, what_is_remembered_is_what_the_table_says);
	test_cases_add(tests, the_oldest_make_room);
	test_cases_add(tests, a_name_pushes_itself_out);
}
