/* SPDX-License-Identifier: MIT */
/*
 * How much may be filed in a directory: what counts, and what makes room.  Each
 * test has a directory of its own, and runs in it.
 */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/chatd/storage/store_fixture.h"
#include "unit/unit.h"

#define BLOCK     STORE_BLOCK_BYTES
#define TOTAL_MAX STORE_FIXTURE_BYTES
#define FILES_MAX STORE_FIXTURE_FILES

/* So many that counting them takes milliseconds. */
#define MANY_FILES 2000

/* Texts count by the blocks that they take. */
START_TEST(the_quota_is_exact_and_counts_what_is_unfinished)
{
	static const char text[TOTAL_MAX] = "";
	struct store *store = store_fixture_open_store(true);
	struct store_sender one, other;

	store_sender_init(&one, 1);
	store_sender_init(&other, 2);
	ck_assert_int_eq(store_write(store, &one, text, 9 * BLOCK - 1), 0);
	ck_assert_int_eq(store_write(store, &one, text, 1), 0);
	ck_assert_int_eq(store_write(store, &other, text, BLOCK + 1), -1);
	ck_assert_int_eq(errno, EDQUOT);
	store_discard(store, &other);
	ck_assert_int_eq(store_write(store, &other, text, 1), 0);
	ck_assert_int_eq(store_write(store, &other, text, BLOCK - 1), 0);
	ck_assert_int_eq(store_write(store, &other, text, 1), -1);
	store_discard(store, &other);
	ck_assert_int_eq(store_write(store, &other, text, 1), 0);
	store_discard(store, &one);
	ck_assert_int_eq(store_keep(store, &other), 0);
	ck_assert_int_eq(store_write(store, &one, text, 9 * BLOCK + 1), -1);
	store_discard(store, &one);
	ck_assert_int_eq(store_write(store, &one, text, 9 * BLOCK), 0);
	store_set_most(store, (struct quota_amount){ 20 * BLOCK, FILES_MAX });
	ck_assert_int_eq(store_write(store, &one, text, TOTAL_MAX), 0);
	store_discard(store, &one);
	store_close(store);
}
END_TEST

START_TEST(a_folder_counts_as_a_block)
{
	static const char text[TOTAL_MAX] = "";
	struct store *store = store_fixture_open_store(false);
	struct store_sender one, other;

	store_sender_init(&one, 1);
	store_sender_init(&other, 2);
	ck_assert_int_eq(store_write(store, &one, text, TOTAL_MAX), 0);
	ck_assert_int_eq(store_keep(store, &one), -1);
	ck_assert_int_eq(errno, EDQUOT);
	store_discard(store, &one);
	store_fixture_keep_text(store, &one, "text\n");
	store_fixture_keep_text(store, &one, "text\n");
	ck_assert_int_eq(store_write(store, &other, text, 7 * BLOCK), 0);
	ck_assert_int_eq(store_keep(store, &other), -1);
	store_discard(store, &other);
	ck_assert_int_eq(store_write(store, &other, text, 6 * BLOCK), 0);
	ck_assert_int_eq(store_keep(store, &other), 0);
	store_close(store);
	/* A count finds what was added up. */
	store = store_fixture_open_store(false);
	ck_assert_uint_eq(store_prepare(store).bytes, TOTAL_MAX);
	store_close(store);
}
END_TEST

START_TEST(there_are_no_more_files_than_there_may_be)
{
	struct store *store = store_fixture_open_store(true);
	struct store_sender senders[FILES_MAX + 1];

	for (uint64_t i = 0; i <= FILES_MAX; i++)
		store_sender_init(&senders[i], i);
	for (int i = 0; i < FILES_MAX; i++)
		ck_assert_int_eq(store_write(store, &senders[i], "x", 1), 0);
	ck_assert_int_eq(store_write(store, &senders[FILES_MAX], "x", 1), -1);
	ck_assert_int_eq(errno, ERANGE);
	store_discard(store, &senders[FILES_MAX]);
	/* Those that have been begun may go on. */
	ck_assert_int_eq(store_write(store, &senders[0], "x", 1), 0);
	store_discard(store, &senders[0]);
	ck_assert_int_eq(store_write(store, &senders[FILES_MAX], "x", 1), 0);
	for (int i = 1; i <= FILES_MAX; i++) {
		senders[i].texts = (uint64_t)i;
		ck_assert_int_eq(store_keep(store, &senders[i]), 0);
	}
	ck_assert_int_eq(store_write(store, &senders[0], "x", 1), -1);
	ck_assert_int_eq(errno, ERANGE);
	store_close(store);
	store = store_fixture_open_store(true);
	ck_assert_uint_eq(store_prepare(store).files, FILES_MAX);
	store_close(store);
}
END_TEST

START_TEST(texts_and_their_folders_count_and_nothing_else)
{
	struct store *store = store_fixture_open_store(false);
	struct quota_amount found;

	store_fixture_write_file("1.txt", 1);
	ck_assert_int_eq(mkdir("folder", 0700), 0);
	store_fixture_write_file("folder/1.txt", 10 * BLOCK + 1);
	ck_assert_int_eq(mkdir("folder/folder", 0700), 0);
	store_fixture_write_file("folder/folder/1.txt", 100 * BLOCK);
	store_fixture_write_file(".hidden", 1000 * BLOCK);
	ck_assert_int_eq(symlink("folder", "link"), 0);
	found = store_prepare(store);
	ck_assert_uint_eq(found.files, 2);
	ck_assert_uint_eq(found.bytes, 13 * BLOCK);
	store_close(store);
}
END_TEST

/*
 * Whatever is taken away makes room for the very next text, although a count of
 * so many files is not repeated soon.
 */
START_TEST(what_is_taken_away_makes_room_at_once)
{
	struct store *store = store_fixture_open_store(false);
	struct store_sender sender;
	char name[32];

	ck_assert_int_eq(mkdir("1", 0700), 0);
	ck_assert_int_eq(mkdir("2", 0700), 0);
	for (int i = 0; i < MANY_FILES; i++) {
		snprintf(name, sizeof(name), "%d/%d.txt", 1 + i % 2, i);
		store_fixture_write_file(name, 0);
	}
	store_set_most(
	    store, (struct quota_amount){ 100 * TOTAL_MAX, MANY_FILES });
	ck_assert_uint_eq(store_prepare(store).files, MANY_FILES);
	store_sender_init(&sender, 1);
	ck_assert_int_eq(store_write(store, &sender, "x", 1), -1);
	store_discard(store, &sender);
	switch (_i) {
	case 0: /* one file of a folder */
		ck_assert_int_eq(unlink("2/1.txt"), 0);
		break;
	case 1: /* the same, by moving it out */
		ck_assert_int_eq(rename("1/0.txt", ".incoming/0.txt"), 0);
		break;
	case 2: /* a folder with all that is in it */
		ck_assert_int_eq(rename("2", ".2"), 0);
		break;
	}
	ck_assert_int_eq(store_write(store, &sender, "x", 1), 0);
	ck_assert_int_eq(store_keep(store, &sender), 0);
	store_close(store);
}
END_TEST

/* The folder is one that the store has made since it counted. */
START_TEST(what_is_taken_away_from_a_new_folder_makes_room_at_once)
{
	struct store *store = store_fixture_open_store(false);
	struct store_sender sender;
	char name[STORE_NAME_BYTES + sizeof("/1.txt")];

	ck_assert_int_eq(mkdir("1", 0700), 0);
	for (int i = 1; i < MANY_FILES; i++) {
		snprintf(name, sizeof(name), "1/%d.txt", i);
		store_fixture_write_file(name, 0);
	}
	store_set_most(
	    store, (struct quota_amount){ 100 * TOTAL_MAX, MANY_FILES });
	store_prepare(store);
	store_sender_init(&sender, 1);
	store_fixture_keep_text(store, &sender, "text\n");
	ck_assert_int_eq(store_write(store, &sender, "x", 1), -1);
	store_discard(store, &sender);
	snprintf(name, sizeof(name), "%s/1.txt", sender.folder);
	ck_assert_int_eq(unlink(name), 0);
	ck_assert_int_eq(store_write(store, &sender, "x", 1), 0);
	store_discard(store, &sender);
	store_close(store);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(
	    tests, store_fixture_set_up, store_fixture_tear_down);
	test_cases_add(tests, the_quota_is_exact_and_counts_what_is_unfinished);
	test_cases_add(tests, a_folder_counts_as_a_block);
	test_cases_add(tests, there_are_no_more_files_than_there_may_be);
	test_cases_add(tests, texts_and_their_folders_count_and_nothing_else);
	test_cases_add_loop(tests, what_is_taken_away_makes_room_at_once, 0, 3);
	test_cases_add(
	    tests, what_is_taken_away_from_a_new_folder_makes_room_at_once);
}
