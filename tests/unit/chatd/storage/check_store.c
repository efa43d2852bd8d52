/* SPDX-License-Identifier: MIT */
/*
 * The directory that texts are filed in.  Each test has one of its own, and
 * runs in it.
 */

#include "chatd/storage/store.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/unit.h"

#define BLOCK     STORE_BLOCK_BYTES
#define TOTAL_MAX (10 * BLOCK)
#define FILES_MAX 4

static const struct quota_amount most = { TOTAL_MAX, FILES_MAX };

static char directory[sizeof("/tmp/check_store.XXXXXX")];

static int
remove_cb(
    const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status;
	(void)type;
	(void)position;
	return remove(path);
}

static void
set_up(void)
{
	strcpy(directory, "/tmp/check_store.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chdir(directory), 0);
}

static void
tear_down(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(
	    nftw(directory, remove_cb, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static struct store *
open_store(bool is_shared)
{
	struct store *store = store_open(directory, is_shared, most);

	ck_assert_ptr_nonnull(store);
	return store;
}

static void
keep_text(struct store *store, struct store_sender *sender, const char *text)
{
	ck_assert_int_eq(store_write(store, sender, text, strlen(text)), 0);
	ck_assert_int_eq(store_keep(store, sender), 0);
}

static void
write_file(const char *path, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	close(fd);
}

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
	struct store *store = open_store(false);
	struct store_sender sender;
	int year, month, day, hour, minute, second, milliseconds, number;
	char end;

	store_sender_init(&sender, 42);
	keep_text(store, &sender, "text\n");
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
	struct store *store = open_store(false);
	struct store_sender sender;

	umask(0777);
	store_sender_init(&sender, 1);
	keep_text(store, &sender, "text\n");
	umask(022);
	ck_assert_uint_eq(mode_of(sender.folder), 0750);
	ck_assert_int_eq(chdir(sender.folder), 0);
	ck_assert_uint_eq(mode_of("1.txt"), 0640);
	store_close(store);
}
END_TEST

START_TEST(a_text_has_no_place_before_it_is_whole)
{
	struct store *store = open_store(true);
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
	struct store *store = open_store(false);
	struct store_sender sender;

	store_sender_init(&sender, 1);
	store_discard(store, &sender);
	ck_assert_int_eq(store_write(store, &sender, "text", 4), 0);
	store_discard(store, &sender);
	store_discard(store, &sender);
	ck_assert(!is_there(".incoming/1"));
	ck_assert_int_eq(rmdir(".incoming"), 0);
	ck_assert_int_eq(rmdir(directory), 0);
	ck_assert_int_eq(mkdir(directory, 0700), 0);
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
	struct store *store = open_store(false);
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
	ck_assert_int_eq(rmdir(directory), 0);
	ck_assert_int_eq(mkdir(directory, 0700), 0);
	store_close(store);
}
END_TEST

START_TEST(a_name_that_is_taken_by_a_directory_is_an_error)
{
	struct store *store = open_store(true);
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
	struct store *store = open_store(true);
	struct store_sender sender;

	write_file("victim", 0);
	ck_assert_int_eq(symlink("../victim", ".incoming/1"), 0);
	store_sender_init(&sender, 1);
	ck_assert_int_eq(store_write(store, &sender, "text", 4), -1);
	ck_assert_int_eq(errno, EEXIST);
	store_close(store);
}
END_TEST

/* Texts count by the blocks that they take. */
START_TEST(the_quota_is_exact_and_counts_what_is_unfinished)
{
	static const char text[TOTAL_MAX] = "";
	struct store *store = open_store(true);
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
	struct store *store = open_store(false);
	struct store_sender one, other;

	store_sender_init(&one, 1);
	store_sender_init(&other, 2);
	ck_assert_int_eq(store_write(store, &one, text, TOTAL_MAX), 0);
	ck_assert_int_eq(store_keep(store, &one), -1);
	ck_assert_int_eq(errno, EDQUOT);
	store_discard(store, &one);
	keep_text(store, &one, "text\n");
	keep_text(store, &one, "text\n");
	ck_assert_int_eq(store_write(store, &other, text, 7 * BLOCK), 0);
	ck_assert_int_eq(store_keep(store, &other), -1);
	store_discard(store, &other);
	ck_assert_int_eq(store_write(store, &other, text, 6 * BLOCK), 0);
	ck_assert_int_eq(store_keep(store, &other), 0);
	store_close(store);
	/* A count finds what was added up. */
	store = open_store(false);
	ck_assert_uint_eq(store_prepare(store).bytes, TOTAL_MAX);
	store_close(store);
}
END_TEST

START_TEST(there_are_no_more_files_than_there_may_be)
{
	struct store *store = open_store(true);
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
	store = open_store(true);
	ck_assert_uint_eq(store_prepare(store).files, FILES_MAX);
	store_close(store);
}
END_TEST

START_TEST(texts_and_their_folders_count_and_nothing_else)
{
	struct store *store = open_store(false);
	struct quota_amount found;

	write_file("1.txt", 1);
	ck_assert_int_eq(mkdir("folder", 0700), 0);
	write_file("folder/1.txt", 10 * BLOCK + 1);
	ck_assert_int_eq(mkdir("folder/folder", 0700), 0);
	write_file("folder/folder/1.txt", 100 * BLOCK);
	write_file(".hidden", 1000 * BLOCK);
	ck_assert_int_eq(symlink("folder", "link"), 0);
	found = store_prepare(store);
	ck_assert_uint_eq(found.files, 2);
	ck_assert_uint_eq(found.bytes, 13 * BLOCK);
	store_close(store);
}
END_TEST

START_TEST(what_was_unfinished_is_removed)
{
	struct store *store = open_store(false);

	write_file(".incoming/1", 5);
	write_file(".incoming/2", 5);
	ck_assert_uint_eq(store_prepare(store).files, 0);
	ck_assert_int_eq(rmdir(".incoming"), 0);
	store_close(store);
}
END_TEST

START_TEST(a_store_is_opened_once)
{
	struct store *store = open_store(false);

	ck_assert_ptr_null(store_open(directory, false, most));
	ck_assert_int_eq(errno, EWOULDBLOCK);
	store_close(store);
	store = open_store(false);
	store_close(store);
	store_close(NULL);
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_folder_is_called_by_time_and_number);
	tcase_add_test(tests, modes_do_not_depend_on_the_umask);
	tcase_add_test(tests, a_text_has_no_place_before_it_is_whole);
	tcase_add_test(tests, a_discarded_text_leaves_nothing);
	tcase_add_test(tests, a_folder_that_cannot_be_opened_is_not_left);
	tcase_add_test(tests, a_name_that_is_taken_by_a_directory_is_an_error);
	tcase_add_test(tests, an_unfinished_text_is_always_a_new_file);
	tcase_add_test(tests, the_quota_is_exact_and_counts_what_is_unfinished);
	tcase_add_test(tests, a_folder_counts_as_a_block);
	tcase_add_test(tests, there_are_no_more_files_than_there_may_be);
	tcase_add_test(tests, texts_and_their_folders_count_and_nothing_else);
	tcase_add_test(tests, what_was_unfinished_is_removed);
	tcase_add_test(tests, a_store_is_opened_once);
}
