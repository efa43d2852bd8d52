/* SPDX-License-Identifier: MIT */
/*
 * irc: owners of names, by PASS and by SASL.  S and A stand for the sources of
 * the server and of alice, who has an account.
 */

#include "server/accounts_fixture.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "

/* "alice", and "open sesame" or something else, in base64. */
#define PLAIN_RIGHT "AGFsaWNlAG9wZW4gc2VzYW1l"
#define PLAIN_WRONG "AGFsaWNlAHdyb25n"
#define PLAIN_OTHER "Ym9iAGFsaWNlAG9wZW4gc2VzYW1l"

static struct test_client *
connect_to_owners(void)
{
	struct test_daemon *daemon = accounts_start_speaking("irc", NO_OPTION);

	accounts_add("alice");
	return irc_connect(daemon);
}

static const char *const passes[] = {
	"PASS :open sesame\nNICK alice\nUSER alice 0 * :A\n",
	"PASS :alice:open sesame\nUSER alice 0 * :A\nNICK alice\n",
};

START_TEST(an_owner_shows_a_password)
{
	struct test_client *alice = connect_to_owners();

	irc_send(alice, passes[_i]);
	irc_pass_welcome(alice);
	irc_ask(alice, "ISON alice\n", S "303 alice :alice\n");
}
END_TEST

START_TEST(a_stranger_does_not_get_the_name)
{
	struct test_client *mallory = connect_to_owners();

	irc_ask(mallory, "NICK alice\nUSER m 0 * :M\n",
	    S "433 * alice :Nickname is already in use\n");
	irc_send(mallory, "NICK mallory\n");
	irc_pass_welcome(mallory);
	irc_ask(mallory, "NICK alice\n",
	    S "433 mallory alice :Nickname is already in use\n");
}
END_TEST

START_TEST(a_wrong_password_ends_it)
{
	struct test_client *mallory = connect_to_owners();

	irc_ask(mallory, "PASS wrong\nNICK alice\nUSER m 0 * :M\n",
	    S "464 alice :Password incorrect\n"
	      "ERROR :Closing link: Access denied\n");
	test_client_expect_end(mallory);
}
END_TEST

START_TEST(sasl_gets_the_name)
{
	struct test_client *alice = connect_to_owners();

	irc_ask(alice, "CAP REQ sasl\n", S "CAP * ACK :sasl\n");
	irc_ask(alice, "AUTHENTICATE PLAIN\n", "AUTHENTICATE +\n");
	irc_ask(alice, "AUTHENTICATE " PLAIN_RIGHT "\n",
	    S "900 * *!*@chatd alice :You are now logged in as alice\n" S
	      "903 * :SASL authentication successful\n");
	irc_ask(alice, "AUTHENTICATE PLAIN\n",
	    S "907 * :You have already authenticated using SASL\n");
	irc_send(alice, "NICK alice\nUSER alice 0 * :A\nCAP END\n");
	irc_pass_welcome(alice);
}
END_TEST

/* What comes after "AUTHENTICATE PLAIN", and how it is refused. */
static const char *const refused[][2] = {
	{ "AUTHENTICATE " PLAIN_WRONG "\n",
	    S "904 * :SASL authentication failed\n" },
	{ "AUTHENTICATE " PLAIN_OTHER "\n",
	    S "904 * :SASL authentication failed\n" },
	{ "AUTHENTICATE AGFs=WNl\n", S "904 * :SASL authentication failed\n" },
	{ "AUTHENTICATE AGF\n", S "904 * :SASL authentication failed\n" },
	{ "AUTHENTICATE +\n", S "904 * :SASL authentication failed\n" },
	{ "AUTHENTICATE *\n", S "906 * :SASL authentication aborted\n" },
};

START_TEST(sasl_refuses)
{
	struct test_client *alice = connect_to_owners();

	irc_ask(alice, "CAP REQ sasl\n", S "CAP * ACK :sasl\n");
	irc_ask(alice, "AUTHENTICATE EXTERNAL\n",
	    S "908 * PLAIN :are available SASL mechanisms\n" S
	      "904 * :SASL authentication failed\n");
	irc_ask(alice, "AUTHENTICATE PLAIN\n", "AUTHENTICATE +\n");
	irc_ask(alice, refused[_i][0], refused[_i][1]);
	/* One may try again. */
	irc_ask(alice, "AUTHENTICATE PLAIN\n", "AUTHENTICATE +\n");
	irc_ask(alice, "AUTHENTICATE " PLAIN_RIGHT "\n",
	    S "900 * *!*@chatd alice :You are now logged in as alice\n" S
	      "903 * :SASL authentication successful\n");
}
END_TEST

START_TEST(sasl_has_a_bound)
{
	struct test_client *alice = connect_to_owners();
	const char *piece = test_format("AUTHENTICATE %0400d\n", 1);

	irc_ask(alice, "CAP REQ sasl\n", S "CAP * ACK :sasl\n");
	irc_ask(alice, "AUTHENTICATE PLAIN\n", "AUTHENTICATE +\n");
	for (int i = 0; i < 4; i++)
		irc_send(alice, piece);
	irc_ask(alice, piece, S "905 * :SASL message too long\n");
	irc_ask(alice, "AUTHENTICATE PLAIN\n", "AUTHENTICATE +\n");
	irc_ask(alice, test_format("AUTHENTICATE %0401d\n", 1),
	    S "905 * :SASL message too long\n");
}
END_TEST

/* The others are told what a room knows again of somebody who joins. */
START_TEST(a_rank_that_is_kept_is_told)
{
	struct test_daemon *daemon = accounts_start_speaking("irc", NO_OPTION);
	struct test_client *alice, *bob;

	accounts_add("alice");
	alice = irc_connect(daemon);
	irc_send(alice, passes[0]);
	irc_pass_welcome(alice);
	irc_join(alice, "den");
	irc_ask(alice, "MODE #den +r\n", A "MODE #den +r\n");
	bob = irc_login(daemon, "bob");
	irc_join(bob, "den");
	irc_expect(alice, ":bob!bob@chatd JOIN #den\n");
	irc_ask(alice, "PART #den\n", A "PART #den\n");
	irc_join(alice, "den");
	irc_expect(
	    bob, A "PART #den\n" A "JOIN #den\n" S "MODE #den +o alice\n");
}
END_TEST

START_TEST(a_room_that_is_kept_is_listed_without_members)
{
	struct test_client *alice = connect_to_owners();

	irc_send(alice, passes[0]);
	irc_pass_welcome(alice);
	irc_join(alice, "den");
	irc_ask(alice, "MODE #den +r\n", A "MODE #den +r\n");
	irc_ask(alice, "PART #den\n", A "PART #den\n");
	irc_ask(alice, "LIST\n",
	    S "321 alice Channel :Users  Name\n" S "322 alice #den 0 :\n" S
	      "323 alice :End of /LIST\n");
}
END_TEST

/* Whoever shows an account later is told of, and tagged. */
START_TEST(an_account_is_told)
{
	struct test_daemon *daemon = accounts_start_speaking("irc", NO_OPTION);
	struct test_client *bob, *alice;

	accounts_add("alice");
	bob = irc_login_with(
	    daemon, "bob", "account-notify account-tag extended-join");
	irc_join(bob, "tea");
	alice = irc_login_with(daemon, "alison", "sasl");
	irc_join(alice, "tea");
	irc_expect(bob, ":alison!alison@chatd JOIN #tea * :alison\n");
	irc_ask(alice, "AUTHENTICATE PLAIN\n", "AUTHENTICATE +\n");
	irc_ask(alice, "AUTHENTICATE " PLAIN_RIGHT "\n",
	    S "900 alison alison!alison@chatd alice :You are now logged in as "
	      "alice\n" S "903 alison :SASL authentication successful\n");
	irc_expect(bob, "@account=alice :alison!alison@chatd ACCOUNT alice\n");
	irc_ask(alice, "PRIVMSG #tea :hi\nPART #tea\n",
	    ":alison!alison@chatd PART #tea\n");
	irc_expect(bob, "@account=alice :alison!alison@chatd PRIVMSG #tea :hi\n"
			"@account=alice :alison!alison@chatd PART #tea\n");
	irc_join(alice, "tea");
	irc_expect(bob, "@account=alice :alison!alison@chatd JOIN #tea alice "
			":alison\n");
}
END_TEST

/* The account that somebody has shown, whichever protocol they speak. */
START_TEST(an_account_is_known)
{
	struct test_client *alice, *bob, *carol;
	struct test_daemon *daemon;

	daemon = accounts_start_speaking("irc", NO_OPTION);
	alice = irc_login(daemon, "alice");
	accounts_add("bob");
	accounts_add("carol");
	bob = irc_connect(daemon);
	irc_send(bob,
	    "PASS :bob:" ACCOUNTS_PASSWORD "\nNICK bobby\nUSER b 0 * :B\n");
	irc_pass_welcome(bob);
	carol = test_client_connect(daemon);
	test_client_ask(carol,
	    "AUTH carol " ACCOUNTS_PASSWORD "\nHELLO-FROM carol\n",
	    "AUTH-OK\nHELLO carol\n");
	irc_ask(alice, "WHO bobby %na\nWHO carol %na\nWHO alice %na\n",
	    S "354 alice bobby bob\n" S "315 alice bobby :End of WHO list\n" S
	      "354 alice carol carol\n" S "315 alice carol :End of WHO list\n" S
	      "354 alice alice 0\n" S "315 alice alice :End of WHO list\n");
	irc_send(alice, "WHOIS carol\n");
	irc_expect_at_last(alice, S "330 alice carol carol :is logged in as\n" S
				    "318 alice carol :End of /WHOIS list\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add_fixture(tests, accounts_begin, NULL);
	test_cases_add_but(tests, an_account_is_known, "not_nodes");
	test_cases_add_but(tests, an_account_is_told, "not_nodes");
	test_cases_add_loop(tests, an_owner_shows_a_password, 0,
	    (int)(sizeof(passes) / sizeof(passes[0])));
	test_cases_add(tests, a_stranger_does_not_get_the_name);
	test_cases_add(tests, a_wrong_password_ends_it);
	test_cases_add(tests, sasl_gets_the_name);
	test_cases_add_loop(tests, sasl_refuses, 0,
	    (int)(sizeof(refused) / sizeof(refused[0])));
	test_cases_add(tests, sasl_has_a_bound);
	test_cases_add_alone(tests, a_rank_that_is_kept_is_told);
	test_cases_add(tests, a_room_that_is_kept_is_listed_without_members);
}
