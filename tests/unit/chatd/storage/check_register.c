/* SPDX-License-Identifier: MIT */
/* The door between a store and the cluster. */

#include "chatd/storage/register.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

static struct register_door *door;
static unsigned int store_wakes, cluster_wakes;

static void
wake_store(void *store)
{
	(void)store;
	store_wakes++;
}

static void
wake_cluster(void *cluster)
{
	(void)cluster;
	cluster_wakes++;
}

static void
set_up(void)
{
	static const struct register_options options = {
		.name = "accounts", .most = 3, .record_bytes_max = 100
	};
	static const struct register_store functions = { .wake = wake_store };

	door = register_door_new(&options);
	ck_assert_ptr_nonnull(door);
	register_door_serve(door, &functions, NULL);
	store_wakes = cluster_wakes = 0;
}

static void
tear_down(void)
{
	register_door_free(door);
}

static void
ask(const char *key)
{
	struct register_change *change = register_change_new(
	    slice_of(key), slice_of(""), slice_of("text"), &door);

	ck_assert_ptr_nonnull(change);
	register_ask(door, change);
}

/* Take an answer, which has to be this one. */
static void
require_answer(const char *key, enum register_outcome outcome)
{
	struct register_news *news = register_take(door);

	ck_assert_ptr_nonnull(news);
	ck_assert_int_eq(news->kind, REGISTER_ANSWER);
	ck_assert(slice_is(news->change->key, key));
	ck_assert(slice_is(news->change->text, "text"));
	ck_assert_ptr_eq(news->change->argument, &door);
	ck_assert_int_eq(news->change->outcome, outcome);
	register_news_free(news);
}

START_TEST(a_door_that_is_shut_answers_at_once)
{
	ask("alice");
	require_answer("alice", REGISTER_UNREACHED);
	ck_assert_ptr_null(register_take(door));
	ck_assert_uint_eq(store_wakes, 1);
}
END_TEST

START_TEST(what_was_not_taken_is_answered_when_the_door_shuts)
{
	struct register_change *change;

	register_door_open(door, wake_cluster, NULL);
	ask("alice");
	ask("bob");
	ck_assert_uint_eq(cluster_wakes, 2);
	ck_assert_ptr_null(register_take(door));
	change = register_take_asked(door);
	ck_assert(slice_is(change->key, "alice"));
	register_door_shut(door);
	require_answer("bob", REGISTER_UNREACHED);
	register_answer(door, change, REGISTER_CHANGED);
	require_answer("alice", REGISTER_CHANGED);
	ask("carol");
	require_answer("carol", REGISTER_UNREACHED);
}
END_TEST

START_TEST(news_come_in_their_order)
{
	struct register_news *news;

	register_door_open(door, wake_cluster, NULL);
	ask("alice");
	ck_assert(
	    register_tell_record(door, 7, slice_of("alice"), slice_of("text")));
	register_answer(door, register_take_asked(door), REGISTER_CHANGED);
	ck_assert(register_tell_whole(door, 9, slice_of("")));
	ck_assert_uint_eq(store_wakes, 3);

	news = register_take(door);
	ck_assert_int_eq(news->kind, REGISTER_RECORD);
	ck_assert_uint_eq(news->version, 7);
	ck_assert(slice_is(news->key, "alice"));
	ck_assert(slice_is(news->text, "text"));
	register_news_free(news);
	require_answer("alice", REGISTER_CHANGED);
	news = register_take(door);
	ck_assert_int_eq(news->kind, REGISTER_WHOLE);
	ck_assert_uint_eq(news->version, 9);
	register_news_free(news);
	ck_assert_ptr_null(register_take(door));
}
END_TEST

START_TEST(news_that_wait_have_a_ceiling)
{
	const size_t size = REGISTER_NEWS_BYTES_MAX / 2;
	char *bytes = calloc(1, 3 * size);
	struct slice half = { bytes, size }, large = { bytes, 3 * size };

	ck_assert_ptr_nonnull(bytes);
	/* One piece may be as large as it has to be. */
	ck_assert(register_tell_whole(door, 1, large));
	ck_assert(!register_tell_record(door, 2, slice_of("a"), half));
	register_news_free(register_take(door));
	ck_assert(register_tell_record(door, 2, slice_of("a"), half));
	ck_assert(register_tell_record(door, 3, slice_of("b"), half));
	ck_assert(
	    !register_tell_record(door, 4, slice_of("c"), slice_of("text")));
	register_give_up(door);
	ck_assert(register_take_given_up(door));
	ck_assert(!register_take_given_up(door));
	free(bytes);
}
END_TEST

START_TEST(records_are_taken_as_they_were_put)
{
	char bytes[64], *end = bytes;
	struct slice all, key, text;

	end = register_put(end, slice_of("alice"), slice_of("a\nb"));
	end = register_put(end, slice_of("bob"), slice_of(""));
	all = (struct slice){ bytes, (size_t)(end - bytes) };
	ck_assert_uint_eq(
	    all.size, register_put_size(slice_of("alice"), slice_of("a\nb")) +
			  register_put_size(slice_of("bob"), slice_of("")));
	ck_assert(register_take_record(&all, &key, &text));
	ck_assert(slice_is(key, "alice"));
	ck_assert(slice_is(text, "a\nb"));
	all.size--;
	ck_assert(!register_take_record(&all, &key, &text));
	all.size++;
	ck_assert(register_take_record(&all, &key, &text));
	ck_assert(slice_is(key, "bob"));
	ck_assert_uint_eq(text.size, 0);
	ck_assert(!register_take_record(&all, &key, &text));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, a_door_that_is_shut_answers_at_once);
	test_cases_add(
	    tests, what_was_not_taken_is_answered_when_the_door_shuts);
	test_cases_add(tests, news_come_in_their_order);
	test_cases_add(tests, news_that_wait_have_a_ceiling);
	test_cases_add(tests, records_are_taken_as_they_were_put);
}
