/* SPDX-License-Identifier: MIT */
/*
 * irc: what each command is answered, to the letter.
 *
 * alice asks.  She has made #den, and is in #tea, which bob has made, a user of
 * hello.  S and A stand for the sources of the server and of hers.
 */

#include <string.h>

#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "

/* How a list of channels begins. */
#define L S "321 alice Channel :Users  Name\n" S

struct row {
	const char *request;
	const char *reply;
};

static const struct row rows[] = {
	/* Nothing is done without parameters that have to be there. */
	{ "JOIN", S "461 alice JOIN :Not enough parameters\n" },
	{ "PART", S "461 alice PART :Not enough parameters\n" },
	{ "MODE", S "461 alice MODE :Not enough parameters\n" },
	{ "TOPIC", S "461 alice TOPIC :Not enough parameters\n" },
	{ "KICK #den", S "461 alice KICK :Not enough parameters\n" },
	{ "INVITE bob", S "461 alice INVITE :Not enough parameters\n" },
	{ "ISON", S "461 alice ISON :Not enough parameters\n" },
	{ "CAP", S "461 alice CAP :Not enough parameters\n" },
	{ "NICK", S "431 alice :No nickname given\n" },
	{ "WHOIS", S "431 alice :No nickname given\n" },
	{ "WHOWAS", S "431 alice :No nickname given\n" },
	{ "PING", S "409 alice :No origin specified\n" },
	{ "PRIVMSG", S "411 alice :No recipient given (PRIVMSG)\n" },
	{ "PRIVMSG bob", S "412 alice :No text to send\n" },
	{ "PRIVMSG bob :", S "412 alice :No text to send\n" },
	{ "PRIVMSG bob :\x02", S "412 alice :No text to send\n" },
	/* Talk. */
	{ "PRIVMSG nobody :hi", S "401 alice nobody :No such nick/channel\n" },
	{ "PRIVMSG #none :hi", S "403 alice #none :No such channel\n" },
	{ "PRIVMSG #other :hi",
	    S "404 alice #other :Cannot send to channel\n" },
	{ "PRIVMSG a,b,c,d,e :hi", S "407 alice :Too many targets\n" },
	{ "PRIVMSG nobody,x :hi", S "401 alice nobody :No such nick/channel\n" S
				    "401 alice x :No such nick/channel\n" },
	{ "PRIVMSG bob :\xff",
	    S "FAIL PRIVMSG INVALID_UTF8 :What you sent is not UTF-8, and was "
	      "not taken\n" },
	{ "TOPIC #den :\xff",
	    S "FAIL TOPIC INVALID_UTF8 :What you sent is not UTF-8, and was "
	      "not taken\n" },
	{ "PRIVMSG bob :a\x1b",
	    S "400 alice PRIVMSG :Texts are UTF-8 without control "
	      "characters\n" },
	{ "NOTICE", "" },
	{ "NOTICE nobody :hi", "" },
	{ "NOTICE #none :hi", "" },
	{ "PRIVMSG bob :\1VERSION\1", "" },
	{ "TAGMSG bob", "" },
	{ "PONG x", "" },
	{ "PING a b", S "PONG irc.chatd :a\n" },
	{ "ping :a b", S "PONG irc.chatd :a b\n" },
	{ "@a=b;c :source PING x", S "PONG irc.chatd :x\n" },
	/* Rooms. */
	{ "JOIN tea", S "403 alice tea :No such channel\n" },
	{ "JOIN #b@d", S "403 alice #b@d :No such channel\n" },
	{ "JOIN #tea", "" },
	{ "JOIN #closed", S "473 alice #closed :Cannot join channel (+i)\n" },
	{ "JOIN #locked", S "475 alice #locked :Cannot join channel (+k)\n" },
	{ "JOIN #tiny", S "471 alice #tiny :Cannot join channel (+l)\n" },
	{ "JOIN #barred", S "474 alice #barred :Cannot join channel (+b)\n" },
	{ "JOIN #locked,#closed secret",
	    A "JOIN #locked\n" S "353 alice = #locked :@bob alice\n" S
	      "366 alice #locked :End of /NAMES list\n" S
	      "473 alice #closed :Cannot join channel (+i)\n" },
	{ "JOIN #new,#locked x,secret",
	    A "JOIN #new\n" S "353 alice = #new :@alice\n" S
	      "366 alice #new :End of /NAMES list\n" A "JOIN #locked\n" S
	      "353 alice = #locked :@bob alice\n" S
	      "366 alice #locked :End of /NAMES list\n" },
	{ "JOIN #TEA", "" },
	{ "JOIN 0", A "PART #den\n" A "PART #tea\n" },
	{ "PART #den", A "PART #den\n" },
	{ "PART #den,#tea :good bye",
	    A "PART #den :good bye\n" A "PART #tea :good bye\n" },
	{ "PART #none", S "403 alice #none :No such channel\n" },
	{ "PART #other", S "442 alice #other :You're not on that channel\n" },
	{ "NAMES #tea", S "353 alice = #tea :@bob alice\n" S
			  "366 alice #tea :End of /NAMES list\n" },
	{ "NAMES #none", S "366 alice #none :End of /NAMES list\n" },
	{ "NAMES #other", S "353 alice = #other :@bob\n" S
			    "366 alice #other :End of /NAMES list\n" },
	{ "NAMES #tea,#none,tea",
	    S "353 alice = #tea :@bob alice\n" S "366 alice #tea,#none,tea "
	      ":End of /NAMES list\n" },
	{ "NAMES", S "366 alice * :End of /NAMES list\n" },
	{ "LIST #tea,#none",
	    L "322 alice #tea 2 :tea at four\n" S "323 alice :End of /LIST\n" },
	{ "LIST #TEA,#den",
	    L "322 alice #tea 2 :tea at four\n" S "322 alice #den 1 :\n" S
	      "323 alice :End of /LIST\n" },
	{ "LIST >1",
	    L "322 alice #tea 2 :tea at four\n" S "323 alice :End of /LIST\n" },
	{ "LIST <2,*EN,!#o*",
	    L "322 alice #den 1 :\n" S "323 alice :End of /LIST\n" },
	{ "LIST T<60",
	    L "322 alice #tea 2 :tea at four\n" S "323 alice :End of /LIST\n" },
	{ "LIST C<60,<2,#den*",
	    L "322 alice #den 1 :\n" S "323 alice :End of /LIST\n" },
	{ "LIST C>60", L "323 alice :End of /LIST\n" },
	{ "LIST tea", L "323 alice :End of /LIST\n" },
	{ "LIST >9", L "323 alice :End of /LIST\n" },
	{ "LIST a,b,c,d,e,f,g,h,i", S "407 alice :Too many targets\n" },
	{ "LIST a,b,c,d,e,f,g,h,!i", L "323 alice :End of /LIST\n" },
	{ "TOPIC #den", S "331 alice #den :No topic is set\n" },
	{ "TOPIC #den :for two", A "TOPIC #den :for two\n" },
	{ "TOPIC #den :", "" },
	{ "TOPIC #tea :x", S "482 alice #tea :You're not channel operator\n" },
	{ "TOPIC #none", S "403 alice #none :No such channel\n" },
	{ "TOPIC #other", S "442 alice #other :You're not on that channel\n" },
	{ "KICK #tea bob", S "482 alice #tea :You're not channel operator\n" },
	{ "KICK #den bob",
	    S "441 alice bob #den :They aren't on that channel\n" },
	{ "KICK #den alice :out", A "KICK #den alice :out\n" },
	{ "KICK #none bob", S "403 alice #none :No such channel\n" },
	{ "INVITE bob #den", S "341 alice bob #den\n" },
	{ "INVITE alice #den",
	    S "443 alice alice #den :is already on channel\n" },
	{ "INVITE bob #tea", S "443 alice bob #tea :is already on channel\n" },
	{ "INVITE alice #other",
	    S "442 alice #other :You're not on that channel\n" },
	{ "INVITE nobody #den", S "401 alice nobody :No such nick/channel\n" },
	{ "INVITE echo #tea", S "401 alice echo :No such nick/channel\n" },
	{ "INVITE bob #none", S "403 alice #none :No such channel\n" },
	/* Modes. */
	{ "MODE #locked", S "442 alice #locked :You're not on that channel\n" },
	{ "MODE #none", S "403 alice #none :No such channel\n" },
	{ "MODE #den +im-i", A "MODE #den +im-i\n" },
	{ "MODE #den +kl secret 10", A "MODE #den +kl secret 10\n" },
	{ "MODE #den +k-k a b", A "MODE #den +k-k a *\n" },
	{ "MODE #den +l no",
	    S "696 alice #den l no :The value of this mode is not valid\n" },
	{ "MODE #den +k",
	    S "696 alice #den k * :The value of this mode is not valid\n" },
	{ "MODE #den +b a!b!c",
	    S "696 alice #den b a!b!c :The value of this mode is not "
	      "valid\n" },
	{ "MODE #den +bb-b a@b.c d!e *!a@b.c",
	    A "MODE #den +bb-b *!a@b.c d!e@* *!a@b.c\n" },
	{ "MODE #den +eI-e a?b * a?b",
	    A "MODE #den +eI-e a?b!*@* *!*@* a?b!*@*\n" },
	{ "MODE #den eI",
	    S "349 alice #den :End of channel exception list\n" S
	      "347 alice #den :End of channel invite exception list\n" },
	{ "MODE #den +b troll!*@*", A "MODE #den +b troll!*@*\n" },
	{ "MODE #den +b troll", A "MODE #den +b troll!*@*\n" },
	{ "MODE #den b", S "368 alice #den :End of channel ban list\n" },
	{ "MODE #den +o bob",
	    S "441 alice bob #den :They aren't on that channel\n" },
	{ "MODE #den +o nobody", S "401 alice nobody :No such nick/channel\n" },
	{ "MODE #den +v alice", A "MODE #den +v alice\n" },
	{ "MODE #den +nt", "" },
	{ "MODE #den -t+t", A "MODE #den -t+t\n" },
	{ "MODE #den +s-s+s", A "MODE #den +s-s+s\n" },
	/* What is wrong is told first, and the rest is made. */
	{ "MODE #den +vxoltb alice bob no troll",
	    S "472 alice x :is unknown mode char to me\n" S
	      "696 alice #den l no :The value of this mode is not valid\n" S
	      "441 alice bob #den :They aren't on that channel\n" A
	      "MODE #den +vb alice troll!*@*\n" },
	{ "MODE #den +bi-i troll", A "MODE #den +bi-i troll!*@*\n" },
	{ "MODE #den +ib",
	    A "MODE #den +i\n" S "368 alice #den :End of channel ban list\n" },
	{ "MODE #tea +imo bob",
	    S "482 alice #tea :You're not channel operator\n" },
	{ "MODE #den -n", A "MODE #den -n\n" },
	{ "MODE #den -nt+i-n", A "MODE #den -nt+i\n" },
	{ "MODE #den +x", S "472 alice x :is unknown mode char to me\n" },
	{ "MODE #tea +i", S "482 alice #tea :You're not channel operator\n" },
	{ "MODE alice", S "221 alice +\n" },
	{ "MODE alice +i", A "MODE alice +i\n" },
	{ "MODE alice -i", "" },
	{ "MODE alice +i-i", "" },
	{ "MODE alice +w", S "501 alice :Unknown MODE flag\n" },
	{ "MODE alice wi+o",
	    A "MODE alice +i\n" S "501 alice :Unknown MODE flag\n" },
	{ "MODE bob", S "502 alice :Cant change mode for other users\n" },
	{ "MODE nobody", S "401 alice nobody :No such nick/channel\n" },
	/* People. */
	{ "WHO #den",
	    S "352 alice #den alice chatd irc.chatd alice H@ :0 alice\n" S
	      "315 alice #den :End of WHO list\n" },
	{ "WHO #tea",
	    S "352 alice #tea bob chatd irc.chatd bob H@ :0 bob\n" S
	      "352 alice #tea alice chatd irc.chatd alice H :0 alice\n" S
	      "315 alice #tea :End of WHO list\n" },
	{ "WHO bob", S "352 alice * bob chatd irc.chatd bob H :0 bob\n" S
		       "315 alice bob :End of WHO list\n" },
	{ "WHO nobody", S "315 alice nobody :End of WHO list\n" },
	{ "WHOIS bob",
	    S "311 alice bob bob chatd * :bob\n" S
	      "312 alice bob irc.chatd :chatd\n" S
	      "319 alice bob :@#barred @#closed @#locked @#other "
	      "@#tea @#tiny\n" S "318 alice bob :End of /WHOIS list\n" },
	{ "WHOIS irc.chatd nobody",
	    S "401 alice nobody :No such nick/channel\n" S
	      "318 alice nobody :End of /WHOIS list\n" },
	{ "WHOWAS bob", S "406 alice bob :There was no such nickname\n" S
			  "369 alice bob :End of WHOWAS\n" },
	{ "MODE ALICE", S "221 alice +\n" },
	{ "ISON nobody bob :alice x", S "303 alice :bob alice\n" },
	{ "USERHOST bob nobody alice",
	    S "302 alice :bob=+bob@chatd alice=+alice@chatd\n" },
	{ "AWAY :tea", S "306 alice :You have been marked as being away\n" },
	{ "AWAY", S "305 alice :You are no longer marked as being away\n" },
	/* Names. */
	{ "NICK BOB", S "433 alice BOB :Nickname is already in use\n" },
	{ "NICK bob", S "433 alice bob :Nickname is already in use\n" },
	{ "NICK a!b", S "432 alice a!b :Erroneous nickname\n" },
	{ "NICK alice", "" },
	{ "NICK alison", A "NICK alison\n" },
	{ "USER a b c d", S "462 alice :You may not reregister\n" },
	{ "PASS x", S "462 alice :You may not reregister\n" },
	/* The server. */
	{ "LUSERS",
	    S "251 alice :There are 2 users and 0 invisible on 1 servers\n" S
	      "254 alice 7 :channels formed\n" S
	      "255 alice :I have 2 clients and 0 servers\n" S
	      "265 alice 2 2 :Current local users 2, max 2\n" S
	      "266 alice 2 2 :Current global users 2, max 2\n" },
	{ "MOTD", S "422 alice :MOTD File is missing\n" },
	{ "LINKS", S "364 alice irc.chatd irc.chatd :0 chatd\n" S
		     "365 alice * :End of /LINKS list\n" },
	{ "ADMIN",
	    S "423 alice irc.chatd :No administrative info available\n" },
	{ "STATS l", S "219 alice l :End of /STATS report\n" },
	{ "OPER a b", S "491 alice :No O-lines for your host\n" },
	{ "KILL bob :x",
	    S "481 alice :Permission Denied- You're not an IRC operator\n" },
	{ "DIE",
	    S "481 alice :Permission Denied- You're not an IRC operator\n" },
	{ "WALLOPS :x",
	    S "481 alice :Permission Denied- You're not an IRC operator\n" },
	{ "HELP privmsg",
	    S "704 alice PRIVMSG :PRIVMSG <target>{,<target>} :<text>\n" S
	      "706 alice PRIVMSG :End of /HELP\n" },
	{ "HELPOP privmsg",
	    S "704 alice PRIVMSG :PRIVMSG <target>{,<target>} :<text>\n" S
	      "706 alice PRIVMSG :End of /HELP\n" },
	{ "HELP summon",
	    S "524 alice summon :No help available on this topic\n" },
	{ "SUMMON", S "421 alice SUMMON :Unknown command\n" },
	{ "AUTHENTICATE PLAIN", S "904 alice :SASL authentication failed\n" },
	{ "CAP END", "" },
	{ "CAP LIST", S "CAP alice LIST :\n" },
	{ "CAP REQ :no-such", S "CAP alice NAK :no-such\n" },
	{ "CAP REQ :server-time -sasl",
	    S "CAP alice ACK :server-time -sasl\n" },
	{ "CAP X", S "410 alice X :Invalid CAP command\n" },
	/* What has no command is no request. */
	{ "", "" },
	{ ":only", "" },
};

static void
prepare(struct test_client *bob, const char *room, const char *mode)
{
	test_client_ask(bob, test_format("JOIN #%s\n", room),
	    test_format("JOIN-OK #%s\n", room));
	if (mode == NULL)
		return;
	test_client_send(bob, test_format("MODE #%s %s\n", room, mode));
	test_client_take_line(bob);
}

/* Have bob make the rooms that the rows speak of. */
static void
prepare_rooms(struct test_client *bob)
{
	prepare(bob, "tea", NULL);
	test_client_ask(
	    bob, "TOPIC #tea tea at four\n", "TOPIC-OK #tea tea at four\n");
	prepare(bob, "other", NULL);
	prepare(bob, "closed", "+i");
	prepare(bob, "locked", "+k secret");
	prepare(bob, "tiny", "+l 1");
	prepare(bob, "barred", "+b al*");
}

/* Nothing of what one alice did is there when the next one comes. */
START_TEST(each_command_is_answered)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);

	prepare_rooms(test_client_login(daemon, "bob"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct test_client *alice = irc_login(daemon, "alice");

		irc_ask(alice, "JOIN #tea\n",
		    A "JOIN #tea\n" S "332 alice #tea :tea at four\n");
		irc_expect_topic_by(alice, "alice #tea bob");
		irc_expect(alice, S "353 alice = #tea :@bob alice\n" S
				    "366 alice #tea :End of /NAMES list\n");
		irc_found(alice, "alice", "den");
		irc_ask(
		    alice, test_format("%s\n", rows[i].request), rows[i].reply);
		/* And nothing else. */
		irc_ask(alice, "PING end\n", S "PONG irc.chatd :end\n");
		irc_quit(alice);
	}
}
END_TEST

START_TEST(all_is_answered_in_one_piece_as_well)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");

	irc_ask(alice, "PING a\nMODE alice\nFOO\nPING b\n",
	    S "PONG irc.chatd :a\n" S "221 alice +\n" S
	      "421 alice FOO :Unknown command\n" S "PONG irc.chatd :b\n");
	irc_ask(alice, "QUIT :bye\n", "ERROR :Closing link: Quit\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(a_line_that_is_too_long_is_refused_once)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");

	irc_ask(alice, test_format("PING %0505d\n", 1),
	    test_format(S "PONG irc.chatd :%0483d\n", 0));
	irc_ask(alice, test_format("PING %0506d\n", 1),
	    S "417 alice :Input line was too long\n");
	irc_ask(alice, test_format("@a=%04092d PING x\n", 1),
	    S "PONG irc.chatd :x\n");
	irc_ask(alice, test_format("@a=%04093d PING x\n", 1),
	    S "417 alice :Input line was too long\n");
	irc_ask(alice, test_format("PING %020000d\n", 1),
	    S "417 alice :Input line was too long\n");
	irc_ask(alice, "PING x\n", S "PONG irc.chatd :x\n");
}
END_TEST

START_TEST(a_user_mode_is_remembered)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");

	irc_ask(alice, "MODE alice +i\nMODE alice\n",
	    A "MODE alice +i\n" S "221 alice +i\n");
	irc_ask(alice, "MODE alice -i\nMODE alice\n",
	    A "MODE alice -i\n" S "221 alice +\n");
}
END_TEST

/* Each verb that HELP shows is one that there is help on. */
START_TEST(help_shows_all_commands)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");
	const char *line, *verbs = "";
	size_t count = 0;

	irc_ask(alice, "HELP\n",
	    S "704 alice * :HELP <command> says how to use it\n");
	while (strstr(line = test_client_take_line(alice), " 705 ") != NULL)
		verbs = test_format("%s %.*s", verbs,
		    (int)strcspn(strchr(line + 1, ':') + 1, "\r"),
		    strchr(line + 1, ':') + 1);
	test_require_equal(line, S "706 alice * :End of /HELP\r");
	while (*(verbs += strspn(verbs, " ")) != '\0') {
		int size = (int)strcspn(verbs, " ");

		irc_send(alice, test_format("HELP %.*s\n", size, verbs));
		irc_expect_at_last(
		    alice, test_format(S "706 alice %.*s :End of /HELP\n", size,
			       verbs));
		verbs += size;
		count++;
	}
	ck_assert_uint_gt(count, 30);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, each_command_is_answered);
	test_cases_add(tests, a_user_mode_is_remembered);
	test_cases_add(tests, help_shows_all_commands);
	test_cases_add(tests, all_is_answered_in_one_piece_as_well);
	test_cases_add(tests, a_line_that_is_too_long_is_refused_once);
}
