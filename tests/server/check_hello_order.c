/* SPDX-License-Identifier: MIT */
/*
 * hello: order and loss.  Talkers send numbered lines to one another while
 * visitors come and go.  Between two talkers nothing may be lost, doubled or
 * reordered, and every confirmation is accounted for.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* Talkers stay: on both workers, each sends LINES lines to every one. */
#define TALKERS 8
#define LINES   1000
/* Visitors come and go: each has one session after another, under one name. */
#define VISITORS 4

struct talker {
	struct test_client *client;
	size_t sent;           /* bytes of the common script */
	size_t confirmed;      /* SEND-OK so far */
	size_t unknown;        /* UNKNOWN so far */
	int received[TALKERS]; /* lines from each, all in order */
};

struct visitor {
	struct test_client *client; /* NULL while it is away */
	int last[TALKERS];          /* the last line from each; -1: none */
};

static struct talker talkers[TALKERS];
static struct visitor visitors[VISITORS];
static size_t visited; /* lines that visitors got */

/*
 * Return what every talker sends: line n to every talker, and to one visitor,
 * who may be there or not.
 */
static const char *
script(size_t *size_r)
{
	char *text = test_repeat('\0', TALKERS * LINES * 40, "");
	char *end = text;

	for (int n = 0; n < LINES; n++) {
		for (int to = 0; to < TALKERS; to++)
			end += sprintf(end, "SEND talker%d %d\n", to, n);
		end += sprintf(end, "SEND visitor%d %d\n", n % VISITORS, n);
	}
	*size_r = (size_t)(end - text);
	return text;
}

static void
talker_take_line(struct talker *talker, const char *line)
{
	int from, n;

	if (strcmp(line, "SEND-OK") == 0) {
		talker->confirmed++;
	} else if (strcmp(line, "UNKNOWN") == 0) {
		talker->unknown++;
	} else {
		test_require(
		    sscanf(line, "DELIVERY talker%d %d", &from, &n) == 2 &&
			from >= 0 && from < TALKERS,
		    "unexpected line \"%s\"", line);
		test_require(n == talker->received[from],
		    "line %d of talker%d came after %d others", n, from,
		    talker->received[from]);
		talker->received[from]++;
	}
}

static bool
talker_has_all(const struct talker *talker)
{
	if (talker->confirmed + talker->unknown < (TALKERS + 1) * LINES)
		return false;
	for (int i = 0; i < TALKERS; i++)
		if (talker->received[i] < LINES)
			return false;
	return true;
}

static void
visitor_take_line(struct visitor *visitor, const char *line)
{
	int from, n;

	test_require(sscanf(line, "DELIVERY talker%d %d", &from, &n) == 2 &&
			 from >= 0 && from < TALKERS && n > visitor->last[from],
	    "unexpected line \"%s\"", line);
	visitor->last[from] = n;
	visited++;
}

/* Log in under a name that the previous session may still hold for a moment. */
static void
visitor_come(struct visitor *visitor, const struct test_daemon *daemon)
{
	const char *request = test_format(
	    "HELLO-FROM visitor%d\n", (int)(visitor - visitors));
	const char *reply;

	visitor->client = test_client_connect(daemon);
	memset(visitor->last, -1, sizeof(visitor->last));
	do {
		test_client_send(visitor->client, request);
		reply = test_client_take_line(visitor->client);
	} while (strcmp(reply, "IN-USE") == 0);
	test_require(strncmp(reply, "HELLO ", 6) == 0, "got \"%s\"", reply);
}

/* Leave in one of three ways. */
static void
visitor_go(struct visitor *visitor)
{
	const char *line;

	switch (test_random(3)) {
	case 0:
		test_client_finish(visitor->client);
		while ((line = test_client_take_line_or_end(visitor->client)) !=
		       NULL)
			visitor_take_line(visitor, line);
		test_client_close(visitor->client);
		break;
	case 1:
		test_client_close(visitor->client);
		break;
	default:
		test_client_abort(visitor->client);
		break;
	}
	visitor->client = NULL;
}

static void
visitors_move(const struct test_daemon *daemon)
{
	struct visitor *visitor;
	const char *line;

	for (size_t i = 0; i < VISITORS; i++) {
		visitor = &visitors[i];
		if (visitor->client == NULL) {
			if (test_random(4) == 0)
				visitor_come(visitor, daemon);
			continue;
		}
		while ((line = test_client_poll_line(visitor->client)) != NULL)
			visitor_take_line(visitor, line);
		if (test_random(16) == 0)
			visitor_go(visitor);
	}
}

/* Let all talkers send and receive what they can without waiting again. */
static void
talk(const char *text, size_t size)
{
	struct pollfd fds[TALKERS];
	struct talker *talker;
	const char *line;

	for (size_t i = 0; i < TALKERS; i++) {
		fds[i].fd = test_client_fd(talkers[i].client);
		fds[i].events = POLLIN;
		if (talkers[i].sent < size)
			fds[i].events |= POLLOUT;
	}
	test_require(
	    test_poll(fds, TALKERS) > 0, "the talk has come to a stop");
	for (size_t i = 0; i < TALKERS; i++) {
		talker = &talkers[i];
		if ((fds[i].revents & POLLOUT) != 0) {
			/* A little at a time, so that senders mix. */
			size_t piece = 1 + test_random(500);

			if (piece > size - talker->sent)
				piece = size - talker->sent;
			talker->sent += test_client_try_send(
			    talker->client, text + talker->sent, piece);
		}
		if ((fds[i].revents & POLLIN) == 0)
			continue;
		while ((line = test_client_poll_line(talker->client)) != NULL)
			talker_take_line(talker, line);
	}
}

START_TEST(nothing_is_lost_doubled_or_reordered)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=64MiB", NULL);
	size_t confirmed = 0, size;
	bool done = false;
	const char *text = script(&size);

	memset(talkers, 0, sizeof(talkers));
	for (int i = 0; i < TALKERS; i++)
		talkers[i].client = test_client_login(
		    daemon, test_format("talker%d", i));
	while (!done) {
		talk(text, size);
		done = true;
		for (int i = 0; i < TALKERS; i++)
			done = done && talker_has_all(&talkers[i]);
		visitors_move(daemon);
	}
	for (int i = 0; i < TALKERS; i++) {
		test_require(talkers[i].confirmed >= TALKERS * LINES,
		    "talker%d has %zu confirmations", i, talkers[i].confirmed);
		confirmed += talkers[i].confirmed;
		test_client_ask(talkers[i].client, "FOO\n", "BAD-RQST-HDR\n");
	}
	test_require(visited > 0, "nobody has visited anybody");
	test_require(visited <= confirmed - TALKERS * TALKERS * LINES,
	    "visitors got %zu lines, of %zu that were confirmed", visited,
	    confirmed - TALKERS * TALKERS * LINES);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, nothing_is_lost_doubled_or_reordered);
}
