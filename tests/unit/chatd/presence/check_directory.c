/* SPDX-License-Identifier: MIT */
/* Names, their addresses and their order; two threads that want one name. */

#include "chatd/presence/directory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

/* For how many names two threads fight. */
#define ROUNDS 20000

#define CROWD 10000

static struct claim_answer
claim_name_of(
    struct directory *directory, const char *name, enum claim_kind kind)
{
	return directory_claim(
	    directory, slice_of(name), kind, address_make(1, 2, 3), NULL, NULL);
}

static struct claim_answer
rename_to(struct directory *directory, struct claim *claim, const char *name)
{
	return directory_rename(directory, claim, slice_of(name), NULL, NULL);
}

static struct address
find(struct directory *directory, const char *name)
{
	return directory_find(directory, slice_of(name));
}

static void
assert_list(struct directory *directory, const char *want)
{
	uint64_t version;
	size_t size;
	char *list = directory_list(
	    directory, slice_of("echo"), ',', &size, &version);

	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(size, strlen(want));
	ck_assert(memcmp(list, want, size) == 0);
	free(list);
}

START_TEST(a_name_belongs_to_one)
{
	struct directory *directory = directory_new(10);
	struct claim_answer first = claim_name_of(
	    directory, "alice", CLAIM_USER);
	struct claim_answer second = claim_name_of(
	    directory, "alice", CLAIM_USER);

	ck_assert_int_eq(first.outcome, CLAIM_GRANTED);
	ck_assert_int_eq(second.outcome, CLAIM_IN_USE);
	ck_assert_ptr_null(second.claim);
	ck_assert(
	    address_equals(find(directory, "alice"), address_make(1, 2, 3)));
	ck_assert_uint_eq(find(directory, "bob").value, 0);
	directory_release(directory, first.claim);
	ck_assert_uint_eq(find(directory, "alice").value, 0);
	first = claim_name_of(directory, "alice", CLAIM_USER);
	ck_assert_int_eq(first.outcome, CLAIM_GRANTED);
	directory_free(directory);
}
END_TEST

START_TEST(a_reserved_name_is_nobodys)
{
	struct directory *directory = directory_new(1);
	struct claim_answer reserved = directory_reserve(
	    directory, slice_of("crow"));
	struct claim_answer alice = claim_name_of(
	    directory, "alice", CLAIM_USER);

	ck_assert_int_eq(reserved.outcome, CLAIM_GRANTED);
	ck_assert_int_eq(alice.outcome, CLAIM_GRANTED);
	ck_assert_int_eq(claim_name_of(directory, "crow", CLAIM_GUEST).outcome,
	    CLAIM_IN_USE);
	ck_assert_int_eq(
	    rename_to(directory, alice.claim, "crow").outcome, CLAIM_IN_USE);
	ck_assert_int_eq(
	    directory_reserve(directory, slice_of("alice")).outcome,
	    CLAIM_IN_USE);
	ck_assert_uint_eq(find(directory, "crow").value, 0);
	ck_assert_uint_eq(directory_count(directory), 1);
	assert_list(directory, "echo,alice");
	directory_give_up(directory, reserved.claim);
	ck_assert_int_eq(
	    rename_to(directory, alice.claim, "crow").outcome, CLAIM_GRANTED);
	directory_free(directory);
}
END_TEST

START_TEST(nobody_else_knows_more)
{
	struct directory *directory = directory_new(1);

	ck_assert_int_eq(directory_ask(directory, slice_of("alice"),
			     address_make(1, 2, 3), NULL, NULL),
	    DIRECTORY_NOBODY);
	directory_free(directory);
}
END_TEST

START_TEST(a_name_in_use_is_reported_even_when_full)
{
	struct directory *directory = directory_new(1);

	claim_name_of(directory, "alice", CLAIM_USER);
	ck_assert_int_eq(claim_name_of(directory, "alice", CLAIM_USER).outcome,
	    CLAIM_IN_USE);
	ck_assert_int_eq(
	    claim_name_of(directory, "bob", CLAIM_USER).outcome, CLAIM_FULL);
	ck_assert_int_eq(claim_name_of(directory, "guest", CLAIM_GUEST).outcome,
	    CLAIM_GRANTED);
	ck_assert_uint_eq(directory_count(directory), 1);
	directory_free(directory);
}
END_TEST

START_TEST(what_was_seen_is_doubted_after_a_change)
{
	struct directory *directory = directory_new(2);
	const struct address here = address_make(0, 1, 1);
	const struct address there = address_make(0, 2, 1);
	struct sighting seen = { .version = 0 };
	struct claim *claim;

	ck_assert(!directory_is_as_seen(directory, &seen));
	seen = directory_look(directory, slice_of("alice"));
	ck_assert_uint_eq(seen.address.value, 0);
	ck_assert(directory_is_as_seen(directory, &seen));

	claim = directory_claim(
	    directory, slice_of("alice"), CLAIM_USER, here, NULL, NULL)
		    .claim;
	ck_assert(!directory_is_as_seen(directory, &seen));
	seen = directory_look(directory, slice_of("alice"));
	ck_assert(address_equals(seen.address, here));
	ck_assert(directory_is_as_seen(directory, &seen));

	directory_release(directory, claim);
	ck_assert(!directory_is_as_seen(directory, &seen));
	directory_claim(
	    directory, slice_of("alice"), CLAIM_USER, there, NULL, NULL);
	seen = directory_look(directory, slice_of("alice"));
	ck_assert(address_equals(seen.address, there));
	directory_free(directory);
}
END_TEST

START_TEST(the_list_is_in_order_of_login)
{
	struct directory *directory = directory_new(10);
	struct claim_answer answers[3];
	uint64_t version = directory_version(directory);

	answers[0] = claim_name_of(directory, "carol", CLAIM_USER);
	answers[1] = claim_name_of(directory, "alice", CLAIM_USER);
	answers[2] = claim_name_of(directory, "bob", CLAIM_GUEST);
	assert_list(directory, "echo,carol,alice,bob");
	ck_assert_uint_ne(directory_version(directory), version);
	version = directory_version(directory);
	directory_release(directory, answers[1].claim);
	assert_list(directory, "echo,carol,bob");
	ck_assert_uint_ne(directory_version(directory), version);
	directory_free(directory);
}
END_TEST

START_TEST(the_list_survives_that_many_leave)
{
	struct directory *directory = directory_new(1000);
	struct claim *claims[1000];
	char name[16], want[32];

	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "user%d", i);
		claims[i] = claim_name_of(directory, name, CLAIM_USER).claim;
		ck_assert_ptr_nonnull(claims[i]);
	}
	for (int i = 0; i < 1000; i++) {
		if (i != 3 && i != 998)
			directory_release(directory, claims[i]);
	}
	snprintf(want, sizeof(want), "echo,user3,user998");
	assert_list(directory, want);
	directory_free(directory);
}
END_TEST

/* All tables grow and shrink again around the one user who stays. */
START_TEST(a_crowd_comes_and_goes)
{
	struct directory *directory = directory_new(CROWD);
	static struct claim *claims[CROWD];
	char name[300];

	for (int round = 0; round < 2; round++) {
		for (int i = round; i < CROWD; i++) {
			/* Names of many lengths take all slabs of claims. */
			snprintf(name, sizeof(name), "%0*d", 5 + i % 250, i);
			claims[i] =
			    claim_name_of(directory, name, CLAIM_USER).claim;
			ck_assert_ptr_nonnull(claims[i]);
		}
		for (int i = CROWD - 1; i > 0; i--) {
			snprintf(name, sizeof(name), "%0*d", 5 + i % 250, i);
			ck_assert_uint_ne(find(directory, name).value, 0);
			directory_release(directory, claims[i]);
			ck_assert_uint_eq(find(directory, name).value, 0);
			ck_assert_uint_ne(find(directory, "00000").value, 0);
		}
		assert_list(directory, "echo,00000");
	}
	directory_release(directory, claims[0]);
	directory_free(directory);
}
END_TEST

START_TEST(a_rename_keeps_the_place)
{
	struct directory *directory = directory_new(2);
	struct claim *alice =
	    claim_name_of(directory, "alice", CLAIM_USER).claim;

	claim_name_of(directory, "bob", CLAIM_USER);
	ck_assert_int_eq(
	    rename_to(directory, alice, "bob").outcome, CLAIM_IN_USE);
	ck_assert_int_eq(
	    rename_to(directory, alice, "carol").outcome, CLAIM_GRANTED);
	ck_assert_uint_eq(find(directory, "alice").value, 0);
	assert_list(directory, "echo,carol,bob");
	ck_assert_uint_eq(directory_count(directory), 2);
	directory_free(directory);
}
END_TEST

START_TEST(a_guest_who_takes_a_name_takes_a_place)
{
	struct directory *directory = directory_new(1);
	struct claim *guest =
	    claim_name_of(directory, "1.2.3.4:5", CLAIM_GUEST).claim;
	struct claim_answer renamed;

	ck_assert(claim_is_guest(guest));
	renamed = rename_to(directory, guest, "alice");
	ck_assert_int_eq(renamed.outcome, CLAIM_GRANTED);
	ck_assert(!claim_is_guest(renamed.claim));
	ck_assert_uint_eq(directory_count(directory), 1);
	directory_release(directory, renamed.claim);
	ck_assert_uint_eq(directory_count(directory), 0);
	directory_free(directory);
}
END_TEST

struct fight {
	struct directory *directory;
	pthread_barrier_t *barrier;
	atomic_int granted;
};

/* Claim each name, as the other thread does; only one of the two may get it. */
static void *
fighter(void *argument)
{
	struct fight *fight = argument;
	char name[16];

	for (int i = 0; i < ROUNDS; i++) {
		struct claim_answer answer;

		snprintf(name, sizeof(name), "user%d", i);
		answer = claim_name_of(fight->directory, name, CLAIM_USER);
		if (answer.outcome == CLAIM_GRANTED)
			atomic_fetch_add(&fight->granted, 1);
	}
	pthread_barrier_wait(fight->barrier);
	return NULL;
}

START_TEST(of_two_threads_one_gets_the_name)
{
	pthread_barrier_t barrier;
	struct fight fight = { directory_new(ROUNDS * 2), &barrier, 0 };
	pthread_t threads[2];

	pthread_barrier_init(&barrier, NULL, 2);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, fighter, &fight), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(fight.granted, ROUNDS);
	ck_assert_uint_eq(directory_count(fight.directory), ROUNDS);
	pthread_barrier_destroy(&barrier);
	directory_free(fight.directory);
}
END_TEST

START_TEST(of_two_threads_one_gets_the_last_place)
{
	pthread_barrier_t barrier;
	struct fight fight = { directory_new(1), &barrier, 0 };
	pthread_t threads[2];

	pthread_barrier_init(&barrier, NULL, 2);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, fighter, &fight), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(fight.granted, 1);
	pthread_barrier_destroy(&barrier);
	directory_free(fight.directory);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_name_belongs_to_one);
	test_cases_add(tests, a_reserved_name_is_nobodys);
	test_cases_add(tests, nobody_else_knows_more);
	test_cases_add(tests, a_name_in_use_is_reported_even_when_full);
	test_cases_add(tests, what_was_seen_is_doubted_after_a_change);
	test_cases_add(tests, the_list_is_in_order_of_login);
	test_cases_add(tests, the_list_survives_that_many_leave);
	test_cases_add(tests, a_crowd_comes_and_goes);
	test_cases_add(tests, a_rename_keeps_the_place);
	test_cases_add(tests, a_guest_who_takes_a_name_takes_a_place);
	test_cases_add(tests, of_two_threads_one_gets_the_name);
	test_cases_add(tests, of_two_threads_one_gets_the_last_place);
}
