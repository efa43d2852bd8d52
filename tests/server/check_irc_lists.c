/* SPDX-License-Identifier: MIT */
/*
 * Lists of members with ranks, and of all rooms, of which there are many, on
 * two workers.
 */

#include <stdlib.h>
#include <string.h>

#include "common/test_nodes.h"
#include "server/irc_fixture.h"

#define S ":irc.chatd "

/* Rooms of each of the users who found some. */
#define ROOMS_EACH 500
#define FOUNDERS   10
#define ROOMS      (ROOMS_EACH * FOUNDERS)

/* alice, of irc, is in #tea with bob, its operator, and carol, of hello. */
static struct test_client *
gather(const struct test_daemon *daemon, const char *capabilities)
{
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *carol = test_client_login(daemon, "carol");
	struct test_client *alice = irc_login_with(
	    daemon, "alice", capabilities);

	test_nodes_keep_level(daemon);
	test_client_ask(bob, "JOIN #tea\n", "JOIN-OK #tea\n");
	test_client_ask(carol, "JOIN #tea\n", "JOIN-OK #tea\n");
	test_client_expect(bob, "JOINED #tea carol\n");
	test_client_ask(bob, "MODE #tea +v bob\n", "MODE-OK #tea +\n");
	test_client_ask(bob, "MODE #tea +v carol\n", "MODE-OK #tea +\n");
	test_nodes_level();
	return alice;
}

START_TEST(the_highest_rank_is_shown)
{
	struct test_daemon *daemon = irc_start("workers=2", NULL);
	struct test_client *alice = gather(daemon, "server-time");

	irc_ask(alice, "NAMES #tea\nWHO #tea\n",
	    S "353 alice = #tea :@bob +carol\n" S
	      "366 alice #tea :End of /NAMES list\n" S
	      "352 alice #tea bob chatd irc.chatd bob H@ :0 bob\n" S
	      "352 alice #tea carol chatd irc.chatd carol H+ :0 carol\n" S
	      "315 alice #tea :End of WHO list\n");
}
END_TEST

START_TEST(all_ranks_are_shown_to_those_who_ask)
{
	struct test_daemon *daemon = irc_start("workers=2", NULL);
	struct test_client *alice = gather(
	    daemon, "multi-prefix userhost-in-names");

	irc_ask(alice, "NAMES #tea\nWHO #tea\n",
	    S "353 alice = #tea :@+bob!bob@chatd +carol!carol@chatd\n" S
	      "366 alice #tea :End of /NAMES list\n" S
	      "352 alice #tea bob chatd irc.chatd bob H@+ :0 bob\n" S
	      "352 alice #tea carol chatd irc.chatd carol H+ :0 carol\n" S
	      "315 alice #tea :End of WHO list\n");
}
END_TEST

static void
found_rooms(const struct test_daemon *daemon, int founder)
{
	struct test_client *client = test_client_login(
	    daemon, test_format("founder%d", founder));

	for (int i = 0; i < ROOMS_EACH; i++) {
		int number = founder * ROOMS_EACH + i;

		test_client_ask(client, test_format("JOIN #r%d\n", number),
		    test_format("JOIN-OK #r%d\n", number));
	}
}

/* Take a list, and require that each room is in it once. */
static void
expect_all_rooms(struct test_client *alice)
{
	static bool seen[ROOMS];
	const char *line = test_client_take_line(alice);
	int count = 0;

	memset(seen, 0, sizeof(seen));
	ck_assert_ptr_nonnull(strstr(line, " 321 "));
	line = test_client_take_line(alice);
	while (strstr(line, " 323 ") == NULL) {
		const char *room = strstr(line, " 322 alice #r");
		long number;

		ck_assert_msg(room != NULL, "\"%s\"", line);
		number = strtol(room + strlen(" 322 alice #r"), NULL, 10);
		ck_assert(number >= 0 && number < ROOMS && !seen[number]);
		seen[number] = true;
		count++;
		line = test_client_take_line(alice);
	}
	ck_assert_int_eq(count, ROOMS);
}

/*
 * The whole list is far more than may wait for a client: it stays, and gets all
 * of it, at its own pace.
 */
START_TEST(each_of_many_rooms_is_listed_once)
{
	struct test_daemon *daemon = irc_start(
	    "workers=2", "rooms_max=1000", "send_queue_max=128KiB", NULL);
	struct test_client *alice;

	for (int i = 0; i < FOUNDERS; i++)
		found_rooms(daemon, i);
	alice = test_client_connect_small(daemon, "irc");
	irc_send(alice, "NICK alice\nUSER a 0 * :a\n");
	irc_pass_welcome(alice);
	irc_send(alice, "LIST\nLIST >0\nLIST >1\n");
	expect_all_rooms(alice);
	expect_all_rooms(alice);
	irc_expect(alice,
	    S "321 alice Channel :Users  Name\n" S "323 alice :End of /LIST\n");
}
END_TEST

START_TEST(names_are_shown_in_full_to_those_who_ask)
{
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login_with(
	    daemon, "alice", "userhost-in-names no-implicit-names");

	irc_ask(alice, "JOIN #tea\nNAMES #tea\n",
	    ":alice!alice@chatd JOIN #tea\n" S
	    "353 alice = #tea :@alice!alice@chatd\n" S
	    "366 alice #tea :End of /NAMES list\n");
}
END_TEST

START_TEST(many_names_come_in_several_lines)
{
	enum { MEMBERS = 12 };
	struct test_daemon *daemon = irc_start(NO_OPTION, NULL);
	struct test_client *alice = irc_login(daemon, "alice");
	const char *first = "", *second = "";

	/* 60 bytes each, so that seven of them are a line. */
	for (int i = 0; i < MEMBERS; i++) {
		const char *name = test_format("m%059d", i);
		struct test_client *member = test_client_login(daemon, name);

		test_client_ask(member, "JOIN #tea\n", "JOIN-OK #tea\n");
		if (i < 7)
			first = test_format(
			    "%s%s%s", first, i > 0 ? " " : "", name);
		else
			second = test_format(
			    "%s%s%s", second, i > 7 ? " " : "", name);
	}
	irc_ask(alice, "NAMES #tea\n",
	    test_format(S "353 alice = #tea :@%s\n" S "353 alice = #tea :%s\n" S
			  "366 alice #tea :End of /NAMES list\n",
		first, second));
}
END_TEST

/* Whoever connects to plain and says nothing hears what the lobby does. */
START_TEST(a_room_in_which_people_only_listen_is_not_listed)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "irc plain", "workers=1", "log_level=debug", NULL);
	struct test_client *silent = test_client_connect_protocol(
	    daemon, "plain");
	struct test_client *alice;

	test_daemon_wait_log(daemon, "connected");
	alice = irc_login(daemon, "alice");
	irc_join(alice, "lobby");
	test_client_expect(silent, "[alice] entered room\n");
	irc_ask(alice, "LIST\n",
	    S "321 alice Channel :Users  Name\n" S "322 alice #lobby 1 :\n" S
	      "323 alice :End of /LIST\n");
	irc_ask(alice, "PART #lobby\n", ":alice!alice@chatd PART #lobby\n");
	test_client_expect(silent, "Client (alice) is offline\n");
	irc_ask(alice, "LIST\n",
	    S "321 alice Channel :Users  Name\n" S "323 alice :End of /LIST\n");
}
END_TEST

/* ---- the rooms of a user ------------------------------------------------- */

/* Enough for two lines, and none of them is longer than a line may be. */
#define ROOMS_OF_ONE   30
#define LINE_MAX_BYTES 510

/* Expect that the client, called who, is told these rooms of nick, or none. */
static void
expect_rooms(struct test_client *client, const char *who, const char *nick,
    const char *rooms)
{
	const char *begin = test_format(S "319 %s %s :", who, nick);
	const char *told = "", *line;

	irc_send(client, test_format("WHOIS %s\n", nick));
	while (strstr(line = test_client_take_line(client), " 318 ") == NULL) {
		if (strncmp(line, begin, strlen(begin)) != 0)
			continue;
		ck_assert_uint_le(strlen(line), LINE_MAX_BYTES + 1);
		line += strlen(begin);
		told = test_format(
		    "%s%.*s ", told, (int)strlen(line) - 1, line);
	}
	ck_assert_str_eq(told, rooms);
}

START_TEST(rooms_of_a_user_are_shown_to_those_who_may_see_them)
{
	struct test_daemon *daemon = irc_start("workers=2", NULL);
	struct test_client *bob = test_client_login(daemon, "bob");
	struct test_client *alice = irc_login(daemon, "alice");

	test_nodes_keep_level(daemon);
	expect_rooms(alice, "alice", "bob", "");
	test_client_ask(bob, "JOIN #tea\n", "JOIN-OK #tea\n");
	test_client_ask(bob, "JOIN #Den\n", "JOIN-OK #Den\n");
	test_client_ask(bob, "MODE #tea +v bob\n", "MODE-OK #tea +\n");
	test_nodes_level();
	expect_rooms(alice, "alice", "bob", "@#Den @#tea ");
	irc_ask(alice, "CAP REQ :multi-prefix\n",
	    S "CAP alice ACK :multi-prefix\n");
	expect_rooms(alice, "alice", "bob", "@#Den @+#tea ");
	test_client_ask(bob, "MODE #den +s\n", "MODE-OK #den +s\n");
	test_nodes_level();
	expect_rooms(alice, "alice", "bob", "@+#tea ");
	irc_join(alice, "den");
	test_client_expect(bob, "JOINED #Den alice\n");
	expect_rooms(alice, "alice", "bob", "@#Den @+#tea ");
	expect_rooms(alice, "alice", "alice", "#Den ");
	test_client_ask(bob, "LEAVE #tea\n", "LEAVE-OK #tea\n");
	test_nodes_level();
	expect_rooms(alice, "alice", "bob", "@#Den ");
}
END_TEST

START_TEST(rooms_of_a_user_may_take_several_lines)
{
	struct test_daemon *daemon = irc_start("workers=2", NULL);
	struct test_client *bob = irc_login(daemon, "bob");
	const char *rooms = "";

	for (int i = 0; i < ROOMS_OF_ONE; i++) {
		const char *room = test_format("r%02d-has-a-long-name", i);

		irc_join(bob, room);
		rooms = test_format("%s@#%s ", rooms, room);
	}
	expect_rooms(bob, "bob", "bob", rooms);
	/* Whoever takes another name is found by that alone. */
	irc_send(bob, "NICK rob\n");
	expect_rooms(bob, "rob", "rob", rooms);
	expect_rooms(bob, "rob", "bob", "");
	irc_send(bob, "JOIN 0\n");
	expect_rooms(bob, "rob", "rob", "");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, the_highest_rank_is_shown);
	test_cases_add(tests, all_ranks_are_shown_to_those_who_ask);
	test_cases_add(tests, names_are_shown_in_full_to_those_who_ask);
	/* Who is in a room is known on another node a moment later. */
	test_cases_add_but(
	    tests, many_names_come_in_several_lines, "not_nodes");
	test_cases_add(tests, a_room_in_which_people_only_listen_is_not_listed);
	test_cases_add_alone(tests, each_of_many_rooms_is_listed_once);
	test_cases_add(
	    tests, rooms_of_a_user_are_shown_to_those_who_may_see_them);
	test_cases_add(tests, rooms_of_a_user_may_take_several_lines);
}
