/* SPDX-License-Identifier: MIT */
/*
 * libevent's messages, read back from a process that has a pipe in place of
 * standard error.
 */

#include "chatd/event/event_log.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>

#include "common/log.h"
#include "unit/unit.h"

/* More messages than are written. */
#define MESSAGES 25

static int read_end;

/* Return all that is written until nobody writes any more. */
static const char *
read_back(void)
{
	static char buffer[16384];
	size_t used = 0;
	ssize_t size;

	while ((size = read(
		    read_end, buffer + used, sizeof(buffer) - 1 - used)) > 0)
		used += (size_t)size;
	buffer[used] = '\0';
	return buffer;
}

static size_t
count(const char *text, const char *part)
{
	size_t found = 0;

	while ((text = strstr(text, part)) != NULL) {
		found++;
		text++;
	}
	return found;
}

/* Run cause in a process of its own, which has the pipe for standard error. */
static int
run(void (*cause)(void))
{
	int ends[2], status = 0;
	pid_t child;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		unsetenv("JOURNAL_STREAM");
		log_open("chatd");
		event_log_open();
		cause();
		_exit(0);
	}
	close(ends[1]);
	read_end = ends[0];
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static void
nothing_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	(void)argument;
}

static void
cause_warnings(void)
{
	struct event_base *base = event_base_new();

	/* No event can be for both. */
	for (int i = 0; i < MESSAGES; i++)
		ck_assert_ptr_null(
		    event_new(base, 0, EV_SIGNAL | EV_READ, nothing_cb, NULL));
	event_base_free(base);
}

static void
cause_the_end(void)
{
	struct event_base *base = event_base_new();

	/* It has to come before the first base. */
	event_enable_debug_mode();
	event_base_free(base);
}

START_TEST(warnings_are_lines_and_few)
{
	const char *text;

	ck_assert_int_eq(run(cause_warnings), 0);
	text = read_back();
	ck_assert_uint_eq(count(text, "Z chatd: warning: libevent: "), 10);
	ck_assert_uint_eq(count(text, "\n"), 10);
}
END_TEST

START_TEST(an_error_that_ends_it_is_told)
{
	int status = run(cause_the_end);
	const char *text = read_back();

	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	ck_assert_uint_eq(count(text, "Z chatd: error: libevent: "), 1);
	ck_assert_uint_eq(
	    count(text, "Z chatd: error: libevent cannot go on"), 1);
	ck_assert_uint_eq(count(text, "\n"), 2);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, warnings_are_lines_and_few);
	test_cases_add(tests, an_error_that_ends_it_is_told);
}
