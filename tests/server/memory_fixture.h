/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MEMORY_FIXTURE_H
#define CHATD_MEMORY_FIXTURE_H

/*
 * Requests for memory that fail in a daemon when a test wants them to:
 * tests/common/fail_malloc.c as a test uses it.  A test has one daemon of this
 * kind, and makes it fail one request at a time.
 */

#include <stdbool.h>

/*
 * Let the daemons that are started from now on have requests that fail, and
 * those after memory_release() be as usual.
 */
void memory_prepare(void);
void memory_release(void);

/* Return the path of a file of this name, in a directory of the test's own. */
const char *memory_file_path(const char *name);

/* Write number to the file of this name, which is there whole or not at all. */
void memory_put_number(const char *name, int number);

/* Let the request of this number, counted from now on, fail. */
void memory_fail_request(int number);

/* Say whether it has failed; then another one can be told to. */
bool memory_has_failed(void);

/* Let no request fail. */
void memory_spare(void);

#endif
