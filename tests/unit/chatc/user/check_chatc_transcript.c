/* SPDX-License-Identifier: MIT */
/*
 * What a transcript says, by a clock that the test sets.
 */

#include "chatc/user/transcript.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/unit.h"

/* 28 November 2026, 00:00 in UTC. */
#define MIDNIGHT ((time_t)1795824000)

static char folder[] = "/tmp/check_transcript.XXXXXX";
static char path[64];
static struct transcript transcript = { -1 };
static struct display_style style = { .decorated = true,
	.colours = true,
	.own_name = SLICE("alice"),
	.now = MIDNIGHT };

static void
open_file(void)
{
	ck_assert_int_eq(setenv("TZ", "XXX-1:30", 1), 0);
	tzset();
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/log", folder);
	ck_assert_int_eq(transcript_open(&transcript, path), 0);
}

static void
remove_file(void)
{
	transcript_close(&transcript);
	ck_assert_int_eq(remove(path), 0);
	ck_assert_int_eq(remove(folder), 0);
}

static void
assert_file(const char *want)
{
	char got[1024];
	FILE *file = fopen(path, "r");
	size_t size;

	ck_assert_ptr_nonnull(file);
	size = fread(got, 1, sizeof(got) - 1, file);
	got[size] = '\0';
	ck_assert_str_eq(got, want);
	(void)fclose(file);
}

static void
add_typed(const char *target, const char *line)
{
	ck_assert_int_eq(transcript_add_typed(&transcript, &style,
			     slice_of(target), slice_of(line)),
	    0);
}

START_TEST(has_the_time_and_no_escapes)
{
	struct sentence sentence = { .kind = SENTENCE_FROM,
		.name = SLICE("bob"),
		.text = SLICE("a\033[2J alice\nb") };
	struct stat status;

	ck_assert_int_eq(transcript_add(&transcript, &style, &sentence), 0);
	assert_file("2026-11-28T01:30:00+01:30 "
		    "From bob: a\\x1B[2J alice\\x0Ab\n");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
}
END_TEST

START_TEST(has_the_time_before_each_line)
{
	struct sentence sentence = { .kind = SENTENCE_NAMES,
		.text = SLICE("alice,bob") };

	ck_assert_int_eq(transcript_add(&transcript, &style, &sentence), 0);
	assert_file("2026-11-28T01:30:00+01:30 There are 2 online users:\n"
		    "2026-11-28T01:30:00+01:30 alice\n"
		    "2026-11-28T01:30:00+01:30 bob\n");
}
END_TEST

START_TEST(has_what_the_user_says)
{
	add_typed("", "@bob hi");
	add_typed("", "hi \033");
	add_typed("#tea", "hi");
	add_typed("bob", "!me waves");
	add_typed("bob", "!who");
	add_typed("bob", "");
	assert_file("2026-11-28T01:30:00+01:30 alice to bob: hi\n"
		    "2026-11-28T01:30:00+01:30 alice: hi \\x1B\n"
		    "2026-11-28T01:30:00+01:30 alice to #tea: hi\n"
		    "2026-11-28T01:30:00+01:30 alice to bob: * alice waves\n");
}
END_TEST

START_TEST(ends_when_it_cannot_be_written)
{
	struct transcript full;
	struct sentence sentence = { .kind = SENTENCE_SENT };

	ck_assert_int_eq(transcript_open(&full, "/dev/full"), 0);
	ck_assert_int_eq(transcript_add(&full, &style, &sentence), -1);
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_eq(full.fd, -1);
	ck_assert_int_eq(transcript_add(&full, &style, &sentence), 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, open_file, remove_file);
	test_cases_add(tests, has_the_time_and_no_escapes);
	test_cases_add(tests, has_the_time_before_each_line);
	test_cases_add(tests, has_what_the_user_says);
	test_cases_add(tests, ends_when_it_cannot_be_written);
}
