/* SPDX-License-Identifier: MIT */
/*
 * Connections that send faster than they may: they wait, nobody else does, and
 * nothing that they have sent is lost or overtaken.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/rates_fixture.h"

static struct test_daemon *chatd;

/* Return count lines, which end in numbers. */
static const char *
numbered(const char *begin, int first, int count)
{
	const char *text = "";

	for (int i = first; i < first + count; i++)
		text = test_format("%s%s %d\n", text, begin, i);
	return text;
}

/* ---- waiting ------------------------------------------------------------- */

/* Sent at once, or one by one. */
START_TEST(who_has_used_up_the_burst_waits_and_nobody_else)
{
	struct test_client *alice, *bob;

	chatd = rates_start(RATES_SLOW, RATES_BURST);
	bob = test_client_login(chatd, "bob");
	alice = test_client_login(chatd, "alice");
	if (_i == 0) {
		test_client_send(alice, numbered("SEND bob", 1, 9));
	} else {
		for (int i = 1; i <= 4; i++)
			test_client_ask(alice, test_format("SEND bob %d\n", i),
			    "SEND-OK\n");
		test_client_send(alice, numbered("SEND bob", 5, 5));
	}
	if (_i == 0)
		test_client_expect(alice, test_repeat_text("SEND-OK\n", 4));
	test_client_expect(bob, numbered("DELIVERY alice", 1, 4));
	rates_await_waits(1);
	rates_expect_silence(alice);
	/* What bob is told costs him nothing. */
	test_client_ask(bob, "WHO\n", "WHO-OK echobot,bob,alice\n");
	rates_lift();
	test_client_expect(alice, test_repeat_text("SEND-OK\n", 5));
	test_client_expect(bob, numbered("DELIVERY alice", 5, 5));
}
END_TEST

/* The half of them is written after the other half was kept. */
START_TEST(what_is_sent_while_waiting_comes_in_order)
{
	struct test_client *alice, *bob;

	chatd = rates_start(RATES_SLOW, RATES_BURST);
	bob = test_client_login(chatd, "bob");
	alice = test_client_login(chatd, "alice");
	test_client_send(alice, numbered("SEND bob", 0, 50));
	test_client_expect(alice, test_repeat_text("SEND-OK\n", 4));
	rates_await_waits(1);
	test_client_send(alice, numbered("SEND bob", 50, 50));
	test_client_send(alice, "SEND bob half ");
	rates_expect_silence(alice);
	rates_lift();
	test_client_send(alice, "a line\n");
	test_client_expect(bob, numbered("DELIVERY alice", 0, 100));
	test_client_expect(bob, "DELIVERY alice half a line\n");
	test_client_expect(alice, test_repeat_text("SEND-OK\n", 97));
}
END_TEST

START_TEST(every_request_counts_whatever_comes_of_it)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, "message_burst=7");
	alice = test_client_connect(chatd);
	test_client_ask(alice,
	    test_format("HELLO-FROM a,b\nHELLO-FROM alice\nWHO\n%s\nJOIN #x\n"
			"SEND nobody x\nFOO\nWHO\n",
		test_repeat('x', 20000, "")),
	    "BAD-RQST-BODY\nHELLO alice\nWHO-OK echobot,alice\nBAD-RQST-BODY\n"
	    "JOIN-OK #x\nUNKNOWN\nBAD-RQST-HDR\n");
	rates_await_waits(1);
	rates_expect_silence(alice);
	rates_lift();
	test_client_expect(alice, "WHO-OK echobot,alice\n");
}
END_TEST

START_TEST(logging_in_counts_too)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, RATES_BURST);
	alice = test_client_connect(chatd);
	test_client_send(alice, "FOO\nFOO\nFOO\nFOO\nFOO\nHELLO-FROM alice\n");
	test_client_expect(alice, test_repeat_text("BAD-RQST-HDR\n", 5));
	rates_await_waits(1);
	rates_expect_silence(alice);
	test_daemon_require_log(chatd, 0, "has to wait");
	rates_lift();
	test_client_expect(alice, "HELLO alice\n");
}
END_TEST

/* One byte of room takes a whole read; the next one waits. */
START_TEST(bytes_have_a_rate_of_their_own)
{
	struct test_client *alice;

	chatd = rates_start(RATES_NO_BYTES, RATES_NO_BURST);
	alice = test_client_connect(chatd);
	test_client_ask(alice, "HELLO-FROM alice\nWHO\n",
	    "HELLO alice\n"
	    "WHO-OK echobot,alice\n");
	rates_await_waits(1);
	test_daemon_wait_log(
	    chatd, "alice: has to wait: it sends more than byte_rate allows");
	test_client_send(alice, "WHO\n");
	rates_expect_silence(alice);
	rates_lift();
	test_client_expect(alice, "WHO-OK echobot,alice\n");
}
END_TEST

/* ---- going on ------------------------------------------------------------ */

START_TEST(time_makes_room)
{
	struct test_client *alice;

	/* A burst of ten, which is what comes in a quarter of a second. */
	chatd = rates_start("message_rate=40/s", "message_burst=1");
	alice = test_client_login(chatd, "alice");
	test_client_send(alice, numbered("SEND alice", 0, 30));
	for (int i = 0; i < 30; i++)
		test_client_expect(
		    alice, test_format("SEND-OK\nDELIVERY alice %d\n", i));
	ck_assert(rates_waits() > 1);
	test_daemon_require_log(chatd, 1, "has to wait");
}
END_TEST

/* The login_timeout of somebody else is the clock: it is four ticks at least.
 */
START_TEST(who_waits_long_goes_on_all_the_same)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, "login_timeout=1s");
	alice = test_client_login(chatd, "alice");
	test_client_send(alice, test_repeat_text("FOO\n", 60));
	test_client_expect(alice, test_repeat_text("BAD-RQST-HDR\n", 49));
	test_client_expect_end(test_client_connect(chatd));
	rates_await_waits(1);
	rates_expect_silence(alice);
	rates_lift();
	test_client_expect(alice, test_repeat_text("BAD-RQST-HDR\n", 11));
}
END_TEST

START_TEST(a_reload_may_lower_and_raise_a_rate)
{
	struct test_client *alice, *bob;

	chatd = rates_start(RATES_SLOW, "message_burst=10");
	bob = test_client_login(chatd, "bob");
	alice = test_client_login(chatd, "alice");
	test_client_ask(alice, numbered("SEND bob", 0, 6),
	    test_repeat_text("SEND-OK\n", 6));
	/* She has sent more already. */
	rates_set("message_burst 5");
	test_client_send(alice, numbered("SEND bob", 6, 5));
	rates_await_waits(1);
	rates_expect_silence(alice);
	rates_set("message_burst 9");
	test_client_expect(alice, test_repeat_text("SEND-OK\n", 2));
	rates_expect_silence(alice);
	rates_lift();
	test_client_expect(alice, test_repeat_text("SEND-OK\n", 3));
	test_client_expect(bob, numbered("DELIVERY alice", 0, 11));
}
END_TEST

/* printf ... | nc: its end is seen when all has been answered. */
START_TEST(who_finishes_sending_gets_all_replies)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, RATES_BURST);
	alice = test_client_connect(chatd);
	test_client_send(alice,
	    test_format("HELLO-FROM alice\n%s", numbered("SEND alice", 0, 20)));
	test_client_finish(alice);
	test_client_expect(alice, "HELLO alice\n");
	for (int i = 0; i < 4; i++)
		test_client_expect(
		    alice, test_format("SEND-OK\nDELIVERY alice %d\n", i));
	rates_await_waits(1);
	rates_expect_silence(alice);
	rates_lift();
	for (int i = 4; i < 20; i++)
		test_client_expect(
		    alice, test_format("SEND-OK\nDELIVERY alice %d\n", i));
	test_client_expect_end(alice);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, who_has_used_up_the_burst_waits_and_nobody_else, 0, 2);
	test_cases_add(tests, what_is_sent_while_waiting_comes_in_order);
	test_cases_add(tests, every_request_counts_whatever_comes_of_it);
	test_cases_add(tests, logging_in_counts_too);
	/* A login that waits ends the read that is let through whole. */
	test_cases_add_but(tests, bytes_have_a_rate_of_their_own, "not_late");
	test_cases_add(tests, time_makes_room);
	test_cases_add(tests, who_waits_long_goes_on_all_the_same);
	test_cases_add(tests, a_reload_may_lower_and_raise_a_rate);
	test_cases_add(tests, who_finishes_sending_gets_all_replies);
}
