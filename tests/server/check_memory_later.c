/* SPDX-License-Identifier: MIT */
/*
 * Out of memory while chatd serves: each request for memory fails in turn, and
 * at most one of those who talk is lost.  The reload has a file of its own,
 * check_memory_reload.c.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/memory_fixture.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define TALKERS 3

/* Enough users to make the report on them take more than one allocation. */
#define CROWD 60

/* The requests for memory that the first login of a framed client makes. */
#define LOGIN_REQUESTS 16

/* More requests for memory than any of these dialogues makes. */
#define ENOUGH 2000

/* Start chatd, or the one that an environment variable names, with option. */
static struct test_daemon *
start_with(const char *variable, const char *option)
{
	struct test_daemon *daemon;

	if (variable != NULL)
		setenv("CHATD", test_program(variable), 1);
	memory_prepare();
	daemon = test_daemon_start_speaking("plain framed sized drop",
	    test_format("drop_directory=%s", test_directory_create()),
	    console_option(), "max_clients=1000", "name_grace=0", option, NULL);
	memory_release();
	/* Nothing else wants memory from then on. */
	test_daemon_wait_log(daemon, "files in drop_directory");
	return daemon;
}

static struct test_daemon *
start(const char *variable)
{
	return start_with(variable, NULL);
}

/* ---- talking ------------------------------------------------------------- */

/* A way to talk.  A name goes after login and logged_in, to the line's end. */
struct dialogue {
	const char *protocol;
	const char *login, *logged_in;
	const char *lines[5]; /* sent in this order */
	const char *last, *last_answer;
};

static const struct dialogue dialogues[] = {
	{ "hello", "HELLO-FROM ", "HELLO ",
	    { "JOIN #room\n", "FO", "O\n", "SEND #room hi\nWHO #room\nWHO\n",
		"SEND user0 hi\nSEND user1 hi\nSEND user2 hi\n"
		"ACT user1 waves\nACT #room waves\n" },
	    "NO-SUCH-VERB\n", "BAD-RQST-HDR" },
	/* The first of them is an operator, and leaves by a kick. */
	{ "hello", "HELLO-FROM ", "HELLO ",
	    { "JOIN #den\nTOPIC #den tea\nTOPIC #den\n",
		"MODE #den +b troll*\nMODE #den +b mallory\nMODE #den b\n",
		"INVITE #den user0\nINVITE #den user1\nMODE #den +v user2\n",
		"KICK #den user1\nKICK #den user0 why\n",
		"JOIN #den\nTOPIC #den -\nMODE #den -b mallory\n" },
	    "NO-SUCH-VERB\n", "BAD-RQST-HDR" },
	{ "plain", "!name ", "You are now ",
	    { "h", "i\n", "!who\n@user0 hi\n@user1 hi\n@user2 hi\n", "!help\n",
		"hello\n" },
	    "!name\n", "! refused: not a name" },
};

/*
 * Take lines until one begins like this.  Return false if the connection ends
 * first.
 */
static bool
take_until(struct test_client *client, const char *begin)
{
	const char *line;

	do
		line = test_client_take_line_or_end(client);
	while (line != NULL && strncmp(line, begin, strlen(begin)) != 0);
	return line != NULL;
}

/*
 * Connect and log in as user number index, whose name is free: whoever had it
 * has been seen to leave.  Return NULL if the connection is lost.
 */
static struct test_client *
log_in(const struct test_daemon *daemon, const struct dialogue *dialogue,
    int index)
{
	struct test_client *client = test_client_connect_protocol(
	    daemon, dialogue->protocol);

	test_client_send(
	    client, test_format("%suser%d\n", dialogue->login, index));
	if (take_until(
		client, test_format("%suser%d", dialogue->logged_in, index)))
		return client;
	test_client_close(client);
	return NULL;
}

/* Say all of it.  Return whether the connection lives. */
static bool
talk(struct test_client *client, const struct dialogue *dialogue)
{
	for (int i = 0; i < COUNT(dialogue->lines); i++)
		test_client_send(client, dialogue->lines[i]);
	test_client_send(client, dialogue->last);
	return take_until(client, dialogue->last_answer);
}

/* End the connection, and return when its name is free. */
static void
leave(struct test_client *client)
{
	bool reset;

	test_client_finish(client);
	test_client_drain(client, &reset);
	test_client_close(client);
}

/* Let some users talk, of whom one may be lost, and leave. */
static void
hold_dialogue(const struct test_daemon *daemon, const struct dialogue *dialogue)
{
	struct test_client *talkers[TALKERS];
	int lost = 0;

	for (int i = 0; i < TALKERS; i++)
		talkers[i] = log_in(daemon, dialogue, i);
	for (int i = 0; i < TALKERS; i++)
		if (talkers[i] == NULL || !talk(talkers[i], dialogue))
			lost++;
	test_require(lost <= 1, "%d connections were lost", lost);
	for (int i = 0; i < TALKERS; i++)
		if (talkers[i] != NULL)
			leave(talkers[i]);
}

START_TEST(at_most_one_user_who_talks_is_lost)
{
	struct test_daemon *daemon = start(NULL);
	int number;

	for (number = 1; number < ENOUGH; number++) {
		memory_fail_request(number);
		hold_dialogue(daemon, &dialogues[_i]);
		if (!memory_has_failed())
			break;
	}
	test_require(number > 10 && number < ENOUGH, "%d requests", number);
	/* Afterwards everything is as it was. */
	memory_spare();
	hold_dialogue(daemon, &dialogues[_i]);
}
END_TEST

/* ---- frames -------------------------------------------------------------- */

struct monologue {
	const char *protocol;
	const char *bytes;
	size_t size;
};

#define BYTES(text) text, sizeof(text) - 1

/* Half a header, a name, requests, a text to everybody and one to oneself. */
static const struct monologue monologues[] = {
	{ "framed", BYTES("\0\5\0\0\0\0alice\0\5\0\0\0\2alicehi"
			  "\0\5\0\0\0\4alice!who"
			  "\0\5\0\0\0\11alice@alice x\0\5") },
	{ "sized", BYTES("0010NAME alice0008GETNAMES0012MSG alice hi"
			 "0007foo bar00") },
	{ "drop", BYTES("\0\0\0\1text\n\0\0\0\2te\nxt\n\0\0\0\0") },
};

/*
 * Send all of it, in two pieces, and the end.  Return how many bytes came back:
 * fewer than usual if the connection was lost.
 */
static size_t
hold_monologue(
    const struct test_daemon *daemon, const struct monologue *monologue)
{
	struct test_client *client = test_client_connect_protocol(
	    daemon, monologue->protocol);
	size_t half = monologue->size / 2, came;
	bool reset;

	test_client_send_bytes(client, monologue->bytes, half);
	test_client_send_bytes(
	    client, monologue->bytes + half, monologue->size - half);
	test_client_finish(client);
	came = test_client_drain(client, &reset);
	test_client_close(client);
	return came;
}

START_TEST(whoever_is_lost_is_lost_alone)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice, *bob;
	size_t usual = hold_monologue(daemon, &monologues[_i]);
	int number, suffered = 0;

	for (number = 1; number < ENOUGH; number++) {
		alice = log_in(daemon, &dialogues[0], 0);
		bob = log_in(daemon, &dialogues[0], 1);
		memory_fail_request(number);
		suffered += hold_monologue(daemon, &monologues[_i]) < usual;
		test_require(
		    talk(alice, &dialogues[0]) + talk(bob, &dialogues[0]) > 0,
		    "two were lost");
		leave(alice);
		leave(bob);
		if (!memory_has_failed())
			break;
	}
	test_require(suffered > 0 && number < ENOUGH,
	    "%d suffered of %d requests", suffered, number);
	memory_spare();
	ck_assert_uint_eq(hold_monologue(daemon, &monologues[_i]), usual);
}
END_TEST

/* ---- others -------------------------------------------------------------- */

static const char *const requests[] = { "users", "connections", "status",
	"limits", "metrics", "workers", "help", "tell user1 hello",
	"tell # hello", "kick user0", "set name_max 9", "loglevel debug",
	"reload" };

START_TEST(the_console_may_have_no_answer)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *console;
	int number;
	bool reset;

	for (int i = 0; i < CROWD; i++)
		ck_assert_ptr_nonnull(log_in(daemon, &dialogues[0], i));
	for (number = 1; number < ENOUGH; number++) {
		memory_fail_request(number);
		console = console_connect();
		test_client_send(console, test_format("%s\n", requests[_i]));
		test_client_finish(console);
		test_client_drain(console, &reset);
		test_client_close(console);
		if (!memory_has_failed())
			break;
	}
	test_require(number > 1 && number < ENOUGH, "%d requests", number);
	memory_spare();
	console_expect_begin(console_connect(), "users", "OK\n");
	test_require(talk(log_in(daemon, &dialogues[0], CROWD), &dialogues[0]),
	    "the chat does not serve");
}
END_TEST

/* The first memory that is wanted takes newcomers to their worker. */
START_TEST(a_newcomer_is_told)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *client;

	memory_fail_request(1);
	client = test_client_connect(daemon);
	test_client_expect(client, "BUSY\n");
	test_client_expect_end(client);
	ck_assert(memory_has_failed());
	ck_assert_ptr_nonnull(log_in(daemon, &dialogues[0], 0));
}
END_TEST

/* For a moment there are neither descriptors nor memory. */
START_TEST(a_door_that_was_shut_opens_again)
{
	struct test_daemon *daemon = start("CHATD_FAULTY_NETWORK");
	struct test_client *client;

	for (int number = 1; number < 6; number++) {
		memory_fail_request(number);
		memory_put_number("accept4", EMFILE);
		do
			client = log_in(daemon, &dialogues[0], 0);
		while (client == NULL);
		test_client_finish(client);
		test_client_expect_end(client);
		memory_spare();
	}
}
END_TEST

START_TEST(a_console_that_was_shut_opens_again)
{
	struct test_daemon *daemon = start("CHATD_FAULTY_NETWORK");
	struct test_client *console;

	for (int number = 1; number < 6; number++) {
		memory_fail_request(number);
		memory_put_number("accept4-always", EMFILE);
		console = console_connect();
		for (int i = 0; i < 2; i++)
			test_daemon_wait_log(daemon, "accept4 fails");
		memory_spare();
		unlink(memory_file_path("accept4-always"));
		console_expect_begin(console, "users", "OK\n");
		test_client_close(console);
	}
}
END_TEST

/*
 * For the first user of all everything is made anew.  The next one on the same
 * worker is kept in the memory that the first one had.
 */
START_TEST(a_user_who_ends_by_an_answer_joins_nothing)
{
	struct test_daemon *daemon = start_with(NULL, "workers=1");
	struct test_client *alice, *bob, *carl;
	bool reset;

	memory_fail_request(_i + 1);
	alice = test_client_connect_protocol(daemon, "framed");
	test_client_send_bytes(alice, BYTES("\0\5\0\0\0\0alice"));
	test_client_finish(alice);
	test_client_drain(alice, &reset);
	memory_spare();
	bob = test_client_connect_protocol(daemon, "framed");
	test_client_send_bytes(bob, BYTES("\0\3\0\0\0\0bob"));
	test_client_expect_bytes(
	    bob, BYTES("\0\6\0\0\0\x11serverbob has logged in"));
	carl = test_client_connect_protocol(daemon, "framed");
	test_client_send_bytes(carl, BYTES("\0\4\0\0\0\0carl"));
	test_client_expect_bytes(
	    carl, BYTES("\0\6\0\0\0\x12servercarl has logged in"));
	test_client_send_bytes(
	    carl, BYTES("\0\4\0\0\0\2carlhi\0\4\0\0\0\3carlend"));
	test_client_expect_bytes(
	    bob, BYTES("\0\6\0\0\0\x12servercarl has logged in"));
	test_client_expect_bytes(
	    bob, BYTES("\0\4\0\0\0\2carlhi\0\4\0\0\0\3carlend"));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, at_most_one_user_who_talks_is_lost, 0, COUNT(dialogues));
	test_cases_add_loop(
	    tests, whoever_is_lost_is_lost_alone, 0, COUNT(monologues));
	test_cases_add_loop(
	    tests, the_console_may_have_no_answer, 0, COUNT(requests));
	test_cases_add_loop(tests, a_user_who_ends_by_an_answer_joins_nothing,
	    0, LOGIN_REQUESTS);
	test_cases_add(tests, a_newcomer_is_told);
	test_cases_add(tests, a_door_that_was_shut_opens_again);
	test_cases_add(tests, a_console_that_was_shut_opens_again);
}
