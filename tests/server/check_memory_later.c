/* SPDX-License-Identifier: MIT */
/*
 * Out of memory while chatd runs, whoever asks for what: each request for
 * memory fails in turn, and of all who talk one at most is lost.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define TALKERS 3

/* So many that their report is in more than one piece of memory. */
#define CROWD 60

/* As many requests for memory as the first login of a framed client makes. */
#define LOGIN_REQUESTS 16

/* More requests for memory than any of these dialogues makes. */
#define ENOUGH 2000

static const char *directory; /* for the files below */

static const char *
file_path(const char *name)
{
	return test_format("%s/%s", directory, name);
}

/* Write number to the file, which is there whole or not at all. */
static void
put_number(const char *name, int number)
{
	const char *whole = file_path("whole");
	FILE *file = fopen(whole, "w");

	test_require(file != NULL, "%s: %s", whole, strerror(errno));
	fprintf(file, "%d", number);
	fclose(file);
	ck_assert_int_eq(chmod(whole, 0644), 0);
	ck_assert_int_eq(rename(whole, file_path(name)), 0);
}

/* Have the request of this number, from now on, fail. */
static void
fail_request(int number)
{
	put_number("malloc", number);
}

/* Say whether it has; then another one can be told to. */
static bool
has_failed(void)
{
	return access(file_path("malloc"), F_OK) != 0;
}

/* Start chatd, or the one that an environment variable names; option is its. */
static struct test_daemon *
start_with(const char *variable, const char *option)
{
	struct test_daemon *daemon;

	if (variable != NULL)
		setenv("CHATD", getenv(variable), 1);
	test_require(getenv("FAIL_MALLOC_LIBRARY") != NULL,
	    "FAIL_MALLOC_LIBRARY must name the library to preload");
	directory = test_directory_create();
	setenv("FAIL_MALLOC_FILE", file_path("malloc"), 1);
	setenv("FAULTY_NETWORK", directory, 1);
	setenv("LD_PRELOAD", getenv("FAIL_MALLOC_LIBRARY"), 1);
	daemon = test_daemon_start_speaking("plain framed sized drop",
	    test_format("drop_directory=%s", test_directory_create()),
	    console_option(), "max_clients=1000", option, NULL);
	unsetenv("LD_PRELOAD");
	/* Nobody else wants memory from then on. */
	test_daemon_wait_log(daemon, "drop_directory holds");
	return daemon;
}

static struct test_daemon *
start(const char *variable)
{
	return start_with(variable, NULL);
}

/* ---- talking ------------------------------------------------------------- */

/* A way to talk.  Names and what comes before them make whole lines. */
struct dialogue {
	const char *protocol;
	const char *login, *logged_in;
	const char *lines[5]; /* that each says in turn */
	const char *last, *last_answer;
};

static const struct dialogue dialogues[] = {
	{ "hello", "HELLO-FROM ", "HELLO ",
	    { "JOIN #room\n", "FO", "O\n", "SEND #room hi\nWHO #room\nWHO\n",
		"SEND user0 hi\nSEND user1 hi\nSEND user2 hi\n" },
	    "NO-SUCH-VERB\n", "BAD-RQST-HDR" },
	{ "plain", "!name ", "You are now ",
	    { "h", "i\n", "!who\n@user0 hi\n@user1 hi\n@user2 hi\n", "!help\n",
		"hello\n" },
	    "!name\n", "! refused: not a name" },
};

/* Take lines until one begins like this; return false if the end comes first.
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
 * Connect and log in as the index-th.  Return NULL if that was not to be.  The
 * name is free: who had it has been seen to leave.
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

/* Say all of it; return whether the connection lives. */
static bool
talk(struct test_client *client, const struct dialogue *dialogue)
{
	for (int i = 0; i < COUNT(dialogue->lines); i++)
		test_client_send(client, dialogue->lines[i]);
	test_client_send(client, dialogue->last);
	return take_until(client, dialogue->last_answer);
}

/* When this returns the name is free. */
static void
leave(struct test_client *client)
{
	bool reset;

	test_client_finish(client);
	test_client_drain(client, &reset);
	test_client_close(client);
}

/* Let some talk, of whom one may be lost, and leave. */
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

START_TEST(one_who_talks_may_be_lost)
{
	struct test_daemon *daemon = start(NULL);
	int number;

	for (number = 1; number < ENOUGH; number++) {
		fail_request(number);
		hold_dialogue(daemon, &dialogues[_i]);
		if (!has_failed())
			break;
	}
	test_require(number > 10 && number < ENOUGH, "%d requests", number);
	/* And all is as it was. */
	unlink(file_path("malloc"));
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

/* Half a header, a name, requests, a text for everybody and one for oneself. */
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
 * fewer than usual from who was lost.
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
		fail_request(number);
		suffered += hold_monologue(daemon, &monologues[_i]) < usual;
		test_require(
		    talk(alice, &dialogues[0]) + talk(bob, &dialogues[0]) > 0,
		    "two were lost");
		leave(alice);
		leave(bob);
		if (!has_failed())
			break;
	}
	test_require(suffered > 0 && number < ENOUGH,
	    "%d suffered of %d requests", suffered, number);
	unlink(file_path("malloc"));
	ck_assert_uint_eq(hold_monologue(daemon, &monologues[_i]), usual);
}
END_TEST

/* ---- others -------------------------------------------------------------- */

/*
 * Not those that read the configuration: libConfuse's scanner ends the process
 * where there is no memory for it, and says so.
 */
static const char *const requests[] = { "users", "connections", "status",
	"limits", "metrics", "workers", "help", "tell user1 hello",
	"tell # hello", "kick user0" };

START_TEST(the_console_may_have_no_answer)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *console;
	int number;
	bool reset;

	for (int i = 0; i < CROWD; i++)
		ck_assert_ptr_nonnull(log_in(daemon, &dialogues[0], i));
	for (number = 1; number < ENOUGH; number++) {
		fail_request(number);
		console = console_connect();
		test_client_send(console, test_format("%s\n", requests[_i]));
		test_client_finish(console);
		test_client_drain(console, &reset);
		test_client_close(console);
		if (!has_failed())
			break;
	}
	test_require(number > 1 && number < ENOUGH, "%d requests", number);
	unlink(file_path("malloc"));
	console_expect_begin(console_connect(), "users", "OK\n");
	test_require(talk(log_in(daemon, &dialogues[0], CROWD), &dialogues[0]),
	    "the chat does not serve");
}
END_TEST

/* The first memory that is wanted takes the newcomer to his worker. */
START_TEST(a_newcomer_is_told)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *client;

	fail_request(1);
	client = test_client_connect(daemon);
	test_client_expect(client, "BUSY\n");
	test_client_expect_end(client);
	ck_assert(has_failed());
	ck_assert_ptr_nonnull(log_in(daemon, &dialogues[0], 0));
}
END_TEST

/* There are neither descriptors nor memory, for a moment. */
START_TEST(a_door_that_was_shut_opens_again)
{
	struct test_daemon *daemon = start("CHATD_FAULTY_NETWORK");
	struct test_client *client;

	for (int number = 1; number < 6; number++) {
		fail_request(number);
		put_number("accept4", EMFILE);
		do
			client = log_in(daemon, &dialogues[0], 0);
		while (client == NULL);
		test_client_finish(client);
		test_client_expect_end(client);
		unlink(file_path("malloc"));
	}
}
END_TEST

START_TEST(a_console_that_was_shut_opens_again)
{
	struct test_daemon *daemon = start("CHATD_FAULTY_NETWORK");
	struct test_client *console;

	for (int number = 1; number < 6; number++) {
		fail_request(number);
		put_number("accept4-always", EMFILE);
		console = console_connect();
		for (int i = 0; i < 2; i++)
			test_daemon_wait_log(daemon, "accept4 fails");
		unlink(file_path("accept4-always"));
		unlink(file_path("malloc"));
		console_expect_begin(console, "users", "OK\n");
		test_client_close(console);
	}
}
END_TEST

/*
 * The first of all has everything made for him.  Whoever comes next on the same
 * worker lies where he lay.
 */
START_TEST(who_ends_by_his_answer_joins_nothing)
{
	struct test_daemon *daemon = start_with(NULL, "workers=1");
	struct test_client *alice, *bob, *carl;
	bool reset;

	fail_request(_i + 1);
	alice = test_client_connect_protocol(daemon, "framed");
	test_client_send_bytes(alice, BYTES("\0\5\0\0\0\0alice"));
	test_client_finish(alice);
	test_client_drain(alice, &reset);
	unlink(file_path("malloc"));
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
test_add_tests(TCase *tests)
{
	tcase_add_loop_test(
	    tests, one_who_talks_may_be_lost, 0, COUNT(dialogues));
	tcase_add_loop_test(
	    tests, whoever_is_lost_is_lost_alone, 0, COUNT(monologues));
	tcase_add_loop_test(
	    tests, the_console_may_have_no_answer, 0, COUNT(requests));
	tcase_add_loop_test(
	    tests, who_ends_by_his_answer_joins_nothing, 0, LOGIN_REQUESTS);
	tcase_add_test(tests, a_newcomer_is_told);
	tcase_add_test(tests, a_door_that_was_shut_opens_again);
	tcase_add_test(tests, a_console_that_was_shut_opens_again);
}
