/* SPDX-License-Identifier: MIT */
/*
 * irc: what answers a line that has a label, and only that, has the label.
 *
 * alice asks, with echo-message.  She has made #den, and is in #tea with bob,
 * who speaks hello.  S and A stand for the sources of the server and of hers.
 */

#include <string.h>

#include "common/test_nodes.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "

/* The tags of a single answer, and of each in a batch. */
#define L     "@label=x7 "
#define B     "@batch=answer "
#define BEGIN L S "BATCH +answer labeled-response\n"
#define END   S "BATCH -answer\n"

#define CAPABILITIES "batch echo-message labeled-response"

struct row {
	const char *request;
	const char *reply;
};

static const struct row rows[] = {
	/* One line. */
	{ "PING x", L S "PONG irc.chatd :x\n" },
	{ "FOO", L S "421 alice FOO :Unknown command\n" },
	{ "JOIN", L S "461 alice JOIN :Not enough parameters\n" },
	{ "PRIVMSG bob :hi", L A "PRIVMSG bob :hi\n" },
	{ "NOTICE #tea :hi", L A "NOTICE #tea :hi\n" },
	{ "PRIVMSG nobody :hi",
	    L S "401 alice nobody :No such nick/channel\n" },
	{ "NICK alison", L A "NICK alison\n" },
	{ "USER a b c d", L S "462 alice :You may not reregister\n" },
	{ "TOPIC #tea", L S "331 alice #tea :No topic is set\n" },
	{ "CAP LIST",
	    L S "CAP alice LIST :batch echo-message labeled-response\n" },
	/* None. */
	{ "PONG x", L S "ACK\n" },
	{ "NOTICE nobody :hi", L S "ACK\n" },
	{ "JOIN #tea", L S "ACK\n" },
	{ "CAP END", L S "ACK\n" },
	/* Several. */
	{ "PRIVMSG nobody,bob :hi",
	    BEGIN B S "401 alice nobody :No such nick/channel\n" B A
		      "PRIVMSG bob :hi\n" END },
	{ "JOIN #new",
	    BEGIN B A "JOIN #new\n" B S "353 alice = #new :@alice\n" B S
		      "366 alice #new :End of /NAMES list\n" END },
	{ "WHOIS bob x", BEGIN B S "401 alice x :No such nick/channel\n" B S
				   "318 alice x :End of /WHOIS list\n" END },
	{ "PART #den,#tea", BEGIN B A "PART #den\n" B A "PART #tea\n" END },
	{ "MODE #den +ix",
	    BEGIN B S "472 alice x :is unknown mode char to me\n" B A
		      "MODE #den +i\n" END },
};

static struct test_client *
prepare(struct test_daemon *daemon, struct test_client **bob_r)
{
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *alice;

	test_nodes_keep_level(daemon);
	test_client_ask(bob, "JOIN #tea\n", "JOIN-OK #tea\n");
	test_nodes_level();
	alice = irc_login_with(daemon, "alice", CAPABILITIES);
	irc_ask(alice, "JOIN #tea\n",
	    A "JOIN #tea\n" S "353 alice = #tea :@bob alice\n" S
	      "366 alice #tea :End of /NAMES list\n");
	irc_found(alice, "alice", "den");
	*bob_r = bob;
	return alice;
}

START_TEST(an_answer_has_the_label)
{
	const struct row *row = &rows[_i];
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *bob;
	struct test_client *alice = prepare(daemon, &bob);

	irc_ask(alice, test_format("@label=x7 %s\n", row->request), row->reply);
	/* And nothing else has it. */
	irc_ask(alice, "PING end\n", S "PONG irc.chatd :end\n");
	irc_ask(alice, "@+a=b;label=;label=x7;c PING end\n",
	    L S "PONG irc.chatd :end\n");
}
END_TEST

/* What is told to oneself is what anybody would be told. */
START_TEST(what_is_no_answer_has_no_label)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *bob;
	struct test_client *alice = prepare(daemon, &bob);

	irc_ask(alice, "@label=x7 PRIVMSG alice :hi\n",
	    A "PRIVMSG alice :hi\n" L A "PRIVMSG alice :hi\n");
	/* It does not overtake an answer, nor is it in the batch. */
	irc_ask(alice, "@label=x7 PRIVMSG nobody,alice :hi\n",
	    BEGIN B S "401 alice nobody :No such nick/channel\n" A
		      "PRIVMSG alice :hi\n" B A "PRIVMSG alice :hi\n" END);
	irc_send(alice, "CAP REQ -echo-message\n");
	irc_expect(alice, S "CAP alice ACK :-echo-message\n");
	irc_send(alice, "@label=x7 PRIVMSG alice :hi\n");
	irc_expect(alice, A "PRIVMSG alice :hi\n" L S "ACK\n");
	test_client_send(bob, "SEND alice hi\n");
	irc_expect(alice, ":bob!bob@chatd PRIVMSG alice :hi\n");
}
END_TEST

/* A label has 64 bytes at most, and is asked for. */
START_TEST(a_label_is_as_long_as_labels_are)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");

	irc_ask(alice, "@label=x7 PING x\n", S "PONG irc.chatd :x\n");
	irc_ask(alice, "CAP REQ labeled-response\n@label=x7 PING x\n",
	    S "CAP alice ACK :labeled-response\n" S "PONG irc.chatd :x\n");
	irc_ask(alice, "CAP REQ batch\n", S "CAP alice ACK :batch\n");
	irc_ask(alice, test_format("@label=%064d PING x\n", 7),
	    test_format("@label=%064d " S "PONG irc.chatd :x\n", 7));
	irc_ask(alice, test_format("@label=%065d PING x\n", 7),
	    S "PONG irc.chatd :x\n");
	irc_ask(alice, "@label= PING x\n@label PING y\n@label=\xff PING z\n",
	    S "PONG irc.chatd :x\n" S "PONG irc.chatd :y\n" S
	      "PONG irc.chatd :z\n");
}
END_TEST

START_TEST(tags_of_a_line_follow_its_label)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login_with(
	    daemon, "alice", CAPABILITIES " server-time");
	const char *line;

	irc_send(alice, "@label=x7 PRIVMSG alice :hi\n");
	test_client_take_line(alice);
	line = test_client_take_line(alice);
	ck_assert_msg(strncmp(line, "@label=x7;time=2", 16) == 0 &&
			  strstr(line, "Z " A "PRIVMSG alice :hi") != NULL,
	    "%s", line);
}
END_TEST

START_TEST(the_end_is_an_answer)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login_with(
	    daemon, "alice", CAPABILITIES);

	irc_ask(alice, "@label=x7 QUIT\n", L "ERROR :Closing link: Quit\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(a_welcome_is_one_answer)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_connect(daemon);

	irc_ask(alice, "CAP REQ :batch labeled-response\n",
	    S "CAP * ACK :batch labeled-response\n");
	irc_ask(alice, "@label=x7 NICK alice\nUSER a b c d\n", L S "ACK\n");
	irc_ask(alice, "@label=x7 CAP END\n", BEGIN);
	ck_assert_ptr_nonnull(
	    strstr(test_client_take_line(alice), B S "001 alice "));
	while (strstr(test_client_take_line(alice), B S "422 ") == NULL)
		continue;
	irc_expect(alice, END);
}
END_TEST

/*
 * alice may send one request each 143 ms, and a line that waits for its turn
 * again is no other one.
 */
START_TEST(a_line_that_comes_again_is_one_request)
{
	struct test_daemon *daemon = irc_start(
	    "message_rate=7/s", "message_burst=1", NULL);
	struct test_client *alice = irc_login_with(
	    daemon, "alice", CAPABILITIES);

	irc_ask(alice, "JOIN #den\n",
	    A "JOIN #den\n" S "353 alice = #den :@alice\n" S
	      "366 alice #den :End of /NAMES list\n");
	irc_ask(alice, "@label=x7 PING x\n", L S "PONG irc.chatd :x\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, an_answer_has_the_label, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	test_cases_add(tests, what_is_no_answer_has_no_label);
	test_cases_add(tests, a_label_is_as_long_as_labels_are);
	test_cases_add(tests, tags_of_a_line_follow_its_label);
	test_cases_add(tests, the_end_is_an_answer);
	test_cases_add(tests, a_welcome_is_one_answer);
	test_cases_add(tests, a_line_that_comes_again_is_one_request);
}
