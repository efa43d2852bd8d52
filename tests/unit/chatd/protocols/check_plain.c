/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol without a daemon: what a line does, what is answered, and
 * how what happens is shown.
 */

#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/protocols.h"
#include "common/text.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"
#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define REFUSED_TEXT "! refused: empty, or not printable UTF-8\n"

static const struct limits defaults = {
	.name_max = 64,
	.line_max = 32,
};

/* What the client sends, and all that it is sent. */
struct exchange {
	const char *sent, *received;
};

static void
assert_received(const struct connection *connection, const char *received)
{
	struct slice transcript = fake_transcript(connection);
	char shown[1024];

	ck_assert_msg(slice_equals(transcript, received),
	    "received \"%s\", want \"%s\"",
	    text_escape(
		transcript.bytes, transcript.size, shown, sizeof(shown)),
	    received);
}

/* ---- lines --------------------------------------------------------------- */

static const struct exchange lines[] = {
	/* What is said is not echoed, and what is not whole is not said. */
	{ "", "" },
	{ "hi", "" },
	{ "hi\n", "" },
	{ "hi\r\n", "" },
	{ " !\n!quit\n!!!\n!WHO\n!who else\n !names\n", "" },
	/* An empty line is nothing. */
	{ "\n\r\n\n", "" },
	/* What is refused is refused once, and the connection lives. */
	{ "\x1b[2J\n!who\n", REFUSED_TEXT "users: alice bob\n" },
	{ "a\rb\n", REFUSED_TEXT },
	{ "hi\r\r\n", REFUSED_TEXT },
	{ "\xff\n", REFUSED_TEXT },
	{ "\xc2\x9b\n", REFUSED_TEXT },
	{ "12345678901234567890123456789012\n", "" },
	{ "12345678901234567890123456789012\r\n", "" },
	{ "123456789012345678901234567890123\n!who\n",
	    "! refused: line too long\nusers: alice bob\n" },
	{ "1234567890123456789012345678901234567890123456789012345678901234"
	  "1234567890123456789012345678901234567890123456789012345678901234",
	    "! refused: line too long\n" },
	{ "1234567890123456789012345678901234567890123456789012345678901234"
	  "1234567890123456789012345678901234567890123456789012345678901234"
	  "\n!who\n",
	    "! refused: line too long\nusers: alice bob\n" },
	/* Texts for one. */
	{ "@bob hi\n", "" },
	{ "@" FAKE_GUEST "  two  b \n",
	    "\r<" FAKE_GUEST "> @" FAKE_GUEST " two  b\n" },
	{ "@nobody hi\n", "! refused: no such user: nobody\n" },
	{ "@bob\n", REFUSED_TEXT },
	{ "@bob \n", REFUSED_TEXT },
	{ "@\n", REFUSED_TEXT },
	{ "@nobody \x1b\n", REFUSED_TEXT },
	/* Requests. */
	{ "!who\n", "users: alice bob\n" },
	{ " !who \r\n", "users: alice bob\n" },
	{ "!name alice\n@alice hi\n",
	    "You are now alice\n\r<alice> @alice hi\n" },
	{ "!name a\n!name b\n", "You are now a\nYou are now b\n" },
	{ "!name taken\n@taken hi\n", "! refused: name taken: taken\n" },
	{ "!name\n", "! refused: not a name\n" },
	{ "!name a b\n", "! refused: not a name: a b\n" },
	{ "!name \x1b[m\n", "! refused: not a name: \\x1B[m\n" },
	{ "!name " FAKE_GUEST "\n", "! refused: not a name: " FAKE_GUEST "\n" },
	{ "!help\n", "What you type is said to everybody here, but for:\n"
		     "@NAME TEXT  say it to NAME alone\n"
		     "!who        list everybody\n"
		     "!name NAME  take a name\n"
		     "!help       show this\n" },
};

START_TEST(answers_each_line)
{
	const struct exchange *exchange = &lines[_i];
	struct connection *connection = pieces_try(plain_protocol(), &defaults,
	    true, 1, exchange->sent, strlen(exchange->sent));

	assert_received(connection, exchange->received);
	ck_assert(!fake_has_ended(connection));
	fake_close(connection);
}
END_TEST

struct refusal {
	enum chat_request request;
	enum chat_outcome outcome;
	const char *received;
};

static const struct refusal refusals[] = {
	{ CHAT_RENAME, CHAT_FULL, "! refused: server full\n" },
	{ CHAT_LIST, CHAT_OUT_OF_MEMORY, "" },
};

START_TEST(answers_what_is_rare)
{
	const struct chat_answer answer = {
		.request = refusals[_i].request,
		.outcome = refusals[_i].outcome,
	};
	struct connection *connection = fake_open(
	    plain_protocol(), &defaults, false);

	plain_protocol()->answer(connection, &answer);
	assert_received(connection, refusals[_i].received);
	fake_close(connection);
}
END_TEST

/* A guest whose address is taken has no name to be there by. */
START_TEST(hangs_up_on_a_guest_whose_address_is_taken)
{
	const struct chat_answer answer = {
		.request = CHAT_LOGIN,
		.outcome = CHAT_NAME_IN_USE,
		.name = { FAKE_GUEST, sizeof(FAKE_GUEST) - 1 },
	};
	struct connection *connection = fake_open(
	    plain_protocol(), &defaults, false);

	plain_protocol()->answer(connection, &answer);
	assert_received(connection, "! refused: name taken: " FAKE_GUEST "\n");
	ck_assert(fake_has_ended(connection));
	fake_close(connection);
}
END_TEST

/* ---- what happens -------------------------------------------------------- */

struct showing {
	enum message_kind kind;
	const char *from, *shown;
};

static const struct showing showings[] = {
	{ MESSAGE_SAID, "alice", "\r<alice> bob\n" },
	{ MESSAGE_SAID, "192.0.2.7:34858", "\r<192.0.2.7:34858> bob\n" },
	{ MESSAGE_SAID, "[2001:db8::7]:34858",
	    "\r<[2001:db8::7]:34858> bob\n" },
	{ MESSAGE_DELIVERED, "alice", "\r<alice> @" FAKE_GUEST " bob\n" },
	{ MESSAGE_JOINED, "alice", "[alice] entered room\n" },
	{ MESSAGE_JOINED, "192.0.2.7:34858",
	    "[192.0.2.7:34858] entered room\n" },
	{ MESSAGE_JOINED, "[2001:db8::7]:34858",
	    "[[2001:db8::7]:34858] entered room\n" },
	{ MESSAGE_LEFT, "alice", "Client (alice) is offline\n" },
	{ MESSAGE_LEFT, "192.0.2.7:34858",
	    "Client (192.0.2.7, 34858) is offline\n" },
	{ MESSAGE_LEFT, "[2001:db8::7]:34858",
	    "Client (2001:db8::7, 34858) is offline\n" },
	{ MESSAGE_RENAMED, "192.0.2.7:34858",
	    "[192.0.2.7:34858] is now [bob]\n" },
	{ MESSAGE_LISTS_DUE, "", "" },
};

START_TEST(shows_what_happens)
{
	const struct showing *showing = &showings[_i];
	const struct message message = {
		.kind = showing->kind,
		.from = { showing->from, strlen(showing->from) },
		.text = { "bob", 3 },
	};
	struct connection *connection = fake_open(
	    plain_protocol(), &defaults, false);

	plain_protocol()->tell(connection, &message);
	assert_received(connection, showing->shown);
	ck_assert_uint_eq(fake_reply_count(connection), 0);
	fake_close(connection);
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, answers_each_line, 0, COUNT(lines));
	tcase_add_loop_test(tests, answers_what_is_rare, 0, COUNT(refusals));
	tcase_add_test(tests, hangs_up_on_a_guest_whose_address_is_taken);
	tcase_add_loop_test(tests, shows_what_happens, 0, COUNT(showings));
}
