/* SPDX-License-Identifier: MIT */
/* A file that is replaced, on a disk where anything may end a process. */

#include "chatd/storage/replaced_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/unit.h"

#define SIZE_MAX_BYTES 4096

static const char old_text[] = "chatd-accounts 1\nalice $y$hash\nend 1\n";
static const char new_text[] =
    "chatd-accounts 1\nalice $y$hash\nbob $y$hash\nend 2\n";

static char directory[sizeof("/tmp/check_accounts.XXXXXX")];
static char path[64];

static void
set_up(void)
{
	strcpy(directory, "/tmp/check_accounts.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/accounts", directory);
}

static const char *
path_with(const char *suffix)
{
	static char made[128];

	snprintf(made, sizeof(made), "%s%s", path, suffix);
	return made;
}

static void
tear_down(void)
{
	unlink(path);
	unlink(path_with(".new"));
	unlink(path_with(".lock"));
	ck_assert_int_eq(rmdir(directory), 0);
}

static struct replaced_file
open_file(void)
{
	struct replaced_file file;

	ck_assert_int_eq(replaced_file_open(&file, path), 0);
	return file;
}

static void
replace(const char *text)
{
	struct replaced_file file = open_file();

	ck_assert_int_eq(replaced_file_replace(&file, text, strlen(text)), 0);
	replaced_file_close(&file);
}

/* Say whether the file is this one. */
static bool
file_is(const char *text)
{
	struct replaced_file file = open_file();
	size_t size;
	char *bytes = replaced_file_read(&file, SIZE_MAX_BYTES, &size);
	bool is_equal = bytes != NULL && size == strlen(text) &&
			memcmp(bytes, text, size) == 0;

	free(bytes);
	replaced_file_close(&file);
	return is_equal;
}

static bool
exists(const char *suffix)
{
	return access(path_with(suffix), F_OK) == 0;
}

/*
 * Let files have this many bytes: more than that is an error, or the end. Check
 * writes to a file as well, so that nothing may be asserted until the limit is
 * gone.
 */
static void
limit_files(rlim_t bytes, bool kills)
{
	const struct rlimit limit = { bytes, RLIM_INFINITY };

	signal(SIGXFSZ, kills ? SIG_DFL : SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		abort();
}

/*
 * Replace the file in a process that dies at this byte of the new one.  Return
 * whether it did.
 */
static bool
die_at(size_t byte)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct replaced_file file = open_file();

		limit_files(byte, true);
		_exit(replaced_file_replace(
			  &file, new_text, strlen(new_text)) == 0
			  ? 0
			  : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		ck_assert_int_eq(WEXITSTATUS(status), 0);
	else
		ck_assert_int_eq(WTERMSIG(status), SIGXFSZ);
	return WIFSIGNALED(status);
}

START_TEST(a_crash_at_any_byte_leaves_the_old_file_or_the_new_one)
{
	size_t byte = 0;

	set_up();
	replace(old_text);
	while (die_at(byte)) {
		ck_assert_msg(file_is(old_text), "byte %zu", byte);
		/* What it has left behind is in nobody's way. */
		ck_assert_msg(exists(".new"), "byte %zu", byte);
		byte++;
	}
	ck_assert_uint_eq(byte, strlen(new_text));
	ck_assert(file_is(new_text));
	ck_assert(!exists(".new"));
	tear_down();
}
END_TEST

START_TEST(an_error_at_any_byte_leaves_the_old_file)
{
	struct replaced_file file;

	set_up();
	replace(old_text);
	file = open_file();
	for (size_t byte = strlen(new_text); byte-- > 0;) {
		int result, error;

		limit_files(byte, false);
		result = replaced_file_replace(
		    &file, new_text, strlen(new_text));
		error = errno;
		limit_files(RLIM_INFINITY, false);
		ck_assert_int_eq(result, -1);
		ck_assert_int_eq(error, EFBIG);
		ck_assert(!exists(".new"));
	}
	replaced_file_close(&file);
	ck_assert(file_is(old_text));
	tear_down();
}
END_TEST

START_TEST(only_its_owner_can_read_it)
{
	struct stat status;

	set_up();
	umask(0);
	replace(old_text);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
	/* A file that was in the way gives it no other mode. */
	ck_assert_int_eq(
	    close(open(path_with(".new"), O_CREAT | O_WRONLY, 0666)), 0);
	replace(new_text);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
	tear_down();
}
END_TEST

START_TEST(one_daemon_has_it_at_a_time)
{
	struct replaced_file file, other;

	set_up();
	file = open_file();
	ck_assert_int_eq(replaced_file_open(&other, path), -1);
	ck_assert_int_eq(errno, EWOULDBLOCK);
	/* Neither does a change let another one in. */
	ck_assert_int_eq(
	    replaced_file_replace(&file, old_text, strlen(old_text)), 0);
	ck_assert_int_eq(replaced_file_open(&other, path), -1);
	replaced_file_close(&file);
	file = open_file();
	replaced_file_close(&file);
	tear_down();
}
END_TEST

/* Try to read the file; return errno. */
static int
read_error(size_t size_max)
{
	struct replaced_file file = open_file();
	size_t size;

	ck_assert_ptr_null(replaced_file_read(&file, size_max, &size));
	replaced_file_close(&file);
	return errno;
}

START_TEST(what_cannot_be_read_is_told_apart)
{
	set_up();
	ck_assert_int_eq(read_error(SIZE_MAX_BYTES), ENOENT);
	replace(old_text);
	ck_assert_int_eq(read_error(strlen(old_text) - 1), EFBIG);
	ck_assert_int_eq(rename(path, path_with(".new")), 0);
	ck_assert_int_eq(symlink(path_with(".new"), path), 0);
	ck_assert_int_eq(read_error(SIZE_MAX_BYTES), ELOOP);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(read_error(SIZE_MAX_BYTES), EINVAL);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(read_error(SIZE_MAX_BYTES), EISDIR);
	ck_assert_int_eq(rmdir(path), 0);
	tear_down();
}
END_TEST

START_TEST(a_directory_that_is_not_there_is_an_error)
{
	struct replaced_file file;

	ck_assert_int_eq(
	    replaced_file_open(&file, "/nowhere/at/all/accounts"), -1);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(a_path_may_be_relative)
{
	struct replaced_file file;

	set_up();
	ck_assert_int_eq(chdir(directory), 0);
	ck_assert_int_eq(replaced_file_open(&file, "accounts"), 0);
	ck_assert_int_eq(
	    replaced_file_replace(&file, old_text, strlen(old_text)), 0);
	replaced_file_close(&file);
	ck_assert(file_is(old_text));
	ck_assert_int_eq(chdir("/"), 0);
	tear_down();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(
	    tests, a_crash_at_any_byte_leaves_the_old_file_or_the_new_one);
	test_cases_add(tests, an_error_at_any_byte_leaves_the_old_file);
	test_cases_add(tests, only_its_owner_can_read_it);
	test_cases_add(tests, one_daemon_has_it_at_a_time);
	test_cases_add(tests, what_cannot_be_read_is_told_apart);
	test_cases_add(tests, a_directory_that_is_not_there_is_an_error);
	test_cases_add(tests, a_path_may_be_relative);
}
