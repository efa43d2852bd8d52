/* SPDX-License-Identifier: MIT */
/*
 * irc: what is known of users besides their names, and who is shown it.
 *
 * alice asks.  bob speaks irc and has said who he is; carol speaks hello, and
 * is known by her name.  S, A and B stand for the sources of the server and of
 * the two.
 */

#include <stdio.h>
#include <string.h>

#include "server/irc_company.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "
#define B ":bob!robert@chatd "

static struct irc_company
gather(void)
{
	struct irc_company all = { .daemon = irc_start("workers=2", NULL) };

	all.carol = test_client_login(all.daemon, "carol");
	all.bob = irc_connect(all.daemon);
	irc_send(all.bob, "NICK bob\nUSER ~robert 0 * :Bob \x02"
			  "B.\x02 Bobson\n");
	irc_pass_welcome(all.bob);
	irc_join(all.bob, "tea");
	test_client_ask(all.carol, "JOIN #tea\n", "JOIN-OK #tea\n");
	irc_expect(all.bob, ":carol!carol@chatd JOIN #tea\n");
	all.alice = irc_login(all.daemon, "alice");
	return all;
}

/* Expect "317" about nick, who was here a moment ago. */
static void
expect_times(struct test_client *client, const char *nick)
{
	const char *begin = test_format(S "317 alice %s ", nick);
	const char *line = test_client_take_line(client);
	unsigned int idle_s, signed_on_s;

	ck_assert_msg(strncmp(line, begin, strlen(begin)) == 0,
	    "\"%s\" in place of \"%s\"", line, begin);
	line += strlen(begin);
	ck_assert_int_eq(sscanf(line, "%u %u", &idle_s, &signed_on_s), 2);
	ck_assert_uint_lt(idle_s, 120);
	ck_assert_uint_gt(signed_on_s, 1750000000);
	line = strchr(line, ':');
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(line, ":seconds idle, signon time\r");
}

START_TEST(whois_says_what_is_known)
{
	struct irc_company all = gather();

	irc_ask(all.alice, "WHOIS BOB\n",
	    S "311 alice bob robert chatd * :Bob B. Bobson\n" S
	      "312 alice bob irc.chatd :chatd\n" S "319 alice bob :@#tea\n");
	expect_times(all.alice, "bob");
	irc_expect(all.alice, S "318 alice BOB :End of /WHOIS list\n");
	irc_ask(all.alice, "WHOIS carol\n",
	    S "311 alice carol carol chatd * :carol\n" S
	      "312 alice carol irc.chatd :chatd\n" S "319 alice carol :#tea\n" S
	      "318 alice carol :End of /WHOIS list\n");
	irc_ask(all.bob, "AWAY :for tea\nMODE bob +B\nPING x\n",
	    S "306 bob :You have been marked as being away\n" B
	      "MODE bob +B\n" S "PONG irc.chatd :x\n");
	irc_ask(all.alice, "WHOIS bob\n",
	    S "311 alice bob robert chatd * :Bob B. Bobson\n" S
	      "312 alice bob irc.chatd :chatd\n" S "319 alice bob :@#tea\n" S
	      "301 alice bob :for tea\n");
	expect_times(all.alice, "bob");
	irc_expect(all.alice, S "335 alice bob :is a bot\n" S
				"318 alice bob :End of /WHOIS list\n");
}
END_TEST

START_TEST(who_is_away_is_said_so)
{
	struct irc_company all = gather();

	irc_ask(all.bob, "AWAY :for tea\n",
	    S "306 bob :You have been marked as being away\n");
	irc_ask(all.alice,
	    "PRIVMSG bob :hi\nNOTICE bob :hi\nPRIVMSG carol :hi\n"
	    "PING x\n",
	    S "301 alice bob :for tea\n" S "PONG irc.chatd :x\n");
	irc_expect(all.bob, A "PRIVMSG bob :hi\n" A "NOTICE bob :hi\n");
	irc_ask(all.alice, "USERHOST bob carol alice nobody\n",
	    S "302 alice :bob=-robert@chatd carol=+carol@chatd "
	      "alice=+alice@chatd\n");
	irc_ask(all.bob, "AWAY :\nAWAY\n",
	    S "305 bob :You are no longer marked as being away\n" S
	      "305 bob :You are no longer marked as being away\n");
	irc_ask(all.alice, "PRIVMSG bob :hi\nUSERHOST bob\n",
	    S "302 alice :bob=+robert@chatd\n");
	irc_expect(all.bob, A "PRIVMSG bob :hi\n");
	/* It is cut between characters. */
	irc_ask(all.bob, test_format("AWAY :%0199d\xc3\xa4\n", 0),
	    S "306 bob :You have been marked as being away\n");
	irc_ask(all.alice, "PRIVMSG bob :hi\n",
	    test_format(S "301 alice bob :%0199d\n", 0));
}
END_TEST

START_TEST(who_shows_what_is_asked_for)
{
	struct irc_company all = gather();

	irc_ask(all.bob, "AWAY :x\nMODE bob +B\nPING x\n",
	    S "306 bob :You have been marked as being away\n" B
	      "MODE bob +B\n" S "PONG irc.chatd :x\n");
	irc_ask(all.alice, "WHO #tea\n",
	    S "352 alice #tea robert chatd irc.chatd bob G@B :0 Bob B. "
	      "Bobson\n" S
	      "352 alice #tea carol chatd irc.chatd carol H :0 carol\n" S
	      "315 alice #tea :End of WHO list\n");
	irc_ask(all.alice, "WHO B?B\nWHO *bobson\nWHO robert\nWHO * o\n",
	    S "352 alice * robert chatd irc.chatd bob GB :0 Bob B. "
	      "Bobson\n" S "315 alice B?B :End of WHO list\n" S
	      "352 alice * robert chatd irc.chatd bob GB :0 Bob B. "
	      "Bobson\n" S "315 alice *bobson :End of WHO list\n" S
	      "315 alice robert :End of WHO list\n" S
	      "315 alice * :End of WHO list\n");
	irc_ask(all.alice, "WHO #tea %tcuihsnfdaor,042\nWHO bob %at\n",
	    S "354 alice 042 #tea robert 255.255.255.255 chatd irc.chatd bob "
	      "G@B 0 0 n/a :Bob B. Bobson\n" S
	      "354 alice 042 #tea carol 255.255.255.255 chatd irc.chatd carol "
	      "H 0 0 n/a :carol\n" S "315 alice #tea :End of WHO list\n" S
	      "354 alice 0 0\n" S "315 alice bob :End of WHO list\n");
	irc_ask(all.alice, "WHO bob %rn,1234\nWHO bob o%n\nWHO carol %oaln\n",
	    S "354 alice bob :Bob B. Bobson\n" S
	      "315 alice bob :End of WHO list\n" S
	      "315 alice bob :End of WHO list\n" S "354 alice carol 0 0 n/a\n" S
	      "315 alice carol :End of WHO list\n");
}
END_TEST

START_TEST(a_real_name_can_be_changed)
{
	struct irc_company all = gather();

	irc_ask(all.bob, "SETNAME :Robert\nPING x\n", S "PONG irc.chatd :x\n");
	irc_ask(all.bob,
	    "CAP REQ setname\nSETNAME :R. \x02"
	    "B.\n",
	    S "CAP bob ACK :setname\n" B "SETNAME :R. B.\n");
	irc_ask(all.bob, test_format("SETNAME :%0151d\nSETNAME \x02\n", 0),
	    S "FAIL SETNAME INVALID_REALNAME :Realname is not valid\n" S
	      "FAIL SETNAME INVALID_REALNAME :Realname is not valid\n");
	irc_ask(
	    all.bob, "SETNAME\n", S "461 bob SETNAME :Not enough parameters\n");
	irc_ask(all.alice, "WHO bob\n",
	    S "352 alice * robert chatd irc.chatd bob H :0 R. B.\n" S
	      "315 alice bob :End of WHO list\n");
}
END_TEST

START_TEST(a_name_takes_its_card_along)
{
	struct irc_company all = gather();

	irc_send(all.alice, "CAP REQ userhost-in-names\nJOIN #tea\n");
	irc_expect(all.alice,
	    S "CAP alice ACK :userhost-in-names\n" A "JOIN #tea\n" S
	      "353 alice = #tea :@bob!robert@chatd carol!carol@chatd "
	      "alice!alice@chatd\n" S "366 alice #tea :End of /NAMES list\n");
	irc_expect(all.bob, A "JOIN #tea\n");
	irc_ask(all.bob, "NICK bobby\nPRIVMSG #tea :hi\nPING x\n",
	    B "NICK bobby\n" S "PONG irc.chatd :x\n");
	irc_expect(
	    all.alice, B "NICK bobby\n:bobby!robert@chatd PRIVMSG #tea :hi\n");
	/* Whoever comes next is somebody else. */
	irc_ask(all.bob, "QUIT\n", "ERROR :Closing link: Quit\n");
	test_client_expect_end(all.bob);
	irc_expect(all.alice, ":bobby!robert@chatd QUIT :Quit\n");
	test_client_login(all.daemon, "bobby");
	irc_ask(all.alice, "WHO bobby\n",
	    S "352 alice * bobby chatd irc.chatd bobby H :0 bobby\n" S
	      "315 alice bobby :End of WHO list\n");
}
END_TEST

/* Bots are told by a tag, to those who take tags. */
START_TEST(a_bot_has_a_tag)
{
	struct irc_company all = gather();

	irc_ask(all.bob, "MODE bob +B\n", B "MODE bob +B\n");
	irc_ask(
	    all.bob, "PRIVMSG alice :hi\nPING x\n", S "PONG irc.chatd :x\n");
	irc_expect(all.alice, B "PRIVMSG alice :hi\n");
	irc_ask(all.alice, "CAP REQ message-tags\nJOIN #tea\n",
	    S "CAP alice ACK :message-tags\n" A "JOIN #tea\n" S
	      "353 alice = #tea :@bob carol alice\n" S
	      "366 alice #tea :End of /NAMES list\n");
	irc_expect(all.bob, A "JOIN #tea\n");
	irc_ask(all.bob, "PART #tea\n", B "PART #tea\n");
	irc_expect(all.alice, "@bot " B "PART #tea\n");
	irc_ask(all.bob, "MODE bob -B\nJOIN #tea\n",
	    B "MODE bob -B\n" B "JOIN #tea\n");
	irc_expect(all.alice, B "JOIN #tea\n");
}
END_TEST

/* Let alice into two rooms with bob, and have her told what there is. */
static struct irc_company
gather_twice(void)
{
	struct irc_company all = gather();

	irc_join(all.bob, "den");
	irc_ask(all.alice, "CAP REQ :away-notify setname extended-join\n",
	    S "CAP alice ACK :away-notify setname extended-join\n");
	irc_join(all.alice, "den");
	irc_expect(all.bob, A "JOIN #den\n");
	irc_join(all.alice, "tea");
	irc_expect(all.bob, A "JOIN #tea\n");
	test_client_expect(all.carol, "JOINED #tea alice\n");
	return all;
}

START_TEST(a_change_is_told_once)
{
	struct irc_company all = gather_twice();

	irc_ask(all.bob, "AWAY :for tea\nAWAY :for tea\nAWAY\nAWAY :\n",
	    S "306 bob :You have been marked as being away\n" S
	      "306 bob :You have been marked as being away\n" S
	      "305 bob :You are no longer marked as being away\n" S
	      "305 bob :You are no longer marked as being away\n");
	irc_expect(all.alice, B "AWAY :for tea\n" B "AWAY\n");
	irc_send(all.bob, "SETNAME :Rob\n");
	irc_expect(all.alice, B "SETNAME :Rob\n");
	test_client_ask(
	    all.carol, "SEND carol end\n", "SEND-OK\nDELIVERY carol end\n");
	/* To be back is not to be gone. */
	irc_ask(all.bob, "QUIT\n", "ERROR :Closing link: Quit\n");
	irc_expect(all.alice, B "QUIT :Quit\n");
	irc_ask(all.alice, "PING x\n", S "PONG irc.chatd :x\n");
}
END_TEST

START_TEST(nobody_is_told_who_does_not_ask)
{
	struct irc_company all = gather_twice();

	irc_ask(all.alice, "AWAY :x\nSETNAME :Alice\nPART #tea\n",
	    S "306 alice :You have been marked as being away\n" A
	      "SETNAME :Alice\n" A "PART #tea\n");
	irc_expect(all.bob, A "PART #tea\n");
}
END_TEST

START_TEST(who_joins_is_introduced)
{
	struct irc_company all = gather_twice();

	irc_ask(all.alice, "JOIN #new\n",
	    A "JOIN #new * :alice\n" S "353 alice = #new :@alice\n" S
	      "366 alice #new :End of /NAMES list\n");
	test_client_ask(all.carol, "JOIN #new\n", "JOIN-OK #new\n");
	irc_expect(all.alice, ":carol!carol@chatd JOIN #new * :carol\n");
	irc_ask(all.bob, "AWAY :for tea\n",
	    S "306 bob :You have been marked as being away\n");
	irc_expect(all.alice, B "AWAY :for tea\n");
	irc_join(all.bob, "new");
	irc_expect(
	    all.alice, B "JOIN #new * :Bob B. Bobson\n" B "AWAY :for tea\n");
}
END_TEST

/* Of whom the proxy says that they are elsewhere no address is shown. */
START_TEST(a_host_is_a_cloak)
{
	struct test_daemon *daemon = irc_start("proxy_from=127.0.0.0/8", NULL);
	struct test_client *alice = irc_connect(daemon);
	const char *line, *host;

	irc_send(alice, "PROXY TCP4 192.0.2.7 198.51.100.1 56324 6667\n"
			"NICK alice\nUSER alice 0 * :Alice\n");
	do
		line = test_client_take_line(alice);
	while (strstr(line, " 396 ") == NULL);
	host = line + strlen(S "396 alice ");
	ck_assert_uint_eq(strcspn(host, "."), 10);
	host = test_format("%.16s", host);
	ck_assert_str_eq(line,
	    test_format(S "396 alice %s :is now your visible host\r", host));
	irc_pass_welcome(alice);
	irc_ask(alice, "JOIN #tea\nUSERHOST alice\n",
	    test_format(":alice!alice@%s JOIN #tea\n" S
			"353 alice = #tea :@alice\n" S
			"366 alice #tea :End of /NAMES list\n" S
			"302 alice :alice=+alice@%s\n",
		host, host));
}
END_TEST

/* What somebody does right before they go is told when they have gone. */
START_TEST(who_goes_is_shown_as_before)
{
	struct irc_company all = gather_twice();
	struct test_client *dave;

	irc_ask(all.alice, "MONITOR + dave\n", S "731 alice :dave\n");
	dave = irc_connect(all.daemon);
	irc_send(dave, "NICK bob\nUSER dan 0 * :Dave\nNICK dave\n");
	irc_expect_at_last(dave, S "433 * bob :Nickname is already in use\n");
	irc_pass_welcome(dave);
	irc_expect(all.alice, S "730 alice :dave!dan@chatd\n");
	irc_ask(all.alice, "MONITOR C\nPING x\n", S "PONG irc.chatd :x\n");
	irc_send(all.bob, "TOPIC #den :x\nMODE #den +m\nKICK #tea alice\n"
			  "NICK rob\nPART #den :bye\nQUIT\n");
	irc_expect(all.alice, B "TOPIC #den :x\n" B "MODE #den +m\n" B
				"KICK #tea alice :bob\n" B "NICK rob\n"
				":rob!robert@chatd PART #den :bye\n");
	irc_join(dave, "den");
	irc_expect(all.alice, ":dave!dan@chatd JOIN #den * :Dave\n");
	irc_send(dave, "QUIT :bye\n");
	irc_expect(all.alice, ":dave!dan@chatd QUIT :Quit: bye\n");
}
END_TEST

#define NO_MORE(nick) S "369 alice " nick " :End of WHOWAS\n"

START_TEST(who_has_gone_is_remembered)
{
	struct irc_company all = gather();
	struct test_client *rob;

	/* Whoever comes and goes pushes out themselves. */
	for (int i = 0; i < 10; i++)
		irc_ask(all.bob, "NICK b\nNICK bob\n",
		    B "NICK b\n:b!robert@chatd NICK bob\n");
	irc_send(all.alice, "WHOWAS b 99\n");
	for (int i = 0; i < 8; i++)
		irc_expect_past(
		    all.alice, "alice", "b robert chatd * :Bob B. Bobson");
	irc_expect(all.alice, NO_MORE("b"));
	irc_ask(all.bob, "NICK rob\n", B "NICK rob\n");
	irc_send(all.alice, "WHOWAS BOB 1\n");
	irc_expect_past(
	    all.alice, "alice", "bob robert chatd * :Bob B. Bobson");
	irc_expect(all.alice, NO_MORE("BOB"));
	irc_ask(all.bob, "SETNAME :Rob\nQUIT\n", "ERROR :Closing link: Quit\n");
	test_client_expect_end(all.bob);
	rob = irc_login(all.daemon, "rob");
	irc_ask(rob, "QUIT\n", "ERROR :Closing link: Quit\n");
	test_client_expect_end(rob);
	irc_send(all.alice, "WHOWAS rob\nWHOWAS rob 1 irc.chatd\n"
			    "WHOWAS rob :-1\n");
	for (int i = 0; i < 3; i++) {
		irc_expect_past(all.alice, "alice", "rob rob chatd * :rob");
		if (i != 1)
			irc_expect_past(
			    all.alice, "alice", "rob robert chatd * :Rob");
		irc_expect(all.alice, NO_MORE("rob"));
	}
	/* Users of other protocols, too. */
	irc_ask(
	    all.alice, "MONITOR + carol\n", S "730 alice :carol!carol@chatd\n");
	test_client_close(all.carol);
	irc_expect(all.alice, S "731 alice :carol\n");
	irc_send(all.alice, "WHOWAS carol\n");
	irc_expect_past(all.alice, "alice", "carol carol chatd * :carol");
	irc_expect(all.alice, NO_MORE("carol"));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, whois_says_what_is_known);
	test_cases_add(tests, who_is_away_is_said_so);
	test_cases_add(tests, who_shows_what_is_asked_for);
	test_cases_add(tests, a_real_name_can_be_changed);
	test_cases_add(tests, a_name_takes_its_card_along);
	test_cases_add(tests, a_bot_has_a_tag);
	test_cases_add(tests, a_change_is_told_once);
	test_cases_add(tests, nobody_is_told_who_does_not_ask);
	test_cases_add(tests, who_joins_is_introduced);
	test_cases_add(tests, a_host_is_a_cloak);
	test_cases_add(tests, who_goes_is_shown_as_before);
	test_cases_add(tests, who_has_gone_is_remembered);
}
