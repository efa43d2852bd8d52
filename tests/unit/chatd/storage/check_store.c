/* SPDX-License-Identifier: MIT */
/*
 * The directory that texts are filed in.  Each test has one of its own, and
 * runs in it.
 */

#include "chatd/storage/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/chatd/storage/store_fixture.h"
#include "unit/unit.h"

static bool
is_there(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

static mode_t
mode_of(const char *path)
{
	struct stat status;

	ck_assert_int_eq(lstat(path, &status), 0);
	return status.st_mode & 07777;
}

START_TEST(a_folder_is_called_by_time_and_number)
{
	struct store *store = store_fixture_open_store(false);
	struct store_sender sender;
	int year, month, day, hour, minute, second, milliseconds, number;
	char end;

	store_sender_init(&sender, 42);
	store_fixture_keep_text(store, &sender, "text\n");
	ck_assert_int_eq(
	    sscanf(sender.folder, "%4d%2d%2d-%2d%2d%2d.%3d-%d%c", &year, &month,
		&day, &hour, &minute, &second, &milliseconds, &number, &end),
	    8);
	ck_assert_int_eq(number, 42);
	ck_assert_int_ge(year, 2026);
	ck_assert(is_there(sender.folder));
	store_close(store);
}
END_TEST

/* systemd starts services with a umask of 0077. */
START_TEST(modes_do_not_depend_on_the_umask)
{
	struct store *store = store_fixture_open_store(false);
	struct store_sender sender;

	umask(0777);
	store_sender_init(&sender, 1);
	store_fixture_keep_text(store, &sender, "text\n");
	umask(022);
	ck_assert_uint_eq(mode_of(sender.folder), 0750);
	ck_assert_int_eq(chdir(sender.folder), 0);
	ck_assert_uint_eq(mode_of("1.txt"), 0640);
	store_close(store);
}
END_TEST

START_TEST(a_text_has_no_place_before_it_is_whole)
{
	struct store *store = store_fixture_open_store(true);
	struct store_sender sender;

	store_sender_init(&sender, 1);
	ck_assert_int_eq(store_write(store, &sender, "half", 4), 0);
	ck_assert(!is_there("1.txt"));
	ck_assert(is_there(".incoming/1"));
	ck_assert_int_eq(store_write(store, &sender, " and whole\n", 11), 0);
	ck_assert_int_eq(store_keep(store, &sender), 0);
	ck_assert(is_there("1.txt"));
	ck_assert(!is_there(".incoming/1"));
	store_close(store);
}
END_TEST

START_TEST(a_discarded_text_leaves_nothing)
{
	struct store *store = store_fixture_open_store(false);
	struct store_sender sender;

	store_sender_init(&sender, 1);
	store_discard(store, &sender);
	ck_assert_int_eq(store_write(store, &sender, "text", 4), 0);
	store_discard(store, &sender);
	store_discard(store, &sender);
	ck_assert(!is_there(".incoming/1"));
	ck_assert_int_eq(rmdir(".incoming"), 0);
	ck_assert_int_eq(rmdir(store_fixture_directory()), 0);
	ck_assert_int_eq(mkdir(store_fixture_directory(), 0700), 0);
	store_close(store);
}
END_TEST

/* Forbid the process to open anything more; return the limit of before. */
static struct rlimit
run_out_of_descriptors(void)
{
	struct rlimit before, none;
	int next = dup(STDERR_FILENO);

	ck_assert_int_ge(next, 0);
	close(next);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = (rlim_t)next;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	return before;
}

START_TEST(a_folder_that_cannot_be_opened_is_not_left)
{
	struct store *store = store_fixture_open_store(false);
	struct store_sender sender;
	struct rlimit before;

	store_sender_init(&sender, 1);
	ck_assert_int_eq(store_write(store, &sender, "text\n", 5), 0);
	before = run_out_of_descriptors();
	ck_assert_int_eq(store_keep(store, &sender), -1);
	ck_assert_int_eq(errno, EMFILE);
	store_discard(store, &sender);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert_int_eq(rmdir(".incoming"), 0);
	ck_assert_int_eq(rmdir(store_fixture_directory()), 0);
	ck_assert_int_eq(mkdir(store_fixture_directory(), 0700), 0);
	store_close(store);
}
END_TEST

START_TEST(a_name_that_is_taken_by_a_directory_is_an_error)
{
	struct store *store = store_fixture_open_store(true);
	struct store_sender sender;

	ck_assert_int_eq(mkdir("1.txt", 0700), 0);
	store_sender_init(&sender, 1);
	ck_assert_int_eq(store_write(store, &sender, "text", 4), 0);
	ck_assert_int_eq(store_keep(store, &sender), -1);
	ck_assert_int_eq(errno, EISDIR);
	store_discard(store, &sender);
	ck_assert(!is_there(".incoming/1"));
	store_close(store);
}
END_TEST

/* Whoever has put a file there, a text is never written into it. */
START_TEST(an_unfinished_text_is_always_a_new_file)
{
	struct store *store = store_fixture_open_store(true);
	struct store_sender sender;

	store_fixture_write_file("victim", 0);
	ck_assert_int_eq(symlink("../victim", ".incoming/1"), 0);
	store_sender_init(&sender, 1);
	ck_assert_int_eq(store_write(store, &sender, "text", 4), -1);
	ck_assert_int_eq(errno, EEXIST);
	store_close(store);
}
END_TEST

START_TEST(what_was_unfinished_is_removed)
{
	struct store *store = store_fixture_open_store(false);

	store_fixture_write_file(".incoming/1", 5);
	store_fixture_write_file(".incoming/2", 5);
	ck_assert_uint_eq(store_prepare(store).files, 0);
	ck_assert_int_eq(rmdir(".incoming"), 0);
	store_close(store);
}
END_TEST

START_TEST(a_store_is_opened_once)
{
	struct store *store = store_fixture_open_store(false);

	ck_assert_ptr_null(store_open(
	    store_fixture_directory(), false, (struct quota_amount){ 1, 1 }));
	ck_assert_int_eq(errno, EWOULDBLOCK);
	store_close(store);
	store = store_fixture_open_store(false);
	store_close(store);
	store_close(NULL);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(
	    tests, store_fixture_set_up, store_fixture_tear_down);
	test_cases_add(tests, a_folder_is_called_by_time_and_number);
	test_cases_add(tests, modes_do_not_depend_on_the_umask);
	test_cases_add(tests, a_text_has_no_place_before_it_is_whole);
	test_cases_add(tests, a_discarded_text_leaves_nothing);
	test_cases_add(tests, a_folder_that_cannot_be_opened_is_not_left);
	test_cases_add(tests, a_name_that_is_taken_by_a_directory_is_an_error);
	test_cases_add(tests, an_unfinished_text_is_always_a_new_file);
	test_cases_add(tests, what_was_unfinished_is_removed);
	test_cases_add(tests, a_store_is_opened_once);
}
