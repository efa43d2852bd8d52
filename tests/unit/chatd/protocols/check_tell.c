/* SPDX-License-Identifier: MIT */
/*
 * protocol->tell: what each protocol makes of what others do, or that it
 * deliberately says nothing.  The receiver is called bob, or is a guest.
 */

#include <stdlib.h>

#include "chatd/chat/chat.h"
#include "chatd/core/limits.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/protocols.h"
#include "common/test_frames.h"
#include "common/text.h"
#include "fuzz/fake.h"
#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct limits defaults = {
	.name_max = 64,
	.line_max = 1024,
	.message_max = 65536,
};

/* What is told, and how; "" where it is not.  Frames are as lines. */
struct telling {
	enum message_kind kind;
	const char *room, *from, *text;
	const char *hello, *sized, *framed, *plain;
};

static const struct telling tellings[] = {
	{ MESSAGE_DELIVERED, "", "alice", "a  text", "DELIVERY alice a  text\n",
	    "0018alice SENT a  text", "alice|@bob a  text\n",
	    "\r<alice> @" FAKE_GUEST " a  text\n" },
	{ MESSAGE_SAID, "den", "alice", "a  text", "SAID #den alice a  text\n",
	    "", "alice|a  text\n", "\r<alice> a  text\n" },
	{ MESSAGE_JOINED, "den", "alice", "", "JOINED #den alice\n", "",
	    "server|alice has logged in\n", "[alice] entered room\n" },
	{ MESSAGE_LEFT, "den", "alice", "", "LEFT #den alice\n", "",
	    "server|alice has left\n", "Client (alice) is offline\n" },
	{ MESSAGE_RENAMED, "den", "alice", "carol",
	    "RENAMED #den alice carol\n", "", "server|alice is now carol\n",
	    "[alice] is now [carol]\n" },
	/* Only users of hello can be in a room that they can be taken out of.
	 */
	{ MESSAGE_KICKED, "den", "alice", "too loud",
	    "KICKED #den alice too loud\n", "", "", "" },
	/* It is told to users of hello who have used JOIN. */
	{ MESSAGE_INVITED, "den", "alice", "", "", "", "", "" },
	/* Lists that are due are protocol->list_due's. */
	{ MESSAGE_LISTS_DUE, "den", "", "", "", "", "", "" },
	/* What is settled between workers is nobody else's. */
	{ MESSAGE_TOLD, "", "", "", "", "", "", "" },
	{ MESSAGE_HOLD, "", "", "", "", "", "", "" },
	{ MESSAGE_RELEASE, "", "", "", "", "", "", "" },
	{ MESSAGE_ANSWERED, "", "", "", "", "", "", "" },
	{ MESSAGE_RETURNED, "", "", "", "", "", "", "" },
	{ MESSAGE_ENDED, "", "", "", "", "", "", "" },
	{ MESSAGE_RULED, "", "", "", "", "", "", "" },
	{ MESSAGE_TAKEOVER, "", "", "", "", "", "", "" },
	{ MESSAGE_LOOKED, "", "", "", "", "", "", "" },
	{ MESSAGE_CARDED, "", "", "", "", "", "", "" },
	{ MESSAGE_WATCHED, "", "bob", "", "", "", "", "" },
	/* They are ended without it. */
	{ MESSAGE_KILLED, "", "", "", "", "", "", "" },
	/* They have no words for this. */
	{ MESSAGE_CHANGED, "den", "alice", "coffee", "", "", "", "" },
};

/* Their number, which a new kind would raise. */
static int
count_kinds(void)
{
	enum message_kind last = MESSAGE_CHANGED;

	switch (last) {
	case MESSAGE_DELIVERED:
	case MESSAGE_SAID:
	case MESSAGE_JOINED:
	case MESSAGE_LEFT:
	case MESSAGE_RENAMED:
	case MESSAGE_KICKED:
	case MESSAGE_INVITED:
	case MESSAGE_LISTS_DUE:
	case MESSAGE_TOLD:
	case MESSAGE_HOLD:
	case MESSAGE_RELEASE:
	case MESSAGE_ANSWERED:
	case MESSAGE_RETURNED:
	case MESSAGE_ENDED:
	case MESSAGE_RULED:
	case MESSAGE_TAKEOVER:
	case MESSAGE_LOOKED:
	case MESSAGE_CARDED:
	case MESSAGE_WATCHED:
	case MESSAGE_KILLED:
	case MESSAGE_CHANGED:
		break;
	}
	return (int)last + 1;
}

/* Fail unless telling is told in these bytes, as something that others did. */
static void
expect_told(const struct protocol *protocol, const struct telling *telling,
    struct slice told)
{
	const struct message message = {
		.kind = telling->kind,
		.room = slice_of(telling->room),
		.from = slice_of(telling->from),
		.text = slice_of(telling->text),
	};
	struct connection *connection = fake_open(protocol, &defaults, false);
	size_t replies, appended, before;
	struct slice sent;

	if (protocol->logs_in)
		fake_answer(connection, CHAT_LOGIN, CHAT_DONE, "");
	else
		chat_login_guest(connection);
	before = fake_transcript(connection).size;
	replies = fake_reply_count(connection);
	appended = fake_append_count(connection);
	protocol->tell(connection, &message);
	sent = fake_transcript(connection);
	if (before > 0) {
		sent.bytes += before;
		sent.size -= before;
	}
	ck_assert_msg(slice_equals(sent, told), "told \"%.*s\", want \"%.*s\"",
	    (int)sent.size, sent.bytes, (int)told.size, told.bytes);
	ck_assert_uint_eq(fake_reply_count(connection), replies);
	ck_assert_uint_eq(
	    fake_append_count(connection), appended + (told.size > 0));
	fake_close(connection);
}

START_TEST(tells_what_others_do)
{
	const struct telling *telling = &tellings[_i];
	struct slice frame;
	char *bytes = test_frames(telling->framed, &frame.size);

	frame.bytes = bytes;
	expect_told(hello_protocol(), telling, slice_of(telling->hello));
	expect_told(sized_protocol(), telling, slice_of(telling->sized));
	expect_told(framed_protocol(), telling, frame);
	expect_told(plain_protocol(), telling, slice_of(telling->plain));
	free(bytes);
}
END_TEST

START_TEST(knows_every_kind_of_message)
{
	ck_assert_int_eq(COUNT(tellings), count_kinds());
	for (int i = 0; i < COUNT(tellings); i++)
		ck_assert_int_eq((int)tellings[i].kind, i);
}
END_TEST

/* What guests are called, and how plain tells that they leave. */
static const char *const guests[][2] = {
	{ "192.0.2.7:34858", "Client (192.0.2.7, 34858) is offline\n" },
	{ "[2001:db8::7]:34858", "Client (2001:db8::7, 34858) is offline\n" },
};

START_TEST(plain_tells_a_guest_by_address_and_port)
{
	const struct telling left = {
		.kind = MESSAGE_LEFT,
		.room = "den",
		.from = guests[_i][0],
		.text = "",
	};

	expect_told(plain_protocol(), &left, slice_of(guests[_i][1]));
}
END_TEST

START_TEST(tells_nobody_where_there_are_no_users)
{
	ck_assert(drop_protocol()->tell == NULL);
}
END_TEST

/* Only framed sends lists by itself. */
START_TEST(sends_lists_when_they_are_due)
{
	struct connection *connection = fake_open(
	    framed_protocol(), &defaults, false);
	struct slice frames;
	char *bytes = test_frames("server|bob has logged in\n"
				  "server|users: alice bob\n",
	    &frames.size);

	frames.bytes = bytes;
	fake_answer(connection, CHAT_LOGIN, CHAT_DONE, "");
	framed_protocol()->list_due(connection);
	ck_assert(slice_equals(fake_transcript(connection), frames));
	free(bytes);
	fake_close(connection);
	ck_assert(hello_protocol()->list_due == NULL);
	ck_assert(sized_protocol()->list_due == NULL);
	ck_assert(plain_protocol()->list_due == NULL);
	ck_assert(drop_protocol()->list_due == NULL);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, tells_what_others_do, 0, COUNT(tellings));
	test_cases_add(tests, knows_every_kind_of_message);
	test_cases_add_loop(
	    tests, plain_tells_a_guest_by_address_and_port, 0, COUNT(guests));
	test_cases_add(tests, tells_nobody_where_there_are_no_users);
	test_cases_add(tests, sends_lists_when_they_are_due);
}
