/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_SUPPORT_H
#define CHATD_TEST_SUPPORT_H

/*
 * What every test of the running daemon needs: failing with a message that
 * helps, waiting with a bound, cleaning up, random numbers that can be had
 * again, and the shape of a test program.
 *
 * A test here is one thread in a process of its own (Check's fork mode).
 */

#include <check.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/test_cases.h"
#include "common/test_programs.h"

/* Whether the test itself is built with a sanitizer; others may as well be. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TEST_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TEST_SANITIZED 1
#endif
#endif
#ifndef TEST_SANITIZED
#define TEST_SANITIZED 0
#endif

/*
 * How long a test waits for one thing before it fails.  It bounds a failure
 * and decides nothing else; a test that passes never waits this long.
 */
#define TEST_PATIENCE_MS (test_is_sanitized() ? 60000 : 20000)

/*
 * Something that is read whenever a test waits, and shown when it fails: the
 * output of a program under test, which would stop if nobody read it.
 */
struct test_source {
	int fd;                         /* readable: call read; -1: none */
	void (*read)(void *argument);   /* takes what is there */
	void (*report)(void *argument); /* prints what was taken */
	void *argument;                 /* borrowed until removed */
};

/* Add a source; stop polling the source of this argument; remove it. */
void test_source_add(const struct test_source *source);
void test_source_end(const void *argument);
void test_source_remove(const void *argument);

/* End the test: print what all sources have to report, then the message. */
void test_fail(const char *format, ...)
    __attribute__((format(printf, 1, 2), noreturn));

/* Fail with the condition's text and a printf-like message unless it holds. */
#define test_require(condition, ...)                                           \
	do {                                                                   \
		if (!(condition))                                              \
			test_fail_at(                                          \
			    __FILE__, __LINE__, #condition, __VA_ARGS__);      \
	} while (0)
void test_fail_at(const char *file, int line, const char *condition,
    const char *format, ...) __attribute__((format(printf, 4, 5), noreturn));

/* Fail unless text is what was expected. */
void test_require_equal(const char *text, const char *expected);

/*
 * Wait until at least one of the count descriptors is ready, as poll(2) does,
 * while the sources are read.  Return how many are ready; 0 means that nothing
 * happened within TEST_PATIENCE_MS.
 */
int test_poll(struct pollfd *fds, size_t count);

/* As test_poll() for one descriptor, which may be -1 for any source. */
bool test_wait(int fd, short events);

/* Call undo(argument) when the test has passed, last one first. */
void test_defer(void (*undo)(void *argument), void *argument);

/*
 * Return a number from 0 to below - 1.  The seed is new in each run, is part
 * of the report of a test that fails, and can be given as TEST_SEED.
 */
uint32_t test_random(uint32_t below);

/*
 * Write size bytes to a new file that is removed when the test has passed;
 * return its path.  test_file_replace() puts other bytes in its place.
 */
const char *test_file_create(const void *bytes, size_t size);
void test_file_replace(const char *path, const void *bytes, size_t size);

/*
 * Put text into the file at path, which need not be there, and let everybody
 * read it; never is there half of it.  Or return what a file holds, of 64 KiB
 * at most, freed when the test has passed.
 */
void test_file_write(const char *path, const char *text);
const char *test_file_read(const char *path);

/* Return text without the lines that begin like that, until the test ends. */
const char *test_drop_lines(const char *text, const char *beginning);

/*
 * Return a new directory that chatd may write to under any account; it is
 * removed, with all that is in it, when the test has passed.
 */
const char *test_directory_create(void);

/* Return what printf would print, freed when the test has passed. */
char *test_format(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Return n copies of the character c and then end, freed like the above. */
char *test_repeat(char c, size_t n, const char *end);

/* Return n copies of text, freed like the above. */
char *test_repeat_text(const char *text, size_t n);

/* Undo what was deferred; main() makes it the end of each test. */
void test_undo(void);

/*
 * Add this program's tests to tests.  Each program defines it; main() is in
 * test_main.c.
 */
void test_add_tests(struct test_cases *tests);

/*
 * End the program, before it has run any test, so that it counts as skipped:
 * why is something that this machine or build does not have.
 */
void test_skip(const char *why) __attribute__((noreturn));

#endif
