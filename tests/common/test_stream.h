/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_STREAM_H
#define CHATD_TEST_STREAM_H

/*
 * What a program under test writes to one of its descriptors: a source of
 * test_support, read whenever the test waits, and kept whole.
 */

#include <stddef.h>

/* All that has come so far. */
struct test_stream {
	const char *name;
	int fd;       /* our end, -1 after its end */
	char *text;   /* NUL-terminated */
	size_t size;  /* bytes in text */
	size_t space; /* bytes allocated */
};

/*
 * Read from fd, which the stream takes.  name says in reports what it is; it is
 * borrowed.
 */
void test_stream_open(struct test_stream *s, const char *name, int fd);

/* Stop reading and forget the text. */
void test_stream_close(struct test_stream *s);

#endif
