/* SPDX-License-Identifier: MIT */
/*
 * The turns of a worker: everybody gets theirs, a worker that falls behind
 * holds its senders back and loses none of them, and a confirmation never
 * overtakes what it confirms.
 *
 * Connections are dealt out to the two workers in turn.  A worker is halted in
 * the middle of its work, so that what the other one does meanwhile is no
 * matter of chance.
 */

#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/network_fixture.h"

/*
 * Requests that cause more than one connection may in a turn: replies that are
 * long, or as many short ones as there can be for one read of 64 KiB.
 */
static const struct {
	const char *request;
	size_t count;
} floods[] = {
	{ "WHO\n", 2000 },
	{ "LEAVE #a\n", 6000 },
	{ "SEND x y\n", 6000 },
	{ "FOO\n", 12000 },
};

/* Far more than a full mailbox holds. */
#define MAILBOX_BYTES_MAX 67108864

/* Lines that are sent without waiting for each, and their text. */
#define CHUNK_LINES 50
#define TEXT_BYTES  400

/* The same for requests, fewer than one connection may cause in a turn. */
#define CHUNK_REQUESTS 100

/* Requests before a sender's line; one number of these has a full queue. */
#define REQUESTS_MIN 140
#define REQUESTS_MAX 180

/* So many that some have their output written before the end of a turn. */
#define TALKERS_MAX 200

/* So few that all have it written then. */
#define TALKERS_FEW 10

/* How often all talk before libevent sees all of them in one turn. */
#define WARMING_ROUNDS 4

static struct test_daemon *chatd;
static struct test_client *talkers[TALKERS_MAX];
static int talker_count;

/* Connect to the worker that had the last connection but one. */
static struct test_client *
login_beside(const char *name)
{
	test_client_close(test_client_connect(chatd));
	return test_client_login(chatd, name);
}

static const char *
repeat_request(const char *request, size_t count, const char *end)
{
	size_t size = strlen(request);
	char *text = test_repeat(' ', count * size, end);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * size, request, size);
	return text;
}

/* ---- everybody has a turn ------------------------------------------------ */

/*
 * Each asks for much between two words to bob.  Stopped, chatd finds both
 * requests when it goes on, so it must serve one of them first; but not to the
 * end.
 */
START_TEST(a_flooder_does_not_keep_others_from_their_turn)
{
	const char *flood = repeat_request(
	    floods[_i].request, floods[_i].count, "");
	struct test_client *bob, *flooders[2];

	chatd = test_daemon_start_with(
	    "workers=1", "send_queue_max=64MiB", NULL);
	bob = test_client_login(chatd, "bob");
	/* A long list, so that the replies are worth a turn. */
	for (int i = 0; i < 10; i++)
		test_client_login(
		    chatd, test_format("%s%d", test_repeat('x', 60, ""), i));
	for (int i = 0; i < 2; i++)
		flooders[i] = test_client_login(
		    chatd, test_format("flooder%d", i));
	test_process_stop(test_daemon_pid(chatd));
	for (int i = 0; i < 2; i++) {
		test_client_send(flooders[i],
		    test_format("SEND bob begin\n%sSEND bob end\n", flood));
		test_client_wait_received(flooders[i]);
	}
	test_process_continue(test_daemon_pid(chatd));
	for (int i = 0; i < 2; i++)
		test_require(
		    strstr(test_client_take_line(bob), " begin") != NULL,
		    "one flooder was served to the end before the other");
	for (int i = 0; i < 2; i++)
		test_require(strstr(test_client_take_line(bob), " end") != NULL,
		    "a flooder was not served to the end");
}
END_TEST

/* ---- a mailbox that is full ---------------------------------------------- */

/* Halt the worker that serves client. */
static void
halt_worker_of(struct test_client *client)
{
	network_halt("send");
	test_client_ask(client, "FOO\n", "BAD-RQST-HDR\n");
	network_wait_halted(chatd, "send");
}

/*
 * Let sender send chunks of lines to a user or a room until it is held back.
 * Return how many were confirmed; those of the last chunk are still to come.
 *
 * Whether it is held is asked of witness, who is on the same worker: what came
 * before the witness's first request has been answered before the second is.
 */
static size_t
send_until_held(
    struct test_client *sender, const char *name, struct test_client *witness)
{
	const char *text = test_repeat('x', TEXT_BYTES, "");
	size_t sent = 0, confirmed = 0;

	while (sent == confirmed) {
		const char *chunk = "";

		test_require(sent * TEXT_BYTES < MAILBOX_BYTES_MAX,
		    "a mailbox takes anything");
		for (int i = 0; i < CHUNK_LINES; i++)
			chunk = test_format(
			    "%sSEND %s %zu %s\n", chunk, name, sent++, text);
		test_client_send(sender, chunk);
		test_client_wait_received(sender);
		for (int i = 0; i < 2; i++)
			test_client_ask(witness, "FOO\n", "BAD-RQST-HDR\n");
		while (
		    confirmed < sent && test_client_poll_line(sender) != NULL)
			confirmed++;
	}
	return confirmed;
}

/* What alice sends to name, bob gets as lines that begin with delivery. */
static void
expect_held_and_going_on(struct test_client *alice, struct test_client *bob,
    const char *name, const char *delivery)
{
	struct test_client *carol = test_client_login(chatd, "carol");
	size_t confirmed;

	halt_worker_of(bob);
	confirmed = send_until_held(alice, name, carol);
	/* The others on the worker are served all the time. */
	test_client_ask(
	    carol, "SEND carol hi\n", "SEND-OK\nDELIVERY carol hi\n");
	network_go_on("send");
	for (size_t i = confirmed; i % CHUNK_LINES != 0; i++)
		test_client_expect(alice, "SEND-OK\n");
	confirmed += CHUNK_LINES - 1;
	confirmed -= confirmed % CHUNK_LINES;
	for (size_t i = 0; i < confirmed; i++)
		test_client_expect(bob, test_format("%s %zu %s\n", delivery, i,
					    test_repeat('x', TEXT_BYTES, "")));
	test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
}

START_TEST(a_sender_to_a_full_mailbox_is_held_and_goes_on)
{
	struct test_client *alice, *bob;

	chatd = test_daemon_start_with("send_queue_max=64MiB", NULL);
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
	expect_held_and_going_on(alice, bob, "bob", "DELIVERY alice");
}
END_TEST

START_TEST(a_speaker_in_a_room_is_held_and_goes_on)
{
	struct test_client *alice, *bob;

	chatd = test_daemon_start_with("send_queue_max=64MiB", NULL);
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
	test_client_ask(alice, "JOIN #room\n", "JOIN-OK #room\n");
	test_client_ask(bob, "JOIN #room\n", "JOIN-OK #room\n");
	test_client_expect(alice, "JOINED #room bob\n");
	expect_held_and_going_on(alice, bob, "#room", "SAID #room alice");
}
END_TEST

/*
 * Count the replies to client until no more come, although the witness, who is
 * on the same worker, is answered again and again.
 */
static size_t
count_replies(struct test_client *client, struct test_client *witness)
{
	size_t count = 0, before;

	do {
		before = count;
		for (int i = 0; i < 2; i++)
			test_client_ask(witness, "FOO\n", "BAD-RQST-HDR\n");
		while (test_client_poll_line(client) != NULL)
			count++;
	} while (count > before);
	return count;
}

/* What alice and her room are called; such an announcement fills a mailbox. */
#define LONG_NAME "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"

/*
 * The others are told of joins and leaves.  Those that a mailbox has no room
 * for wait until it has.
 */
START_TEST(a_member_who_comes_and_goes_is_held_and_goes_on)
{
	struct test_client *alice, *bob, *carol;
	size_t sent = 0, done = 0;

	chatd = test_daemon_start_with("send_queue_max=64MiB", NULL);
	alice = test_client_login(chatd, LONG_NAME);
	bob = test_client_login(chatd, "bob");
	carol = test_client_login(chatd, "carol");
	test_client_ask(
	    bob, "JOIN #" LONG_NAME "\n", "JOIN-OK #" LONG_NAME "\n");
	halt_worker_of(bob);
	while (sent == done) {
		test_require(sent * 2 * strlen(LONG_NAME) < MAILBOX_BYTES_MAX,
		    "a mailbox takes anything");
		test_client_send(
		    alice, repeat_request("JOIN #" LONG_NAME
					  "\nLEAVE #" LONG_NAME "\n",
			       CHUNK_REQUESTS / 2, ""));
		sent += CHUNK_REQUESTS;
		done += count_replies(alice, carol);
	}
	network_go_on("send");
	for (; done < sent; done++)
		(void)test_client_take_line(alice);
}
END_TEST

/*
 * Each sender has asked for a different number of replies before its line, and
 * with one of these numbers its queue is full by just the line that finds the
 * mailbox full.  The queue is empty again before the mailbox is.
 */
START_TEST(a_sender_held_for_two_reasons_goes_on)
{
	struct test_client *senders[REQUESTS_MAX], *alice, *bob, *carol;

	chatd = test_daemon_start_with(
	    "send_queue_max=4KiB", "line_max=512", "message_max=512", NULL);
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
	carol = test_client_login(chatd, "carol");
	for (size_t n = REQUESTS_MIN; n < REQUESTS_MAX; n++)
		senders[n] = login_beside(test_format("sender%zu", n));
	halt_worker_of(bob);
	send_until_held(alice, "bob", carol);
	for (size_t n = REQUESTS_MIN; n < REQUESTS_MAX; n++)
		test_client_ask(senders[n],
		    repeat_request("FOO\n", n, "SEND bob hi\nFOO\n"),
		    repeat_request("BAD-RQST-HDR\n", n, "SEND-OK\n"));
	network_go_on("send");
	/* Or they would be held for bob, who does not read. */
	test_client_close(bob);
	for (size_t n = REQUESTS_MIN; n < REQUESTS_MAX; n++)
		test_client_expect(senders[n], "BAD-RQST-HDR\n");
}
END_TEST

/* ---- confirmations ------------------------------------------------------- */

/* Have all of them send a request, and chatd find all of these at once. */
static void
send_at_once(const char *request)
{
	test_process_stop(test_daemon_pid(chatd));
	for (int i = 0; i < talker_count; i++)
		test_client_send(talkers[i], request);
	for (int i = 0; i < talker_count; i++)
		test_client_wait_received(talkers[i]);
	test_process_continue(test_daemon_pid(chatd));
}

/* Return which of them is the first that something has come for. */
static int
wait_for_first(void)
{
	struct pollfd fds[TALKERS_MAX];
	int first = 0;

	for (int i = 0; i < talker_count; i++)
		fds[i] = (struct pollfd){ .fd = test_client_fd(talkers[i]),
			.events = POLLIN };
	test_require(
	    test_poll(fds, (size_t)talker_count) > 0, "nobody is answered");
	while (fds[first].revents == 0)
		first++;
	return first;
}

/* The worker is halted when it has written the first one. */
START_TEST(a_confirmation_does_not_overtake_its_message)
{
	struct test_client *bob;
	const char *delivery;

	talker_count = _i == 0 ? TALKERS_FEW : TALKERS_MAX;
	chatd = test_daemon_start();
	test_client_close(test_client_connect(chatd));
	bob = test_client_login(chatd, "bob");
	talkers[0] = test_client_login(chatd, "talker0");
	for (int i = 1; i < talker_count; i++)
		talkers[i] = login_beside(test_format("talker%d", i));
	for (int round = 0; round < WARMING_ROUNDS; round++) {
		send_at_once("FOO\n");
		for (int i = 0; i < talker_count; i++)
			test_client_expect(talkers[i], "BAD-RQST-HDR\n");
	}
	network_halt("send-SEND-OK");
	send_at_once("SEND bob hi\n");
	network_wait_halted(chatd, "send-SEND-OK");
	delivery = test_format("DELIVERY talker%d hi", wait_for_first());
	test_client_take_until(bob, delivery);
	network_go_on("send-SEND-OK");
	for (int i = 0; i < talker_count; i++)
		test_client_expect(talkers[i], "SEND-OK\n");
}
END_TEST

/*
 * A worker that is held hears that alice has joined, and then reads that carol
 * wants to: both in one turn.
 */
START_TEST(who_joins_does_not_hear_of_who_was_there)
{
	struct test_client *alice, *bob, *carol;

	chatd = test_daemon_start_with("workers=2", NULL);
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
	test_client_connect(chatd);
	carol = test_client_login(chatd, "carol");
	test_client_ask(bob, "JOIN #a\n", "JOIN-OK #a\n");
	network_halt("send-BAD-RQST-HDR");
	test_client_send(bob, "FOO\n");
	network_wait_halted(chatd, "send-BAD-RQST-HDR");
	test_client_ask(alice, "JOIN #a\n", "JOIN-OK #a\n");
	test_client_send(carol, "JOIN #a\n");
	network_go_on("send-BAD-RQST-HDR");
	test_client_expect(carol, "JOIN-OK #a\n");
	test_client_ask(carol, "FOO\n", "BAD-RQST-HDR\n");
	test_client_expect(bob, "BAD-RQST-HDR\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, network_use_faulty, NULL);
	test_cases_add_loop(tests,
	    a_flooder_does_not_keep_others_from_their_turn, 0,
	    sizeof(floods) / sizeof(floods[0]));
	test_cases_add(tests, a_sender_to_a_full_mailbox_is_held_and_goes_on);
	test_cases_add(tests, a_speaker_in_a_room_is_held_and_goes_on);
	test_cases_add(tests, a_member_who_comes_and_goes_is_held_and_goes_on);
	test_cases_add(tests, a_sender_held_for_two_reasons_goes_on);
	test_cases_add_loop(
	    tests, a_confirmation_does_not_overtake_its_message, 0, 2);
	test_cases_add(tests, who_joins_does_not_hear_of_who_was_there);
}
