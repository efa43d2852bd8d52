/* SPDX-License-Identifier: MIT */
/*
 * framed: a room behind a binary header, over sockets and on two workers.
 */

#include <signal.h>
#include <string.h>

#include "common/test_nodes.h"
#include "common/test_process.h"
#include "server/rooms_fixture.h"

#define MEMBERS 5

/* Far less than the largest lengths, but more than one arena of malloc(). */
#define GROWTH_KIB 1048576

/* The longest text that is taken. */
#define TEXT_MAX 65536

static struct test_daemon *
start(const char *option)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "framed", option, NULL);

	test_nodes_keep_level(daemon);
	return daemon;
}

/* Log in member0, member1 and so on; the earlier ones hear of each. */
static void
gather(const struct test_daemon *daemon, struct test_client **members)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		members[i] = framed_login(daemon, test_format("member%zu", i));
		for (size_t j = 0; j < i; j++)
			framed_expect(members[j],
			    test_format("server|member%zu has logged in\n", i));
	}
}

static void
others_expect(struct test_client **members, size_t but, const char *lines)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (i != but)
			framed_expect(members[i], lines);
}

START_TEST(everybody_but_the_sender_gets_a_frame)
{
	struct test_client *members[MEMBERS];
	const char *longest = test_format(
	    "member2|%s", test_repeat('x', TEXT_MAX, "\n"));

	gather(start(NULL), members);
	framed_send(members[1], "member1|  Hello,  all! \xe2\x82\xac \n");
	others_expect(members, 1, "member1|  Hello,  all! \xe2\x82\xac \n");
	framed_send(members[2], longest);
	others_expect(members, 2, longest);
	/* An empty text does nothing, and the next one is heard. */
	framed_send(members[0], "member0|\nmember0|\nmember0|x\n");
	others_expect(members, 0, "member0|x\n");
}
END_TEST

START_TEST(what_the_first_frame_says_is_said_after_login)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = framed_login(daemon, "alice");
	struct test_client *bob = framed_connect(daemon);
	struct test_client *carol = framed_connect(daemon);

	framed_ask(bob, "bob|I am here.\n", "server|bob has logged in\n");
	framed_expect(alice, "server|bob has logged in\nbob|I am here.\n");
	framed_ask(carol, "carol|@carol note\n",
	    "server|carol has logged in\ncarol|@carol note\n");
	framed_expect(alice, "server|carol has logged in\n");
	framed_expect(bob, "server|carol has logged in\n");
}
END_TEST

START_TEST(a_login_that_is_refused_is_told_why_and_ends)
{
	static const char *const logins[][2] = {
		{ "alice|hi\n", "server|name taken: alice\n" },
		{ "server|\n", "server|name taken: server\n" },
		{ "echobot|\n", "server|name taken: echobot\n" },
		{ "|\n", "server|name refused\n" },
		{ "a b|\n", "server|name refused: a b\n" },
		{ "192.0.2.7:34858|\n",
		    "server|name refused: 192.0.2.7:34858\n" },
		{ "\x1b]52;c;AAAA\x07|\n",
		    "server|name refused: \\x1B]52;c;AAAA\\x07\n" },
		{ "bob|hi\n", "server|server full\n" },
	};
	struct test_daemon *daemon = start("max_clients=1");
	struct test_client *alice = framed_login(daemon, "alice");

	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
		struct test_client *client = framed_connect(daemon);

		framed_ask(client, logins[i][0], logins[i][1]);
		test_client_expect_end(client);
	}
	framed_ask(alice, "alice|@alice x\n", "alice|@alice x\n");
}
END_TEST

START_TEST(an_error_after_login_ends_nothing)
{
	static const char *const errors[][2] = {
		{ "bob|hi\n", "server|other name than at login\n" },
		{ "bob|!who\n", "server|other name than at login\n" },
		{ "alice|\x1b[31mred\n", "server|text refused\n" },
		{ "alice|hi\r\n", "server|text refused\n" },
		{ "alice|\xc2\x9b\n", "server|text refused\n" },
		{ "alice|\xff\n", "server|text refused\n" },
		{ "alice|@bob hi\n", "server|no such user: bob\n" },
		{ "alice|@alice\n", "server|text refused\n" },
		{ "alice|!who\n", "server|users: echobot alice carol\n" },
		{ "alice|@echobot hi\n", "echobot|@alice hi\n" },
	};
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = framed_login(daemon, "alice");
	struct test_client *carol = framed_login(daemon, "carol");

	framed_expect(alice, "server|carol has logged in\n");
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		framed_ask(alice, errors[i][0], errors[i][1]);
	framed_send(alice, "alice|end\n");
	framed_expect(carol, "alice|end\n");
}
END_TEST

START_TEST(a_text_for_one_reaches_nobody_else)
{
	struct test_client *members[MEMBERS];

	gather(start(NULL), members);
	for (size_t i = 1; i < MEMBERS; i++) {
		framed_send(
		    members[0], test_format("member0|@member%zu psst\n", i));
		framed_expect(
		    members[i], test_format("member0|@member%zu psst\n", i));
	}
	framed_send(members[0], "member0|end\n");
	others_expect(members, 0, "member0|end\n");
}
END_TEST

START_TEST(whoever_leaves_has_left_and_the_name_is_free)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = framed_login(daemon, "alice");
	struct test_client *bob;

	for (int i = 0; i < 3; i++) {
		bob = framed_login(daemon, "bob");
		framed_expect(alice, "server|bob has logged in\n");
		test_nodes_await("bob", true);
		if (i == 0)
			test_client_close(bob);
		else if (i == 1)
			test_client_abort(bob);
		else
			framed_send(bob,
			    test_format("%s|\n", test_repeat('x', 65, "")));
		framed_expect(alice, "server|bob has left\n");
		test_nodes_await("bob", false);
	}
	framed_ask(alice, "alice|!who\n",
	    test_format(
		"server|users: echobot%s alice\n", test_nodes_watchers(" ")));
}
END_TEST

/* ---- lengths ------------------------------------------------------------- */

struct header {
	const char *bytes;
	const char *error;
};

/* Each has six bytes, and nothing follows. */
static const struct header headers[] = {
	{ "\xff\xff\xff\xff\xff\xff", "server|name too long\n" },
	{ "\x80\0\0\0\0\0", "server|name too long\n" },
	{ "\x7f\xff\0\0\0\0", "server|name too long\n" },
	{ "\0\x41\0\0\0\0", "server|name too long\n" },
	{ "\0\1\xff\xff\xff\xff", "server|text too long\n" },
	{ "\0\1\x80\0\0\0", "server|text too long\n" },
	{ "\0\1\x7f\xff\xff\xff", "server|text too long\n" },
	{ "\0\1\0\1\0\1", "server|text too long\n" },
	{ "GET / ", "server|name too long\n" },
	{ "\x16\3\1\0\xa5\1", "server|name too long\n" },
};

START_TEST(a_length_over_the_limit_is_refused_from_the_header)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *members[MEMBERS];
	long before, growth;

	/* A thread sets address space aside when it first needs memory. */
	gather(daemon, members);
	before = test_process_memory_kib(test_daemon_pid(daemon), "VmPeak:");
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]);
		     i++) {
			struct test_client *client = framed_connect(daemon);

			test_client_send_bytes(client, headers[i].bytes, 6);
			framed_expect(client, headers[i].error);
			test_client_expect_end(client);
			test_client_close(client);
		}
	}
	/* Not even address space is set aside for what a header announces. */
	growth = test_process_memory_kib(test_daemon_pid(daemon), "VmPeak:") -
		 before;
	test_require(
	    growth < GROWTH_KIB, "VmPeak has grown by %ld KiB", growth);
}
END_TEST

START_TEST(half_a_frame_is_waited_for_until_the_login_deadline)
{
	struct test_daemon *daemon = start("login_timeout=1s");
	struct test_client *alice = framed_login(daemon, "alice");
	struct test_client *slow = framed_connect(daemon);

	test_client_send_bytes(slow, "\0\3\0\0\0\2bob", 9);
	test_client_expect_end(slow);
	framed_ask(alice, "alice|!who\n", "server|users: echobot alice\n");
}
END_TEST

/* ---- pieces -------------------------------------------------------------- */

#define SESSION                                                                \
	"alice|@alice first\nalice|!who\nbob|x\nalice|\nalice|@nobody x\n"     \
	"alice|@alice \xe2\x82\xac\nalice|\x1b\nalice|@echobot bye\n"
#define SESSION_ANSWER                                                         \
	"server|alice has logged in\nalice|@alice first\n"                     \
	"server|users: echobot alice\nserver|other name than at login\n"       \
	"server|no such user: nobody\nalice|@alice \xe2\x82\xac\n"             \
	"server|text refused\nechobot|@alice bye\n"

START_TEST(pieces_make_no_difference)
{
	static const size_t pieces_max[] = { 1, 7, 40, 100000 };
	struct test_daemon *daemon = start(NULL);
	struct test_client *client;
	size_t size;
	const char *bytes = framed_bytes(SESSION, &size);

	for (size_t i = 0; i < sizeof(pieces_max) / sizeof(pieces_max[0]);
	     i++) {
		client = framed_connect(daemon);
		test_client_send_pieces(client, bytes, size, pieces_max[i]);
		test_client_finish(client);
		framed_expect(client, SESSION_ANSWER);
		test_client_expect_end(client);
	}
}
END_TEST

/* ---- lists --------------------------------------------------------------- */

/* Return the configuration of a daemon that sends lists at this interval. */
static const char *
lists_file(const char *interval, int workers)
{
	return test_format("address = 127.0.0.1 port = 0 workers = %d\n"
			   "room_list_interval = %s\n"
			   "listener framed { protocol = framed port = 0 }\n",
	    workers, interval);
}

static void
reload(struct test_daemon *daemon, const char *path, const char *text)
{
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded");
}

/* Members are on both workers, and one of these keeps the time for all. */
START_TEST(lists_come_by_themselves_and_go_to_the_log_once)
{
	const char *never = lists_file("0", 2);
	const char *path = test_file_create(never, strlen(never));
	struct test_daemon *daemon = test_daemon_start_file(path);
	struct test_client *members[MEMBERS];
	const char *list = "users: echobot member0 member1 member2 member3 "
			   "member4";
	const char *told = test_format("server|%s\n", list);
	size_t count;

	gather(daemon, members);
	reload(daemon, path, lists_file("250ms", 2));
	/* At the end one worker's users may leave before another's list. */
	for (int i = 0; i < 2; i++) {
		test_daemon_wait_log(daemon, list);
		others_expect(members, MEMBERS, told);
	}
	test_daemon_stop(daemon);
	count = test_count_lines(test_daemon_log(daemon), list);
	for (size_t i = 2; i < count; i++)
		others_expect(members, MEMBERS, told);
}
END_TEST

/* More names than a line of the log has room for. */
START_TEST(a_list_in_the_log_ends_with_a_whole_name)
{
	const char *often = lists_file("250ms", 1);
	const char *path = test_file_create(often, strlen(often));
	struct test_daemon *daemon = test_daemon_start_file(path);
	const char *name = test_repeat('x', 60, "");
	const char *list = "echobot";
	int i = 0;

	for (int j = 0; j < 20; j++)
		test_client_login(daemon, test_format("%02d%s", j, name));
	framed_login(daemon, "alice");
	for (; i < 14; i++)
		list = test_format("%s %02d%s", list, i, name);
	test_daemon_wait_log(daemon, test_format("22 users: %s ...", list));
}
END_TEST

/* There is one worker, so that no news of alice is under way when bob comes. */
START_TEST(a_reload_changes_how_often_lists_come)
{
	const char *often = lists_file("250ms", 1);
	const char *path = test_file_create(often, strlen(often));
	struct test_daemon *daemon = test_daemon_start_file(path);
	struct test_client *alice = framed_login(daemon, "alice");

	framed_expect(alice, "server|users: echobot alice\n"
			     "server|users: echobot alice\n");
	/* The worker that keeps the time stops, and begins again. */
	reload(daemon, path, lists_file("0", 1));
	reload(daemon, path, lists_file("250ms", 1));
	test_daemon_wait_log(daemon, "users: echobot alice");
	/* When nobody is there it stops by itself, and begins with the next. */
	test_client_close(alice);
	test_daemon_wait_log(daemon, "alice: closed");
	framed_expect(framed_login(daemon, "bob"),
	    "server|users: echobot bob\nserver|users: echobot bob\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, everybody_but_the_sender_gets_a_frame);
	test_cases_add(tests, what_the_first_frame_says_is_said_after_login);
	/* Each node has its own max_clients. */
	test_cases_add_alone(
	    tests, a_login_that_is_refused_is_told_why_and_ends);
	/* The users who keep nodes level are listed, too. */
	test_cases_add_alone(tests, an_error_after_login_ends_nothing);
	test_cases_add(tests, a_text_for_one_reaches_nobody_else);
	test_cases_add(tests, whoever_leaves_has_left_and_the_name_is_free);
	/* It measures one process. */
	test_cases_add_alone(
	    tests, a_length_over_the_limit_is_refused_from_the_header);
	test_cases_add_alone(
	    tests, half_a_frame_is_waited_for_until_the_login_deadline);
	/* A name is free on other nodes a moment later. */
	test_cases_add_alone(tests, pieces_make_no_difference);
	test_cases_add(tests, lists_come_by_themselves_and_go_to_the_log_once);
	test_cases_add(tests, a_list_in_the_log_ends_with_a_whole_name);
	test_cases_add(tests, a_reload_changes_how_often_lists_come);
}
