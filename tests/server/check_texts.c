/* SPDX-License-Identifier: MIT */
/*
 * What chatd-protocols(7) promises authors of clients about texts: how long
 * they may be, what becomes of the blanks around them, and whether a text for
 * one user can be told from one that all hear.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

/* The defaults of message_max, line_max and name_max. */
#define MESSAGE_MAX 65536
#define LINE_MAX    16384
#define NAME_MAX_64                                                            \
	"longest_name_that_a_user_can_have_as_shipped_is_64_bytes_long_xx"

static struct test_daemon *chatd;

/* The names of hello's and plain's user are as long as names may be. */
static struct test_client *hello, *framed, *plain;

/* Let hello, fred and plain be in the lobby, all of them having heard so. */
static void
start(const char *hello_name, const char *plain_name)
{
	chatd = test_daemon_start_speaking(
	    "sized framed plain", console_option(), NULL);
	test_nodes_keep_level(chatd);
	hello = test_client_login(chatd, hello_name);
	test_client_ask(hello, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	framed = framed_login(chatd, "fred");
	test_client_expect(hello, "JOINED #lobby fred\n");
	plain = plain_connect(chatd);
	test_client_take_line(hello);
	framed_expect(framed,
	    test_format("server|%s has logged in\n", test_client_name(plain)));
	test_client_ask(plain, test_format("!name %s\n", plain_name),
	    test_format("You are now %s\n", plain_name));
	test_client_take_line(hello);
	framed_expect(framed, test_format("server|%s is now %s\n",
				  test_client_name(plain), plain_name));
}

/* ---- lengths ------------------------------------------------------------- */

START_TEST(the_longest_texts_reach_all_whole)
{
	const char *text = test_repeat('x', MESSAGE_MAX, "");
	const char *line = test_repeat('y', LINE_MAX, "");

	start(NAME_MAX_64, "paul");
	framed_send(framed, test_format("fred|%s\n", text));
	test_client_expect(hello, test_format("SAID #lobby fred %s\n", text));
	test_client_expect(plain, test_format("\r<fred> %s\n", text));
	test_client_send(plain, test_format("%s\n", line));
	test_client_expect(hello, test_format("SAID #lobby paul %s\n", line));
	framed_expect(framed, test_format("paul|%s\n", line));
}
END_TEST

START_TEST(the_longest_texts_reach_one_user_whole)
{
	/* The receiver's name is part of what the sender may send. */
	const char *text = test_repeat('x', MESSAGE_MAX - 66, "");
	const char *line = test_repeat('y', LINE_MAX - 11, "");

	start("alice", NAME_MAX_64);
	framed_send(framed, test_format("fred|@" NAME_MAX_64 " %s\n", text));
	test_client_expect(
	    plain, test_format("\r<fred> @" NAME_MAX_64 " %s\n", text));
	test_client_ask(
	    hello, test_format("SEND alice %s\n", line), "SEND-OK\n");
	test_client_expect(hello, test_format("DELIVERY alice %s\n", line));
	/* It is one byte too long with another one. */
	test_client_ask(
	    hello, test_format("SEND alice %sy\n", line), "BAD-RQST-BODY\n");
}
END_TEST

/* ---- blanks -------------------------------------------------------------- */

START_TEST(hello_drops_blanks_around_a_text)
{
	start("alice", "paul");
	test_client_ask(
	    hello, " SEND   #lobby   two  blanks \t\n", "SEND-OK\n");
	framed_expect(framed, "alice|two  blanks\n");
	test_client_expect(plain, "\r<alice> two  blanks\n");
	test_client_ask(hello, "SEND #lobby   \t\n", "BAD-RQST-BODY\n");
	test_client_ask(hello, "SEND  paul \t two  blanks  \n", "SEND-OK\n");
	test_client_expect(plain, "\r<alice> @paul two  blanks\n");
}
END_TEST

START_TEST(what_is_said_in_framed_and_plain_keeps_its_blanks)
{
	static const char *const texts[] = { "  two  blanks \t", " ",
		" @alice hi", "! who" };

	start("alice", "paul");
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *text = texts[i];

		framed_send(framed, test_format("fred|%s\n", text));
		test_client_expect(
		    hello, test_format("SAID #lobby fred %s\n", text));
		test_client_expect(plain, test_format("\r<fred> %s\n", text));
		test_client_send(plain, test_format("%s\n", text));
		test_client_expect(
		    hello, test_format("SAID #lobby paul %s\n", text));
		framed_expect(framed, test_format("paul|%s\n", text));
	}
	/* A request is one even after a blank. */
	framed_ask(
	    framed, "fred| !who \n", "server|users: echobot alice fred paul\n");
	test_client_ask(plain, " !who \n", "users: echobot alice fred paul\n");
}
END_TEST

START_TEST(a_text_for_one_user_has_no_blanks_around_it)
{
	start("alice", "paul");
	framed_send(framed, "fred|@alice   two  blanks \t\n");
	test_client_expect(hello, "DELIVERY fred two  blanks\n");
	framed_send(framed, "fred|@ alice x\n");
	test_client_expect(hello, "DELIVERY fred x\n");
	test_client_send(plain, "@fred   two  blanks \t\n");
	framed_expect(framed, "paul|@fred two  blanks\n");
	sized_send(sized_login(chatd, 3, "sue"), 3, "MSG fred   x ");
	framed_expect(framed, "sue|@fred x\n");
	console_expect(console_connect(), "tell fred   x ", "OK\n");
	framed_expect(framed, "server|@fred x\n");
}
END_TEST

/* ---- to one or to all ---------------------------------------------------- */

START_TEST(framed_and_plain_show_a_text_for_one_as_they_show_a_call)
{
	start("alice", "paul");
	test_client_ask(hello, "SEND fred psst!\n", "SEND-OK\n");
	framed_expect(framed, "alice|@fred psst!\n");
	test_client_ask(hello, "SEND paul psst!\n", "SEND-OK\n");
	test_client_expect(plain, "\r<alice> @paul psst!\n");
	/* Only users of hello can say such a text to all. */
	test_client_ask(hello, "SEND #lobby @fred psst!\n", "SEND-OK\n");
	framed_expect(framed, "alice|@fred psst!\n");
	test_client_expect(plain, "\r<alice> @fred psst!\n");
	test_client_ask(hello, "SEND #lobby @paul psst!\n", "SEND-OK\n");
	framed_expect(framed, "alice|@paul psst!\n");
	test_client_expect(plain, "\r<alice> @paul psst!\n");
	/* In hello the two differ. */
	framed_send(framed, "fred|@alice psst!\n");
	test_client_expect(hello, "DELIVERY fred psst!\n");
	framed_send(framed, "fred| @alice psst!\n");
	test_client_expect(hello, "SAID #lobby fred  @alice psst!\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, the_longest_texts_reach_all_whole);
	test_cases_add(tests, the_longest_texts_reach_one_user_whole);
	test_cases_add(tests, hello_drops_blanks_around_a_text);
	/* The users who keep nodes level are listed, too. */
	test_cases_add_alone(
	    tests, what_is_said_in_framed_and_plain_keeps_its_blanks);
	/* The console writes to users of its own node. */
	test_cases_add_alone(
	    tests, a_text_for_one_user_has_no_blanks_around_it);
	test_cases_add(
	    tests, framed_and_plain_show_a_text_for_one_as_they_show_a_call);
}
