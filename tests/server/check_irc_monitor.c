/* SPDX-License-Identifier: MIT */
/*
 * irc: names that are watched.  alice watches; those who come and go are on
 * both workers, and in a cluster on both nodes.  B, C and R stand for the masks
 * of bob, carol and rob.
 */

#include <string.h>

#include "common/test_nodes.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define B "bob!bob@chatd"
#define C "carol!carol@chatd"
#define R "rob!bob@chatd"

/* As chat/watches.h has it, and more watchers than are told at a time. */
#define WATCHES_MAX 100
#define WATCHERS    40

/* Half of them are on the watcher's worker, and half on the other. */
#define PARTINGS 40

static struct test_daemon *chatd;

static struct test_client *
begin(void)
{
	chatd = irc_start("workers=2", NULL);
	test_nodes_keep_level(chatd);
	return irc_login(chatd, "alice");
}

/* Nothing else has been told. */
static void
expect_silence(struct test_client *client)
{
	irc_ask(client, "PING x\n", S "PONG irc.chatd :x\n");
}

START_TEST(whoever_comes_and_goes_is_told_of)
{
	struct test_client *alice = begin();
	struct test_client *bob, *carol;

	irc_ask(alice, "MONITOR + bob,carol\n", S "731 alice :bob,carol\n");
	bob = irc_login(chatd, "bob");
	irc_expect(alice, S "730 alice :" B "\n");
	carol = test_client_login(chatd, "carol");
	irc_expect(alice, S "730 alice :" C "\n");
	irc_send(bob, "QUIT\n");
	irc_expect(alice, S "731 alice :bob\n");
	test_client_close(carol);
	irc_expect(alice, S "731 alice :carol\n");
	/* Somebody else by that name, of another protocol. */
	bob = test_client_login(chatd, "bob");
	irc_expect(alice, S "730 alice :" B "\n");
	test_client_close(bob);
	irc_expect(alice, S "731 alice :bob\n");
	expect_silence(alice);
}
END_TEST

START_TEST(who_is_there_is_told_at_once)
{
	struct test_client *alice = begin();

	irc_login(chatd, "bob");
	test_client_login(chatd, "carol");
	test_nodes_await("bob", true);
	test_nodes_await("carol", true);
	irc_ask(alice, "MONITOR + bob,nobody,carol,alice,echobot\n",
	    S "730 alice :" B "," C
	      ",alice!alice@chatd,echobot!echobot@chatd\n" S
	      "731 alice :nobody\n");
	irc_ask(alice, "MONITOR S\nMONITOR s\n",
	    S "730 alice :" B "," C
	      ",alice!alice@chatd,echobot!echobot@chatd\n" S
	      "731 alice :nobody\n" S "730 alice :" B "," C
	      ",alice!alice@chatd,echobot!echobot@chatd\n" S
	      "731 alice :nobody\n");
	expect_silence(alice);
}
END_TEST

/*
 * Expect that who is told of nick, whose user has had another name: another
 * node may not know what that was.
 */
static void
expect_renamed(struct test_client *client, const char *who, const char *nick)
{
	const char *begin = test_format(S "730 %s :%s!", who, nick);
	const char *line = test_client_take_line(client);

	ck_assert_msg(strncmp(line, begin, strlen(begin)) == 0, "%s", line);
}

START_TEST(a_new_name_is_a_coming_and_a_going)
{
	struct test_client *alice = begin();
	struct test_client *bob, *dave;

	irc_ask(alice, "MONITOR + bob\n", S "731 alice :bob\n");
	dave = irc_login(chatd, "dave");
	irc_ask(dave, "MONITOR + rob\n", S "731 dave :rob\n");
	bob = irc_login(chatd, "bob");
	irc_expect(alice, S "730 alice :" B "\n");
	irc_ask(bob, "NICK rob\n", ":" B " NICK rob\n");
	irc_expect(alice, S "731 alice :bob\n");
	expect_renamed(dave, "dave", "rob");
	irc_ask(bob, "NICK bob\n", ":" R " NICK bob\n");
	expect_renamed(alice, "alice", "bob");
	irc_expect(dave, S "731 dave :rob\n");
	/* One who watches their own name is told of it, perhaps too early. */
	irc_ask(alice, "MONITOR + alice\n", S "730 alice :alice!alice@chatd\n");
	irc_send(alice, "NICK ally\n");
	for (int i = 0; i < 2; i++) {
		const char *line = test_client_take_line(alice);

		ck_assert_msg(strstr(line, " 731 al") != NULL ||
				  strstr(line, " NICK ally") != NULL,
		    "%s", line);
	}
}
END_TEST

START_TEST(capitals_alone_are_no_news)
{
	struct test_client *alice = begin();
	struct test_client *bob = irc_login(chatd, "bob");

	test_nodes_await("bob", true);
	irc_ask(alice, "MONITOR + BOB\nMONITOR + Bob\n",
	    S "730 alice :" B "\n" S "730 alice :" B "\n");
	irc_ask(bob, "NICK BOB\n", ":" B " NICK BOB\n");
	test_nodes_await("BOB", true);
	expect_silence(alice);
	irc_send(bob, "QUIT\n");
	irc_expect(alice, S "731 alice :BOB\n");
	irc_ask(alice, "MONITOR L\nMONITOR - bOB\nMONITOR L\n",
	    S "732 alice :BOB\n" S "733 alice :End of MONITOR list\n" S
	      "733 alice :End of MONITOR list\n");
}
END_TEST

START_TEST(what_is_not_watched_any_more_is_not_told)
{
	struct test_client *alice = begin();
	struct test_client *dave;

	irc_ask(alice, "MONITOR L\nMONITOR S\nMONITOR C\nMONITOR - bob\n",
	    S "733 alice :End of MONITOR list\n");
	irc_ask(alice, "MONITOR + bob,carol,erin\nMONITOR - bob,erin\n",
	    S "731 alice :bob,carol,erin\n");
	irc_ask(alice, "MONITOR L\n",
	    S "732 alice :carol\n" S "733 alice :End of MONITOR list\n");
	dave = irc_login(chatd, "dave");
	irc_ask(dave, "MONITOR + bob,carol\n", S "731 dave :bob,carol\n");
	irc_ask(dave, "MONITOR C\nMONITOR L\n",
	    S "733 dave :End of MONITOR list\n");
	irc_login(chatd, "bob");
	irc_login(chatd, "carol");
	irc_expect(alice, S "730 alice :" C "\n");
	expect_silence(alice);
	expect_silence(dave);
}
END_TEST

/* What nobody could be called is nobody's, and masks are passed over. */
START_TEST(odd_requests_do_no_harm)
{
	struct test_client *alice = begin();

	irc_ask(alice, "MONITOR\nMONITOR +\nMONITOR -\nMONITOR X bob\n",
	    S "461 alice MONITOR :Not enough parameters\n" S
	      "461 alice MONITOR :Not enough parameters\n" S
	      "461 alice MONITOR :Not enough parameters\n" S
	      "461 alice MONITOR :Not enough parameters\n");
	irc_ask(alice, "MONITOR + *!bob@chatd,b?b,,\xc3\xa9,#tea\n",
	    S "731 alice :#tea\n");
	irc_ask(alice, "MONITOR - *,nobody\nMONITOR L\n",
	    S "732 alice :#tea\n" S "733 alice :End of MONITOR list\n");
	irc_login(chatd, "bob");
	test_nodes_await("bob", true);
	expect_silence(alice);
}
END_TEST

/* Expect that bob changes all there is to change of himself, and alice hears.
 */
static void
expect_changes(struct test_client *bob, struct test_client *alice)
{
	irc_ask(bob, "AWAY :for tea\n",
	    S "306 bob :You have been marked as being away\n");
	irc_expect(alice, ":" B " AWAY :for tea\n");
	irc_send(bob, "SETNAME :Robert\n");
	irc_expect(alice, ":" B " SETNAME :Robert\n");
	irc_send(bob, "SETNAME :Bob\n");
	irc_expect(alice, ":" B " SETNAME :Bob\n");
	irc_ask(bob, "AWAY\n",
	    S "305 bob :You are no longer marked as being away\n");
	irc_expect(alice, ":" B " AWAY\n");
}

/*
 * Of two clients that come one after the other the second is on another worker,
 * and on another node.
 */
START_TEST(what_the_watched_change_is_told_once)
{
	struct test_client *alice = begin();
	struct test_client *erin = irc_login_with(
	    chatd, "erin", "away-notify extended-monitor");
	struct test_client *bob = irc_login(chatd, "bob");

	irc_ask(alice, "CAP REQ :away-notify extended-monitor setname\n",
	    S "CAP alice ACK :away-notify extended-monitor setname\n");
	test_nodes_await("bob", true);
	irc_ask(alice, "MONITOR + bob,alice\n",
	    S "730 alice :" B ",alice!alice@chatd\n");
	irc_ask(erin, "MONITOR + bob\n", S "730 erin :" B "\n");
	irc_ask(bob, "AWAY :x\n",
	    S "306 bob :You have been marked as being away\n");
	irc_expect(alice, ":" B " AWAY :x\n");
	irc_expect(erin, ":" B " AWAY :x\n");
	expect_changes(bob, alice);
	/* Nobody is told of themselves, and who shares a room once. */
	irc_ask(alice, "AWAY :x\n",
	    S "306 alice :You have been marked as being away\n");
	irc_found(bob, "bob", "tea");
	irc_join(alice, "tea");
	irc_expect(bob, ":alice!alice@chatd JOIN #tea\n");
	irc_ask(bob, "AWAY :again\nSETNAME :Rob\n",
	    S "306 bob :You have been marked as being away\n");
	irc_expect(alice, ":" B " AWAY :again\n:" B " SETNAME :Rob\n");
	expect_changes(bob, alice);
	irc_ask(alice, "PART #tea\n", ":alice!alice@chatd PART #tea\n");
	irc_expect(bob, ":alice!alice@chatd PART #tea\n");
	expect_changes(bob, alice);
	irc_ask(alice, "CAP REQ -away-notify\nMONITOR S\n",
	    S "CAP alice ACK :-away-notify\n" S "730 alice :" B
	      ",alice!alice@chatd\n");
	irc_ask(bob, "AWAY :x\nSETNAME :Robert\n",
	    S "306 bob :You have been marked as being away\n");
	irc_expect(alice, ":" B " SETNAME :Robert\n");
	irc_send(bob, "QUIT\n");
	irc_expect(alice, S "731 alice :bob\n");
}
END_TEST

/* Watch n000 to n049, or the fifty after these. */
static void
watch_fifty(struct test_client *client, int first)
{
	const char *names = "";

	for (int i = first; i < first + 50; i++)
		names = test_format(
		    "%s%sn%03d", names, i > first ? "," : "", i);
	irc_ask(client, test_format("MONITOR + %s\n", names),
	    test_format(S "731 alice :%s\n", names));
}

START_TEST(there_is_a_most)
{
	struct test_client *alice = begin();
	const char *line;
	int names = 0, lines = 0;

	watch_fifty(alice, 0);
	watch_fifty(alice, 50);
	irc_ask(alice, "MONITOR + x,n001,y\n",
	    S "731 alice :n001\n" S
	      "734 alice 100 x,y :Monitor list is full.\n");
	/* All of them take more than a line. */
	irc_send(alice, "MONITOR L\n");
	while (strstr(line = test_client_take_line(alice), " 732 ") != NULL) {
		ck_assert_uint_le(strlen(line), 511);
		for (lines++; (line = strchr(line, 'n')) != NULL; line++)
			names++;
	}
	ck_assert_int_eq(names, WATCHES_MAX);
	ck_assert_int_eq(lines, 2);
	irc_ask(alice, "MONITOR - n000\nMONITOR + x,y\n",
	    S "731 alice :x\n" S "734 alice 100 y :Monitor list is full.\n");
}
END_TEST

/* Watchers whose number can be divided by that leave, and others come. */
#define LEAVING 3

static struct test_client *watchers[WATCHERS];

static void
watch_bob(int number, char letter)
{
	watchers[number] = irc_login(
	    chatd, test_format("%c%d", letter, number));
	irc_ask(watchers[number], "MONITOR + bob\n",
	    test_format(S "731 %c%d :bob\n", letter, number));
}

START_TEST(all_of_a_crowd_are_told)
{
	struct test_client *bob;

	begin();
	for (int i = 0; i < WATCHERS; i++)
		watch_bob(i, 'w');
	bob = irc_login(chatd, "bob");
	for (int i = 0; i < WATCHERS; i++)
		irc_expect(watchers[i], test_format(S "730 w%d :" B "\n", i));
	for (int i = 0; i < WATCHERS; i += LEAVING)
		irc_send(watchers[i], "QUIT\n");
	irc_send(bob, "QUIT\n");
	for (int i = 0; i < WATCHERS; i++) {
		if (i % LEAVING != 0)
			irc_expect(
			    watchers[i], test_format(S "731 w%d :bob\n", i));
	}
	test_nodes_await("bob", false);
	for (int i = 0; i < WATCHERS; i += LEAVING)
		watch_bob(i, 'v');
	irc_login(chatd, "bob");
	for (int i = 0; i < WATCHERS; i++)
		irc_expect(watchers[i], test_format(S "730 %c%d :" B "\n",
					    i % LEAVING == 0 ? 'v' : 'w', i));
}
END_TEST

/*
 * What somebody did is told to others before the answer to whatever these ask
 * after it was done: here after a connection has ended.
 */
START_TEST(who_asks_has_been_told)
{
	struct test_client *alice = begin();

	irc_found(alice, "alice", "tea");
	irc_ask(alice, "MONITOR + bob\n", S "731 alice :bob\n");
	for (int i = 0; i < PARTINGS; i++) {
		struct test_client *bob = irc_login(chatd, "bob");
		const char *told;

		irc_expect(alice, S "730 alice :" B "\n");
		irc_join(bob, "tea");
		irc_expect(alice, ":" B " JOIN #tea\n");
		irc_ask(bob, "QUIT\n", "ERROR :Closing link: Quit\n");
		test_client_expect_end(bob);
		irc_send(alice, "PING x\n");
		told = test_format("%s", test_client_take_line(alice));
		told = test_format(
		    "%s, %s", told, test_client_take_line(alice));
		test_require(strstr(told, " QUIT ") && strstr(told, " 731 "),
		    "round %d: %s", i, told);
		irc_expect(alice, S "PONG irc.chatd :x\n");
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, whoever_comes_and_goes_is_told_of);
	test_cases_add(tests, who_is_there_is_told_at_once);
	test_cases_add(tests, a_new_name_is_a_coming_and_a_going);
	test_cases_add(tests, capitals_alone_are_no_news);
	test_cases_add(tests, what_is_not_watched_any_more_is_not_told);
	test_cases_add(tests, odd_requests_do_no_harm);
	test_cases_add(tests, what_the_watched_change_is_told_once);
	test_cases_add(tests, there_is_a_most);
	test_cases_add(tests, all_of_a_crowd_are_told);
	test_cases_add_but(tests, who_asks_has_been_told, "not_nodes");
}
