/* SPDX-License-Identifier: MIT */
/*
 * Texts that are under way to a user of another node, several of one sender at
 * a time: what follows them waits, and all answers come in order.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/redis_fixture.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/irc_fixture.h"
#include "server/metrics_fixture.h"
#include "server/sized_fixture.h"

/* More than may be under way at a time (FLIGHT_TEXTS_MAX). */
#define TEXTS 500

#define UNDER_WAY_MAX 64

/* Some of these fill a flight by their bytes (FLIGHT_BYTES_MAX). */
#define LONG_BYTES      16000
#define LONG_FLIGHT_MAX 5

static struct redis_server *redis;
static struct test_daemon *here, *there;
static struct test_client *alice, *bob, *carol;

static struct test_daemon *
start_node(const char *name)
{
	return test_daemon_start_speaking("sized framed plain irc",
	    "engine=redis",
	    test_format("engine_address=%s", redis_address(redis)),
	    test_format("node_name=%s", name), METRICS_OPTION, "line_max=20000",
	    "message_max=20000", "cluster_timeout=1s", NULL);
}

static void
begin(void)
{
	redis = redis_start_usual();
	here = start_node("here");
	there = start_node("there");
	alice = test_client_login(here, "alice");
	carol = test_client_login(here, "carol");
	bob = test_client_login(there, "bob");
	test_client_ask_until(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
}

/* Return request so many times, with a number from first on for "%d". */
static const char *
many(const char *before, const char *after, int first, int count)
{
	const char *all = "";

	for (int i = first; i < first + count; i++)
		all = test_format("%s%s%d%s", all, before, i, after);
	return all;
}

static void
expect_numbers(int first, int count)
{
	for (int i = first; i < first + count; i++)
		test_client_expect(bob, test_format("DELIVERY alice %d\n", i));
}

/* ---- order --------------------------------------------------------------- */

START_TEST(answers_come_in_the_order_of_requests)
{
	const char *twenty = test_repeat_text("SEND-OK\n", 20);

	test_client_ask(alice,
	    test_format("%sWHO\n%sSEND carol hi\n%sFOO\n"
			"%sSEND bob \033\n%sSEND nobody hi\n",
		many("SEND bob ", "\n", 0, 20), many("SEND bob ", "\n", 20, 20),
		many("SEND bob ", "\n", 40, 20),
		many("SEND bob ", "\n", 60, 20),
		many("SEND bob ", "\n", 80, 20)),
	    test_format("%sWHO-OK echobot,alice,carol,bob\n%sSEND-OK\n"
			"%sBAD-RQST-HDR\n%sBAD-RQST-BODY\n%sUNKNOWN\n",
		twenty, twenty, twenty, twenty, twenty));
	test_client_expect(carol, "DELIVERY alice hi\n");
	expect_numbers(0, 100);
}
END_TEST

START_TEST(a_line_that_is_too_long_is_refused_in_its_turn)
{
	const char *text = test_repeat('x', 20000, "\n");

	test_client_ask(alice,
	    test_format("%sSEND bob %s%s", many("SEND bob ", "\n", 0, 20), text,
		many("SEND bob ", "\n", 20, 20)),
	    test_format("%sBAD-RQST-BODY\n%s",
		test_repeat_text("SEND-OK\n", 20),
		test_repeat_text("SEND-OK\n", 20)));
	expect_numbers(0, 40);
}
END_TEST

/* Only what is refused is heard, and what follows a label is its answer. */
START_TEST(irc_answers_come_in_the_order_of_requests)
{
	struct test_client *dora = irc_login_with(
	    here, "dora", "batch labeled-response message-tags");
	const char *ten = many("PRIVMSG bob :", "\n", 0, 10);

	irc_ask(dora,
	    test_format("%sPRIVMSG bob :\033\n%sPRIVMSG bob\n%s"
			"@label=a PRIVMSG bob :hi\n%sPRIVMSG nobody :hi\n%s"
			"PRIVMSG bob,carol :hi\n%sNOTICE bob :hi\n%sPING x\n",
		ten, ten, ten, ten, ten, ten, ten),
	    ":irc.chatd 400 dora PRIVMSG :Texts are UTF-8 without control "
	    "characters\n"
	    ":irc.chatd 412 dora :No text to send\n"
	    "@label=a :irc.chatd ACK\n"
	    ":irc.chatd 401 dora nobody :No such nick/channel\n"
	    ":irc.chatd PONG irc.chatd :x\n");
	test_client_expect(carol, "DELIVERY dora hi\n");
	for (int i = 0; i < 7; i++) {
		for (int number = 0; number < 10; number++)
			test_client_expect(
			    bob, test_format("DELIVERY dora %d\n", number));
		if (i == 2 || i == 4 || i == 5)
			test_client_expect(bob, "DELIVERY dora hi\n");
	}
}
END_TEST

/* In sized a text is taken without a word, so only what is refused is heard. */
START_TEST(sized_answers_come_in_the_order_of_requests)
{
	struct test_client *dora = sized_login(here, 3, "dora");
	const char *text = sized_message(3, "MSG bob hi");

	test_client_send(dora,
	    test_format("%s%s%s%s%s%s", test_repeat_text(text, 50),
		sized_message(3, "MSG bob \033"), test_repeat_text(text, 50),
		sized_message(3, "GETNAMES"), sized_message(3, "MSG bob ho"),
		sized_message(3, "EXIT")));
	sized_expect(dora, 3, "ERROR text refused");
	sized_expect(dora, 3, "echobot alice carol bob dora");
	sized_expect(dora, 3, "EXIT");
	test_client_expect_end(dora);
	test_client_expect(bob, test_repeat_text("DELIVERY dora hi\n", 100));
	test_client_expect(bob, "DELIVERY dora ho\n");
}
END_TEST

/* Return a frame by name. */
static void
framed_send(struct test_client *client, const char *name, const char *text)
{
	const unsigned char header[] = { 0, (unsigned char)strlen(name), 0, 0,
		0, (unsigned char)strlen(text) };

	test_client_send_bytes(client, header, sizeof(header));
	test_client_send(client, name);
	test_client_send(client, text);
}

START_TEST(framed_and_plain_texts_come_in_their_order)
{
	struct test_client *fred = test_client_connect_protocol(here, "framed");
	struct test_client *paul = test_client_connect_protocol(here, "plain");

	framed_send(fred, "fred", "hello");
	for (int i = 0; i < TEXTS; i++)
		framed_send(fred, "fred", test_format("@bob %d", i));
	for (int i = 0; i < TEXTS; i++)
		test_client_expect(bob, test_format("DELIVERY fred %d\n", i));
	test_client_ask_until(paul, "!name paul\n", "You are now paul\n");
	test_client_send(
	    paul, test_format("%s!who\n", many("@bob ", "\n", 0, TEXTS)));
	test_client_take_until(
	    paul, "users: echobot alice carol bob fred paul");
	for (int i = 0; i < TEXTS; i++)
		test_client_expect(bob, test_format("DELIVERY paul %d\n", i));
}
END_TEST

/* ---- bounds -------------------------------------------------------------- */

/* Have sender send this while the other node stands still; see what crosses. */
static void
expect_crossings(struct test_client *sender, const char *texts, double count)
{
	struct test_client *metrics = metrics_connect(here);
	pid_t pid = test_daemon_pid(there);

	test_process_stop(pid);
	test_client_send(sender, texts);
	metrics_await(metrics, "chatd_cluster_crossings", count);
	/* carol is on another worker or on alice's: all of them have had turns.
	 */
	test_client_ask(carol, "SEND carol x\n", "SEND-OK\nDELIVERY carol x\n");
	ck_assert_double_le(
	    metrics_value(metrics_get(metrics), "chatd_cluster_crossings"),
	    count);
	test_process_continue(pid);
}

START_TEST(a_sender_has_so_many_texts_under_way_and_no_more)
{
	expect_crossings(
	    alice, many("SEND bob ", "\n", 0, TEXTS), UNDER_WAY_MAX);
	for (int i = 0; i < TEXTS; i++)
		test_client_expect(alice, "SEND-OK\n");
	expect_numbers(0, TEXTS);
}
END_TEST

/* Who has texts echoed waits for each. */
START_TEST(users_of_irc_have_so_many_texts_under_way_or_one)
{
	struct test_client *dora = irc_login(here, "dora");
	struct test_client *erin = irc_login_with(here, "erin", "echo-message");

	expect_crossings(
	    dora, many("PRIVMSG bob :", "\r\n", 0, TEXTS), UNDER_WAY_MAX);
	for (int i = 0; i < TEXTS; i++)
		test_client_expect(bob, test_format("DELIVERY dora %d\n", i));
	expect_crossings(erin, many("PRIVMSG bob :", "\r\n", 0, 9), 1);
	for (int i = 0; i < 9; i++) {
		irc_expect(
		    erin, test_format(":erin!erin@chatd PRIVMSG bob :%d\n", i));
		test_client_expect(bob, test_format("DELIVERY erin %d\n", i));
	}
}
END_TEST

START_TEST(a_sender_has_so_many_bytes_under_way_and_no_more)
{
	const char *text = test_repeat('x', LONG_BYTES, "\n");

	expect_crossings(alice,
	    test_repeat_text(test_format("SEND bob %s", text), 20),
	    LONG_FLIGHT_MAX);
	for (int i = 0; i < 20; i++) {
		test_client_expect(alice, "SEND-OK\n");
		test_client_expect(bob, test_format("DELIVERY alice %s", text));
	}
}
END_TEST

/* ---- ends ---------------------------------------------------------------- */

START_TEST(the_end_of_input_waits_for_answers)
{
	test_client_send(alice, many("SEND bob ", "\n", 0, TEXTS));
	test_client_finish(alice);
	test_client_expect(alice, test_repeat_text("SEND-OK\n", TEXTS));
	test_client_expect_end(alice);
	expect_numbers(0, TEXTS);
}
END_TEST

/*
 * Take an answer for each of so many texts: first those that were delivered,
 * then the others.  Return how many were.
 */
static int
count_delivered(int count)
{
	int delivered = 0;
	bool is_over = false;

	for (int i = 0; i < count; i++) {
		const char *line = test_client_take_line(alice);
		bool is_ok = strcmp(line, "SEND-OK") == 0;

		test_require(is_ok || strcmp(line, "UNKNOWN") == 0,
		    "the answer is \"%s\"", line);
		test_require(!is_ok || !is_over, "one came after the end");
		is_over = !is_ok;
		delivered += is_ok;
	}
	return delivered;
}

START_TEST(each_text_is_answered_when_its_receiver_leaves)
{
	test_client_send(alice, many("SEND bob ", "\n", 0, TEXTS));
	expect_numbers(0, 10);
	test_client_close(bob);
	test_client_send(alice, many("SEND bob ", "\n", TEXTS, TEXTS));
	ck_assert_int_ge(count_delivered(2 * TEXTS), 10);
	test_client_ask_until(alice, "SEND bob hi\n", "UNKNOWN\n");
}
END_TEST

/* Count the messages that are this, up to one that ends with "end". */
static int
count_heard(struct test_client *client, const char *expected)
{
	const char *message = "";
	int count = 0;

	while (strstr(message, " end") == NULL) {
		int size = atoi(test_client_take_bytes(client, 3));

		message = test_format(
		    "%.*s", size, test_client_take_bytes(client, (size_t)size));
		count += strcmp(message, expected) == 0;
	}
	return count;
}

START_TEST(each_text_is_answered_when_its_receiver_is_renamed)
{
	struct test_client *dora = sized_login(there, 3, "dora");
	int delivered;

	test_client_ask_until(alice, "SEND dora hi\n", "SEND-OK\n");
	sized_expect(dora, 3, "alice SENT hi");
	test_client_send(alice, test_repeat_text("SEND dora hi\n", TEXTS));
	sized_expect(dora, 3, "alice SENT hi");
	sized_send(dora, 3, "NAME dolly");
	test_client_send(alice, test_repeat_text("SEND dora hi\n", TEXTS));
	delivered = count_delivered(2 * TEXTS);
	test_client_ask_until(alice, "SEND dolly end\n", "SEND-OK\n");
	ck_assert_int_eq(1 + count_heard(dora, "alice SENT hi"), delivered);
}
END_TEST

START_TEST(texts_to_a_node_that_dies_are_answered)
{
	test_process_stop(test_daemon_pid(there));
	test_client_send(alice, many("SEND bob ", "\n", 0, TEXTS));
	test_client_send(alice, "SEND carol hi\n");
	test_client_expect(carol, "DELIVERY alice hi\n");
	ck_assert_int_eq(count_delivered(TEXTS), 0);
	test_client_expect(alice, "SEND-OK\n");
	test_process_continue(test_daemon_pid(there));
}
END_TEST

START_TEST(what_is_confirmed_at_a_stop_has_arrived)
{
	int confirmed = 0;

	test_client_send(alice, many("SEND bob ", "\n", 0, TEXTS));
	expect_numbers(0, 1);
	test_daemon_signal(here, SIGTERM);
	test_daemon_require_exit(here, 0);
	while (test_client_take_line_or_end(alice) != NULL)
		confirmed++;
	expect_numbers(1, confirmed - 1);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 60);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, answers_come_in_the_order_of_requests);
	test_cases_add(tests, a_line_that_is_too_long_is_refused_in_its_turn);
	test_cases_add(tests, sized_answers_come_in_the_order_of_requests);
	test_cases_add(tests, irc_answers_come_in_the_order_of_requests);
	test_cases_add(tests, framed_and_plain_texts_come_in_their_order);
	test_cases_add(tests, a_sender_has_so_many_texts_under_way_and_no_more);
	test_cases_add(tests, a_sender_has_so_many_bytes_under_way_and_no_more);
	test_cases_add(tests, users_of_irc_have_so_many_texts_under_way_or_one);
	test_cases_add(tests, the_end_of_input_waits_for_answers);
	test_cases_add(tests, each_text_is_answered_when_its_receiver_leaves);
	test_cases_add(
	    tests, each_text_is_answered_when_its_receiver_is_renamed);
	test_cases_add(tests, texts_to_a_node_that_dies_are_answered);
	test_cases_add(tests, what_is_confirmed_at_a_stop_has_arrived);
}
