/* SPDX-License-Identifier: MIT */
/*
 * The file of known servers: what is found in it, and what a new line leaves of
 * the others.
 */

#include "chatc/trust/known_servers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chatc/codecs/buffer.h"
#include "unit/unit.h"

static char home[] = "/tmp/check_known_servers.XXXXXX";
static char *path;

static void
make_home(void)
{
	ck_assert_ptr_nonnull(mkdtemp(home));
	ck_assert_int_eq(setenv("HOME", home, 1), 0);
	ck_assert_int_eq(unsetenv("XDG_DATA_HOME"), 0);
	path = known_servers_path();
	ck_assert_ptr_nonnull(path);
}

static void
remove_home(void)
{
	static const char *const made[] = { "/.local/share/chatd/known_servers",
		"/.local/share/chatd", "/.local/share", "/.local", "" };
	char place[256];

	free(path);
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		(void)snprintf(place, sizeof(place), "%s%s", home, made[i]);
		(void)remove(place);
	}
	ck_assert_int_eq(access(home, F_OK), -1);
}

/* ---- what is found ------------------------------------------------------- */

static const char text[] = "# from the operator\n"
			   "\n"
			   "chat.example:5378 SHA256:one\n"
			   "  other.example:5378\tSHA256:two  a remark\r\n"
			   "Chat.Example:5378 SHA256:three\n"
			   "[::1]:5378 SHA256:four\n"
			   "half.example:5378\n"
			   "last.example:5378 SHA256:five";

static enum known_servers_answer
look_up(const char *server, const char *key)
{
	struct slice known;
	unsigned int line;

	return known_servers_look_up(
	    slice_of(text), slice_of(server), slice_of(key), &line, &known);
}

START_TEST(any_key_of_a_server_is_good)
{
	ck_assert_int_eq(
	    look_up("chat.example:5378", "SHA256:one"), KNOWN_SERVERS_YES);
	ck_assert_int_eq(
	    look_up("chat.example:5378", "SHA256:three"), KNOWN_SERVERS_YES);
	ck_assert_int_eq(
	    look_up("CHAT.example:5378", "SHA256:one"), KNOWN_SERVERS_YES);
	ck_assert_int_eq(
	    look_up("other.example:5378", "SHA256:two"), KNOWN_SERVERS_YES);
	ck_assert_int_eq(
	    look_up("[::1]:5378", "SHA256:four"), KNOWN_SERVERS_YES);
	ck_assert_int_eq(
	    look_up("last.example:5378", "SHA256:five"), KNOWN_SERVERS_YES);
}
END_TEST

START_TEST(a_key_is_good_for_its_server_alone)
{
	ck_assert_int_eq(
	    look_up("other.example:5378", "SHA256:one"), KNOWN_SERVERS_ANOTHER);
	ck_assert_int_eq(
	    look_up("chat.example:5378", "SHA256:on"), KNOWN_SERVERS_ANOTHER);
	ck_assert_int_eq(
	    look_up("half.example:5378", "SHA256:one"), KNOWN_SERVERS_ANOTHER);
}
END_TEST

START_TEST(who_is_not_there_was_never_met)
{
	ck_assert_int_eq(
	    look_up("chat.example:5379", "SHA256:one"), KNOWN_SERVERS_NEVER);
	ck_assert_int_eq(
	    look_up("chat.example", "SHA256:one"), KNOWN_SERVERS_NEVER);
	ck_assert_int_eq(look_up("#", "from"), KNOWN_SERVERS_YES);
}
END_TEST

START_TEST(another_key_is_told_with_its_line)
{
	struct slice known;
	unsigned int line = 0;

	ck_assert_int_eq(
	    known_servers_look_up(slice_of(text), slice_of("chat.example:5378"),
		slice_of("SHA256:new"), &line, &known),
	    KNOWN_SERVERS_ANOTHER);
	ck_assert_uint_eq(line, 3);
	ck_assert(slice_equals(known, slice_of("SHA256:one")));
}
END_TEST

/* ---- the file ------------------------------------------------------------ */

static void
assert_file(const char *want)
{
	struct buffer found = { 0 };

	ck_assert_int_eq(known_servers_read(path, &found), 0);
	buffer_append(&found, "", 1);
	ck_assert_str_eq(found.bytes, want);
	buffer_clear(&found);
}

static int
add(const char *server, const char *key)
{
	return known_servers_add(path, slice_of(server), slice_of(key));
}

START_TEST(lines_are_added_for_the_user_alone)
{
	struct stat file;

	assert_file("");
	ck_assert_int_eq(add("a:1", "SHA256:one"), 0);
	ck_assert_int_eq(add("b:2", "SHA256:two"), 0);
	assert_file("a:1 SHA256:one\nb:2 SHA256:two\n");
	ck_assert_int_eq(stat(path, &file), 0);
	ck_assert_uint_eq(file.st_mode & 0777, 0600);
}
END_TEST

START_TEST(a_line_without_its_end_is_ended)
{
	FILE *file;

	ck_assert_int_eq(add("a:1", "SHA256:one"), 0);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("c:3 SHA256:three", file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(add("b:2", "SHA256:two"), 0);
	assert_file("c:3 SHA256:three\nb:2 SHA256:two\n");
}
END_TEST

START_TEST(a_file_that_is_none_is_an_error)
{
	struct buffer found = { 0 };

	ck_assert_int_eq(known_servers_read(home, &found), -1);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(
	    known_servers_add(home, slice_of("a:1"), slice_of("SHA256:one")),
	    -1);
	buffer_clear(&found);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, make_home, remove_home);
	test_cases_add(tests, any_key_of_a_server_is_good);
	test_cases_add(tests, a_key_is_good_for_its_server_alone);
	test_cases_add(tests, who_is_not_there_was_never_met);
	test_cases_add(tests, another_key_is_told_with_its_line);
	test_cases_add(tests, lines_are_added_for_the_user_alone);
	test_cases_add(tests, a_line_without_its_end_is_ended);
	test_cases_add(tests, a_file_that_is_none_is_an_error);
}
