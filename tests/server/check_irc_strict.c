/* SPDX-License-Identifier: MIT */
/*
 * irc: what a strict client, which knows the Modern IRC document by heart, asks
 * of a server.
 *
 * alice asks.  She has made #den, bob is in there, and #tea is his alone.  S, A
 * and B stand for the sources of the server and of the two.
 */

#include <string.h>

#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "
#define B ":bob!bob@chatd "

struct row {
	const char *request;
	const char *reply;
};

static const struct row rows[] = {
	/* The line: blanks, capitals, what is empty, and what is too much. */
	{ "   PING   x  ", S "PONG irc.chatd :x\n" },
	{ "pInG x", S "PONG irc.chatd :x\n" },
	{ ":bob PING x", S "PONG irc.chatd :x\n" },
	{ ":alice!alice@chatd   PING :x ", S "PONG irc.chatd :x \n" },
	{ "PING :", S "409 alice :No origin specified\n" },
	{ "PING ::x", S "PONG irc.chatd ::x\n" },
	{ "PING a b c d e f g h i j k l m n o p q", S "PONG irc.chatd :a\n" },
	{ "PING a\rPING b", "" },
	{ " ", "" },
	{ "@a=b", "" },
	{ "PRIV", S "421 alice PRIV :Unknown command\n" },
	{ "\xe2\x82\xac", S "421 alice ??? :Unknown command\n" },
	/* Whom a text is for. */
	{ "PRIVMSG :", S "411 alice :No recipient given (PRIVMSG)\n" },
	{ "PRIVMSG , :x", S "411 alice :No recipient given (PRIVMSG)\n" },
	{ "PRIVMSG :bob", S "412 alice :No text to send\n" },
	{ "PRIVMSG #b@d :x", S "403 alice #b@d :No such channel\n" },
	{ "PRIVMSG # :x", S "403 alice # :No such channel\n" },
	{ "PRIVMSG b@d :x", S "401 alice b@d :No such nick/channel\n" },
	{ "PRIVMSG &tea :x", S "401 alice &tea :No such nick/channel\n" },
	{ "PRIVMSG $* :x", S "401 alice $* :No such nick/channel\n" },
	{ "NOTICE b@d,#b@d,nobody,#none :x", "" },
	{ "NOTICE bob", "" },
	/* Rooms. */
	{ "JOIN :", S "461 alice JOIN :Not enough parameters\n" },
	{ "JOIN #", S "403 alice # :No such channel\n" },
	{ "JOIN #b@d,&x", S "403 alice #b@d :No such channel\n" S
			    "403 alice &x :No such channel\n" },
	{ "PART :", S "461 alice PART :Not enough parameters\n" },
	{ "PART den", S "403 alice den :No such channel\n" },
	{ "PART #b@d", S "403 alice #b@d :No such channel\n" },
	{ "TOPIC den", S "403 alice den :No such channel\n" },
	{ "TOPIC #b@d", S "403 alice #b@d :No such channel\n" },
	{ "TOPIC #b@d :x", S "403 alice #b@d :No such channel\n" },
	{ "TOPIC #tea :x", S "442 alice #tea :You're not on that channel\n" },
	{ "KICK #den", S "461 alice KICK :Not enough parameters\n" },
	{ "KICK den bob", S "403 alice den :No such channel\n" },
	{ "KICK #b@d bob", S "403 alice #b@d :No such channel\n" },
	{ "KICK #tea bob", S "442 alice #tea :You're not on that channel\n" },
	{ "KICK #den nobody",
	    S "441 alice nobody #den :They aren't on that channel\n" },
	{ "INVITE :", S "461 alice INVITE :Not enough parameters\n" },
	{ "INVITE bob #b@d", S "403 alice #b@d :No such channel\n" },
	{ "INVITE carol #tea",
	    S "442 alice #tea :You're not on that channel\n" },
	{ "INVITE b@d #den", S "401 alice b@d :No such nick/channel\n" },
	{ "MODE #b@d", S "403 alice #b@d :No such channel\n" },
	{ "MODE #b@d +i", S "403 alice #b@d :No such channel\n" },
	{ "MODE #den +k 123456789-123456789-123456789-123",
	    S "696 alice #den k * :The value of this mode is not valid\n" },
	{ "MODE #tea +i", S "442 alice #tea :You're not on that channel\n" },
	{ "MODE #den +k a,b",
	    S "696 alice #den k * :The value of this mode is not valid\n" },
	{ "MODE #den +k :",
	    S "696 alice #den k * :The value of this mode is not valid\n" },
	{ "MODE #den +b a#b",
	    S "696 alice #den b a#b :The value of this mode is not valid\n" },
	{ "MODE #den +e", S "349 alice #den :End of channel exception list\n" },
	/* Codes of formatting are left out, but a reason is told. */
	{ "TOPIC #den :\x02"
	  "bold\x02, \x03"
	  "4red",
	    A "TOPIC #den :bold, red\n" },
	{ "KICK #den bob :\x02out\x02", A "KICK #den bob :out\n" },
	{ "KICK #den bob", A "KICK #den bob :alice\n" },
	{ "KICK #den,#tea bob,carol",
	    A "KICK #den bob :alice\n" S
	      "442 alice #tea :You're not on that channel\n" },
	{ "KICK den,#den bob,bob",
	    S "403 alice den :No such channel\n" A "KICK #den bob :alice\n" },
	{ "WHO BOB %n",
	    S "354 alice bob\n" S "315 alice BOB :End of WHO list\n" },
	{ "KICK #den bob,alice",
	    A "KICK #den bob :alice\n" A "KICK #den alice :alice\n" },
	/* Names. */
	{ "NICK :", S "431 alice :No nickname given\n" },
	{ "NICK bob", S "433 alice bob :Nickname is already in use\n" },
	{ "NICK #x", S "432 alice #x :Erroneous nickname\n" },
	{ "NICK Alice", A "NICK Alice\n" },
	{ "USER", S "462 alice :You may not reregister\n" },
	{ "PASS", S "462 alice :You may not reregister\n" },
	/* Servers: there is one. */
	{ "MOTD irc.chatd", S "422 alice :MOTD File is missing\n" },
	{ "MOTD none.example", S "402 alice none.example :No such server\n" },
	{ "VERSION none.example",
	    S "402 alice none.example :No such server\n" },
	{ "TIME none.example", S "402 alice none.example :No such server\n" },
	{ "INFO none.example", S "402 alice none.example :No such server\n" },
	{ "ADMIN none.example", S "402 alice none.example :No such server\n" },
	{ "ADMIN bob",
	    S "423 alice irc.chatd :No administrative info available\n" },
	{ "ADMIN *",
	    S "423 alice irc.chatd :No administrative info available\n" },
	{ "INFO IRC.CHATD",
	    S "371 alice :chatd " PACKAGE_VERSION "\n" S
	      "371 alice :Users of all its protocols are in one chat\n" S
	      "374 alice :End of /INFO list\n" },
	{ "WALLOPS", S "461 alice WALLOPS :Not enough parameters\n" },
};

START_TEST(a_strict_client_is_satisfied)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);

	irc_login(daemon, "carol");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct test_client *alice = irc_login(daemon, "alice");
		struct test_client *bob = irc_login(daemon, "bob");

		irc_found(bob, "bob", "tea");
		irc_found(alice, "alice", "den");
		irc_send(bob, "JOIN #den\n");
		irc_expect(alice, B "JOIN #den\n");
		irc_ask(alice, test_format("%s\nPING end\n", rows[i].request),
		    test_format("%s" S "PONG irc.chatd :end\n", rows[i].reply));
		irc_quit(alice);
		irc_quit(bob);
	}
}
END_TEST

/* Return byte, size times. */
static const char *
repeat(char byte, int size)
{
	const char *text = test_format("%0*d", size, 0);

	memset((char *)text, byte, (size_t)size);
	return text;
}

/* What 005 says is true: so much is taken, and what is more is cut or refused.
 */
START_TEST(limits_are_as_they_were_announced)
{
	struct test_daemon *daemon = irc_start("rooms_max=3", NULL);
	struct test_client *alice = irc_login(daemon, "alice");
	const char *name = repeat('n', 64), *topic = repeat('t', 400);
	const char *why = repeat('w', 255);

	irc_found(alice, "alice", "den");
	irc_ask(alice, test_format("TOPIC #den :%sx\n", topic),
	    test_format(A "TOPIC #den :%s\n", topic));
	irc_ask(alice, test_format("TOPIC #den :%.399s\xe2\x82\xac\n", topic),
	    test_format(A "TOPIC #den :%.399s\n", topic));
	irc_ask(alice, test_format("KICK #den alice :%sx\n", why),
	    test_format(A "KICK #den alice :%s\n", why));
	irc_found(alice, "alice", "den");
	irc_ask(alice, test_format("PART #den :%sx\n", why),
	    test_format(A "PART #den :%s\n", why));
	irc_found(alice, "alice", name);
	irc_ask(alice, test_format("JOIN #%sx\n", name),
	    test_format(S "403 alice #%sx :No such channel\n", name));
	irc_found(alice, "alice", "one");
	irc_found(alice, "alice", "two");
	irc_ask(alice, "JOIN #four\n",
	    S "405 alice #four :You have joined too many channels\n");
	irc_ask(alice, "MODE #one +vvvvvvvvvvvv-vs a b c d e f g h i j k l m\n",
	    "");
	for (char at = 'a'; at <= 'l'; at++)
		irc_expect(alice, test_format(S "401 alice %c :No such "
						"nick/channel\n",
				      at));
	irc_ask(alice, test_format("NICK %sx\n", name),
	    test_format(S "432 alice %sx :Erroneous nickname\n", name));
	irc_ask(alice, test_format("NICK %s\n", name),
	    test_format(A "NICK %s\n", name));
	irc_ask(alice, "PING x\n", S "PONG irc.chatd :x\n");
}
END_TEST

/* What is refused before somebody is registered, and does not end that. */
static const struct row before[] = {
	{ "PRIVMSG bob :hi", S "451 * :You have not registered\n" },
	{ "JOIN #den", S "451 * :You have not registered\n" },
	{ "PASS", S "461 * PASS :Not enough parameters\n" },
	{ "USER", S "461 * USER :Not enough parameters\n" },
	{ "USER a 0 *", S "461 * USER :Not enough parameters\n" },
	{ "USER a 0 * :", S "461 * USER :Not enough parameters\n" },
	{ "NICK", S "431 * :No nickname given\n" },
	{ "NICK :", S "431 * :No nickname given\n" },
	{ "NICK a!b", S "432 * a!b :Erroneous nickname\n" },
	{ "PING x", S "PONG irc.chatd :x\n" },
	{ "CAP", S "461 * CAP :Not enough parameters\n" },
	{ "NOTICE bob :hi", "" },
};

START_TEST(a_stranger_is_answered)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		struct test_client *alice = irc_connect(daemon);

		irc_ask(alice, test_format("%s\nPING end\n", before[i].request),
		    test_format(
			"%s" S "PONG irc.chatd :end\n", before[i].reply));
		irc_send(alice, "NICK alice\nUSER alice 0 * :Alice\n");
		irc_pass_welcome(alice);
		irc_quit(alice);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_strict_client_is_satisfied);
	test_cases_add(tests, limits_are_as_they_were_announced);
	test_cases_add(tests, a_stranger_is_answered);
}
