/* SPDX-License-Identifier: MIT */
/*
 * The file of typed lines: where it is, who may read it, how long it gets.
 */

#include "chatc/user/line_history.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chatc/codecs/buffer.h"
#include "unit/unit.h"

static char home[] = "/tmp/check_line_history.XXXXXX";
static struct buffer loaded; /* each line with "|" */

static void
make_home(void)
{
	ck_assert_ptr_nonnull(mkdtemp(home));
	ck_assert_int_eq(setenv("HOME", home, 1), 0);
	ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
}

static void
remove_home(void)
{
	static const char *const made[] = { "/.local/state/chatd/chatc_history",
		"/.local/state/chatd", "/.local/state", "/.local", "" };
	char path[256];

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", home, made[i]);
		(void)remove(path);
	}
	ck_assert_int_eq(access(home, F_OK), -1);
}

static void
take(const char *line)
{
	buffer_append_format(&loaded, "%s|", line);
}

static void
assert_loaded(const char *path, const char *want)
{
	buffer_empty(&loaded);
	line_history_load(path, take);
	buffer_append(&loaded, "", 1);
	ck_assert_str_eq(loaded.bytes, want);
}

static int
save(const char *path, const char *lines)
{
	return line_history_save(path, slice_of(lines));
}

static mode_t
mode_of(const char *path)
{
	struct stat status;

	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_mode & 07777;
}

START_TEST(is_where_the_environment_says)
{
	char *path = line_history_path();

	ck_assert_ptr_nonnull(
	    strstr(path, "/.local/state/chatd/chatc_history"));
	free(path);
	ck_assert_int_eq(setenv("XDG_STATE_HOME", "relative", 1), 0);
	path = line_history_path();
	ck_assert_ptr_nonnull(
	    strstr(path, "/.local/state/chatd/chatc_history"));
	free(path);
	ck_assert_int_eq(setenv("XDG_STATE_HOME", "/state", 1), 0);
	path = line_history_path();
	ck_assert_str_eq(path, "/state/chatd/chatc_history");
	free(path);
	ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
	ck_assert_int_eq(unsetenv("HOME"), 0);
	ck_assert_ptr_null(line_history_path());
}
END_TEST

START_TEST(is_for_the_user_alone)
{
	char *path = line_history_path();

	assert_loaded(path, "");
	ck_assert_int_eq(save(path, "one\n"), 0);
	ck_assert_uint_eq(mode_of(path), 0600);
	*strrchr(path, '/') = '\0';
	ck_assert_uint_eq(mode_of(path), 0700);
	free(path);
}
END_TEST

START_TEST(adds_to_what_others_have_added)
{
	char *path = line_history_path();

	ck_assert_int_eq(save(path, "one\ntwo\n"), 0);
	ck_assert_int_eq(save(path, "three\n"), 0);
	assert_loaded(path, "one|two|three|");
	free(path);
}
END_TEST

START_TEST(keeps_the_last_lines)
{
	char *path = line_history_path(), last[32];
	struct buffer lines = { 0 };
	size_t count = 0;

	for (int i = 1; i <= LINE_HISTORY_LINES; i++)
		buffer_append_format(&lines, "line %d\n", i);
	ck_assert_int_eq(line_history_save(path, buffer_slice(&lines)), 0);
	ck_assert_int_eq(save(path, "one\ntwo\n"), 0);
	buffer_clear(&lines);
	line_history_load(path, take);
	buffer_append(&loaded, "", 1);
	ck_assert_ptr_eq(strstr(loaded.bytes, "line 3|"), loaded.bytes);
	for (const char *at = loaded.bytes; (at = strchr(at, '|')); at++)
		count++;
	ck_assert_uint_eq(count, LINE_HISTORY_LINES);
	(void)snprintf(
	    last, sizeof(last), "line %d|one|two|", LINE_HISTORY_LINES);
	ck_assert_ptr_nonnull(strstr(loaded.bytes, last));
	free(path);
}
END_TEST

START_TEST(does_not_make_a_home)
{
	char *path;

	ck_assert_int_eq(setenv("HOME", "/tmp/check_line_history.none", 1), 0);
	path = line_history_path();
	ck_assert_int_eq(save(path, "one\n"), -1);
	ck_assert_int_eq(errno, ENOENT);
	assert_loaded(path, "");
	free(path);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, make_home, remove_home);
	test_cases_add(tests, is_where_the_environment_says);
	test_cases_add(tests, is_for_the_user_alone);
	test_cases_add(tests, adds_to_what_others_have_added);
	test_cases_add(tests, keeps_the_last_lines);
	test_cases_add(tests, does_not_make_a_home);
}
