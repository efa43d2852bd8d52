/* SPDX-License-Identifier: MIT */
/*
 * The framed protocol without a daemon: what a frame does, what is answered,
 * and which frames end a connection.
 */

#include <stdlib.h>

#include "chatd/core/limits.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/protocols.h"
#include "common/test_frames.h"
#include "fuzz/fake.h"
#include "unit/chatd/protocols/exchange.h"
#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define WELCOME "server|a has logged in\n"

static const struct limits defaults = {
	.name_max = 64,
	.message_max = 65536,
};

/* Hold the protocol to its answer to the bytes of sent; lines are frames. */
static void
try_bytes(const struct limits *limits, struct slice sent, const char *lines,
    bool ends)
{
	struct slice received;
	char *bytes = test_frames(lines, &received.size);

	received.bytes = bytes;
	exchange_try_bytes(framed_protocol(), limits, sent, received, ends);
	free(bytes);
}

/* Hold it to an exchange of which both sides are lines. */
static void
try_frames(const struct limits *limits, const struct exchange *exchange)
{
	struct slice sent;
	char *bytes = test_frames(exchange->sent, &sent.size);

	sent.bytes = bytes;
	try_bytes(limits, sent, exchange->received, exchange->ends);
	free(bytes);
}

/* ---- frames -------------------------------------------------------------- */

static const struct exchange frames[] = {
	/* The first frame logs in, and only then is its text said. */
	{ "a|\n", WELCOME, false },
	{ "a|hi\n", WELCOME, false },
	{ "a|!who\n", WELCOME "server|users: alice bob\n", false },
	{ "a|@a hi\n", WELCOME "a|@a hi\n", false },
	{ "a|\na|\na|hi\n", WELCOME, false },
	/* Where it cannot log in, nothing is said. */
	{ "taken|@a hi\n", "server|name taken: taken\n", true },
	{ "full|hi\n", "server|server full\n", true },
	{ "|hi\n", "server|name refused\n", true },
	{ "a b|hi\n", "server|name refused: a b\n", true },
	{ " a|\n", "server|name refused:  a\n", true },
	{ "\x1b[m|\n", "server|name refused: \\x1B[m\n", true },
	{ "taken|\na|!who\n", "server|name taken: taken\n", true },
	/* All frames carry one name. */
	{ "a|\nb|!who\na|!who\n",
	    WELCOME "server|other name than at login\n"
		    "server|users: alice bob\n",
	    false },
	{ "a|\n|!who\n", WELCOME "server|other name than at login\n", false },
	{ "a|\nA|\n", WELCOME "server|other name than at login\n", false },
	/* Texts are for one user, or are refused. */
	{ "a|\na|@a  two  blanks \n", WELCOME "a|@a two  blanks\n", false },
	{ "a|@nobody hi\n", WELCOME "server|no such user: nobody\n", false },
	{ "a|@bob\n", WELCOME "server|text refused\n", false },
	{ "a|@bob  \n", WELCOME "server|text refused\n", false },
	{ "a|@\n", WELCOME "server|text refused\n", false },
	{ "a|@nobody\n", WELCOME "server|text refused\n", false },
	{ "a|\x1b[m\n", WELCOME "server|text refused\n", false },
	{ "a|hi\r\n", WELCOME "server|text refused\n", false },
	{ "a|\xff\na|!who\n",
	    WELCOME "server|text refused\nserver|users: alice bob\n", false },
	{ "a|@b \xc2\x9b\n", WELCOME "server|text refused\n", false },
	/* Only this is a request. */
	{ "a|!who \n", WELCOME "server|users: alice bob\n", false },
	{ "a|!who is there\na|!WHO\na|!quit\na| \n", WELCOME, false },
};

START_TEST(answers_each_frame)
{
	try_frames(&defaults, &frames[_i]);
}
END_TEST

START_TEST(waits_for_a_whole_frame)
{
	size_t size;
	char *bytes = test_frames("a|!who\n", &size);

	for (size_t i = 0; i < size; i++)
		try_bytes(&defaults, (struct slice){ bytes, i }, "", false);
	free(bytes);
}
END_TEST

struct header {
	struct slice bytes;
	const char *received;
};

static const struct header bad_headers[] = {
	{ SLICE("\xff\xff\xff\xff\xff\xff"), "server|name too long\n" },
	{ SLICE("\xff\xff\0\0\0\0"), "server|name too long\n" },
	{ SLICE("\x80\0\0\0\0\0"), "server|name too long\n" },
	{ SLICE("\0\x41\0\0\0\0"), "server|name too long\n" },
	{ SLICE("\0\1\xff\xff\xff\xff"), "server|text too long\n" },
	{ SLICE("\0\1\x80\0\0\0"), "server|text too long\n" },
	{ SLICE("\0\1\x7f\xff\xff\xff"), "server|text too long\n" },
	{ SLICE("\0\1\0\1\0\1"), "server|text too long\n" },
	{ SLICE("\0\0\0\1\0\1"), "server|text too long\n" },
	/* There is one error, whatever follows. */
	{ SLICE("\0\x41\0\0\0\0\0\1\0\0\0\0a"), "server|name too long\n" },
	{ SLICE("GET / HTTP/1.0\r\n\r\n"), "server|name too long\n" },
	/* The same goes after login. */
	{ SLICE("\0\1\0\0\0\0a\0\1\xff\xff\xff\xff"),
	    WELCOME "server|text too long\n" },
};

START_TEST(refuses_lengths_from_the_header_alone)
{
	const struct header *header = &bad_headers[_i];

	try_bytes(&defaults, header->bytes, header->received, true);
}
END_TEST

START_TEST(takes_what_is_just_as_long_as_may_be)
{
	const struct limits limits = { .name_max = 3, .message_max = 6 };
	const struct exchange exchanges[] = {
		{ "abc|@abc x\n", "server|abc has logged in\nabc|@abc x\n",
		    false },
		{ "abc|@abc xy\n", "server|text too long\n", true },
		{ "abcd|\n", "server|name too long\n", true },
	};

	for (int i = 0; i < COUNT(exchanges); i++)
		try_frames(&limits, &exchanges[i]);
}
END_TEST

START_TEST(appends_each_frame_at_once)
{
	size_t size;
	char *bytes = test_frames("a|@a x\na|!who\nb|\na|@nobody x\n", &size);
	struct connection *connection = fake_open(
	    framed_protocol(), &defaults, false);

	fake_receive(connection, bytes, size);
	ck_assert_uint_eq(fake_reply_count(connection), 4);
	ck_assert_uint_eq(fake_append_count(connection), 5);
	free(bytes);
	fake_close(connection);
}
END_TEST

/* At the door there is no connection yet, but what is sent is a frame. */
START_TEST(is_busy_in_a_frame)
{
	struct slice busy = framed_protocol()->busy;
	size_t size;
	char *expected = test_frames("server|server full\n", &size);

	ck_assert_uint_eq(busy.size, size);
	ck_assert_mem_eq(busy.bytes, expected, size);
	free(expected);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, answers_each_frame, 0, COUNT(frames));
	test_cases_add(tests, waits_for_a_whole_frame);
	test_cases_add_loop(tests, refuses_lengths_from_the_header_alone, 0,
	    COUNT(bad_headers));
	test_cases_add(tests, takes_what_is_just_as_long_as_may_be);
	test_cases_add(tests, appends_each_frame_at_once);
	test_cases_add(tests, is_busy_in_a_frame);
}
