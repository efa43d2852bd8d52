/* SPDX-License-Identifier: MIT */
/*
 * irc: what members are told of a change of their room, and of how somebody has
 * left it.  A, B and C stand for the sources of alice, bob and carol.
 *
 * alice has made #tea, and is there with bob, who speaks irc as well, and
 * carol, who speaks hello, and is told what she always was.
 */

#include <string.h>

#include "common/test_nodes.h"
#include "server/irc_company.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "
#define B ":bob!bob@chatd "
#define C ":carol!carol@chatd "

/* What alice asks for, and what is told to all who speak irc; in turn. */
static const char *const changes[][2] = {
	{ "TOPIC #tea :tea at four", "TOPIC #tea :tea at four" },
	{ "TOPIC #tea :", "TOPIC #tea :" },
	{ "MODE #tea +i", "MODE #tea +i" },
	{ "MODE #tea -i", "MODE #tea -i" },
	{ "MODE #tea +m", "MODE #tea +m" },
	{ "MODE #tea +k secret", "MODE #tea +k secret" },
	{ "MODE #tea -k secret", "MODE #tea -k *" },
	{ "MODE #tea +l 10", "MODE #tea +l 10" },
	{ "MODE #tea -l", "MODE #tea -l" },
	{ "MODE #tea +b mallory*!*@*", "MODE #tea +b mallory*!*@*" },
	{ "MODE #tea +b mallory", "MODE #tea +b mallory!*@*" },
	{ "MODE #tea -b mallory", "MODE #tea -b mallory!*@*" },
	{ "MODE #tea +o bob", "MODE #tea +o bob" },
	{ "MODE #tea +v carol", "MODE #tea +v carol" },
	/* Several are one line, with their values in order. */
	{ "MODE #tea +lis-v+kb 10 carol secret troll",
	    "MODE #tea +lis-v+kb 10 carol secret troll!*@*" },
	{ "MODE #tea -lsk+m-b+ti x troll", "MODE #tea -lskb * troll!*@*" },
	{ "MODE #tea +ov bob carol", "MODE #tea +v carol" },
	{ "MODE #tea -o alice", "MODE #tea -o alice" },
};

#define CHANGES (sizeof(changes) / sizeof(changes[0]))

START_TEST(a_change_is_told_to_members)
{
	struct irc_company all = irc_company_gather();

	for (size_t i = 0; i < CHANGES; i++) {
		irc_ask(all.alice, test_format("%s\n", changes[i][0]),
		    test_format(A "%s\n", changes[i][1]));
		irc_expect(all.bob, test_format(A "%s\n", changes[i][1]));
	}
	/* alice is not told again, and carol not at all. */
	irc_ask(all.alice, "PING x\n", S "PONG irc.chatd :x\n");
	test_client_ask(
	    all.carol, "SEND carol end\n", "SEND-OK\nDELIVERY carol end\n");
}
END_TEST

/* What is as alice asks for already; she is answered where she has a label. */
static const char *const unchanged[] = { "+i", "-m", "+t", "-s", "+k secret",
	"+l 10", "+b mallory", "-b troll", "+o bob", "+o alice", "-v bob" };

START_TEST(what_was_so_before_is_not_told)
{
	struct irc_company all = irc_company_gather();

	irc_send(all.alice, "MODE #tea +iklb secret 10 mallory\n"
			    "MODE #tea +o bob\n");
	irc_expect_at_last(all.bob,
	    A "MODE #tea +iklb secret 10 mallory!*@*\n" A "MODE #tea +o bob\n");
	irc_send(all.alice, "PING before\n");
	test_client_take_until(all.alice, S "PONG irc.chatd :before\r");
	for (size_t i = 0; i < sizeof(unchanged) / sizeof(*unchanged); i++)
		irc_send(
		    all.alice, test_format("MODE #tea %s\n", unchanged[i]));
	irc_ask(
	    all.alice, "PRIVMSG #tea :end\nPING x\n", S "PONG irc.chatd :x\n");
	irc_expect(all.bob, A "PRIVMSG #tea :end\n");
}
END_TEST

START_TEST(what_is_refused_is_not_told)
{
	struct irc_company all = irc_company_gather();

	irc_ask(all.bob, "TOPIC #tea :mine\nMODE #tea +m\n",
	    S "482 bob #tea :You're not channel operator\n" S
	      "482 bob #tea :You're not channel operator\n");
	irc_ask(
	    all.bob, "PRIVMSG #tea :end\nPING x\n", S "PONG irc.chatd :x\n");
	irc_expect(all.alice, B "PRIVMSG #tea :end\n");
}
END_TEST

START_TEST(users_of_other_protocols_change_rooms)
{
	struct irc_company all = irc_company_gather();

	irc_ask(all.alice, "MODE #tea +o carol\n", A "MODE #tea +o carol\n");
	irc_expect(all.bob, A "MODE #tea +o carol\n");
	test_client_ask(all.carol, "TOPIC #tea hers\n", "TOPIC-OK #tea hers\n");
	test_client_ask(all.carol, "MODE #tea +l 9\n", "MODE-OK #tea +l 9\n");
	irc_expect(all.alice, C "TOPIC #tea :hers\n" C "MODE #tea +l 9\n");
	irc_expect(all.bob, C "TOPIC #tea :hers\n" C "MODE #tea +l 9\n");
}
END_TEST

START_TEST(a_topic_is_known_with_who_set_it_and_when)
{
	struct irc_company all = irc_company_gather();
	struct test_client *dave;

	irc_ask(all.alice, "TOPIC #tea :new\n", A "TOPIC #tea :new\n");
	irc_expect(all.bob, A "TOPIC #tea :new\n");
	for (int i = 0; i < 2; i++) {
		struct test_client *asker = i == 0 ? all.alice : all.bob;
		const char *name = i == 0 ? "alice" : "bob";

		irc_ask(asker, "TOPIC #tea\n",
		    test_format(S "332 %s #tea :new\n", name));
		irc_expect_topic_by(asker, test_format("%s #tea alice", name));
	}
	dave = irc_login(all.daemon, "dave");
	irc_ask(dave, "JOIN #tea\n",
	    ":dave!dave@chatd JOIN #tea\n" S "332 dave #tea :new\n");
	irc_expect_topic_by(dave, "dave #tea alice");
	irc_expect(all.alice, ":dave!dave@chatd JOIN #tea\n");
	irc_ask(all.alice, "TOPIC #tea :\n", A "TOPIC #tea :\n");
	irc_expect(all.bob, ":dave!dave@chatd JOIN #tea\n" A "TOPIC #tea :\n");
	irc_ask(all.bob, "TOPIC #tea\n", S "331 bob #tea :No topic is set\n");
}
END_TEST

START_TEST(operators_who_ask_are_told_of_invitations)
{
	struct irc_company all = irc_company_gather();
	struct test_client *dave = irc_login(all.daemon, "dave");

	/* bob would be told, but is no operator. */
	irc_ask(all.bob, "CAP REQ :invite-notify\n",
	    S "CAP bob ACK :invite-notify\n");
	test_nodes_level();
	irc_ask(all.alice, "INVITE dave #tea\n", S "341 alice dave #tea\n");
	irc_expect(dave, A "INVITE dave #tea\n");
	irc_ask(all.alice, "MODE #tea +o bob\n", A "MODE #tea +o bob\n");
	irc_expect(all.bob, A "MODE #tea +o bob\n");
	irc_ask(all.alice, "INVITE dave #tea\nMODE #tea +o carol\n",
	    S "341 alice dave #tea\n" A "MODE #tea +o carol\n");
	irc_expect(dave, A "INVITE dave #tea\n");
	irc_expect(all.bob, A "INVITE dave #tea\n" A "MODE #tea +o carol\n");
	/* Users of other protocols invite, and alice has not asked. */
	test_client_ask(
	    all.carol, "INVITE #tea dave\n", "INVITE-OK #tea dave\n");
	irc_expect(all.bob, C "INVITE dave #tea\n");
	irc_expect(dave, C "INVITE dave #tea\n");
	irc_ask(all.bob, "INVITE dave #tea\nPART #tea\n",
	    S "341 bob dave #tea\n" B "PART #tea\n");
	irc_expect(all.alice, B "PART #tea\n");
	test_client_expect(all.carol, "LEFT #tea bob\n");
	test_client_ask(
	    all.carol, "SEND carol end\n", "SEND-OK\nDELIVERY carol end\n");
}
END_TEST

/* ---- leaving ------------------------------------------------------------- */

/* What bob says, and what is told of it; the longest is in the test. */
static const char *const partings[][2] = {
	{ "PART #tea", "PART #tea" },
	{ "PART #tea :good bye", "PART #tea :good bye" },
	{ "PART #tea :\x02good\x02 bye", "PART #tea :good bye" },
	{ "PART #tea :\xff", "PART #tea" },
};

START_TEST(leaving_is_told_with_its_reason)
{
	struct irc_company all = irc_company_gather();

	irc_ask(all.bob, test_format("%s\n", partings[_i][0]),
	    test_format(B "%s\n", partings[_i][1]));
	irc_expect(all.alice, test_format(B "%s\n", partings[_i][1]));
	test_client_expect(all.carol, "LEFT #tea bob\n");
}
END_TEST

START_TEST(a_reason_has_an_end)
{
	struct irc_company all = irc_company_gather();
	/* One byte of the last character would fit. */
	const char *why = test_format("%0254d", 7);

	irc_ask(all.bob, test_format("PART #tea :%s\xc3\xa9\n", why),
	    test_format(B "PART #tea :%s\n", why));
	irc_expect(all.alice, test_format(B "PART #tea :%s\n", why));
	irc_join(all.bob, "tea");
	irc_expect(all.alice, B "JOIN #tea\n");
	irc_send(all.bob, test_format("QUIT :%s\n", why));
	irc_expect(all.alice, test_format(B "QUIT :Quit: %.249s\n", why));
	test_client_expect(
	    all.carol, "LEFT #tea bob\nJOINED #tea bob\nLEFT #tea bob\n");
}
END_TEST

/* Have all be in two more rooms, so that one notice is enough for three. */
static void
share_more(struct irc_company *all)
{
	static const char *const rooms[] = { "den", "inn" };

	for (int i = 0; i < 2; i++) {
		irc_join(all->alice, rooms[i]);
		test_nodes_level();
		irc_join(all->bob, rooms[i]);
		irc_expect(all->alice, test_format(B "JOIN #%s\n", rooms[i]));
		test_client_ask(all->carol, test_format("JOIN #%s\n", rooms[i]),
		    test_format("JOIN-OK #%s\n", rooms[i]));
		irc_expect(all->alice, test_format(C "JOIN #%s\n", rooms[i]));
		irc_expect(all->bob, test_format(C "JOIN #%s\n", rooms[i]));
	}
}

/* How bob ends, and why. */
static const char *const ends[][2] = {
	{ "QUIT :good bye\n", "Quit: good bye" },
	{ "QUIT\n", "Quit" },
	{ "QUIT :\xff\n", "Quit" },
	{ NULL, "Connection closed" },
};

START_TEST(who_goes_altogether_is_told_of_once)
{
	struct irc_company all = irc_company_gather();

	share_more(&all);
	if (ends[_i][0] != NULL)
		irc_send(all.bob, ends[_i][0]);
	else
		test_client_close(all.bob);
	irc_expect(all.alice, test_format(B "QUIT :%s\n", ends[_i][1]));
	test_client_expect(
	    all.carol, "LEFT #inn bob\nLEFT #den bob\nLEFT #tea bob\n");
	irc_ask(all.alice, "PING x\n", S "PONG irc.chatd :x\n");
	/* Who comes again goes again. */
	test_nodes_await("bob", false);
	all.bob = irc_login(all.daemon, "bob");
	irc_join(all.bob, "tea");
	irc_expect(all.alice, B "JOIN #tea\n");
	irc_send(all.bob, "QUIT :again\n");
	irc_expect(all.alice, B "QUIT :Quit: again\n");
}
END_TEST

START_TEST(users_of_other_protocols_quit)
{
	struct irc_company all = irc_company_gather();

	share_more(&all);
	test_client_close(all.carol);
	irc_expect(all.alice, C "QUIT :Connection closed\n");
	irc_expect(all.bob, C "QUIT :Connection closed\n");
	irc_ask(all.bob, "PING x\n", S "PONG irc.chatd :x\n");
}
END_TEST

/* Pass over lines up to one that holds part, and return that. */
static const char *
pass_up_to(struct test_client *client, const char *part)
{
	const char *line = test_client_take_line(client);

	while (strstr(line, part) == NULL)
		line = test_client_take_line(client);
	return line;
}

/*
 * alice answers the first question alone, and bob all of them.  carol, who
 * speaks hello, may be silent.
 */
START_TEST(whoever_does_not_answer_is_let_go)
{
	struct test_daemon *daemon = irc_start("irc_ping=2s", NULL);
	struct test_client *carol = test_client_login(daemon, "carol");
	struct test_client *alice = irc_login(daemon, "alice");
	struct test_client *bob = irc_login(daemon, "bob");
	const char *line, *why;

	irc_join(alice, "tea");
	irc_join(bob, "tea");
	pass_up_to(alice, "PING :irc.chatd");
	irc_send(alice, "PONG irc.chatd\n");
	for (;;) {
		line = test_client_take_line(bob);
		why = strstr(line, A "QUIT :Ping timeout: ");
		if (why != NULL)
			break;
		irc_send(bob, "PONG irc.chatd\n");
	}
	why += strlen(A "QUIT :");
	pass_up_to(alice, "PING :irc.chatd");
	irc_expect(alice, test_format("ERROR :Closing link: (%.*s)\n",
			      (int)strcspn(why, "\r"), why));
	test_client_expect_end(alice);
	test_client_ask(
	    carol, "SEND carol hi\n", "SEND-OK\nDELIVERY carol hi\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_change_is_told_to_members);
	test_cases_add(tests, what_was_so_before_is_not_told);
	test_cases_add(tests, what_is_refused_is_not_told);
	test_cases_add(tests, users_of_other_protocols_change_rooms);
	test_cases_add(tests, operators_who_ask_are_told_of_invitations);
	test_cases_add(tests, a_topic_is_known_with_who_set_it_and_when);
	test_cases_add_loop(tests, leaving_is_told_with_its_reason, 0,
	    (int)(sizeof(partings) / sizeof(partings[0])));
	test_cases_add(tests, a_reason_has_an_end);
	test_cases_add_loop(tests, who_goes_altogether_is_told_of_once, 0,
	    (int)(sizeof(ends) / sizeof(ends[0])));
	test_cases_add(tests, users_of_other_protocols_quit);
	test_cases_add_alone(tests, whoever_does_not_answer_is_let_go);
}
