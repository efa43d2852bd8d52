/* SPDX-License-Identifier: MIT */
/*
 * hello: rooms.  Users who have not asked for them never see them; members hear
 * everything in order, whichever workers serve them.
 */

#include <stddef.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_process.h"
#include "common/test_support.h"

/* More members than there are workers, so that some share one. */
#define MEMBERS 6
#define LINES   500

/* Log in under name and join #lobby; the first before members hear of it. */
static struct test_client *
join(const struct test_daemon *daemon, const char *name,
    struct test_client **members, size_t before)
{
	struct test_client *client = test_client_login(daemon, name);

	test_client_ask(client, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	for (size_t i = 0; i < before; i++)
		test_client_expect(
		    members[i], test_format("JOINED #lobby %s\n", name));
	return client;
}

/* Start a room of member0, member1 and so on. */
static void
gather(const struct test_daemon *daemon, struct test_client **members,
    size_t count)
{
	test_nodes_keep_level(daemon);
	for (size_t i = 0; i < count; i++)
		members[i] = join(
		    daemon, test_format("member%zu", i), members, i);
}

START_TEST(members_hear_what_is_said)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[MEMBERS];

	gather(daemon, members, MEMBERS);
	test_client_ask(members[0], "SEND #lobby  hello,  all \n", "SEND-OK\n");
	for (size_t i = 1; i < MEMBERS; i++)
		test_client_expect(
		    members[i], "SAID #lobby member0 hello,  all\n");
	/* A speaker does not hear their own words. */
	test_client_ask(members[1], "SEND #lobby hello\n", "SEND-OK\n");
	test_client_expect(members[0], "SAID #lobby member1 hello\n");
}
END_TEST

START_TEST(users_outside_the_room_hear_nothing)
{
	struct test_daemon *daemon = test_daemon_start_with("echo_user=", NULL);
	struct test_client *members[2];
	struct test_client *others[2];

	for (size_t i = 0; i < 2; i++)
		others[i] = test_client_login(
		    daemon, test_format("other%zu", i));
	gather(daemon, members, 2);
	test_client_ask(members[0], "SEND #lobby psst\n", "SEND-OK\n");
	test_client_expect(members[1], "SAID #lobby member0 psst\n");
	test_client_ask(members[0], "LEAVE #lobby\n", "LEAVE-OK #lobby\n");
	test_client_expect(members[1], "LEFT #lobby member0\n");
	test_client_ask(members[1], "SEND #lobby alone\n", "SEND-OK\n");
	for (size_t i = 0; i < 2; i++) {
		test_client_ask(members[1],
		    test_format("SEND other%zu end\n", i), "SEND-OK\n");
		test_client_expect(others[i], "DELIVERY member1 end\n");
	}
	test_client_ask(members[1], "SEND member0 end\n", "SEND-OK\n");
	test_client_expect(members[0], "DELIVERY member1 end\n");
	/* Rooms are not listed among the users. */
	test_client_ask(others[0], "WHO\n",
	    test_format("WHO-OK other0,other1%s,member0,member1\n",
		test_nodes_watchers(",")));
}
END_TEST

START_TEST(only_members_may_speak_in_a_room)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *member = join(daemon, "member", NULL, 0);
	struct test_client *other = test_client_login(daemon, "other");

	test_client_ask(other, "SEND #lobby hi\n", "UNKNOWN\n");
	test_client_ask(other, "SEND #nowhere hi\n", "UNKNOWN\n");
	test_client_ask(other, "SEND # hi\n", "UNKNOWN\n");
	test_client_ask(other, "LEAVE #lobby\n", "UNKNOWN\n");
	test_client_ask(other, "SEND #lobby\n", "BAD-RQST-BODY\n");
	test_client_ask(member, "SEND #lobby\n", "BAD-RQST-BODY\n");
	test_client_ask(member, "SEND #lobby \x1b[31m\n", "BAD-RQST-BODY\n");
	test_client_ask(member, "SEND lobby hi\n", "UNKNOWN\n");
	test_client_ask(member, "LEAVE #lobby\n", "LEAVE-OK #lobby\n");
	test_client_ask(member, "SEND #lobby hi\n", "UNKNOWN\n");
	test_client_ask(member, "LEAVE #lobby\n", "UNKNOWN\n");
	test_client_ask(member, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_ask(member, "SEND #lobby hi\n", "SEND-OK\n");
}
END_TEST

START_TEST(joining_twice_is_joining_once)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	gather(daemon, members, 2);
	test_client_ask(members[1], "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_ask(members[1], "SEND #lobby hi\n", "SEND-OK\n");
	test_client_expect(members[0], "SAID #lobby member1 hi\n");
	test_client_ask(
	    members[0], "WHO #lobby\n", "WHO-OK #lobby member0,member1\n");
}
END_TEST

START_TEST(a_room_is_called_by_a_sign_and_a_name)
{
	static const char *const lines[] = { "JOIN\n", "JOIN #\n",
		"JOIN lobby\n", "JOIN #a b c\n", "JOIN #a,b\n", "JOIN ##a\n",
		"JOIN #\xc3\xa9\n", "JOIN #\x1b[31m\n", "LEAVE\n",
		"LEAVE lobby\n" };
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	const char *longest = test_repeat('x', 64, "");

	test_client_ask(alice, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		test_client_ask(alice, lines[i], "BAD-RQST-BODY\n");
	test_client_ask(
	    alice, test_format("JOIN #%sx\n", longest), "BAD-RQST-BODY\n");
	test_client_ask(alice, test_format("JOIN  #%s \r\n", longest),
	    test_format("JOIN-OK #%s\n", longest));
	test_client_ask(alice, "join #other\n", "BAD-RQST-HDR\n");
	test_client_ask(alice, "JOIN #server\n", "JOIN-OK #server\n");
}
END_TEST

START_TEST(members_are_listed_in_order_of_joining)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[3];
	struct test_client *other = test_client_login(daemon, "other");

	gather(daemon, members, 3);
	test_client_ask(members[2], "WHO #lobby\n",
	    "WHO-OK #lobby member0,member1,member2\n");
	test_client_ask(members[1], "LEAVE #lobby\n", "LEAVE-OK #lobby\n");
	test_client_expect(members[0], "LEFT #lobby member1\n");
	test_client_expect(members[2], "LEFT #lobby member1\n");
	test_client_ask(members[1], "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_expect(members[0], "JOINED #lobby member1\n");
	test_client_ask(members[0], "WHO #lobby\n",
	    "WHO-OK #lobby member0,member2,member1\n");
	test_client_ask(other, "WHO #nowhere\n", "UNKNOWN\n");
	test_client_ask(other, "WHO lobby\n", "BAD-RQST-HDR\n");
}
END_TEST

START_TEST(a_member_whose_connection_ends_leaves)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[3];

	gather(daemon, members, 3);
	test_client_close(members[1]);
	test_client_expect(members[0], "LEFT #lobby member1\n");
	test_client_expect(members[2], "LEFT #lobby member1\n");
	test_client_abort(members[2]);
	test_client_expect(members[0], "LEFT #lobby member2\n");
	test_client_ask(members[0], "WHO #lobby\n", "WHO-OK #lobby member0\n");
}
END_TEST

/* Each round is one write, so that one turn has joins, words and leaves. */
START_TEST(joins_words_and_leaves_keep_their_order)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[3];
	struct test_client *guest = test_client_login(daemon, "guest");

	gather(daemon, members, 3);
	for (int n = 0; n < LINES; n++)
		test_client_send(
		    guest, test_format("JOIN #lobby\nSEND #lobby %d\n"
				       "LEAVE #lobby\n",
			       n));
	for (int n = 0; n < LINES; n++)
		for (size_t i = 0; i < 3; i++)
			test_client_expect(
			    members[i], test_format("JOINED #lobby guest\n"
						    "SAID #lobby guest %d\n"
						    "LEFT #lobby guest\n",
					    n));
}
END_TEST

START_TEST(rooms_are_apart)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[2];

	gather(daemon, members, 2);
	test_client_ask(members[0], "JOIN #one\n", "JOIN-OK #one\n");
	test_client_ask(members[1], "JOIN #two\n", "JOIN-OK #two\n");
	test_client_ask(members[0], "SEND #one unheard\n", "SEND-OK\n");
	test_client_ask(members[0], "SEND #two unsaid\n", "UNKNOWN\n");
	test_client_ask(members[0], "SEND #lobby end\n", "SEND-OK\n");
	test_client_expect(members[1], "SAID #lobby member0 end\n");
	/* Each room that a member leaves is told of it. */
	test_client_ask(members[1], "JOIN #one\n", "JOIN-OK #one\n");
	test_client_expect(members[0], "JOINED #one member1\n");
	test_client_close(members[1]);
	for (size_t i = 0; i < 2; i++) {
		const char *line = test_client_take_line(members[0]);

		test_require(strcmp(line, "LEFT #one member1") == 0 ||
				 strcmp(line, "LEFT #lobby member1") == 0,
		    "unexpected line \"%s\"", line);
	}
}
END_TEST

START_TEST(a_room_hears_each_speaker_in_order)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[MEMBERS];

	gather(daemon, members, MEMBERS);
	for (int n = 0; n < LINES; n++)
		test_client_send(
		    members[0], test_format("SEND #lobby %d\n", n));
	for (int n = 0; n < LINES; n++) {
		test_client_expect(members[0], "SEND-OK\n");
		for (size_t i = 1; i < MEMBERS; i++)
			test_client_expect(members[i],
			    test_format("SAID #lobby member0 %d\n", n));
	}
}
END_TEST

/* A speaker's words to the room and to one of its members keep their order. */
START_TEST(words_to_a_room_and_to_a_member_keep_their_order)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *members[3];

	gather(daemon, members, 3);
	for (int n = 0; n < LINES; n++)
		test_client_send(
		    members[0], test_format("SEND #lobby %d\nSEND member1 %d\n"
					    "SEND member2 %d\n",
				    n, n, n));
	for (int n = 0; n < LINES; n++)
		for (size_t i = 1; i < 3; i++)
			test_client_expect(
			    members[i], test_format("SAID #lobby member0 %d\n"
						    "DELIVERY member0 %d\n",
					    n, n));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, members_hear_what_is_said);
	test_cases_add(tests, users_outside_the_room_hear_nothing);
	test_cases_add(tests, only_members_may_speak_in_a_room);
	test_cases_add(tests, joining_twice_is_joining_once);
	test_cases_add(tests, a_room_is_called_by_a_sign_and_a_name);
	test_cases_add(tests, members_are_listed_in_order_of_joining);
	test_cases_add(tests, a_member_whose_connection_ends_leaves);
	test_cases_add(tests, joins_words_and_leaves_keep_their_order);
	test_cases_add(tests, rooms_are_apart);
	test_cases_add(tests, a_room_hears_each_speaker_in_order);
	test_cases_add(tests, words_to_a_room_and_to_a_member_keep_their_order);
}
