/* SPDX-License-Identifier: MIT */
/*
 * Log lines, read back through a pipe in place of standard error.  Check runs
 * each test in a process of its own, so the pipe is never put back.
 */

#include "common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unit/unit.h"

#define THREAD_COUNT     4
#define LINES_PER_THREAD 50

static int read_end = -1;

/* Put a pipe in the place of standard error. */
static void
catch_stderr(void)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	close(ends[1]);
	read_end = ends[0];
}

/* Return what one read(2) finds, NUL-terminated. */
static const char *
read_back(void)
{
	static char buffer[4 * LOG_LINE_MAX_BYTES];
	ssize_t size = read(read_end, buffer, sizeof(buffer) - 1);

	ck_assert_int_ge(size, 0);
	buffer[size] = '\0';
	return buffer;
}

/* Say that standard error is the journal; shift makes it a lie. */
static void
set_journal_stream(unsigned int shift)
{
	struct stat status;
	char value[64];

	ck_assert_int_eq(fstat(STDERR_FILENO, &status), 0);
	snprintf(value, sizeof(value), "%ju:%ju", (uintmax_t)status.st_dev,
	    (uintmax_t)status.st_ino + shift);
	ck_assert_int_eq(setenv("JOURNAL_STREAM", value, 1), 0);
}

START_TEST(writes_as_a_command_before_it_is_opened)
{
	catch_stderr();
	log_error("cannot do %s", "it");
	ck_assert_str_eq(read_back(), "check_log: cannot do it\n");
}
END_TEST

START_TEST(writes_priorities_for_the_journal)
{
	catch_stderr();
	set_journal_stream(0);
	log_open("chatd");
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("d");
	log_info("i");
	log_notice("n");
	log_warning("w");
	log_error("e");
	ck_assert_str_eq(read_back(), "<7>d\n<6>i\n<5>n\n<4>w\n<3>e\n");
}
END_TEST

START_TEST(stamps_lines_elsewhere)
{
	static const char shape[] =
	    "0000-00-00T00:00:00.000Z chatd: warning: late\n";
	const char *line;

	catch_stderr();
	set_journal_stream(1);
	log_open("chatd");
	log_warning("late");
	line = read_back();
	ck_assert_uint_eq(strlen(line), strlen(shape));
	for (size_t i = 0; shape[i] != '\0'; i++) {
		if (shape[i] == '0')
			ck_assert(line[i] >= '0' && line[i] <= '9');
		else
			ck_assert_int_eq(line[i], shape[i]);
	}
}
END_TEST

/* More lines than a pipe holds, and nobody reads them; then somebody does. */
START_TEST(waits_for_no_reader)
{
	static const char missing[] = " lines are missing here: ";
	static char buffer[65536];
	const char *found;

	catch_stderr();
	log_open("chatd");
	for (int i = 0; i < 65536 / 32; i++)
		log_info("a line that nobody reads");
	ck_assert_int_ne(fcntl(read_end, F_SETFL, O_NONBLOCK), -1);
	while (read(read_end, buffer, sizeof(buffer)) > 0)
		continue;
	log_info("after");
	log_info("after that");
	found = strstr(read_back(), missing);
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_nonnull(strstr(found, "after\n"));
	ck_assert_ptr_nonnull(strstr(found, "after that\n"));
	ck_assert_ptr_null(strstr(found + 1, missing));
}
END_TEST

/* Read what there is at fd, without waiting; say whether it has text. */
static bool
can_read(int fd, const char *text)
{
	static char buffer[65536];
	bool found = false;
	ssize_t size;

	ck_assert_int_ne(fcntl(fd, F_SETFL, O_NONBLOCK), -1);
	while ((size = read(fd, buffer, sizeof(buffer) - 1)) > 0) {
		buffer[size] = '\0';
		found |= strstr(buffer, text) != NULL;
	}
	return found;
}

/* A terminal that is not read is writable as long as it has room for a byte. */
START_TEST(waits_for_no_terminal)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int terminal;

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(dup2(terminal, STDERR_FILENO), 0);
	log_open("chatd");
	for (int i = 0; i < 1000; i++)
		log_info("a line that nobody reads");
	ck_assert(can_read(master, "a line that nobody reads"));
	log_info("after");
	ck_assert(can_read(master, "after"));
}
END_TEST

/* If the log waited for the reader each time, this would take minutes. */
START_TEST(waits_for_a_slow_reader_once)
{
	char some[4096];

	catch_stderr();
	log_open("chatd");
	for (int i = 0; i < 200; i++) {
		for (int j = 0; j < 400; j++)
			log_info("a line that is hardly ever read");
		ck_assert_int_gt(read(read_end, some, sizeof(some)), 0);
	}
	ck_assert(can_read(read_end, " lines are missing here: "));
}
END_TEST

START_TEST(takes_no_other_value_for_the_journal)
{
	static const char *const values[] = { "", "x", "1", "1:", ":1" };

	catch_stderr();
	ck_assert_int_eq(setenv("JOURNAL_STREAM", values[_i], 1), 0);
	log_open("chatd");
	log_error("here");
	ck_assert_ptr_nonnull(strstr(read_back(), "chatd: error: here"));
}
END_TEST

/* Date and time as the C library has them, to the minute. */
static void
format_minute(char *buffer, size_t size)
{
	time_t now = time(NULL);
	struct tm parts;

	ck_assert_ptr_nonnull(gmtime_r(&now, &parts));
	ck_assert_uint_gt(strftime(buffer, size, "%Y-%m-%dT%H:%M:", &parts), 0);
}

START_TEST(stamps_the_right_time)
{
	char before[32];
	char after[32];
	const char *line;

	catch_stderr();
	unsetenv("JOURNAL_STREAM");
	log_open("chatd");
	format_minute(before, sizeof(before));
	log_error("now");
	format_minute(after, sizeof(after));
	line = read_back();
	ck_assert(strncmp(line, before, strlen(before)) == 0 ||
		  strncmp(line, after, strlen(after)) == 0);
}
END_TEST

START_TEST(holds_back_what_is_below_the_level)
{
	catch_stderr();
	log_debug("not by default");
	log_set_level(LOG_LEVEL_WARNING);
	ck_assert(!log_is_enabled(LOG_LEVEL_NOTICE));
	ck_assert(log_is_enabled(LOG_LEVEL_WARNING));
	log_notice("no");
	log_warning("yes");
	ck_assert_str_eq(read_back(), "check_log: yes\n");
}
END_TEST

START_TEST(names_the_error_and_keeps_errno)
{
	char want[128];

	catch_stderr();
	errno = ENOENT;
	log_errno("cannot open %s", "x");
	ck_assert_int_eq(errno, ENOENT);
	snprintf(want, sizeof(want), "check_log: cannot open x: %s\n",
	    strerror(ENOENT));
	ck_assert_str_eq(read_back(), want);
}
END_TEST

START_TEST(replaces_control_characters)
{
	catch_stderr();
	log_error("%s", "a\nb\x1b[mc\x7f\td\xc2\x9b"
			"e\xc3\xbc");
	ck_assert_str_eq(read_back(), "check_log: a?b?[mc??d??e\xc3\xbc\n");
}
END_TEST

START_TEST(cuts_long_lines_between_characters)
{
	char text[2 * LOG_LINE_MAX_BYTES];
	const char *line;

	for (size_t i = 0; i < sizeof(text) - 2; i += 2)
		memcpy(text + i, "\xc3\xbc", 2);
	text[sizeof(text) - 2] = '\0';
	catch_stderr();
	log_error("%s", text);
	line = read_back();
	ck_assert_uint_eq(strlen(line), LOG_LINE_MAX_BYTES);
	ck_assert_str_eq(line + strlen(line) - 3, "\xc3\xbc\n");
	log_error("x%s", text);
	line = read_back();
	ck_assert_uint_eq(strlen(line), LOG_LINE_MAX_BYTES - 1);
	ck_assert_str_eq(line + strlen(line) - 3, "\xc3\xbc\n");
}
END_TEST

START_TEST(keeps_the_reason_within_the_line)
{
	char text[2 * LOG_LINE_MAX_BYTES];

	for (size_t size = LOG_LINE_MAX_BYTES - 40; size < sizeof(text);
	     size++) {
		const char *line;

		memset(text, 'x', size);
		text[size] = '\0';
		catch_stderr();
		errno = EACCES;
		log_errno("%s", text);
		line = read_back();
		ck_assert_uint_le(strlen(line), LOG_LINE_MAX_BYTES);
		ck_assert_int_eq(line[strlen(line) - 1], '\n');
		close(read_end);
		text[size] = 'x';
	}
}
END_TEST

static void *
log_from_thread(void *argument)
{
	const char *letter = argument;

	for (int i = 0; i < LINES_PER_THREAD; i++)
		log_error("%s %s %s", letter, letter, letter);
	return NULL;
}

/* A pipe holds all lines, so nobody need read while they are written. */
START_TEST(never_mixes_lines_of_threads)
{
	static char letters[THREAD_COUNT][2] = { "a", "b", "c", "d" };
	pthread_t threads[THREAD_COUNT];
	size_t count = 0;
	FILE *stream;
	char line[64];

	catch_stderr();
	for (size_t i = 0; i < THREAD_COUNT; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL,
				     log_from_thread, letters[i]),
		    0);
	for (size_t i = 0; i < THREAD_COUNT; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	close(STDERR_FILENO);
	stream = fdopen(read_end, "r");
	ck_assert_ptr_nonnull(stream);
	for (; fgets(line, sizeof(line), stream) != NULL; count++) {
		char want[64];

		snprintf(want, sizeof(want), "check_log: %c %c %c\n", line[11],
		    line[11], line[11]);
		ck_assert_str_eq(line, want);
	}
	fclose(stream);
	ck_assert_uint_eq(count, (size_t)THREAD_COUNT * LINES_PER_THREAD);
}
END_TEST

START_TEST(finds_levels_by_name)
{
	enum log_level level = LOG_LEVEL_DEBUG;

	ck_assert_int_eq(log_level_parse("warning", &level), 0);
	ck_assert_int_eq(level, LOG_LEVEL_WARNING);
	ck_assert_int_eq(log_level_parse("Warning", &level), -1);
	ck_assert_int_eq(log_level_parse("", &level), -1);
	ck_assert_int_eq(level, LOG_LEVEL_WARNING);
	ck_assert_int_eq(log_level_parse("debug", &level), 0);
	ck_assert_int_eq(level, LOG_LEVEL_DEBUG);
	ck_assert_int_eq(log_level_parse("error", &level), 0);
	ck_assert_int_eq(level, LOG_LEVEL_ERROR);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, writes_as_a_command_before_it_is_opened);
	test_cases_add(tests, writes_priorities_for_the_journal);
	test_cases_add(tests, stamps_lines_elsewhere);
	test_cases_add(tests, waits_for_no_reader);
	test_cases_add(tests, waits_for_no_terminal);
	test_cases_add(tests, waits_for_a_slow_reader_once);
	test_cases_add_loop(tests, takes_no_other_value_for_the_journal, 0, 5);
	test_cases_add(tests, stamps_the_right_time);
	test_cases_add(tests, holds_back_what_is_below_the_level);
	test_cases_add(tests, names_the_error_and_keeps_errno);
	test_cases_add(tests, replaces_control_characters);
	test_cases_add(tests, cuts_long_lines_between_characters);
	test_cases_add(tests, keeps_the_reason_within_the_line);
	test_cases_add(tests, never_mixes_lines_of_threads);
	test_cases_add(tests, finds_levels_by_name);
}
