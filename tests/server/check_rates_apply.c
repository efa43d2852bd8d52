/* SPDX-License-Identifier: MIT */
/*
 * Whom rates concern, and how connections end that wait for theirs.
 */

#include <signal.h>
#include <stdlib.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_frames.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"
#include "server/rates_fixture.h"
#include "server/sized_fixture.h"

static struct test_daemon *chatd;

/* ---- ending -------------------------------------------------------------- */

START_TEST(who_waits_can_be_kicked)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, RATES_BURST);
	alice = test_client_login(chatd, "alice");
	test_client_send(alice, test_repeat_text("WHO\n", 9));
	rates_await_waits(1);
	rates_order("kick alice");
	test_client_expect(
	    alice, test_repeat_text("WHO-OK echobot,alice\n", 4));
	test_client_expect_end(alice);
	test_client_login(chatd, "alice");
}
END_TEST

START_TEST(who_waits_does_not_hold_up_the_end)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, "drain_timeout=24h");
	alice = test_client_login(chatd, "alice");
	test_client_send(alice, test_repeat_text("FOO\n", 60));
	test_client_expect(alice, test_repeat_text("BAD-RQST-HDR\n", 49));
	rates_await_waits(1);
	test_daemon_signal(chatd, SIGTERM);
	test_client_expect_end(alice);
	test_daemon_require_exit(chatd, 0);
}
END_TEST

START_TEST(who_waits_has_to_log_in_in_time)
{
	struct test_client *client;

	chatd = rates_start(RATES_SLOW, "login_timeout=1s");
	client = test_client_connect(chatd);
	test_client_send(client, test_repeat_text("FOO\n", 60));
	test_client_expect(client, test_repeat_text("BAD-RQST-HDR\n", 50));
	test_client_expect_end(client);
	rates_await("chatd_logins_total{outcome=\"timeout\"}", 1);
}
END_TEST

START_TEST(who_waits_may_vanish)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, RATES_BURST);
	alice = test_client_login(chatd, "alice");
	test_client_send(alice, test_repeat_text("WHO\n", 9));
	rates_await_waits(1);
	test_client_abort(alice);
	/* Nobody reads it for the next minute. */
	rates_await("chatd_users", 0);
	rates_await("chatd_waiting_bytes", 0);
}
END_TEST

/* ---- whether there are any ----------------------------------------------- */

/* More than a burst as shipped. */
#define MANY 200

static struct test_client *
send_many(void)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_send(client, test_repeat_text("FOO\n", MANY));
	return client;
}

/* What a burst is answered is written once the rest of it has to wait. */
static void
expect_waiting_after_a_burst(void)
{
	double before = rates_waits();

	test_client_expect(send_many(), test_repeat_text("BAD-RQST-HDR\n", 50));
	ck_assert(rates_waits() > before);
}

START_TEST(there_are_none_while_only_this_machine_can_connect)
{
	chatd = rates_start(NULL, NULL);
	test_client_expect(
	    send_many(), test_repeat_text("BAD-RQST-HDR\n", MANY));
	ck_assert(rates_waits() == 0);
	test_daemon_require_log(chatd, 0, "is open to other machines");
}
END_TEST

START_TEST(an_open_port_brings_them_and_the_log_says_so)
{
	chatd = rates_start("address=*", NULL);
	test_daemon_require_log(chatd, 1,
	    " is open to other machines, so message_rate is 10/s and byte_rate "
	    "32KiB/s for each connection; set them to change that");
	expect_waiting_after_a_burst();
	/* A reload has not forgotten that it is open. */
	rates_lift();
	rates_set("message_rate auto");
	expect_waiting_after_a_burst();
}
END_TEST

START_TEST(an_open_port_changes_nothing_that_was_chosen)
{
	chatd = rates_start("address=*", "message_rate=0");
	test_daemon_require_log(
	    chatd, 1, "so message_rate is 0 and byte_rate 32KiB/s");
	test_client_expect(
	    send_many(), test_repeat_text("BAD-RQST-HDR\n", MANY));
}
END_TEST

/* ---- other protocols ----------------------------------------------------- */

START_TEST(messages_with_a_length_are_counted)
{
	struct test_client *alice;

	chatd = rates_start(RATES_SLOW, "message_burst=3");
	alice = sized_login(chatd, 4, "alice");
	sized_send(alice, 4, "GETNAMES");
	sized_send(alice, 4, "MSG alice 1");
	sized_send(alice, 4, "MSG alice 2");
	sized_expect(alice, 4, "echobot alice");
	sized_expect(alice, 4, "alice SENT 1");
	rates_await_waits(1);
	rates_expect_silence(alice);
	rates_lift();
	sized_expect(alice, 4, "alice SENT 2");
}
END_TEST

START_TEST(frames_are_counted)
{
	static const char all[] = "alice|1\nalice|!who\nalice|2\nalice|!who\n";
	static const char replies[] = "server|alice has logged in\n"
				      "server|users: echobot alice\n";
	struct test_client *alice;
	char *frames, *expected;
	size_t size, expected_size;

	/* The first one logs in and is said, too. */
	chatd = rates_start(RATES_SLOW, "message_burst=4");
	frames = test_frames(all, &size);
	expected = test_frames(replies, &expected_size);
	alice = test_client_connect_protocol(chatd, "framed");
	test_client_send_bytes(alice, frames, size);
	test_client_expect_bytes(alice, expected, expected_size);
	rates_await_waits(1);
	rates_expect_silence(alice);
	rates_lift();
	free(expected);
	expected = test_frames("server|users: echobot alice\n", &expected_size);
	test_client_expect_bytes(alice, expected, expected_size);
	free(frames);
	free(expected);
}
END_TEST

START_TEST(guests_are_counted)
{
	struct test_client *guest;

	chatd = rates_start(RATES_SLOW, "message_burst=3");
	guest = test_client_connect_protocol(chatd, "plain");
	test_client_send(guest, "1\n!name gina\n2\n!who\n");
	test_client_take_until(guest, "You are now gina");
	rates_await_waits(1);
	test_daemon_wait_log(
	    chatd, "gina: has to wait: it sends more than message_rate allows");
	rates_expect_silence(guest);
	rates_lift();
	test_client_take_until(guest, "users: echobot gina");
}
END_TEST

START_TEST(texts_are_filed_at_the_pace_of_the_disk)
{
	struct test_client *client;

	chatd = drop_start(test_directory_create(), RATES_SLOW,
	    "message_burst=1", RATES_NO_BYTES, RATES_NO_BURST, NULL);
	client = drop_connect(chatd);
	for (int i = 0; i < 3; i++) {
		drop_send_text(client, 1, "x\n");
		test_client_expect(client, "A");
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, who_waits_can_be_kicked);
	test_cases_add(tests, who_waits_does_not_hold_up_the_end);
	test_cases_add(tests, who_waits_has_to_log_in_in_time);
	test_cases_add_but(tests, who_waits_may_vanish, "not_tls");
	test_cases_add(
	    tests, there_are_none_while_only_this_machine_can_connect);
	test_cases_add(tests, an_open_port_brings_them_and_the_log_says_so);
	test_cases_add(tests, an_open_port_changes_nothing_that_was_chosen);
	test_cases_add(tests, messages_with_a_length_are_counted);
	test_cases_add(tests, frames_are_counted);
	test_cases_add(tests, guests_are_counted);
	test_cases_add(tests, texts_are_filed_at_the_pace_of_the_disk);
}
