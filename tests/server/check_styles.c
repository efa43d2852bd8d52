/* SPDX-License-Identifier: MIT */
/*
 * Texts that have more than a plain form: whoever knows styles is shown all of
 * it, and everybody else the plain form, or nothing.  No protocol of chatd
 * makes all of them, so the daemon of this test has one that does
 * (shown_styles.c); check_crossing has the actions of hello.
 */

#include <stdlib.h>
#include <string.h>

#include "common/test_cases.h"
#include "common/test_nodes.h"
#include "common/test_programs.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define ALL "hello sized framed plain styled"

/* From this many members on a worker, a room is told in slices there. */
#define MANY 128

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* What is sent, and what alice's receiver is shown: all of it, or the text. */
struct text {
	const char *said;  /* style, plain form and raw form */
	const char *shown; /* to those who know styles */
	const char *plain; /* to those who do not; NULL: nothing */
};

static const struct text texts[] = {
	{ "0 hi|", "0 hi", "hi" },
	{ "0 hi|\x02hi\x0f", "0 \x02hi\x0f", "hi" },
	{ "1 waves|", "1 waves", "* alice waves" },
	{ "1 waves|\x1dwaves", "1 \x1dwaves", "* alice waves" },
	{ "2 hi|", "2 hi", "hi" },
	{ "2 hi|\x03"
	  "4hi",
	    "2 \x03"
	    "4hi",
	    "hi" },
	{ "3 |PING 1", "3 PING 1", NULL },
	{ "4 |PING 1", "4 PING 1", NULL },
};

static struct test_daemon *daemon;
static struct test_client *alice;

static void
begin(void)
{
	setenv("CHATD", test_program("CHATD_SHOWN_STYLES"), 1);
	daemon = test_daemon_start_speaking(ALL, NULL);
	test_nodes_keep_level(daemon);
}

static struct test_client *
log_in(const char *protocol, const char *name)
{
	struct test_client *client = test_client_connect_protocol(
	    daemon, protocol);

	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	test_nodes_level();
	return client;
}

static void
join(struct test_client *client)
{
	test_client_ask(client, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_nodes_level();
}

/* Have alice say a text, which is confirmed. */
static void
say(const char *to, const struct text *text)
{
	test_client_ask(
	    alice, test_format("STYLED %s %s\n", to, text->said), "SEND-OK\n");
}

/* Require that receiver, who knows styles, is shown text. */
static void
expect_styled(
    struct test_client *receiver, const struct text *text, const char *words)
{
	test_client_expect(
	    receiver, test_format("STYLE alice %s\n", text->shown));
	if (text->plain != NULL)
		test_client_expect(
		    receiver, test_format("%s %s\n", words, text->plain));
}

/*
 * Twice, because from the second time on nobody asks where the receiver is;
 * bob, carol and dave are on all workers, and nodes, between them.
 */
START_TEST(whoever_knows_styles_is_shown_all_of_it)
{
	static const char *const names[] = { "bob", "carol", "dave" };
	struct test_client *receivers[3];

	alice = log_in("styled", "alice");
	for (int i = 0; i < 3; i++)
		receivers[i] = log_in("styled", names[i]);
	for (int i = 0; i < 2 * COUNT(texts) * 3; i++) {
		const struct text *text = &texts[i / 2 / 3];

		say(names[i % 3], text);
		expect_styled(receivers[i % 3], text, "DELIVERY alice");
	}
}
END_TEST

START_TEST(so_are_the_members_of_a_room)
{
	struct test_client *bob, *carol;

	alice = log_in("styled", "alice");
	bob = log_in("styled", "bob");
	carol = log_in("hello", "carol");
	join(alice);
	join(bob);
	test_client_expect(alice, "JOINED #lobby bob\n");
	join(carol);
	test_client_expect(alice, "JOINED #lobby carol\n");
	test_client_expect(bob, "JOINED #lobby carol\n");
	for (int i = 0; i < COUNT(texts); i++) {
		say("#lobby", &texts[i]);
		expect_styled(bob, &texts[i], "SAID #lobby alice");
		if (texts[i].plain != NULL)
			test_client_expect(
			    carol, test_format("SAID #lobby alice %s\n",
				       texts[i].plain));
	}
	test_client_ask(alice, "SEND #lobby bye\n", "SEND-OK\n");
	test_client_expect(carol, "SAID #lobby alice bye\n");
}
END_TEST

/* Who knows no styles, is told what is for people, and nothing else. */
static void
expect_plain(struct test_client *receiver, const char *name,
    const char *delivered,
    void (*expect)(struct test_client *client, const char *text))
{
	for (int i = 0; i < COUNT(texts); i++) {
		say(name, &texts[i]);
		if (texts[i].plain != NULL)
			expect(receiver,
			    test_format("%s %s", delivered, texts[i].plain));
	}
	test_client_ask(alice, test_format("SEND %s bye\n", name), "SEND-OK\n");
	expect(receiver, test_format("%s bye", delivered));
}

static void
expect_line(struct test_client *client, const char *line)
{
	test_client_expect(client, test_format("%s\n", line));
}

static void
expect_frame(struct test_client *client, const char *line)
{
	framed_expect(client, test_format("%s\n", line));
}

static void
expect_sized(struct test_client *client, const char *text)
{
	sized_expect(client, 4, text);
}

START_TEST(everybody_else_is_shown_the_plain_form)
{
	struct test_client *bob, *carol, *dave, *guest;
	const char *name;

	alice = log_in("styled", "alice");
	bob = log_in("hello", "bob");
	carol = test_client_connect_protocol(daemon, "sized");
	sized_send(carol, 4, "NAME carol");
	sized_expect(carol, 4, "HELLO carol");
	guest = test_client_connect_protocol(daemon, "plain");
	name = test_client_name(guest);
	test_client_ask(guest, "@alice hi\n", "");
	test_client_expect(alice, test_format("STYLE %s 0 hi\n", name));
	test_client_expect(alice, test_format("DELIVERY %s hi\n", name));
	test_nodes_level();
	dave = framed_login(daemon, "dave");
	test_client_expect(guest, "[dave] entered room\n");
	test_nodes_level();
	expect_plain(bob, "bob", "DELIVERY alice", expect_line);
	expect_plain(carol, "carol", "alice SENT", expect_sized);
	expect_plain(dave, "dave", "alice|@dave", expect_frame);
	expect_plain(
	    guest, name, test_format("\r<alice> @%s", name), expect_line);
}
END_TEST

/* What the echo user sends back, it does by itself. */
static void
expect_echo(const struct text *text)
{
	test_client_expect(
	    alice, test_format("STYLE echobot %s\n", text->shown));
	if (text->plain != NULL)
		test_client_expect(alice,
		    test_format("DELIVERY echobot %s\n", text->said[0] == '1'
							     ? "* echobot waves"
							     : text->plain));
}

START_TEST(what_comes_back_has_its_style)
{
	alice = log_in("styled", "alice");
	for (int i = 0; i < COUNT(texts); i++) {
		say("alice", &texts[i]);
		expect_styled(alice, &texts[i], "DELIVERY alice");
		say("echobot", &texts[i]);
		expect_echo(&texts[i]);
	}
}
END_TEST

START_TEST(so_has_what_comes_back_by_another_spelling)
{
	daemon = test_daemon_start_speaking(ALL, "names_fold=yes", NULL);
	alice = log_in("styled", "alice");
	for (int i = 0; i < COUNT(texts); i++) {
		say("EchoBot", &texts[i]);
		expect_echo(&texts[i]);
		say("Alice", &texts[i]);
		expect_styled(alice, &texts[i], "DELIVERY alice");
	}
}
END_TEST

/* Whoever hears is told in slices then, from copies. */
START_TEST(so_has_what_waits_for_a_big_room)
{
	struct test_client *bob;

	daemon = test_daemon_start_speaking(ALL, "workers=1", NULL);
	for (int i = 0; i < MANY; i++)
		(void)test_client_connect_protocol(daemon, "plain");
	alice = log_in("styled", "alice");
	bob = log_in("styled", "bob");
	join(alice);
	join(bob);
	test_client_expect(alice, "JOINED #lobby bob\n");
	for (int i = 0; i < COUNT(texts); i++) {
		say("#lobby", &texts[i]);
		expect_styled(bob, &texts[i], "SAID #lobby alice");
	}
}
END_TEST

START_TEST(what_may_not_be_said_is_refused)
{
	static const char *const bad[] = { "0 |", "0 |hi", "0 \x02hi|",
		"0 hi|\x01hi", "1 |waves", "1 |", "3 hi|hi", "3 |", "4 |\x1b" };
	struct test_client *bob;

	alice = log_in("styled", "alice");
	bob = log_in("styled", "bob");
	join(alice);
	for (int i = 0; i < COUNT(bad); i++) {
		test_client_ask(alice,
		    test_format("STYLED bob %s\nSTYLED #lobby %s\n"
				"STYLED nobody %s\n",
			bad[i], bad[i], bad[i]),
		    "BAD-RQST-BODY\nBAD-RQST-BODY\nBAD-RQST-BODY\n");
	}
	say("bob", &texts[0]);
	expect_styled(bob, &texts[0], "DELIVERY alice");
	test_client_ask(alice, "STYLED nobody 3 |PING\n", "UNKNOWN\n");
	test_client_ask(alice, "STYLED #den 1 waves|\n", "UNKNOWN\n");
}
END_TEST

/* Or a client might be told a longer line than the manual says. */
START_TEST(an_action_is_no_longer_than_texts_are)
{
	const char *longest = test_repeat_text(
	    "x", 512 - (int)strlen("* alice "));
	struct test_client *bob;

	daemon = test_daemon_start_speaking(
	    ALL, "line_max=512", "message_max=512", NULL);
	test_nodes_keep_level(daemon);
	alice = log_in("hello", "alice");
	bob = log_in("hello", "bob");
	test_client_ask(alice, "JOIN #d\n", "JOIN-OK #d\n");
	test_nodes_level();
	test_client_ask(bob, "JOIN #d\n", "JOIN-OK #d\n");
	test_client_expect(alice, "JOINED #d bob\n");
	test_client_ask(alice,
	    test_format("ACT bob %sx\nACT #d %sx\nACT bob %s\n", longest,
		longest, longest),
	    "BAD-RQST-BODY\nBAD-RQST-BODY\nSEND-OK\n");
	test_client_expect(
	    bob, test_format("DELIVERY alice * alice %s\n", longest));
	test_client_ask(
	    alice, test_format("ACT #d %s\n", longest), "SEND-OK\n");
	test_client_expect(
	    bob, test_format("SAID #d alice * alice %s\n", longest));
	/* It would be done by the echo user, whose name is longer. */
	test_client_ask(
	    alice, test_format("ACT echobot %s\n", longest), "BAD-RQST-BODY\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, whoever_knows_styles_is_shown_all_of_it);
	test_cases_add(tests, so_are_the_members_of_a_room);
	test_cases_add(tests, everybody_else_is_shown_the_plain_form);
	test_cases_add(tests, what_comes_back_has_its_style);
	test_cases_add_alone(tests, so_has_what_comes_back_by_another_spelling);
	test_cases_add_alone(tests, so_has_what_waits_for_a_big_room);
	test_cases_add(tests, what_may_not_be_said_is_refused);
	test_cases_add(tests, an_action_is_no_longer_than_texts_are);
}
