/* SPDX-License-Identifier: MIT */
/*
 * The reading half of the test client: what came, compared with what should
 * have come.
 */

#include "common/test_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#ifdef __linux__
#include <linux/tcp.h> /* tcpi_data_segs_in is not in netinet/tcp.h */
#include <netinet/in.h>
#endif

#include "common/test_client_private.h"
#include "common/test_nodes.h"
#include "common/test_support.h"
#include "common/test_transport.h"
#include "common/text.h"

/* How often a reply may come in more segments than it was sent in. */
#define SEGMENT_TRIES 10

/* So few that their replies fit the buffers of both sides. */
#define REQUESTS_AT_ONCE 100

static void
client_fail(const struct test_client *client, const char *expected, size_t size)
{
	char wanted[SHOWN_MAX], got[SHOWN_MAX];

	test_fail("client %s, after sending \"%s\": expected \"%s\", got "
		  "\"%s\"%s",
	    client->name, client->sent,
	    text_escape(expected, size, wanted, sizeof(wanted)),
	    text_escape(client->input + client->start,
		client->end - client->start, got, sizeof(got)),
	    client->reset   ? " and a reset"
	    : client->ended ? " and the end"
			    : "");
}

/* Read once without waiting.  Return false if there was nothing to read. */
static bool
client_read(struct test_client *client)
{
	ssize_t n;

	if (client->start > 0) {
		memmove(client->input, client->input + client->start,
		    client->end - client->start);
		client->end -= client->start;
		client->start = 0;
	}
	if (client->space - client->end < 65536) {
		client->space = client->space * 2 + 131072;
		client->input = realloc(client->input, client->space);
		ck_assert_ptr_nonnull(client->input);
	}
	test_require(client->fd >= 0, "the test has closed this client");
	n = recv(client->fd, client->input + client->end,
	    client->space - client->end, 0);
	if (n > 0)
		client->end += (size_t)n;
	else if (n == 0)
		client->ended = true;
	else if (errno == ECONNRESET || errno == EPIPE)
		client->ended = client->reset = true;
	else if (errno != EAGAIN && errno != EINTR)
		test_fail("recv: %s", strerror(errno));
	return n >= 0 || client->ended;
}

/* Read once, waiting for something to read.  Return false at the end. */
static bool
client_read_wait(struct test_client *client)
{
	while (!client->ended && !client_read(client))
		if (!test_wait(client->fd, POLLIN))
			return false;
	return !client->ended;
}

/* Take the next line of the input, or return NULL if there is no whole one. */
static const char *
client_line(struct test_client *client)
{
	char *line, *end;

	if (client->start == client->end)
		return NULL;
	line = client->input + client->start;
	end = memchr(line, '\n', client->end - client->start);
	if (end == NULL)
		return NULL;
	*end = '\0';
	client->start += (size_t)(end + 1 - line);
	return line;
}

static unsigned int
client_count_segments(const struct test_client *client)
{
#ifdef __linux__
	struct tcp_info info = { .tcpi_state = 0 };
	socklen_t size = sizeof(info);

	getsockopt(client->fd, IPPROTO_TCP, TCP_INFO, &info, &size);
	return info.tcpi_data_segs_in;
#else
	(void)client;
	return 0;
#endif
}

void
test_client_expect(struct test_client *client, const char *text)
{
	test_client_expect_bytes(client, text, strlen(text));
}

void
test_client_expect_bytes(
    struct test_client *client, const void *bytes, size_t size)
{
	size_t there;

	for (;;) {
		there = client->end - client->start;
		if (there > size)
			there = size;
		if (there > 0 &&
		    memcmp(client->input + client->start, bytes, there) != 0)
			client_fail(client, bytes, size);
		if (there == size)
			break;
		if (!client_read_wait(client))
			client_fail(client, bytes, size);
	}
	client->start += size;
	if (client->fd >= 0 && client->start == client->end)
		client->segments = client_count_segments(client);
}

void
test_client_ask(
    struct test_client *client, const char *request, const char *reply)
{
	test_nodes_turn_to(client->node);
	test_client_send(client, request);
	test_client_expect(client, reply);
}

void
test_client_ask_known(
    struct test_client *client, const char *request, const char *reply)
{
	if (test_nodes_count() > 1)
		test_client_ask_until(client, request, reply);
	else
		test_client_ask(client, request, reply);
}

void
test_client_ask_many(struct test_client *client, const char *request,
    const char *reply, size_t count)
{
	while (count > 0) {
		size_t at_once = count < REQUESTS_AT_ONCE ? count
							  : REQUESTS_AT_ONCE;

		for (size_t i = 0; i < at_once; i++)
			test_client_send(client, request);
		for (size_t i = 0; i < at_once; i++)
			test_client_expect(client, reply);
		count -= at_once;
	}
}

void
test_client_ask_until(
    struct test_client *client, const char *request, const char *reply)
{
	struct timespec now;
	time_t deadline = 0;
	const char *line = "";

	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (deadline == 0)
			deadline = now.tv_sec + TEST_PATIENCE_MS / 1000;
		test_require(now.tv_sec <= deadline,
		    "client %s, asking \"%s\", is never told \"%s\", but "
		    "\"%s\"",
		    client->name, request, reply, line);
		test_client_send(client, request);
		line = test_client_take_line(client);
	} while (strncmp(line, reply, strlen(line)) != 0 ||
		 strcmp(reply + strlen(line), "\n") != 0);
}

unsigned int
test_client_count_segments(
    struct test_client *client, const char *text, unsigned int count)
{
	unsigned int before = client->segments;

	test_client_expect(client, text);
	test_require(client->start == client->end,
	    "client %s: more than \"%s\" came", client->name, text);
#ifdef __linux__
	/* A unix socket has none that could be counted, and a relay neither. */
	if (client->peer.ss_family == AF_UNIX || client->is_encrypted)
		return count;
	return client->segments - before;
#else
	(void)before;
	return count;
#endif
}

void
test_client_expect_segments(
    struct test_client *client, const char *text, unsigned int count)
{
	unsigned int came = test_client_count_segments(client, text, count);

	test_require(came == count,
	    "client %s: \"%s\" came in %u segments, not in %u", client->name,
	    text, came, count);
}

void
test_client_ask_segments(struct test_client *client, const char *request,
    const char *reply, unsigned int count)
{
	unsigned int came = 0;

	for (int i = 0; i < SEGMENT_TRIES && came != count; i++) {
		test_client_send(client, request);
		came = test_client_count_segments(client, reply, count);
		test_require(came >= count,
		    "client %s: \"%s\" came in %u segments, not in %u",
		    client->name, reply, came, count);
	}
	test_require(came == count,
	    "client %s: \"%s\" always comes in more than %u segments",
	    client->name, reply, count);
}

const char *
test_client_take_line(struct test_client *client)
{
	const char *line = test_client_take_line_or_end(client);

	if (line == NULL)
		client_fail(client, "a line", strlen("a line"));
	return line;
}

void
test_client_take_until(struct test_client *client, const char *expected)
{
	while (strcmp(test_client_take_line(client), expected) != 0)
		continue;
}

const char *
test_client_take_line_or_end(struct test_client *client)
{
	const char *line;

	while ((line = client_line(client)) == NULL)
		if (!client_read_wait(client)) {
			if (!client->ended)
				client_fail(client, "a line", strlen("a line"));
			return NULL;
		}
	return line;
}

const char *
test_client_take_bytes(struct test_client *client, size_t size)
{
	while (client->end - client->start < size)
		if (!client_read_wait(client))
			client_fail(client, "more bytes", strlen("more bytes"));
	client->start += size;
	return client->input + client->start - size;
}

const char *
test_client_poll_line(struct test_client *client)
{
	const char *line = client_line(client);

	if (line == NULL && client_read(client)) {
		line = client_line(client);
		if (line == NULL && client->ended)
			client_fail(client, "a line", strlen("a line"));
	}
	return line;
}

size_t
test_client_drain(struct test_client *client, bool *reset_r)
{
	size_t size = 0;

	do {
		size += client->end - client->start;
		client->start = client->end;
	} while (client_read_wait(client));
	if (!client->ended)
		client_fail(client, "the end", strlen("the end"));
	*reset_r = client->reset;
	return size;
}

void
test_client_expect_end(struct test_client *client)
{
	bool more = client->start < client->end || client_read_wait(client);

	if (more || !client->ended || client->reset)
		client_fail(client, "the end", strlen("the end"));
}

void
test_client_expect_reset(struct test_client *client)
{
	bool reset;

	test_client_drain(client, &reset);
	if (!reset && test_transport_tells_resets())
		client_fail(client, "a reset", strlen("a reset"));
}
