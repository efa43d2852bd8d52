/* SPDX-License-Identifier: MIT */
/*
 * Files as the drop protocol sends them: counted and whole, or not at all.
 */

#include "chatc/text_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/unit.h"

static char path[] = "/tmp/check_text_file.XXXXXX";
static struct text_file file;
static const char *error;

static void
set_up(void)
{
	int descriptor = mkstemp(path);

	ck_assert_int_ne(descriptor, -1);
	(void)close(descriptor);
	file.descriptor = -1;
}

static void
tear_down(void)
{
	text_file_close(&file);
	(void)unlink(path);
}

static void
write_content(const char *content)
{
	FILE *stream = fopen(path, "w");

	ck_assert_ptr_nonnull(stream);
	ck_assert_int_ne(fputs(content, stream), EOF);
	ck_assert_int_eq(fclose(stream), 0);
}

/* Read to the end in pieces of this size, and return what ended it. */
static long
read_all(size_t piece, char *content)
{
	size_t size = 0;
	long got;

	while ((got = text_file_read(&file, content + size, piece, &error)) > 0)
		size += (size_t)got;
	content[size] = '\0';
	return got;
}

static void
assert_sent(const char *content, uint32_t lines, const char *want)
{
	char got[64];

	for (size_t piece = 1; piece < 8; piece++) {
		write_content(content);
		ck_assert_int_eq(text_file_open(&file, path, &error), 0);
		ck_assert_uint_eq(file.lines, lines);
		ck_assert_uint_eq(file.size, strlen(want));
		ck_assert_int_eq(read_all(piece, got), 0);
		ck_assert_str_eq(got, want);
		text_file_close(&file);
	}
}

START_TEST(counts_lines_and_ends_the_last)
{
	assert_sent("one\n", 1, "one\n");
	assert_sent("one\ntwo\n", 2, "one\ntwo\n");
	assert_sent("one\ntwo", 2, "one\ntwo\n");
	assert_sent("\n\n", 2, "\n\n");
	assert_sent("x", 1, "x\n");
}
END_TEST

START_TEST(refuses_files_without_lines)
{
	ck_assert_int_eq(text_file_open(&file, path, &error), -1);
	ck_assert_str_eq(error, "has no lines");
	ck_assert_int_eq(text_file_open(&file, "/", &error), -1);
	ck_assert_str_eq(error, "not a file");
	ck_assert_int_eq(text_file_open(&file, "/nowhere", &error), -1);
	ck_assert_str_eq(error, "No such file or directory");
}
END_TEST

START_TEST(notices_every_change)
{
	static const char *const changes[] = { "one\ntwo\n", "one two three\n",
		"one\ntwo\nth\n\n" };
	char got[64];

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		write_content("one\ntwo\nth.\n");
		ck_assert_int_eq(text_file_open(&file, path, &error), 0);
		write_content(changes[i]);
		ck_assert_int_eq(read_all(4, got), -1);
		ck_assert_str_eq(error, "changed while it was read");
		text_file_close(&file);
	}
}
END_TEST

START_TEST(writes_headers)
{
	char header[TEXT_FILE_HEADER_BYTES];

	text_file_header(0x01020380, header);
	ck_assert_int_eq(memcmp(header, "\1\2\3\200", 4), 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, counts_lines_and_ends_the_last);
	test_cases_add(tests, refuses_files_without_lines);
	test_cases_add(tests, notices_every_change);
	test_cases_add(tests, writes_headers);
}
