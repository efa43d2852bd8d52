/* SPDX-License-Identifier: MIT */
/*
 * A pipe's end as text.
 */

#include "common/test_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/test_support.h"

static void
stream_read(void *argument)
{
	struct test_stream *s = argument;
	ssize_t n;

	while (s->fd >= 0) {
		if (s->space - s->size < 4096) {
			s->space = s->space * 2 + 8192;
			s->text = realloc(s->text, s->space);
			ck_assert_ptr_nonnull(s->text);
		}
		n = read(s->fd, s->text + s->size, s->space - s->size - 1);
		if (n > 0)
			s->size += (size_t)n;
		s->text[s->size] = '\0';
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			close(s->fd);
			s->fd = -1;
			test_source_end(s);
		}
	}
}

static void
stream_report(void *argument)
{
	const struct test_stream *s = argument;

	fprintf(stderr, "---- %s ----\n%s----\n", s->name, s->text);
}

void
test_stream_open(struct test_stream *s, const char *name, int fd)
{
	struct test_source source = {
		.fd = fd,
		.read = stream_read,
		.report = stream_report,
		.argument = s,
	};

	s->name = name;
	s->fd = fd;
	s->text = calloc(1, 1);
	ck_assert_ptr_nonnull(s->text);
	s->space = 1;
	fcntl(fd, F_SETFL, O_NONBLOCK);
	test_source_add(&source);
}

void
test_stream_close(struct test_stream *s)
{
	test_source_remove(s);
	if (s->fd >= 0)
		close(s->fd);
	free(s->text);
}
