/* SPDX-License-Identifier: MIT */
/* How often a password may be guessed, at a time that the test sets. */

#include "chatd/accounts/guesses.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

static struct guesses guesses;
static struct guess_count account;
static uint64_t now_ns;

static void
begin(void)
{
	guesses_init(&guesses, 42);
	account = (struct guess_count){ 0 };
	now_ns = GUESSES_PEER_INTERVAL_NS * 1000;
}

/* Return the peer of this number: an address of its own in IPv4. */
static struct peer
peer_of(unsigned int number)
{
	struct peer peer = { .address = { [10] = 0xff, [11] = 0xff } };

	peer.address[12] = 10;
	peer.address[13] = (uint8_t)(number >> 16);
	peer.address[14] = (uint8_t)(number >> 8);
	peer.address[15] = (uint8_t)number;
	return peer;
}

static bool
guess_by(unsigned int number, struct guess *guess_r)
{
	struct peer peer = peer_of(number);

	return guesses_begin(&guesses, &peer, &account, now_ns, guess_r);
}

static bool
is_wrong_by(unsigned int number)
{
	struct guess guess;

	return guess_by(number, &guess);
}

/* As long as one is being checked, or was wrong and that is not over. */
START_TEST(whoever_was_wrong_is_doubtful_for_a_while)
{
	const struct peer one = peer_of(1), other = peer_of(2);
	struct guess guess;

	begin();
	ck_assert(!guesses_are_doubtful(&guesses, &one, now_ns));
	ck_assert(guess_by(1, &guess));
	ck_assert(guesses_are_doubtful(&guesses, &one, now_ns));
	guesses_forget(&guesses, &guess, &account);
	ck_assert(!guesses_are_doubtful(&guesses, &one, now_ns));
	ck_assert(is_wrong_by(1));
	ck_assert(guesses_are_doubtful(&guesses, &one, now_ns));
	ck_assert(!guesses_are_doubtful(&guesses, &other, now_ns));
	now_ns += GUESSES_PEER_INTERVAL_NS;
	ck_assert(!guesses_are_doubtful(&guesses, &one, now_ns));
}
END_TEST

START_TEST(a_peer_may_be_wrong_some_times)
{
	begin();
	for (int i = 0; i < GUESSES_PEER_BURST; i++)
		ck_assert(is_wrong_by(1));
	ck_assert(!is_wrong_by(1));
	/* Another port is the same peer, another address is not. */
	ck_assert(is_wrong_by(2));
	now_ns += GUESSES_PEER_INTERVAL_NS;
	ck_assert(is_wrong_by(1));
	ck_assert(!is_wrong_by(1));
}
END_TEST

START_TEST(what_is_right_does_not_count)
{
	struct guess guess;

	begin();
	for (int i = 0; i < GUESSES_PEER_BURST * GUESSES_ACCOUNT_BURST; i++) {
		ck_assert(guess_by(1, &guess));
		guesses_forget(&guesses, &guess, &account);
	}
	for (int i = 0; i < GUESSES_PEER_BURST; i++)
		ck_assert(is_wrong_by(1));
	ck_assert(!is_wrong_by(1));
}
END_TEST

START_TEST(a_right_one_leaves_the_wrong_ones)
{
	struct guess guess;

	begin();
	for (int i = 1; i < GUESSES_PEER_BURST; i++)
		ck_assert(is_wrong_by(1));
	ck_assert(guess_by(1, &guess));
	guesses_forget(&guesses, &guess, &account);
	ck_assert(is_wrong_by(1));
	ck_assert(!is_wrong_by(1));
}
END_TEST

/* Have many peers be wrong, each twice, until the account has had enough. */
static void
attack(void)
{
	for (unsigned int i = 0; i < GUESSES_ACCOUNT_BURST; i++) {
		is_wrong_by(1000 + i);
		is_wrong_by(1000 + i);
	}
}

START_TEST(a_crowd_may_be_wrong_about_an_account_some_times)
{
	struct guess_count other = { 0 };
	struct peer peer = peer_of(1000);
	struct guess guess;

	begin();
	attack();
	ck_assert(!is_wrong_by(1000));
	/* About another account the peer is still heard. */
	ck_assert(guesses_begin(&guesses, &peer, &other, now_ns, &guess));
	now_ns += GUESSES_ACCOUNT_INTERVAL_NS;
	ck_assert(is_wrong_by(1000));
	ck_assert(!is_wrong_by(1000));
}
END_TEST

START_TEST(a_crowd_cannot_lock_the_owner_out)
{
	struct guess guess;

	begin();
	attack();
	/* They have not been wrong, and are right at once, at any time. */
	for (unsigned int i = 0; i < 3; i++) {
		ck_assert(guess_by(1, &guess));
		guesses_forget(&guesses, &guess, &account);
		attack();
	}
	/* Who is wrong once is heard again after a while. */
	ck_assert(is_wrong_by(1));
	ck_assert(!is_wrong_by(1));
	now_ns += GUESSES_PEER_INTERVAL_NS;
	attack();
	ck_assert(guess_by(1, &guess));
}
END_TEST

START_TEST(one_that_the_account_refuses_does_not_count)
{
	begin();
	attack();
	for (int i = 0; i < GUESSES_PEER_BURST * 2; i++)
		ck_assert(!is_wrong_by(1000));
	now_ns += GUESSES_PEER_INTERVAL_NS * 2;
	ck_assert(is_wrong_by(1000));
}
END_TEST

START_TEST(guesses_at_no_account_count_for_the_peer)
{
	struct peer peer = peer_of(1);
	struct guess guess;

	begin();
	for (int i = 0; i < GUESSES_PEER_BURST; i++)
		ck_assert(guesses_begin(&guesses, &peer, NULL, now_ns, &guess));
	ck_assert(!guesses_begin(&guesses, &peer, NULL, now_ns, &guess));
	ck_assert(!is_wrong_by(1));
}
END_TEST

/* Names that have no account are told apart by their keys. */
START_TEST(a_crowd_may_be_wrong_about_a_name_some_times)
{
	struct guess guess;
	unsigned int number;

	begin();
	for (number = 0; number < GUESSES_ACCOUNT_BURST; number++) {
		struct peer peer = peer_of(number);

		ck_assert(guesses_begin(&guesses, &peer,
		    guesses_of_name(&guesses, 7), now_ns, &guess));
		ck_assert(guess.is_of_account);
	}
	/* All of them have been wrong, and this one once more. */
	for (number = 0; number < 2; number++) {
		struct peer peer = peer_of(number);

		ck_assert(!guesses_begin(&guesses, &peer,
		    guesses_of_name(&guesses, 7), now_ns, &guess));
		ck_assert(guesses_begin(&guesses, &peer,
		    guesses_of_name(&guesses, 8), now_ns, &guess));
		guesses_forget(&guesses, &guess, guesses_of_name(&guesses, 8));
	}
	ck_assert_uint_eq(guesses_of_name(&guesses, 8)->until_ns, now_ns);
}
END_TEST

START_TEST(new_accounts_count_by_themselves)
{
	struct peer peer = peer_of(1);

	begin();
	for (int i = 0; i < GUESSES_REGISTRATION_BURST; i++)
		ck_assert(guesses_register(&guesses, &peer, now_ns));
	ck_assert(!guesses_register(&guesses, &peer, now_ns));
	for (int i = 0; i < GUESSES_PEER_BURST; i++)
		ck_assert(is_wrong_by(1));
	ck_assert(!is_wrong_by(1));
	now_ns += GUESSES_REGISTRATION_INTERVAL_NS;
	ck_assert(guesses_register(&guesses, &peer, now_ns));
	ck_assert(!guesses_register(&guesses, &peer, now_ns));
	peer = peer_of(2);
	ck_assert(guesses_register(&guesses, &peer, now_ns));
}
END_TEST

START_TEST(those_who_were_wrong_most_are_remembered)
{
	begin();
	for (int i = 0; i < GUESSES_PEER_BURST; i++)
		ck_assert(is_wrong_by(1));
	/* More peers than there is room for, each of them wrong once. */
	for (unsigned int i = 0; i < GUESSES_SETS * GUESSES_SET_SIZE * 2; i++)
		is_wrong_by(2 + i);
	ck_assert(!is_wrong_by(1));
}
END_TEST

START_TEST(a_right_one_may_come_when_all_is_forgotten)
{
	struct guess guess;

	begin();
	ck_assert(guess_by(1, &guess));
	guesses_init(&guesses, 43);
	guesses_forget(&guesses, &guess, NULL);
	now_ns = 0;
	account.until_ns = 1;
	guesses_forget(&guesses, &guess, &account);
	ck_assert_uint_eq(account.until_ns, 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, whoever_was_wrong_is_doubtful_for_a_while);
	test_cases_add(tests, a_peer_may_be_wrong_some_times);
	test_cases_add(tests, what_is_right_does_not_count);
	test_cases_add(tests, a_right_one_leaves_the_wrong_ones);
	test_cases_add(tests, a_crowd_may_be_wrong_about_an_account_some_times);
	test_cases_add(tests, a_crowd_cannot_lock_the_owner_out);
	test_cases_add(tests, one_that_the_account_refuses_does_not_count);
	test_cases_add(tests, guesses_at_no_account_count_for_the_peer);
	test_cases_add(tests, a_crowd_may_be_wrong_about_a_name_some_times);
	test_cases_add(tests, new_accounts_count_by_themselves);
	test_cases_add(tests, those_who_were_wrong_most_are_remembered);
	test_cases_add(tests, a_right_one_may_come_when_all_is_forgotten);
}
