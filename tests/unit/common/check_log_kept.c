/* SPDX-License-Identifier: MIT */
/* The last error, which is kept besides being logged. */

#include "common/log.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "unit/unit.h"

static struct log_error error;

static void
require_kept(const char *text, int number)
{
	ck_assert_str_eq(error.text, text);
	ck_assert_int_eq(error.number, number);
}

START_TEST(keeps_the_last_error)
{
	log_error("too early");
	log_keep_last_error(&error);
	require_kept("", 0);
	errno = ENOENT;
	log_errno("cannot open \"%s\"", "file");
	require_kept("cannot open \"file\": No such file or directory", ENOENT);
	log_warning("no error");
	require_kept("cannot open \"file\": No such file or directory", ENOENT);
	log_error_about(EACCES, "not %s", "allowed");
	require_kept("not allowed", EACCES);
	log_error("no number");
	require_kept("no number", 0);
	log_keep_last_error(NULL);
	log_error("too late");
	require_kept("no number", 0);
}
END_TEST

static void *
log_from_thread(void *argument)
{
	log_error("another thread");
	return argument;
}

START_TEST(keeps_no_error_of_another_thread)
{
	pthread_t thread;

	log_keep_last_error(&error);
	ck_assert_int_eq(
	    pthread_create(&thread, NULL, log_from_thread, NULL), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	require_kept("", 0);
}
END_TEST

START_TEST(keeps_one_line)
{
	log_keep_last_error(&error);
	log_error("cannot read it\nREADY=%d", 1);
	require_kept("cannot read it?READY=1", 0);
}
END_TEST

START_TEST(cuts_between_characters)
{
	char text[2 * LOG_ERROR_BYTES];

	for (size_t shift = 0; shift < 4; shift++) {
		memset(text, 'x', shift);
		for (size_t i = shift; i + 3 < sizeof(text); i += 3)
			memcpy(text + i, "\u20ac", 4);
		log_keep_last_error(&error);
		log_error("%s", text);
		ck_assert_uint_gt(strlen(error.text), LOG_ERROR_BYTES - 6);
		ck_assert_uint_eq((strlen(error.text) - shift) % 3, 0);
		ck_assert_int_eq(
		    strncmp(error.text, text, strlen(error.text)), 0);
	}
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, keeps_the_last_error);
	test_cases_add(tests, keeps_no_error_of_another_thread);
	test_cases_add(tests, keeps_one_line);
	test_cases_add(tests, cuts_between_characters);
}
