/* SPDX-License-Identifier: MIT */
/*
 * irc: members whom operators take out of a room, and how they are called, on
 * two workers and beside hello.
 */

#include "server/irc_company.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "
#define B ":bob!bob@chatd "
#define C ":carol!carol@chatd "

START_TEST(a_kick_is_told_as_one)
{
	struct irc_company all = irc_company_gather();
	struct test_client *dave = irc_login(all.daemon, "dave");

	irc_join(dave, "tea");
	irc_expect(all.alice, ":dave!dave@chatd JOIN #tea\n");
	irc_expect(all.bob, ":dave!dave@chatd JOIN #tea\n");
	irc_ask(all.alice, "KICK #tea dave :too loud\n",
	    A "KICK #tea dave :too loud\n");
	irc_expect(dave, A "KICK #tea dave :too loud\n");
	irc_expect(all.bob, A "KICK #tea dave :too loud\n");
	test_client_expect(all.carol, "JOINED #tea dave\nLEFT #tea dave\n");
	irc_ask(all.alice, "KICK #tea carol\n", A "KICK #tea carol :alice\n");
	irc_expect(all.bob, A "KICK #tea carol :alice\n");
	test_client_take_until(all.carol, "KICKED #tea alice");
	irc_ask(all.alice, "PING x\n", S "PONG irc.chatd :x\n");
}
END_TEST

/* On the worker of the operator, and on another one. */
START_TEST(who_is_kicked_hears_what_was_before)
{
	const char *news = A "MODE #tea +m\n" A "TOPIC #tea :news\n";
	struct irc_company all = irc_company_gather();
	struct test_client *dave = irc_login(all.daemon, "dave");

	irc_join(dave, "tea");
	irc_expect(all.alice, ":dave!dave@chatd JOIN #tea\n");
	irc_expect(all.bob, ":dave!dave@chatd JOIN #tea\n");
	irc_send(all.alice, "MODE #tea +m\nTOPIC #tea :news\nKICK #tea dave\n");
	irc_expect(
	    all.bob, test_format("%s" A "KICK #tea dave :alice\n", news));
	irc_expect(dave, test_format("%s" A "KICK #tea dave :alice\n", news));
}
END_TEST

/* Whichever workers the one who is kicked and those who hear of it are on. */
START_TEST(what_an_operator_does_after_a_kick_is_told_after_it)
{
	struct irc_company all = irc_company_gather();
	struct test_client *hearers[4] = { all.bob };

	for (int i = 1; i < 4; i++) {
		hearers[i] = irc_login(all.daemon, test_format("hearer%d", i));
		irc_join(hearers[i], "tea");
	}
	for (int i = 0; i < 8; i++) {
		const char *nick = test_format("dave%d", i);
		const char *told = test_format(
		    A "KICK #tea %s :alice\n" A "TOPIC #tea :%d\n", nick, i);
		const char *joined = test_format(
		    ":%s!%s@chatd JOIN #tea\r", nick, nick);

		irc_join(irc_login(all.daemon, nick), "tea");
		test_client_take_until(all.alice, joined);
		irc_ask(all.alice,
		    test_format("KICK #tea %s\nTOPIC #tea :%d\n", nick, i),
		    told);
		for (int j = 0; j < 4; j++) {
			test_client_take_until(hearers[j], joined);
			irc_expect(hearers[j], told);
		}
	}
}
END_TEST

/* The operator has to wait for each request, and who is kicked has not. */
START_TEST(who_comes_back_at_once_does_so_after_the_kick)
{
	struct test_daemon *daemon = irc_start(
	    "workers=2", "message_rate=7/s", "message_burst=1", NULL);
	struct test_client *alice = irc_login(daemon, "alice");
	struct test_client *others[2];

	irc_found(alice, "alice", "tea");
	for (int i = 0; i < 2; i++) {
		const char *nick = test_format("bob%d", i);

		others[i] = irc_login(daemon, nick);
		irc_join(others[i], "tea");
		test_client_take_until(
		    alice, test_format(":%s!%s@chatd JOIN #tea\r", nick, nick));
	}
	for (int i = 0; i < 2; i++) {
		const char *nick = test_format("bob%d", i);

		irc_send(alice, test_format("KICK #tea %s\n", nick));
		test_client_take_until(
		    others[i], test_format(A "KICK #tea %s :alice\r", nick));
		irc_send(others[i], "JOIN #tea\n");
		irc_expect(alice, test_format(A "KICK #tea %s :alice\n"
						":%s!%s@chatd JOIN #tea\n",
				      nick, nick, nick));
	}
}
END_TEST

/* What is asked in other capitals, and the names as their users write them. */
static const char *const spelled[][2] = {
	{ "MODE #tea +v BOB", A "MODE #tea +v bob\n" },
	{ "MODE #tea -v+o Bob CAROL", A "MODE #tea -v+o bob carol\n" },
	{ "MODE #tea -o Carol", A "MODE #tea -o carol\n" },
	{ "INVITE DAVE #tea", S "341 alice dave #tea\n" },
	{ "INVITE BOB #TEA", S "443 alice bob #tea :is already on channel\n" },
	{ "ISON BOB nobody Dave", S "303 alice :bob dave\n" },
	{ "USERHOST BOB", S "302 alice :bob=+bob@chatd\n" },
	{ "KICK #tea BOB,CAROL",
	    A "KICK #tea bob :alice\n" A "KICK #tea carol :alice\n" },
};

START_TEST(names_are_shown_as_their_users_write_them)
{
	struct irc_company all = irc_company_gather();

	irc_login(all.daemon, "dave");
	for (size_t i = 0; i < sizeof(spelled) / sizeof(*spelled); i++)
		irc_ask(all.alice, test_format("%s\n", spelled[i][0]),
		    spelled[i][1]);
	irc_expect(all.bob,
	    A "MODE #tea +v bob\n" A "MODE #tea -v+o bob carol\n" A
	      "MODE #tea -o carol\n" A "KICK #tea bob :alice\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_kick_is_told_as_one);
	/* Of what two nodes tell, a third may see either first. */
	test_cases_add_alone(tests, who_is_kicked_hears_what_was_before);
	test_cases_add_alone(
	    tests, what_an_operator_does_after_a_kick_is_told_after_it);
	test_cases_add_alone(
	    tests, who_comes_back_at_once_does_so_after_the_kick);
	test_cases_add_alone(tests, names_are_shown_as_their_users_write_them);
}
