/* SPDX-License-Identifier: MIT */
/*
 * The framed protocol without a daemon: what a frame does, what is answered,
 * which frames end a connection, and how what happens is shown.
 */

#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/protocols.h"
#include "common/test_frames.h"
#include "common/text.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"
#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define WELCOME "server|a has logged in\n"

static const struct limits defaults = {
	.name_max = 64,
	.message_max = 65536,
};

/* What the client sends, and all that it is sent: frames as lines. */
struct exchange {
	const char *sent, *received;
	bool ends;
};

static void
assert_received(const struct connection *connection, const char *lines)
{
	struct slice transcript = fake_transcript(connection);
	size_t size;
	char *expected = test_frames(lines, &size);
	char shown[1024];

	ck_assert_msg(
	    transcript.size == size &&
		(size == 0 || memcmp(transcript.bytes, expected, size) == 0),
	    "received \"%s\", want \"%s\"",
	    text_escape(
		transcript.bytes, transcript.size, shown, sizeof(shown)),
	    lines);
	free(expected);
}

/* Hold the protocol to its answer, in whatever pieces the bytes arrive. */
static void
assert_answer(const struct limits *limits, const char *bytes, size_t size,
    const char *received, bool ends)
{
	struct connection *connection = pieces_try(
	    framed_protocol(), limits, true, 1, bytes, size);

	assert_received(connection, received);
	ck_assert_int_eq(fake_has_ended(connection), ends);
	fake_close(connection);
}

static void
assert_exchange(const struct limits *limits, const struct exchange *exchange)
{
	size_t size;
	char *bytes = test_frames(exchange->sent, &size);

	assert_answer(limits, bytes, size, exchange->received, exchange->ends);
	free(bytes);
}

/* ---- frames -------------------------------------------------------------- */

static const struct exchange frames[] = {
	/* The first frame logs in; what it says is said after that. */
	{ "a|\n", WELCOME, false },
	{ "a|hi\n", WELCOME, false },
	{ "a|!who\n", WELCOME "server|users: alice bob\n", false },
	{ "a|@a hi\n", WELCOME "a|@a hi\n", false },
	{ "a|\na|\na|hi\n", WELCOME, false },
	/* And where it cannot, nothing is. */
	{ "taken|@a hi\n", "server|name taken: taken\n", true },
	{ "full|hi\n", "server|server full\n", true },
	{ "|hi\n", "server|name refused\n", true },
	{ "a b|hi\n", "server|name refused: a b\n", true },
	{ " a|\n", "server|name refused:  a\n", true },
	{ "\x1b[m|\n", "server|name refused: \\x1B[m\n", true },
	{ "taken|\na|!who\n", "server|name taken: taken\n", true },
	/* The same name all the time. */
	{ "a|\nb|!who\na|!who\n",
	    WELCOME "server|other name than at login\n"
		    "server|users: alice bob\n",
	    false },
	{ "a|\n|!who\n", WELCOME "server|other name than at login\n", false },
	{ "a|\nA|\n", WELCOME "server|other name than at login\n", false },
	/* Texts for one, and those that are refused. */
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
	assert_exchange(&defaults, &frames[_i]);
}
END_TEST

START_TEST(waits_for_a_whole_frame)
{
	size_t size;
	char *bytes = test_frames("a|!who\n", &size);

	for (size_t i = 0; i < size; i++)
		assert_answer(&defaults, bytes, i, "", false);
	free(bytes);
}
END_TEST

struct header {
	const char *bytes;
	size_t size;
	const char *received;
};

#define HEADER(bytes) (bytes), sizeof(bytes) - 1

static const struct header bad_headers[] = {
	{ HEADER("\xff\xff\xff\xff\xff\xff"), "server|name too long\n" },
	{ HEADER("\xff\xff\0\0\0\0"), "server|name too long\n" },
	{ HEADER("\x80\0\0\0\0\0"), "server|name too long\n" },
	{ HEADER("\0\x41\0\0\0\0"), "server|name too long\n" },
	{ HEADER("\0\1\xff\xff\xff\xff"), "server|text too long\n" },
	{ HEADER("\0\1\x80\0\0\0"), "server|text too long\n" },
	{ HEADER("\0\1\x7f\xff\xff\xff"), "server|text too long\n" },
	{ HEADER("\0\1\0\1\0\1"), "server|text too long\n" },
	{ HEADER("\0\0\0\1\0\1"), "server|text too long\n" },
	/* One error, whatever follows. */
	{ HEADER("\0\x41\0\0\0\0\0\1\0\0\0\0a"), "server|name too long\n" },
	{ HEADER("GET / HTTP/1.0\r\n\r\n"), "server|name too long\n" },
	/* After login, too. */
	{ HEADER("\0\1\0\0\0\0a\0\1\xff\xff\xff\xff"),
	    WELCOME "server|text too long\n" },
};

START_TEST(refuses_lengths_from_the_header_alone)
{
	const struct header *header = &bad_headers[_i];

	assert_answer(
	    &defaults, header->bytes, header->size, header->received, true);
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
		assert_exchange(&limits, &exchanges[i]);
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

START_TEST(says_nothing_when_there_is_no_memory)
{
	const struct chat_answer answer = {
		.request = CHAT_LIST,
		.outcome = CHAT_OUT_OF_MEMORY,
	};
	struct connection *connection = fake_open(
	    framed_protocol(), &defaults, false);

	framed_protocol()->answer(connection, &answer);
	ck_assert_uint_eq(fake_append_count(connection), 0);
	fake_close(connection);
}
END_TEST

/* ---- what happens -------------------------------------------------------- */

/* A connection that is logged in as a. */
static struct connection *
login(void)
{
	size_t size;
	char *bytes = test_frames("a|\n", &size);
	struct connection *connection = fake_open(
	    framed_protocol(), &defaults, false);

	fake_receive(connection, bytes, size);
	free(bytes);
	return connection;
}

struct showing {
	enum message_kind kind;
	const char *shown;
};

static const struct showing showings[] = {
	{ MESSAGE_DELIVERED, WELCOME "192.0.2.7:34858|@a bob\n" },
	{ MESSAGE_SAID, WELCOME "192.0.2.7:34858|bob\n" },
	{ MESSAGE_JOINED, WELCOME "server|192.0.2.7:34858 has logged in\n" },
	{ MESSAGE_LEFT, WELCOME "server|192.0.2.7:34858 has left\n" },
	{ MESSAGE_RENAMED, WELCOME "server|192.0.2.7:34858 is now bob\n" },
	{ MESSAGE_LISTS_DUE, WELCOME },
};

START_TEST(shows_what_happens)
{
	const enum message_kind kind = showings[_i].kind;
	const bool has_text = kind != MESSAGE_JOINED && kind != MESSAGE_LEFT;
	const struct message message = {
		.kind = kind,
		.from = { FAKE_GUEST, strlen(FAKE_GUEST) },
		.text = { "bob", has_text ? 3 : 0 },
	};
	struct connection *connection = login();

	framed_protocol()->tell(connection, &message);
	assert_received(connection, showings[_i].shown);
	fake_close(connection);
}
END_TEST

START_TEST(sends_the_list_when_it_is_due)
{
	struct connection *connection = login();

	framed_protocol()->list_due(connection);
	assert_received(connection, WELCOME "server|users: alice bob\n");
	fake_close(connection);
}
END_TEST

/* The bytes for the door, where there is no connection yet, are a frame. */
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
unit_add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, answers_each_frame, 0, COUNT(frames));
	tcase_add_test(tests, waits_for_a_whole_frame);
	tcase_add_loop_test(tests, refuses_lengths_from_the_header_alone, 0,
	    COUNT(bad_headers));
	tcase_add_test(tests, takes_what_is_just_as_long_as_may_be);
	tcase_add_test(tests, appends_each_frame_at_once);
	tcase_add_test(tests, says_nothing_when_there_is_no_memory);
	tcase_add_loop_test(tests, shows_what_happens, 0, COUNT(showings));
	tcase_add_test(tests, sends_the_list_when_it_is_due);
	tcase_add_test(tests, is_busy_in_a_frame);
}
