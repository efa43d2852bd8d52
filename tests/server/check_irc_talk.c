/* SPDX-License-Identifier: MIT */
/*
 * irc: what is said, and what others do.  S stands for the source of the
 * server, A and B for those of alice and bob.
 */

#include <string.h>

#include "common/test_nodes.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "
#define A ":alice!alice@chatd "
#define B ":bob!bob@chatd "

/* What a client can say to bob in a line of 510 bytes. */
#define IRC_TEXT_MAX (510 - sizeof("PRIVMSG bob :") + 1)

/* What a line has room for: "A PRIVMSG bob :" and "\r\n" take the rest. */
#define ROOM (512 - (int)(sizeof(A "PRIVMSG bob :\r\n") - 1))

/* alice and bob, who speak irc, are in #tea. */
static void
gather(const struct test_daemon *daemon, struct test_client **alice,
    struct test_client **bob)
{
	test_nodes_keep_level(daemon);
	*alice = irc_login(daemon, "alice");
	irc_found(*alice, "alice", "tea");
	*bob = irc_login(daemon, "bob");
	irc_ask(*bob, "JOIN #tea\n",
	    B "JOIN #tea\n" S "353 bob = #tea :@alice bob\n" S
	      "366 bob #tea :End of /NAMES list\n");
	irc_expect(*alice, B "JOIN #tea\n");
}

START_TEST(texts_go_to_users_and_rooms)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice, *bob;

	gather(daemon, &alice, &bob);
	irc_send(alice, "PRIVMSG bob,#tea :hello,  \xe2\x82\xac\n"
			"NOTICE bob one\n"
			"PRIVMSG alice :to myself\n");
	irc_expect(bob,
	    A "PRIVMSG bob :hello,  \xe2\x82\xac\n" A
	      "PRIVMSG #tea :hello,  \xe2\x82\xac\n" A "NOTICE bob :one\n");
	irc_expect(alice, A "PRIVMSG alice :to myself\n");
}
END_TEST

/*
 * What comes after a text to bob in one write goes a shorter way if it is such
 * a text, too: of some it has to be found out that they are not.
 */
START_TEST(what_follows_a_text_is_looked_at)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *bob = irc_login(daemon, "bob");
	struct test_client *bobby = irc_login(daemon, "bobby");
	struct test_client *alice = irc_login_with(
	    daemon, "alice", "echo-message");
	const char *told = A
	    "PRIVMSG bob :one\n" A "PRIVMSG bob :two\n" A "PRIVMSG bob ::)\n" A
	    "PRIVMSG bob :\2bold\n" A "PRIVMSG bob :\1ACTION waves\1\n" A
	    "PRIVMSG bob :blank\n" A "PRIVMSG bob :\xe2\x82\xac\n" A
	    "PRIVMSG bob :here\n" A "PRIVMSG bob :last\n";

	irc_send(alice,
	    "PRIVMSG bob :one\nPRIVMSG bob :two  \nPRIVMSG bob ::)\n"
	    "PRIVMSG bob :\2bold\nPRIVMSG bob :\1ACTION waves\1\n"
	    "PRIVMSG bob : blank\nPRIVMSG bob :\xe2\x82\xac\n"
	    "PRIVMSG bob here not\nPRIVMSG bob :last\n"
	    "PRIVMSG bobby :you\n");
	irc_expect(bob, told);
	irc_expect(alice, told);
	irc_expect(alice, A "PRIVMSG bobby :you\n");
	irc_expect(bobby, A "PRIVMSG bobby :you\n");
	irc_send(
	    alice, test_format("PRIVMSG bob here not\nPRIVMSG bob here now\n"
			       "PRIVMSG bob :\nPRIVMSG bob :%0*d\n"
			       "PRIVMSG bob :\xff\nPRIVMSG bob :end\n",
		       510, 1));
	irc_expect(bob, A "PRIVMSG bob :here\n" A "PRIVMSG bob :here\n");
	irc_expect(alice,
	    A "PRIVMSG bob :here\n" A "PRIVMSG bob :here\n" S
	      "412 alice :No text to send\n" S
	      "417 alice :Input line was too long\n" S
	      "FAIL PRIVMSG INVALID_UTF8 :What you sent is not UTF-8, and was "
	      "not taken\n" A "PRIVMSG bob :end\n");
	irc_expect(bob, A "PRIVMSG bob :end\n");
}
END_TEST

/* Whoever takes the name that somebody had gets what is for it from then on. */
START_TEST(a_text_is_for_a_name)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");
	struct test_client *bob = irc_login(daemon, "bob");
	struct test_client *carol = irc_login(daemon, "carol");

	irc_send(alice, "PRIVMSG bob :one\nPRIVMSG bob :two\n");
	irc_expect(bob, A "PRIVMSG bob :one\n" A "PRIVMSG bob :two\n");
	irc_ask(bob, "NICK other\n", B "NICK other\n");
	irc_ask(carol, "NICK bob\n", ":carol!carol@chatd NICK bob\n");
	irc_send(alice, "PRIVMSG bob :three\nPRIVMSG bob :four\n");
	irc_expect(carol, A "PRIVMSG bob :three\n" A "PRIVMSG bob :four\n");
}
END_TEST

/* What users of irc, and others, are told of a text. */
static const char *const styled[][3] = {
	{ "\x02"
	  "bold\x02 and \x03"
	  "4,1red",
	    "\x02"
	    "bold\x02 and \x03"
	    "4,1red",
	    "bold and red" },
	{ "\1ACTION waves\1", "\1ACTION waves\1", "* carol waves" },
	{ "\1ACTION waves", "\1ACTION waves\1", "* carol waves" },
	{ "\1ACTION \x1dwaves\1", "\1ACTION \x1dwaves\1", "* carol waves" },
	{ "\1VERSION\1", "\1VERSION\1", NULL },
	{ "\1PING 1 2\1", "\1PING 1 2\1", NULL },
};

START_TEST(codes_and_ctcp_are_for_users_of_irc)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *carol = irc_login_with(
	    daemon, "carol", "echo-message");
	struct test_client *dave = irc_login(daemon, "dave");
	struct test_client *other = test_client_login(daemon, "other");

	irc_ask(carol,
	    test_format(
		"PRIVMSG dave,other :%s\nPRIVMSG other end\n", styled[_i][0]),
	    test_format(":carol!carol@chatd PRIVMSG dave :%s\n"
			":carol!carol@chatd PRIVMSG other :%s\n"
			":carol!carol@chatd PRIVMSG other :end\n",
		styled[_i][1], styled[_i][1]));
	irc_expect(dave, test_format(":carol!carol@chatd PRIVMSG dave :%s\n",
			     styled[_i][1]));
	if (styled[_i][2] != NULL)
		test_client_expect(
		    other, test_format("DELIVERY carol %s\n", styled[_i][2]));
	test_client_expect(other, "DELIVERY carol end\n");
}
END_TEST

START_TEST(what_others_do_is_an_action)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *dave = irc_login(daemon, "dave");
	struct test_client *other = test_client_login(daemon, "other");

	test_client_send(other, "ACT dave waves\n");
	irc_expect(dave, ":other!other@chatd PRIVMSG dave :\1ACTION waves\1\n");
	irc_send(dave, "NOTICE other :\1VERSION x\1\nNOTICE other :y\n");
	test_client_take_until(other, "DELIVERY dave y");
}
END_TEST

START_TEST(a_long_text_comes_in_several_lines)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *bob = irc_login(daemon, "bob");
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *line = test_format("%0*d", ROOM, 7);

	/* One byte more than a line has room for, and a character on the cut.
	 */
	test_client_ask(
	    alice, test_format("SEND bob %s8\n", line), "SEND-OK\n");
	irc_expect(
	    bob, test_format(A "PRIVMSG bob :%s\n" A "PRIVMSG bob :8\n", line));
	test_client_ask(alice,
	    test_format("SEND bob %.*s\xe2\x82\xac\n", ROOM - 1, line),
	    "SEND-OK\n");
	irc_expect(bob,
	    test_format(A "PRIVMSG bob :%.*s\n" A "PRIVMSG bob :\xe2\x82\xac\n",
		ROOM - 1, line));
}
END_TEST

/* Return count cups of tea, of four bytes each. */
static const char *
cups(size_t count)
{
	static const char cup[] = "\xf0\x9f\x8d\xb5";
	char all[IRC_TEXT_MAX + 1];

	ck_assert_uint_le(count * strlen(cup), IRC_TEXT_MAX);
	for (size_t i = 0; i < count; i++)
		memcpy(all + i * strlen(cup), cup, sizeof(cup));
	return test_format("%s", all);
}

/* A line that is as long as it may be has no room for its source. */
START_TEST(no_character_is_lost_between_lines)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *bob = irc_login(daemon, "bob");
	struct test_client *alice = irc_login(daemon, "alice");

	irc_send(alice, test_format("PRIVMSG bob :%sxx\n", cups(118)));
	irc_expect(bob, test_format(A "PRIVMSG bob :%sxx\n", cups(118)));
	irc_send(alice, test_format("PRIVMSG bob :%s\n", cups(124)));
	irc_expect(bob, test_format(A "PRIVMSG bob :%s\n", cups(ROOM / 4)));
	irc_expect(
	    bob, test_format(A "PRIVMSG bob :%s\n", cups(124 - ROOM / 4)));
}
END_TEST

/* Take the next line, and return what is behind its tags. */
static const char *
take_tagged(struct test_client *client, const char **tags_r)
{
	const char *line = test_client_take_line(client);
	const char *space = strchr(line, ' ');

	ck_assert_msg(line[0] == '@' && space != NULL, "\"%s\"", line);
	*tags_r = test_format("%.*s", (int)(space - line), line);
	return test_format("%s", space + 1);
}

START_TEST(an_echo_has_the_stamp_that_others_see)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login_with(
	    daemon, "alice", "echo-message message-tags server-time");
	struct test_client *bob = irc_login_with(
	    daemon, "bob", "message-tags server-time");
	const char *echoed, *told;

	irc_send(alice, "@draft/x=y PRIVMSG bob :hi\n");
	ck_assert_str_eq(take_tagged(alice, &echoed), A "PRIVMSG bob :hi\r");
	ck_assert_str_eq(take_tagged(bob, &told), A "PRIVMSG bob :hi\r");
	ck_assert_str_eq(echoed, told);
	ck_assert_uint_eq(
	    strlen(told), strlen("@time=2026-11-29T12:00:00.000Z;msgid=") + 16 +
			      1 + strlen(strrchr(told, '-') + 1));
	ck_assert_msg(strncmp(told, "@time=2", 7) == 0 && told[16] == 'T' &&
			  told[29] == 'Z',
	    "%s", told);
	irc_send(alice, "PRIVMSG bob :hi\n");
	take_tagged(bob, &told);
	ck_assert_str_ne(strchr(echoed, ';'), strchr(told, ';'));
}
END_TEST

START_TEST(what_is_refused_is_not_echoed)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login_with(
	    daemon, "alice", "echo-message");

	test_client_login(daemon, "bob");
	irc_ask(alice,
	    "PRIVMSG nobody,bob,#none :hi\nNOTICE nobody :hi\n"
	    "NOTICE bob :hi\n",
	    S "401 alice nobody :No such nick/channel\n" A "PRIVMSG bob :hi\n" S
	      "403 alice #none :No such channel\n" A "NOTICE bob :hi\n");
}
END_TEST

START_TEST(a_new_nick_is_told_once)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice, *bob;

	gather(daemon, &alice, &bob);
	irc_found(bob, "bob", "den");
	irc_ask(alice, "JOIN #den\n",
	    A "JOIN #den\n" S "353 alice = #den :@bob alice\n" S
	      "366 alice #den :End of /NAMES list\n");
	irc_expect(bob, A "JOIN #den\n");
	for (int i = 0; i < 2; i++) {
		irc_ask(alice, "NICK alison\n", A "NICK alison\n");
		irc_expect(bob, A "NICK alison\n");
		irc_ask(
		    alice, "NICK alice\n", ":alison!alice@chatd NICK alice\n");
		irc_expect(bob, ":alison!alice@chatd NICK alice\n");
	}
	irc_ask(alice, "QUIT\n", "ERROR :Closing link: Quit\n");
	irc_expect(bob, A "QUIT :Quit\n");
}
END_TEST

START_TEST(operators_are_heard)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice, *bob;

	gather(daemon, &alice, &bob);
	irc_ask(alice, "KICK #tea bob :too loud\nPING x\n",
	    A "KICK #tea bob :too loud\n" S "PONG irc.chatd :x\n");
	irc_expect(bob, A "KICK #tea bob :too loud\n");
	irc_ask(alice, "MODE #tea +i\nINVITE bob #tea\n",
	    A "MODE #tea +i\n" S "341 alice bob #tea\n");
	irc_expect(bob, A "INVITE bob #tea\n");
	irc_ask(bob, "JOIN #tea\n",
	    B "JOIN #tea\n" S "353 bob = #tea :@alice bob\n" S
	      "366 bob #tea :End of /NAMES list\n");
	irc_expect(alice, B "JOIN #tea\n");
	irc_ask(bob, "PART #tea :bye\n", B "PART #tea :bye\n");
	irc_expect(alice, B "PART #tea :bye\n");
}
END_TEST

/*
 * bob has no rank in #tea, alice of irc and carol of hello are its operators;
 * who is not in there may say nothing to anybody.
 */
START_TEST(some_texts_are_for_those_who_have_a_rank)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice, *bob, *carol, *dave;

	gather(daemon, &alice, &bob);
	carol = test_client_login(daemon, "carol");
	dave = irc_login(daemon, "dave");
	test_client_ask(carol, "JOIN #tea\n", "JOIN-OK #tea\n");
	irc_expect(alice, ":carol!carol@chatd JOIN #tea\n");
	irc_expect(bob, ":carol!carol@chatd JOIN #tea\n");
	irc_ask(alice, "MODE #tea +o carol\n", A "MODE #tea +o carol\n");
	irc_expect(bob, A "MODE #tea +o carol\n");
	irc_ask(bob, "CAP REQ echo-message\n", S "CAP bob ACK :echo-message\n");
	irc_ask(bob, "PRIVMSG @#tea :look\n", B "PRIVMSG @#tea :look\n");
	irc_expect(alice, B "PRIVMSG @#tea :look\n");
	test_client_expect(carol, "SAID #tea bob look (to operators)\n");
	irc_ask(bob, "PRIVMSG +#tea :\1ACTION \2waves\1\n",
	    B "PRIVMSG +#tea :\1ACTION \2waves\1\n");
	irc_expect(alice, B "PRIVMSG +#tea :\1ACTION \2waves\1\n");
	test_client_expect(
	    carol, "SAID #tea bob * bob waves (to operators and voices)\n");
	irc_send(alice, "PRIVMSG @#tea,#tea :all\n");
	test_client_expect(carol, "SAID #tea alice all (to operators)\n"
				  "SAID #tea alice all\n");
	irc_expect(bob, A "PRIVMSG #tea :all\n");
	irc_ask(alice, "MODE #tea +v bob\n", A "MODE #tea +v bob\n");
	irc_expect(bob, A "MODE #tea +v bob\n");
	test_nodes_level();
	irc_send(alice, "NOTICE @+#tea :psst\n");
	irc_expect(bob, A "NOTICE +#tea :psst\n");
	irc_ask(dave, "PRIVMSG @#tea :x\nPRIVMSG @tea :x\n",
	    S "404 dave #tea :Cannot send to channel\n" S
	      "401 dave @tea :No such nick/channel\n");
}
END_TEST

START_TEST(guests_of_plain_are_found_by_both_names)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "irc plain", NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");
	struct test_client *guest = test_client_connect_protocol(
	    daemon, "plain");
	const char *name = test_client_name(guest);
	const char *nick = test_format(
	    "%.*s-%s", (int)strcspn(name, ":"), name, strchr(name, ':') + 1);

	test_client_ask(guest, "@alice hi\n", "");
	irc_expect(alice,
	    test_format(":%s!%.10s@chatd PRIVMSG alice :hi\n", nick, nick));
	irc_send(alice, test_format("PRIVMSG %s :one\n", nick));
	test_client_expect(guest, test_format("\r<alice> @%s one\n", name));
	irc_send(alice, test_format("PRIVMSG %s :two\n", name));
	test_client_expect(guest, test_format("\r<alice> @%s two\n", name));
	irc_ask(alice, test_format("ISON %s\n", nick),
	    test_format(S "303 alice :%s\n", nick));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, texts_go_to_users_and_rooms);
	test_cases_add(tests, what_follows_a_text_is_looked_at);
	test_cases_add_but(tests, a_text_is_for_a_name, "not_nodes");
	test_cases_add_loop(tests, codes_and_ctcp_are_for_users_of_irc, 0,
	    (int)(sizeof(styled) / sizeof(styled[0])));
	test_cases_add(tests, what_others_do_is_an_action);
	test_cases_add(tests, a_long_text_comes_in_several_lines);
	test_cases_add(tests, no_character_is_lost_between_lines);
	test_cases_add(tests, an_echo_has_the_stamp_that_others_see);
	test_cases_add(tests, what_is_refused_is_not_echoed);
	/* Who is in a room is known on another node a moment later. */
	test_cases_add_but(tests, a_new_nick_is_told_once, "not_nodes");
	test_cases_add_but(tests, operators_are_heard, "not_nodes");
	test_cases_add(tests, some_texts_are_for_those_who_have_a_rank);
	test_cases_add_but(
	    tests, guests_of_plain_are_found_by_both_names, "not_unix");
}
