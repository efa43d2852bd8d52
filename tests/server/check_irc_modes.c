/* SPDX-License-Identifier: MIT */
/*
 * irc: modes that mean something to those outside of a room, beside a user of
 * hello.
 */

#include <stdio.h>
#include <string.h>

#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "
#define B ":bob!bob@chatd "

#define HEAD S "321 bob Channel :Users  Name\n"

static struct test_daemon *chatd;

START_TEST(a_secret_room_is_hidden_from_others)
{
	struct test_client *alice, *bob;

	chatd = irc_start("workers=2", NULL);
	alice = irc_login(chatd, "alice");
	bob = irc_login(chatd, "bob");
	irc_found(alice, "alice", "den");
	irc_ask(alice, "MODE #den +s\n", A "MODE #den +s\n");
	irc_ask(alice, "MODE #den\n", S "324 alice #den +snt\n");
	irc_expect_made(alice, "alice #den");
	irc_ask(alice, "NAMES #den\n",
	    S "353 alice @ #den :@alice\n" S
	      "366 alice #den :End of /NAMES list\n");
	irc_ask(bob, "NAMES #den\n", S "366 bob #den :End of /NAMES list\n");
	irc_ask(bob, "LIST #den\n", HEAD S "323 bob :End of /LIST\n");
	irc_ask(bob, "LIST\n", HEAD S "323 bob :End of /LIST\n");
	irc_ask(bob, "WHO #den\n", S "315 bob #den :End of WHO list\n");
	/* As of a room that is not there. */
	irc_ask(bob, "MODE #den\n", S "403 bob #den :No such channel\n");
	irc_ask(bob, "TOPIC #den\n", S "403 bob #den :No such channel\n");
	irc_ask(bob, "PRIVMSG #den :x\n", S "403 bob #den :No such channel\n");
	irc_ask(bob, "PART #den\n", S "403 bob #den :No such channel\n");
	irc_ask(alice, "MODE #den -s\n", A "MODE #den -s\n");
	irc_ask(
	    bob, "MODE #den\n", S "442 bob #den :You're not on that channel\n");
	irc_ask(bob, "LIST #den\n",
	    HEAD S "322 bob #den 1 :\n" S "323 bob :End of /LIST\n");
}
END_TEST

/* What is +f to hello is -t here. */
START_TEST(a_topic_can_be_for_all_members)
{
	struct test_client *alice, *bob;

	chatd = irc_start(NO_OPTION, NULL);
	bob = test_client_login(chatd, "bob");
	alice = irc_login(chatd, "alice");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	irc_ask(alice, "JOIN #den\n",
	    A "JOIN #den\n" S "353 alice = #den :@bob alice\n" S
	      "366 alice #den :End of /NAMES list\n");
	test_client_expect(bob, "JOINED #den alice\n");
	irc_ask(alice, "TOPIC #den :mine\n",
	    S "482 alice #den :You're not channel operator\n");
	test_client_ask(bob, "MODE #den +f\n", "MODE-OK #den +f\n");
	irc_expect(alice, ":bob!bob@chatd MODE #den -t\n");
	irc_ask(alice, "MODE #den\n", S "324 alice #den +n\n");
	irc_expect_made(alice, "alice #den");
	irc_ask(alice, "TOPIC #den :tea\n", A "TOPIC #den :tea\n");
	test_client_ask(bob, "TOPIC #den\n", "TOPIC-OK #den tea\n");
	test_client_ask(bob, "MODE #den +o alice\n", "MODE-OK #den +f\n");
	irc_expect(alice, ":bob!bob@chatd MODE #den +o alice\n");
	irc_ask(alice, "MODE #den +t\n", A "MODE #den +t\n");
	test_client_ask(bob, "MODE #den\n", "MODE-OK #den +\n");
	irc_ask(alice, "MODE #den\n", S "324 alice #den +nt\n");
	irc_expect_made(alice, "alice #den");
	irc_ask(alice, "MODE #den -nt\n", A "MODE #den -nt\n");
	test_client_ask(bob, "MODE #den\n", "MODE-OK #den +fx\n");
	irc_ask(alice, "MODE #den\n", S "324 alice #den +\n");
	irc_expect_made(alice, "alice #den");
}
END_TEST

/* alice has made #den, and bob is there, too. */
static void
gather(struct test_client **alice_r, struct test_client **bob_r)
{
	chatd = irc_start("workers=2", NULL);
	*alice_r = irc_login(chatd, "alice");
	*bob_r = irc_login(chatd, "bob");
	irc_found(*alice_r, "alice", "den");
	irc_join(*bob_r, "den");
	irc_expect(*alice_r, B "JOIN #den\n");
}

/* Seven names of 64 bytes, six of which have room in a line as masks. */
START_TEST(changes_that_have_no_room_are_told_in_two_lines)
{
	struct test_client *alice, *bob;
	char asked[512] = "", told[512] = "";
	const char *lines;

	gather(&alice, &bob);
	for (int i = 1; i <= 6; i++) {
		strcat(asked, test_format(" %064d", i));
		strcat(told, test_format(" %064d!*@*", i));
	}
	lines = test_format(
	    A "MODE #den +bbbbbb%s\n" A "MODE #den +b %064d!*@*\n", told, 7);
	irc_ask(alice, test_format("MODE #den +bbbbbbb%s %064d\n", asked, 7),
	    lines);
	irc_expect(bob, lines);
}
END_TEST

/* dave, of irc, and erin, of hello, are in no room. */
START_TEST(an_open_room_hears_those_outside)
{
	struct test_client *alice, *bob, *carol, *dave, *erin;
	const char *heard = ":dave!dave@chatd PRIVMSG #den :one\n"
			    ":dave!dave@chatd NOTICE #den :two\n"
			    ":erin!erin@chatd PRIVMSG #den :three\n";

	gather(&alice, &bob);
	carol = test_client_login(chatd, "carol");
	test_client_ask(carol, "JOIN #den\n", "JOIN-OK #den\n");
	irc_expect(alice, ":carol!carol@chatd JOIN #den\n");
	irc_expect(bob, ":carol!carol@chatd JOIN #den\n");
	dave = irc_login(chatd, "dave");
	erin = test_client_login(chatd, "erin");
	/* Any member may tell them of it. */
	irc_ask(bob, "INVITE dave #den\n", S "341 bob dave #den\n");
	irc_expect(dave, B "INVITE dave #den\n");
	irc_ask(dave, "PRIVMSG #den :hi\n",
	    S "404 dave #den :Cannot send to channel\n");
	irc_ask(alice, "MODE #den -n\n", A "MODE #den -n\n");
	irc_expect(bob, A "MODE #den -n\n");
	irc_ask(dave, "PRIVMSG #den :one\nNOTICE #den :two\nPING x\n",
	    S "PONG irc.chatd :x\n");
	test_client_ask(erin, "SEND #den three\n", "SEND-OK\n");
	irc_expect(alice, heard);
	irc_expect(bob, heard);
	test_client_expect(carol,
	    "SAID #den dave one\nSAID #den dave two\nSAID #den erin three\n");
	/* They have not joined by that, and are refused what members are. */
	irc_ask(alice, "PRIVMSG #den :hi\nMODE #den +mib dave\n",
	    A "MODE #den +mib dave!*@*\n");
	irc_expect(bob, A "PRIVMSG #den :hi\n" A "MODE #den +mib dave!*@*\n");
	irc_ask(bob, "INVITE dave #den\n",
	    S "482 bob #den :You're not channel operator\n");
	irc_ask(dave, "PRIVMSG #den :hi\n",
	    S "404 dave #den :Cannot send to channel\n");
	irc_ask(alice, "MODE #den -m\n", A "MODE #den -m\n");
	irc_ask(dave, "PRIVMSG #den :hi\nNOTICE #den :hi\nPING y\n",
	    S "404 dave #den :Cannot send to channel\n" S
	      "PONG irc.chatd :y\n");
}
END_TEST

START_TEST(members_who_are_banned_are_silent)
{
	struct test_client *alice, *bob;

	gather(&alice, &bob);
	irc_ask(alice, "MODE #den +b BOB\n", A "MODE #den +b BOB!*@*\n");
	irc_expect(bob, A "MODE #den +b BOB!*@*\n");
	irc_ask(bob, "PRIVMSG #den :hi\nNOTICE #den :hi\nPING x\n",
	    S "404 bob #den :Cannot send to channel\n" S "PONG irc.chatd :x\n");
	irc_ask(alice, "MODE #den +v-b bob BOB\n",
	    A "MODE #den +v-b bob BOB!*@*\n");
	irc_expect(bob, A "MODE #den +v-b bob BOB!*@*\n");
	irc_ask(bob, "PRIVMSG #den :end\nPING x\n", S "PONG irc.chatd :x\n");
	irc_expect(alice, B "PRIVMSG #den :end\n");
}
END_TEST

/* What bob asks for in a room that alice has made, and is answered. */
static const char *const spelled[][2] = {
	{ "MODE #DEN", S "324 bob #Den +nt\n" },
	{ "MODE #den b", S "368 bob #Den :End of channel ban list\n" },
	{ "TOPIC #DEN", S "331 bob #Den :No topic is set\n" },
	{ "NAMES #DEN", S "353 bob = #Den :@alice bob\n" S
			  "366 bob #Den :End of /NAMES list\n" },
	{ "MODE #DEN +m", S "482 bob #Den :You're not channel operator\n" },
	{ "PART #DEN", B "PART #Den\n" },
};

START_TEST(rooms_are_called_as_they_write_themselves)
{
	struct test_client *alice, *bob;

	chatd = irc_start("workers=2", NULL);
	alice = irc_login(chatd, "alice");
	bob = irc_login(chatd, "bob");
	irc_found(alice, "alice", "Den");
	irc_ask(bob, "JOIN #den\n",
	    B "JOIN #Den\n" S "353 bob = #Den :@alice bob\n" S
	      "366 bob #Den :End of /NAMES list\n");
	irc_expect(alice, B "JOIN #Den\n");
	for (size_t i = 0; i < sizeof(spelled) / sizeof(*spelled); i++) {
		irc_ask(bob, test_format("%s\n", spelled[i][0]), spelled[i][1]);
		if (i == 0)
			irc_expect_made(bob, "bob #Den");
	}
	irc_expect(alice, B "PART #Den\n");
	irc_ask(alice, "MODE #DEN +s\nINVITE bob #DEN\n",
	    A "MODE #Den +s\n" S "341 alice bob #Den\n");
	irc_expect(bob, A "INVITE bob #Den\n");
	/* A secret is not told by its capitals. */
	irc_ask(bob, "MODE #DEN\n", S "403 bob #DEN :No such channel\n");
	irc_ask(bob, "JOIN #den\n",
	    B "JOIN #Den\n" S "353 bob @ #Den :@alice bob\n" S
	      "366 bob #Den :End of /NAMES list\n");
	irc_expect(alice, B "JOIN #Den\n");
	irc_ask(alice, "TOPIC #DEN :tea\nTOPIC #den :tea\nKICK #DEN bob\n",
	    A "TOPIC #Den :tea\n" A "KICK #Den bob :alice\n");
	/* The same topic again is no news. */
	irc_expect(bob, A "TOPIC #Den :tea\n" A "KICK #Den bob :alice\n");
}
END_TEST

#define WHO(asker, room, name, flags)                                          \
	S "352 " asker " " room " " name " chatd irc.chatd " name " " flags    \
	  " :0 " name "\n"
#define WHO_END(asker, mask) S "315 " asker " " mask " :End of WHO list\n"
#define NAMES_END(asker)     S "366 " asker " #den :End of /NAMES list\n"
#define LUSERS(visible, invisible)                                             \
	S "251 alice :There are " visible " users and " invisible              \
	  " invisible on 1 servers\n"

/* dave is not told of the rooms of alice. */
static void
ask_without_rooms(struct test_client *dave)
{
	irc_ask(dave, "WHOIS alice\n",
	    S "311 dave alice alice chatd * :alice\n" S
	      "312 dave alice irc.chatd :chatd\n");
	ck_assert_ptr_nonnull(
	    strstr(test_client_take_line(dave), " 317 dave alice "));
	irc_expect(dave, S "318 dave alice :End of /WHOIS list\n");
}

/* dave is in no room, and alice, who is invisible, is with carol in #den. */
START_TEST(invisible_users_are_listed_for_those_who_share_a_room)
{
	struct test_client *alice, *carol, *dave;

	chatd = irc_start("workers=2", NULL);
	alice = irc_login(chatd, "alice");
	carol = test_client_login(chatd, "carol");
	dave = irc_login(chatd, "dave");
	irc_found(alice, "alice", "den");
	test_client_ask(carol, "JOIN #den\n", "JOIN-OK #den\n");
	irc_expect(alice, ":carol!carol@chatd JOIN #den\n");
	irc_ask(dave, "WHO ali*\n",
	    WHO("dave", "*", "alice", "H") WHO_END("dave", "ali*"));
	irc_ask(alice, "MODE alice +i\n", A "MODE alice +i\n");
	irc_ask(dave, "WHO ali*\n", WHO_END("dave", "ali*"));
	ask_without_rooms(dave);
	irc_ask(dave, "WHO ALICE\n",
	    WHO("dave", "*", "alice", "H") WHO_END("dave", "ALICE"));
	irc_ask(dave, "NAMES #den\n",
	    S "353 dave = #den :carol\n" NAMES_END("dave"));
	irc_ask(dave, "WHO #den\n",
	    WHO("dave", "#den", "carol", "H") WHO_END("dave", "#den"));
	/* They see themselves, and are counted. */
	irc_ask(alice, "WHO ali*\n",
	    WHO("alice", "*", "alice", "H") WHO_END("alice", "ali*"));
	irc_send(alice, "LUSERS\nPING x\n");
	irc_expect(alice, LUSERS("2", "1"));
	test_client_take_until(alice, S "PONG irc.chatd :x\r");
	/* Others of the room see them, and the chat's own list shows all. */
	test_client_ask(carol, "WHO #den\n", "WHO-OK #den alice,carol\n");
	irc_ask(dave, "JOIN #den\n",
	    ":dave!dave@chatd JOIN #den\n" S
	    "353 dave = #den :@alice carol dave\n" NAMES_END("dave"));
	irc_expect(alice, ":dave!dave@chatd JOIN #den\n");
	irc_ask(dave, "WHO ali*\n",
	    WHO("dave", "*", "alice", "H") WHO_END("dave", "ali*"));
	irc_ask(dave, "PART #den\n", ":dave!dave@chatd PART #den\n");
	irc_expect(alice, ":dave!dave@chatd PART #den\n");
	irc_ask(dave, "WHO ali*\n", WHO_END("dave", "ali*"));
	irc_ask(alice, "MODE alice -i\n", A "MODE alice -i\n");
	irc_ask(dave, "WHO ali*\n",
	    WHO("dave", "*", "alice", "H") WHO_END("dave", "ali*"));
	/* Whoever goes is counted no more. */
	irc_ask(dave, "MODE dave +i\n", ":dave!dave@chatd MODE dave +i\n");
	test_client_close(dave);
	test_client_ask_until(carol, "WHO\n", "WHO-OK echobot,alice,carol\n");
	irc_send(alice, "LUSERS\n");
	irc_expect(alice, LUSERS("2", "0"));
}
END_TEST

/* Expect a mask of a list, and who has set it, a moment ago. */
static void
expect_mask(struct test_client *client, const char *begin)
{
	const char *line = test_client_take_line(client);

	begin = test_format(S "%s alice 1", begin);
	ck_assert_msg(strncmp(line, begin, strlen(begin)) == 0,
	    "\"%s\" in place of \"%s\"", line, begin);
}

/*
 * mallory comes as mal, whatever she is called; carol, of hello, as carol, and
 * both come from chatd.
 */
START_TEST(masks_stand_for_names_users_and_hosts)
{
	struct test_client *alice, *mallory, *carol;

	chatd = irc_start("workers=2", NULL);
	alice = irc_login(chatd, "alice");
	irc_found(alice, "alice", "den");
	mallory = irc_connect(chatd);
	irc_send(mallory, "NICK mallory\nUSER ~mal 0 * :M\n");
	irc_pass_welcome(mallory);
	carol = test_client_login(chatd, "carol");
	irc_ask(alice, "MODE #den +b *!MAL@*\n", A "MODE #den +b *!MAL@*\n");
	irc_ask(mallory, "JOIN #den\nNICK eve\nJOIN #den\n",
	    S "474 mallory #den :Cannot join channel (+b)\n"
	      ":mallory!mal@chatd NICK eve\n" S
	      "474 eve #den :Cannot join channel (+b)\n");
	irc_ask(alice, "MODE #den +be *!*@chatd EVE\n",
	    A "MODE #den +be *!*@chatd EVE!*@*\n");
	test_client_ask(carol, "JOIN #den\n", "BANNED\n");
	irc_join(mallory, "den");
	irc_expect(alice, ":eve!mal@chatd JOIN #den\n");
	irc_ask(alice, "MODE #den +iI-b c?rol!*@* *!*@chatd\n",
	    A "MODE #den +iI-b c?rol!*@* *!*@chatd\n");
	irc_expect(mallory, A "MODE #den +iI-b c?rol!*@* *!*@chatd\n");
	test_client_ask(carol, "JOIN #den\n", "JOIN-OK #den\n");
	irc_expect(alice, ":carol!carol@chatd JOIN #den\n");
	irc_send(alice, "MODE #den +b\nMODE #den e\nMODE #den I\n");
	expect_mask(alice, "367 alice #den *!MAL@*");
	irc_expect(alice, S "368 alice #den :End of channel ban list\n");
	expect_mask(alice, "348 alice #den EVE!*@*");
	irc_expect(alice, S "349 alice #den :End of channel exception list\n");
	expect_mask(alice, "346 alice #den c?rol!*@*");
	irc_expect(
	    alice, S "347 alice #den :End of channel invite exception list\n");
}
END_TEST

/* Each of these takes as much memory as a mask can. */
START_TEST(a_list_of_masks_is_full)
{
	struct test_client *alice, *bob;
	char last[512] = "";

	gather(&alice, &bob);
	while (strstr(last, " 478 ") == NULL) {
		static int count;

		test_require(count < 1000, "there is no end of bans");
		irc_send(alice, test_format("MODE #den +b %064d\n", count++));
		snprintf(
		    last, sizeof(last), "%s", test_client_take_line(alice));
	}
	ck_assert_str_eq(last, S "478 alice #den b :Channel list is full\r");
	irc_ask(alice, "MODE #den +I x\n",
	    S "478 alice #den I :Channel list is full\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_secret_room_is_hidden_from_others);
	test_cases_add(tests, a_topic_can_be_for_all_members);
	test_cases_add(tests, an_open_room_hears_those_outside);
	test_cases_add(tests, members_who_are_banned_are_silent);
	test_cases_add(tests, rooms_are_called_as_they_write_themselves);
	test_cases_add(
	    tests, invisible_users_are_listed_for_those_who_share_a_room);
	test_cases_add(tests, changes_that_have_no_room_are_told_in_two_lines);
	test_cases_add(tests, masks_stand_for_names_users_and_hosts);
	test_cases_add(tests, a_list_of_masks_is_full);
}
