/* SPDX-License-Identifier: MIT */
/*
 * irc: operators of the chat, who end the connections of others.
 *
 * boss and alice are accounts, and boss is an operator's.  carol, who speaks
 * irc, knows both passwords; dave speaks irc as well.  S, B and C stand for
 * the sources of the server, bob and carol.
 */

#include <string.h>

#include "common/test_nodes.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define B ":bob!bob@chatd "
#define C ":carol!carol@chatd "

#define REFUSED S "481 carol :Permission Denied- You're not an IRC operator\n"
#define MADE    S "381 carol :You are now an IRC operator\n" C "MODE carol +o\n"

static struct test_daemon *daemon_here;

/* Start a daemon with these accounts, and log carol in. */
static struct test_client *
begin(void)
{
	daemon_here = accounts_start_speaking("irc", "workers=2");
	accounts_add("alice");
	accounts_add("boss");
	console_tell_nodes(
	    "account operator boss", "account operators", "OK\nname\nboss\n");
	return irc_login(daemon_here, "carol");
}

static struct test_client *
begin_as_operator(void)
{
	struct test_client *carol = begin();

	irc_ask(carol, "OPER boss :open sesame\n", MADE);
	return carol;
}

/* What carol asks one after the other, and what she is answered. */
static const char *const steps[][2] = {
	{ "KILL dave :x\n", REFUSED },
	{ "OPER boss\n", S "461 carol OPER :Not enough parameters\n" },
	{ "OPER boss wrong\n", S "464 carol :Password incorrect\n" },
	{ "OPER nobody :open sesame\n", S "464 carol :Password incorrect\n" },
	{ "OPER alice :open sesame\n",
	    S "491 carol :No O-lines for your host\n" },
	{ "MODE carol +o\nMODE carol\n", S "221 carol +\n" },
	{ "OPER boss :open sesame\n", MADE },
	{ "MODE carol\n", S "221 carol +o\n" },
	{ "WHO * o%nf\n",
	    S "354 carol carol H*\n" S "315 carol * :End of WHO list\n" },
	{ "KILL nobody :x\n", S "401 carol nobody :No such nick/channel\n" },
	{ "KILL\n", S "461 carol KILL :Not enough parameters\n" },
	{ "KILL IRC.chatd :x\n", S "483 carol :You cant kill a server!\n" },
	{ "KILL server :x\n", S "483 carol :You cant kill a server!\n" },
	{ "KILL ECHOBOT :x\n", S "483 carol :You cant kill a server!\n" },
	{ "WALLOPS :x\n", S "421 carol WALLOPS :Unknown command\n" },
	{ "DIE\n", S "421 carol DIE :Unknown command\n" },
	{ "MODE carol -o\n", C "MODE carol -o\n" },
	{ "MODE carol\n", S "221 carol +\n" },
	{ "WALLOPS :x\n", REFUSED },
	{ "REHASH\n", REFUSED },
	{ "RESTART\n", REFUSED },
	{ "DIE\n", REFUSED },
	{ "KILL dave :x\n", REFUSED },
};

START_TEST(a_password_makes_an_operator)
{
	struct test_client *carol = begin();
	struct test_client *dave = irc_login(daemon_here, "dave");

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		irc_ask(carol, steps[i][0], steps[i][1]);
	irc_ask(dave, "PING x\n", S "PONG irc.chatd :x\n");
}
END_TEST

/* A reason is a text without codes, as that of a kick is. */
START_TEST(users_of_irc_are_ended)
{
	struct test_client *carol = begin_as_operator();
	struct test_client *dave, *bob;

	test_nodes_keep_level(daemon_here);
	dave = irc_login(daemon_here, "dave");
	irc_join(dave, "tea");
	test_nodes_level();
	bob = irc_login(daemon_here, "bob");
	irc_join(bob, "tea");
	irc_expect(dave, B "JOIN #tea\n");
	test_nodes_await("bob", true);
	irc_send(carol, "KILL BOB :too \2loud\n");
	irc_expect(bob, "ERROR :Closing link: Killed (carol (too loud))\n");
	test_client_expect_end(bob);
	irc_expect(dave, B "QUIT :Killed (carol (too loud))\n");
}
END_TEST

/* They are on another worker, or node, than the operator or not. */
START_TEST(users_of_other_protocols_are_ended)
{
	struct test_client *carol = begin_as_operator();
	struct test_client *dave, *bob;

	test_nodes_keep_level(daemon_here);
	dave = irc_login(daemon_here, "dave");
	irc_join(dave, "tea");
	test_nodes_level();
	for (int i = 0; i < 2; i++) {
		bob = test_client_login(daemon_here, "bob");
		test_client_ask(bob, "JOIN #tea\n", "JOIN-OK #tea\n");
		irc_expect(dave, B "JOIN #tea\n");
		test_nodes_await("bob", true);
		irc_send(carol, "KILL bob\n");
		test_client_expect(bob, "DELIVERY server Killed (carol)\n");
		test_client_expect_end(bob);
		irc_expect(dave, B "QUIT :Killed (carol)\n");
		test_nodes_await("bob", false);
	}
}
END_TEST

START_TEST(the_log_says_who_was_ended)
{
	struct test_client *carol = begin_as_operator();
	struct test_client *bob = test_client_login(daemon_here, "bob");

	irc_send(carol, "KILL bob :too loud\n");
	test_client_drain(bob, &(bool){ false });
	test_daemon_wait_log(daemon_here, "carol: kills bob: too loud");
	irc_ask(carol, "KILL carol :enough\n",
	    "ERROR :Closing link: Killed (carol (enough))\n");
	test_client_expect_end(carol);
	test_daemon_wait_log(
	    daemon_here, "closed: killed by an operator of the chat");
}
END_TEST

/* The longest name and the longest reason leave no room for each other. */
START_TEST(what_is_told_has_an_end)
{
	struct test_client *carol = begin_as_operator();
	struct test_client *dave = irc_login(daemon_here, "dave");

	irc_ask(carol,
	    test_format("KILL dave :%s\n", test_repeat('x', 300, "")), "");
	irc_expect(dave, test_format("ERROR :Closing link: Killed (carol (%s\n",
			     test_repeat('x', 255 - 15, "")));
	test_client_expect_end(dave);
}
END_TEST

START_TEST(rights_that_are_taken_hold_no_longer)
{
	struct test_client *carol = begin_as_operator();
	struct test_client *dave = irc_login(daemon_here, "dave");
	struct test_client *console = console_connect();

	console_expect(console, "account operator boss no", "OK\n");
	console_expect(console, "account operators", "OK\nname\n");
	irc_ask(carol, "KILL dave :x\n", C "MODE carol -o\n" REFUSED);
	irc_ask(carol, "OPER boss :open sesame\n",
	    S "491 carol :No O-lines for your host\n");
	irc_ask(dave, "PING x\n", S "PONG irc.chatd :x\n");
	console_expect(console, "account operator nobody",
	    "ERROR nobody owns that name\n");
	console_expect_begin(
	    console, "account operator boss yes", "ERROR usage: account list");
}
END_TEST

/* They are the account's, with whatever password. */
START_TEST(rights_survive_a_restart)
{
	struct test_client *carol = begin();

	console_expect(
	    console_connect(), "account password boss other words", "OK\n");
	test_client_close(carol);
	test_daemon_stop(daemon_here);
	daemon_here = accounts_start_speaking("irc", NO_OPTION);
	carol = irc_login(daemon_here, "carol");
	irc_ask(carol, "OPER boss :open sesame\n",
	    S "464 carol :Password incorrect\n");
	irc_ask(carol, "OPER boss :other words\n", MADE);
}
END_TEST

START_TEST(passwords_cannot_be_tried_for_ever)
{
	struct test_client *carol = begin();
	int wrong = 0;

	do
		irc_send(carol, "OPER boss wrong\n");
	while (strstr(test_client_take_line(carol), "464 carol :Password") !=
		   NULL &&
	       ++wrong < 40);
	ck_assert_int_eq(wrong, 20);
	irc_ask(carol, "OPER boss :open sesame\n",
	    S "464 carol :Too many passwords, try again later\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add_fixture(tests, accounts_begin, NULL);
	test_cases_add_alone(tests, a_password_makes_an_operator);
	test_cases_add(tests, users_of_irc_are_ended);
	test_cases_add(tests, users_of_other_protocols_are_ended);
	test_cases_add_alone(tests, the_log_says_who_was_ended);
	test_cases_add_alone(tests, what_is_told_has_an_end);
	test_cases_add_alone(tests, rights_that_are_taken_hold_no_longer);
	test_cases_add_alone(tests, rights_survive_a_restart);
	test_cases_add_alone(tests, passwords_cannot_be_tried_for_ever);
}
