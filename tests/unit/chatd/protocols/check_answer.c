/* SPDX-License-Identifier: MIT */
/*
 * protocol->answer: every protocol has its words for whatever the chat answers,
 * whichever request it is about, and ends the connections that it should.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/protocols.h"
#include "common/test_frames.h"
#include "fuzz/fake.h"
#include "unit/chatd/protocols/exchange.h"
#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The protocols that ask something of the chat. */
enum wire { HELLO, SIZED, FRAMED, PLAIN, WIRES };

static const struct protocol *(*const protocols[WIRES])(void) = {
	[HELLO] = hello_protocol,
	[SIZED] = sized_protocol,
	[FRAMED] = framed_protocol,
	[PLAIN] = plain_protocol,
};

static const struct limits defaults = {
	.name_max = 64,
	.line_max = 1024,
	.message_max = 65536,
};

/* The words of each protocol; "" where it says nothing. */
struct answer {
	enum chat_request request;
	enum chat_outcome outcome;
	const char *room; /* "" for none */
	const char *words[WIRES];
};

/* Their number, which a new request would raise. */
static int
count_requests(void)
{
	enum chat_request last = CHAT_INVITE;

	switch (last) {
	case CHAT_AUTHENTICATE:
	case CHAT_REGISTER:
	case CHAT_LOGIN:
	case CHAT_RENAME:
	case CHAT_SEND:
	case CHAT_LIST:
	case CHAT_JOIN:
	case CHAT_LEAVE:
	case CHAT_SAY:
	case CHAT_TOPIC:
	case CHAT_KICK:
	case CHAT_MODE:
	case CHAT_BANS:
	case CHAT_INVITE:
		break;
	}
	return (int)last + 1;
}

/* ---- what is said -------------------------------------------------------- */

static void
expect_frame(const struct connection *connection, const char *words)
{
	char line[256];
	struct slice frame;
	char *bytes;

	snprintf(line, sizeof(line), "server|%s\n", words);
	bytes = test_frames(line, &frame.size);
	frame.bytes = bytes;
	exchange_expect_bytes(connection, frame);
	free(bytes);
}

/* Fail unless the words, if any, are all that was said, and said at once. */
static void
expect_words(
    const struct connection *connection, enum wire wire, const char *words)
{
	char text[256];

	ck_assert_uint_eq(fake_append_count(connection), words[0] != '\0');
	ck_assert_uint_eq(fake_reply_count(connection), words[0] != '\0');
	if (words[0] == '\0')
		return;
	switch (wire) {
	case HELLO:
	case PLAIN:
		snprintf(text, sizeof(text), "%s\n", words);
		exchange_expect(connection, text);
		break;
	case SIZED:
		snprintf(text, sizeof(text), "%04zu%s", strlen(words), words);
		exchange_expect(connection, text);
		break;
	case FRAMED:
		expect_frame(connection, words);
		break;
	case WIRES:
		ck_abort();
	}
}

static void
expect_answer(enum wire wire, const struct answer *answer)
{
	struct connection *connection = fake_open(
	    protocols[wire](), &defaults, false);

	fake_answer(connection, answer->request, answer->outcome, answer->room);
	expect_words(connection, wire, answer->words[wire]);
	fake_close(connection);
}

/* A protocol that has no verb for a request says nothing when it is done. */
static const struct answer done[] = {
	{ CHAT_AUTHENTICATE, CHAT_DONE, "", { "AUTH-OK", "AUTH-OK", "", "" } },
	{ CHAT_REGISTER, CHAT_DONE, "", { "REGISTER-OK", "", "", "" } },
	{ CHAT_LOGIN, CHAT_DONE, "",
	    { "HELLO bob", "HELLO bob", "bob has logged in", "" } },
	{ CHAT_RENAME, CHAT_DONE, "",
	    { "", "HELLO bob", "", "You are now bob" } },
	{ CHAT_SEND, CHAT_DONE, "", { "SEND-OK", "", "", "" } },
	{ CHAT_LIST, CHAT_DONE, "",
	    { "WHO-OK alice bob", "alice bob", "users: alice bob",
		"users: alice bob" } },
	{ CHAT_LIST, CHAT_DONE, "den",
	    { "WHO-OK #den alice bob", "alice bob", "users: alice bob",
		"users: alice bob" } },
	{ CHAT_JOIN, CHAT_DONE, "den", { "JOIN-OK #den", "", "", "" } },
	{ CHAT_LEAVE, CHAT_DONE, "den", { "LEAVE-OK #den", "", "", "" } },
	{ CHAT_SAY, CHAT_DONE, "den", { "SEND-OK", "", "", "" } },
	{ CHAT_TOPIC, CHAT_DONE, "den", { "TOPIC-OK #den", "", "", "" } },
	{ CHAT_KICK, CHAT_DONE, "den", { "KICK-OK #den bob", "", "", "" } },
	{ CHAT_MODE, CHAT_DONE, "den",
	    { "MODE-OK #den +iklmr key1 10", "", "", "" } },
	{ CHAT_BANS, CHAT_DONE, "den", { "MODE-OK #den b", "", "", "" } },
	{ CHAT_INVITE, CHAT_DONE, "den", { "INVITE-OK #den bob", "", "", "" } },
};

START_TEST(says_what_is_done)
{
	for (enum wire wire = 0; wire < WIRES; wire++)
		expect_answer(wire, &done[_i]);
}
END_TEST

START_TEST(knows_every_request)
{
	int next = 0;

	for (int i = 0; i < COUNT(done); i++)
		if ((int)done[i].request == next)
			next++;
	ck_assert_int_eq(next, count_requests());
}
END_TEST

/* They are the same for each request. */
static const struct answer refusals[] = {
	{ CHAT_LOGIN, CHAT_BAD_NAME, "den",
	    { "BAD-RQST-BODY", "ERROR name refused: bob", "name refused: bob",
		"! refused: not a name: bob" } },
	{ CHAT_LOGIN, CHAT_NAME_IN_USE, "den",
	    { "IN-USE", "ERROR name taken: bob", "name taken: bob",
		"! refused: name taken: bob" } },
	{ CHAT_LOGIN, CHAT_FULL, "den",
	    { "BUSY", "ERROR server full", "server full",
		"! refused: server full" } },
	{ CHAT_LOGIN, CHAT_NAME_BANNED, "den",
	    { "BANNED " FAKE_REASON, "ERROR you are banned: " FAKE_REASON,
		"you are banned: " FAKE_REASON,
		"! refused: you are banned: " FAKE_REASON } },
	{ CHAT_LOGIN, CHAT_MUTED, "den",
	    { "MUTED " FAKE_REASON, "ERROR you are muted: " FAKE_REASON,
		"you are muted: " FAKE_REASON,
		"! refused: you are muted: " FAKE_REASON } },
	{ CHAT_LOGIN, CHAT_BAD_TEXT, "den",
	    { "BAD-RQST-BODY", "ERROR text refused", "text refused",
		"! refused: empty, or not printable UTF-8" } },
	{ CHAT_LOGIN, CHAT_NO_SUCH_USER, "den",
	    { "UNKNOWN", "ERROR no such user: bob", "no such user: bob",
		"! refused: no such user: bob" } },
	{ CHAT_LOGIN, CHAT_NO_SUCH_ROOM, "den",
	    { "UNKNOWN", "ERROR no such room: den", "no such room: den",
		"! refused: no such room: den" } },
	{ CHAT_LOGIN, CHAT_TOO_MANY_ROOMS, "den",
	    { "TOO-MANY-ROOMS", "ERROR too many rooms", "too many rooms",
		"! refused: too many rooms" } },
	{ CHAT_LOGIN, CHAT_ROOMS_FULL, "den",
	    { "BUSY", "ERROR no more rooms", "no more rooms",
		"! refused: no more rooms" } },
	{ CHAT_LOGIN, CHAT_WRONG_PASSWORD, "den",
	    { "BAD-AUTH", "ERROR wrong password: bob", "wrong password: bob",
		"! refused: wrong password: bob" } },
	{ CHAT_LOGIN, CHAT_PASSWORD_LATER, "den",
	    { "BAD-AUTH LATER", "ERROR try again later", "try again later",
		"! refused: try again later" } },
	{ CHAT_LOGIN, CHAT_NOT_PRIVATE, "den",
	    { "BAD-AUTH NOT-PRIVATE", "ERROR not private", "not private",
		"! refused: not private" } },
	{ CHAT_LOGIN, CHAT_NO_ACCOUNTS, "den",
	    { "BAD-RQST-HDR", "ERROR no accounts", "no accounts",
		"! refused: no accounts" } },
	{ CHAT_LOGIN, CHAT_NOT_OPERATOR, "den",
	    { "NOT-OPERATOR", "ERROR not an operator: den",
		"not an operator: den", "! refused: not an operator: den" } },
	{ CHAT_LOGIN, CHAT_BANNED, "den",
	    { "BANNED", "ERROR banned: den", "banned: den",
		"! refused: banned: den" } },
	{ CHAT_LOGIN, CHAT_ROOM_CLOSED, "den",
	    { "INVITE-ONLY", "ERROR by invitation only: den",
		"by invitation only: den",
		"! refused: by invitation only: den" } },
	{ CHAT_LOGIN, CHAT_BAD_KEY, "den",
	    { "BAD-KEY", "ERROR wrong key: den", "wrong key: den",
		"! refused: wrong key: den" } },
	{ CHAT_LOGIN, CHAT_ROOM_FULL, "den",
	    { "ROOM-FULL", "ERROR room full: den", "room full: den",
		"! refused: room full: den" } },
	{ CHAT_LOGIN, CHAT_MODERATED, "den",
	    { "MODERATED", "ERROR room moderated: den", "room moderated: den",
		"! refused: room moderated: den" } },
	{ CHAT_LOGIN, CHAT_BANS_FULL, "den",
	    { "BANS-FULL", "ERROR too many bans: den", "too many bans: den",
		"! refused: too many bans: den" } },
	{ CHAT_LOGIN, CHAT_NOT_OWNER, "den",
	    { "NOT-OWNER", "ERROR not the owner: den", "not the owner: den",
		"! refused: not the owner: den" } },
	{ CHAT_LOGIN, CHAT_KEPT_FULL, "den",
	    { "KEPT-FULL", "ERROR too many kept: den", "too many kept: den",
		"! refused: too many kept: den" } },
	/* The chat closes the connection: nothing that is said arrives. */
	{ CHAT_LOGIN, CHAT_OUT_OF_MEMORY, "den", { "", "", "", "" } },
};

_Static_assert(sizeof(refusals) / sizeof(refusals[0]) == CHAT_OUTCOMES - 1,
    "each outcome but CHAT_DONE");

START_TEST(says_why_it_refuses_whatever_the_request)
{
	struct answer refusal = refusals[_i];

	for (int request = 0; request < count_requests(); request++) {
		refusal.request = (enum chat_request)request;
		for (enum wire wire = 0; wire < WIRES; wire++)
			expect_answer(wire, &refusal);
	}
}
END_TEST

START_TEST(hello_has_two_words_for_whom_it_does_not_know)
{
	struct limits dialect_list = defaults;
	struct connection *connection = fake_open(
	    hello_protocol(), &defaults, false);

	exchange_send(connection,
	    "HELLO-FROM a\nSEND nobody hi\nSEND #nowhere hi\n"
	    "LIST\nSEND nobody hi\nSEND #nowhere hi\n");
	exchange_expect(connection,
	    "HELLO a\nUNKNOWN\nUNKNOWN\n"
	    "LIST-OK alice,bob\nBAD-DEST-USER\nBAD-DEST-USER\n");
	fake_close(connection);

	dialect_list.dialect_list = true;
	connection = fake_open(hello_protocol(), &dialect_list, false);
	fake_answer(connection, CHAT_SEND, CHAT_NO_SUCH_USER, "");
	expect_words(connection, HELLO, "BAD-DEST-USER");
	fake_close(connection);
}
END_TEST

/* ---- what ends ----------------------------------------------------------- */

struct ending {
	enum wire wire;
	bool is_strict; /* the listener */
	enum chat_outcome outcome;
	bool ends; /* a connection that was to log in */
};

static const struct ending endings[] = {
	{ HELLO, false, CHAT_BAD_NAME, false },
	{ HELLO, false, CHAT_NAME_IN_USE, false },
	{ HELLO, false, CHAT_FULL, true },
	{ HELLO, true, CHAT_BAD_NAME, true },
	{ HELLO, true, CHAT_NAME_IN_USE, true },
	{ HELLO, true, CHAT_FULL, true },
	{ SIZED, false, CHAT_BAD_NAME, false },
	{ SIZED, false, CHAT_NAME_IN_USE, false },
	{ SIZED, false, CHAT_FULL, true },
	{ FRAMED, false, CHAT_BAD_NAME, true },
	{ FRAMED, false, CHAT_NAME_IN_USE, true },
	{ FRAMED, false, CHAT_FULL, true },
	{ PLAIN, false, CHAT_BAD_NAME, true },
	{ PLAIN, false, CHAT_NAME_IN_USE, true },
	{ PLAIN, false, CHAT_FULL, true },
	{ HELLO, false, CHAT_NAME_BANNED, false },
	{ HELLO, true, CHAT_NAME_BANNED, true },
	{ SIZED, false, CHAT_NAME_BANNED, false },
	{ FRAMED, false, CHAT_NAME_BANNED, true },
	{ PLAIN, false, CHAT_NAME_BANNED, true },
	{ HELLO, false, CHAT_WRONG_PASSWORD, false },
	{ HELLO, true, CHAT_WRONG_PASSWORD, true },
	{ SIZED, false, CHAT_WRONG_PASSWORD, false },
	{ FRAMED, false, CHAT_WRONG_PASSWORD, true },
	{ FRAMED, false, CHAT_PASSWORD_LATER, true },
	/* Those that the chat closes, with a reason of its own. */
	{ HELLO, true, CHAT_OUT_OF_MEMORY, false },
	{ SIZED, false, CHAT_OUT_OF_MEMORY, false },
	{ FRAMED, false, CHAT_OUT_OF_MEMORY, false },
	{ PLAIN, false, CHAT_OUT_OF_MEMORY, false },
};

START_TEST(ends_a_refused_login_that_cannot_be_tried_again)
{
	const struct ending *ending = &endings[_i];
	struct limits limits = defaults;
	struct connection *connection;

	limits.hello_strict = ending->is_strict;
	connection = fake_open(protocols[ending->wire](), &limits, false);
	fake_answer(connection, CHAT_LOGIN, ending->outcome, "");
	ck_assert_int_eq(fake_has_ended(connection), ending->ends);
	fake_close(connection);
	if (ending->wire != HELLO)
		return;
	/* So it is with what comes before it. */
	connection = fake_open(hello_protocol(), &limits, false);
	fake_answer(connection, CHAT_AUTHENTICATE, ending->outcome, "");
	ck_assert_int_eq(fake_has_ended(connection), ending->ends);
	fake_close(connection);
}
END_TEST

START_TEST(ends_nothing_once_it_is_logged_in)
{
	const struct protocol *protocol = protocols[_i]();
	struct limits strict = defaults;
	struct connection *connection;

	strict.hello_strict = true;
	connection = fake_open(protocol, &strict, false);
	if (protocol->logs_in)
		fake_answer(connection, CHAT_LOGIN, CHAT_DONE, "");
	for (int request = CHAT_LOGIN + 1; request < count_requests();
	     request++) {
		for (int i = 0; i < COUNT(refusals); i++)
			fake_answer(connection, (enum chat_request)request,
			    refusals[i].outcome, "den");
	}
	ck_assert(!fake_has_ended(connection));
	fake_close(connection);
}
END_TEST

START_TEST(has_no_answers_where_nothing_is_asked)
{
	ck_assert(drop_protocol()->answer == NULL);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, says_what_is_done, 0, COUNT(done));
	test_cases_add(tests, knows_every_request);
	test_cases_add_loop(tests, says_why_it_refuses_whatever_the_request, 0,
	    COUNT(refusals));
	test_cases_add(tests, hello_has_two_words_for_whom_it_does_not_know);
	test_cases_add_loop(tests,
	    ends_a_refused_login_that_cannot_be_tried_again, 0, COUNT(endings));
	test_cases_add_loop(tests, ends_nothing_once_it_is_logged_in, 0, WIRES);
	test_cases_add(tests, has_no_answers_where_nothing_is_asked);
}
