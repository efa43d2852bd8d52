/* SPDX-License-Identifier: MIT */
/*
 * hello: order and loss.  Everybody sends numbered lines to everybody while
 * others come and go; nothing may be lost, doubled or reordered between two
 * who stay, and every confirmation is accounted for.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* Those who stay: on both workers, each sends LINES lines to each other. */
#define TALKERS 8
#define LINES   250
/* Those who come and go: sessions one after another, under one name each. */
#define VISITORS 4

struct talker {
	struct test_client *client;
	size_t sent;           /* bytes of the common script */
	size_t confirmed;      /* SEND-OK so far */
	size_t unknown;        /* UNKNOWN so far */
	int received[TALKERS]; /* lines from each, all in order */
};

static struct talker talkers[TALKERS];
static size_t visited; /* lines that visitors got */

/*
 * What every talker sends: line n to every talker, and to a visitor, who may
 * be there or not.
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

/* Log in under a name that the session before may hold for a moment yet. */
static struct test_client *
visitor_login(const struct test_daemon *daemon, int number)
{
	struct test_client *visitor = test_client_connect(daemon);
	const char *reply;

	do {
		test_client_send(
		    visitor, test_format("HELLO-FROM visitor%d\n", number));
		reply = test_client_take_line(visitor);
	} while (strcmp(reply, "IN-USE") == 0);
	test_require_equal(reply, test_format("HELLO visitor%d", number));
	return visitor;
}

/* A session of a visitor: what it gets is from the talkers and in order. */
static void
visit(const struct test_daemon *daemon, int number)
{
	struct test_client *visitor = visitor_login(daemon, number);
	int last[TALKERS];
	const char *line;
	int from, n;

	memset(last, -1, sizeof(last));
	test_client_send(visitor, "WHOM\n");
	while (strcmp(line = test_client_take_line(visitor), "BAD-RQST-HDR")) {
		test_require(
		    sscanf(line, "DELIVERY talker%d %d", &from, &n) == 2 &&
			from >= 0 && from < TALKERS && n > last[from],
		    "unexpected line \"%s\"", line);
		last[from] = n;
		visited++;
	}
	if (test_random(2) == 0)
		test_client_abort(visitor);
	else
		test_client_close(visitor);
}

/* Let all talkers send and receive until something more is to be waited for. */
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
			size_t piece = 1 + test_random(2000);

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
	for (unsigned int turn = 0; !done; turn++) {
		talk(text, size);
		done = true;
		for (int i = 0; i < TALKERS; i++)
			done = done && talker_has_all(&talkers[i]);
		if (turn % 8 == 0)
			visit(daemon, (int)(turn / 8 % VISITORS));
	}
	for (int i = 0; i < TALKERS; i++) {
		test_require(talkers[i].confirmed >= TALKERS * LINES,
		    "talker%d has %zu confirmations", i, talkers[i].confirmed);
		confirmed += talkers[i].confirmed;
		test_client_ask(talkers[i].client, "FOO\n", "BAD-RQST-HDR\n");
	}
	test_require(visited <= confirmed - TALKERS * TALKERS * LINES,
	    "visitors got %zu lines, of %zu that were confirmed", visited,
	    confirmed - TALKERS * TALKERS * LINES);
}
END_TEST

void
test_add_tests(TCase *tests)
{
	tcase_add_test(tests, nothing_is_lost_doubled_or_reordered);
}
