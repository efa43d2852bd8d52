/* SPDX-License-Identifier: MIT */
/*
 * irc: tags that clients add for each other go with a text, or without one, to
 * those who have asked for tags, and to nobody else.  What is known of a user
 * goes with all that they do, also to other nodes.
 *
 * alice and bob have message-tags, carol has not, and dave speaks hello.  A
 * stands for the source of alice.
 */

#include <string.h>

#include "common/test_nodes.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "

static struct test_daemon *daemon;
static struct test_client *alice, *bob, *carol, *dave;

static void
join(struct test_client *client)
{
	irc_send(client, "JOIN #tea\nPING joined\n");
	test_client_take_until(client, S "PONG irc.chatd :joined\r");
	test_nodes_level();
}

/* All four are in #tea. */
static void
gather(void)
{
	daemon = irc_start(NO_OPTION, NULL);
	test_nodes_keep_level(daemon);
	dave = test_client_login(daemon, "dave");
	test_client_ask(dave, "JOIN #tea\n", "JOIN-OK #tea\n");
	carol = irc_login(daemon, "carol");
	join(carol);
	bob = irc_login_with(daemon, "bob", "message-tags");
	join(bob);
	alice = irc_login_with(daemon, "alice", "message-tags echo-message");
	join(alice);
	test_client_take_until(dave, "JOINED #tea alice");
	test_client_take_until(carol, A "JOIN #tea\r");
	test_client_take_until(bob, A "JOIN #tea\r");
}

/* Expect line next, with a msgid and then tags. */
static void
expect_tagged(struct test_client *client, const char *tags, const char *line)
{
	const char *got = test_client_take_line(client);
	const char *end = got + strcspn(got, "; ");

	ck_assert_msg(strncmp(got, "@msgid=", 7) == 0, "\"%s\"", got);
	ck_assert_str_eq(end, test_format("%s %s\r", tags, line));
}

/* What is sent before a command, and what comes of it. */
static const char *const added[][2] = {
	{ "@+draft/reply=abc;+typing=active",
	    ";+draft/reply=abc;+typing=active" },
	{ "@+a", ";+a" },
	{ "@+a=", ";+a" },
	{ "@+a=\\:\\s\xe2\x82\xac", ";+a=\\:\\s\xe2\x82\xac" },
	/* Others are dropped. */
	{ "@time=1;msgid=x;label=y;+a=b;c;account=bob", ";+a=b" },
	{ "@time=1;msgid=x", "" },
	{ "@+;+=x;+a,b=c;+a=\xff;+a=\x02", "" },
};

START_TEST(tags_go_with_a_text)
{
	gather();
	irc_send(alice, test_format("%s PRIVMSG #tea,bob,carol,dave :\x02hi\n",
			    added[_i][0]));
	expect_tagged(alice, added[_i][1], A "PRIVMSG #tea :\x02hi");
	expect_tagged(bob, added[_i][1], A "PRIVMSG #tea :\x02hi");
	expect_tagged(bob, added[_i][1], A "PRIVMSG bob :\x02hi");
	irc_expect(
	    carol, A "PRIVMSG #tea :\x02hi\n" A "PRIVMSG carol :\x02hi\n");
	test_client_expect(dave, "SAID #tea alice hi\nDELIVERY alice hi\n");
}
END_TEST

/* A text without codes, an action, and what a program asks. */
START_TEST(tags_go_with_texts_of_every_style)
{
	static const char *const texts[] = { "PRIVMSG bob :hi",
		"PRIVMSG bob :\1ACTION waves\1", "NOTICE bob :hi",
		"PRIVMSG bob :\1VERSION\1", "NOTICE bob :\1VERSION 1\1" };

	gather();
	irc_send(alice, test_format("@+a=b %s\n", texts[_i]));
	expect_tagged(bob, ";+a=b", test_format(A "%s", texts[_i]));
	expect_tagged(alice, ";+a=b", test_format(A "%s", texts[_i]));
}
END_TEST

START_TEST(tags_go_alone)
{
	gather();
	irc_send(alice, "@+typing=active TAGMSG #tea,bob,carol,dave\n");
	expect_tagged(bob, ";+typing=active", A "TAGMSG #tea");
	expect_tagged(bob, ";+typing=active", A "TAGMSG bob");
	expect_tagged(alice, ";+typing=active", A "TAGMSG #tea");
	/* Whoever has no tags is told nothing. */
	irc_send(alice, "@a=b TAGMSG carol\nTAGMSG carol\n"
			"PRIVMSG #tea :end\n");
	irc_expect(carol, A "PRIVMSG #tea :end\n");
	test_client_expect(dave, "SAID #tea alice end\n");
	expect_tagged(bob, "", A "PRIVMSG #tea :end");
	irc_send(carol, "@+typing=active TAGMSG bob\nPRIVMSG bob :end\n");
	expect_tagged(bob, "", ":carol!carol@chatd PRIVMSG bob :end");
}
END_TEST

START_TEST(tags_are_refused_as_texts_are)
{
	gather();
	irc_send(carol, "CAP REQ message-tags\n");
	irc_expect(carol, S "CAP carol ACK :message-tags\n");
	irc_ask(carol,
	    "@+a=b TAGMSG nobody\n@+a=b TAGMSG #none\nTAGMSG\n"
	    "@+a=b TAGMSG a,b,c,d,e\n",
	    S "401 carol nobody :No such nick/channel\n" S
	      "403 carol #none :No such channel\n" S
	      "461 carol TAGMSG :Not enough parameters\n" S
	      "407 carol :Too many targets\n");
	irc_send(bob, "PART #tea\n");
	irc_expect(bob, ":bob!bob@chatd PART #tea\n");
	irc_ask(bob, "@+a=b TAGMSG #tea\n",
	    S "404 bob #tea :Cannot send to channel\n");
}
END_TEST

/* As many as a client may send; one byte more is 417. */
START_TEST(tags_have_a_bound)
{
	const char *most = test_format("+a=%04091d", 1);

	gather();
	irc_send(alice, test_format("@%s PRIVMSG bob :hi\n", most));
	expect_tagged(bob, test_format(";%s", most), A "PRIVMSG bob :hi");
	expect_tagged(alice, test_format(";%s", most), A "PRIVMSG bob :hi");
	irc_ask(alice, test_format("@%s0 PRIVMSG bob :hi\n", most),
	    S "417 alice :Input line was too long\n");
}
END_TEST

#define E  ":eve!adam@chatd "
#define E2 ":adam!adam@chatd "

/* bob is on the node of eve, and carol is not. */
START_TEST(what_is_known_goes_along)
{
	struct test_client *eve;

	gather();
	eve = irc_connect(daemon);
	irc_send(eve, "NICK eve\nUSER adam 0 * :Eve A.\nMODE eve +B\n"
		      "AWAY :for tea\n");
	irc_pass_welcome(eve);
	irc_expect(eve, E "MODE eve +B\n" S
			  "306 eve :You have been marked as being away\n");
	join(eve);
	test_nodes_await("eve", true);
	irc_expect(bob, "@bot " E "JOIN #tea\n");
	irc_expect(carol, E "JOIN #tea\n");
	irc_ask(carol, "WHO eve\nUSERHOST eve\nPRIVMSG eve :hi\n",
	    S "352 carol * adam chatd irc.chatd eve GB :0 Eve A.\n" S
	      "315 carol eve :End of WHO list\n" S
	      "302 carol :eve=-adam@chatd\n" S "301 carol eve :for tea\n");
	irc_expect(eve, ":carol!carol@chatd PRIVMSG eve :hi\n");
	irc_send(eve, "NICK adam\nPART #tea\nJOIN #tea\nQUIT :bye\n");
	irc_expect(bob, "@bot " E "NICK adam\n@bot " E2 "PART #tea\n@bot " E2
			"JOIN #tea\n@bot " E2 "QUIT :Quit: bye\n");
	irc_expect(carol, E "NICK adam\n" E2 "PART #tea\n" E2 "JOIN #tea\n" E2
			    "QUIT :Quit: bye\n");
	test_nodes_await("adam", false);
	irc_send(carol, "WHOWAS eve\nWHOWAS adam\n");
	irc_expect_past(carol, "carol", "eve adam chatd * :Eve A.");
	irc_expect(carol, S "369 carol eve :End of WHOWAS\n");
	irc_expect_past(carol, "carol", "adam adam chatd * :Eve A.");
	irc_expect(carol, S "369 carol adam :End of WHOWAS\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, tags_go_with_a_text, 0,
	    (int)(sizeof(added) / sizeof(added[0])));
	test_cases_add_loop(tests, tags_go_with_texts_of_every_style, 0, 5);
	test_cases_add(tests, tags_go_alone);
	test_cases_add(tests, tags_are_refused_as_texts_are);
	test_cases_add(tests, tags_have_a_bound);
	test_cases_add(tests, what_is_known_goes_along);
}
