/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_UPLOAD_FIXTURE_H
#define CHATD_TESTS_CLIENT_UPLOAD_FIXTURE_H

/*
 * What the tests of chatc --protocol=drop have in common: the server of
 * client/server.h, and a directory with files to send.
 */

#include <stddef.h>

/* A large file: enough for a bar, and more than the sockets hold. */
#define UPLOAD_LARGE_LINES  160
#define UPLOAD_LARGE_LINE   ((size_t)64 * 1024)
#define UPLOAD_LARGE_BYTES  (UPLOAD_LARGE_LINES * UPLOAD_LARGE_LINE)
#define UPLOAD_LARGE_HEADER "\0\0\0\240"

/* Before and after each test: listen, and work in an empty directory. */
void upload_set_up(void);
void upload_tear_down(void);

/* Write a file called "a", "b" or "c", or "\033[2J". */
void upload_write_file(const char *name, const char *content);

/* Write the large file, which is called "large". */
void upload_write_large_file(void);

/* Start chatc with these files; the last ones may be NULL. */
void upload_start(const char *first, const char *second, const char *third);

/* Start it with a short time-out for answers. */
void upload_start_impatient(const char *first, const char *second);

#endif
