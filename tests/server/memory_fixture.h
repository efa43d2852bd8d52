/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MEMORY_FIXTURE_H
#define CHATD_MEMORY_FIXTURE_H

/*
 * Make requests for memory fail in a daemon, with tests/common/fail_malloc.c. A
 * test has one such daemon, in which one request at a time fails.
 */

#include <stdbool.h>

/* Prepare every daemon that is started before memory_release() to fail. */
void memory_prepare(void);
void memory_release(void);

/* Return the path of a file of this name in a directory of the test's own. */
const char *memory_file_path(const char *name);

/* Write number to the file of this name, which appears as a whole. */
void memory_put_number(const char *name, int number);

/* Make the request of this number, counted from now on, fail. */
void memory_fail_request(int number);

/* Say whether it has failed; only then can another one be made to. */
bool memory_has_failed(void);

/* Let no request fail. */
void memory_spare(void);

#endif
