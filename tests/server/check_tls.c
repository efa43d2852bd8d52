/* SPDX-License-Identifier: MIT */
/*
 * The chat over TLS: who gets through the handshake, what is said behind it,
 * and how it ends.  Whole server tests run over TLS as well; see
 * over_transport.
 */

#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"
#include "server/tls_fixture.h"

/* More than the kernel holds for a client that does not read. */
#define FLOOD_LINES 20000

/* Bytes of a line that takes several records. */
#define LONG_BYTES 16000

static struct test_daemon *
start(const char *tls, const char *option)
{
	return test_daemon_start_with(METRICS_OPTION,
	    test_format("certificate=%s", test_certificate_create_usual()),
	    test_format("tls=%s", tls), option, NULL);
}

/* ---- the handshake ------------------------------------------------------- */

static void
chat_with(struct test_daemon *chatd, int version, size_t piece_max)
{
	struct tls_client *client = tls_client_connect_as(chatd,
	    &(struct tls_wish){ .version = version, .piece_max = piece_max });

	ck_assert_int_eq(SSL_version(tls_client_ssl(client)), version);
	tls_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
	tls_client_ask(client, "WHO\n", "WHO-OK echobot,alice\n");
	tls_client_finish(client);
	ck_assert(tls_client_ends(client));
}

START_TEST(tls_1_2_and_1_3_are_spoken)
{
	struct test_daemon *chatd = start("yes", NULL);

	chat_with(chatd, TLS1_2_VERSION, 0);
	chat_with(chatd, TLS1_3_VERSION, 0);
}
END_TEST

START_TEST(older_versions_are_not)
{
	struct test_daemon *chatd = start("yes", NULL);

	ck_assert(!tls_client_shakes_hands(tls_client_new(
	    chatd, 0, &(struct tls_wish){ .version = TLS1_1_VERSION })));
	metrics_await(metrics_connect(chatd),
	    "chatd_tls_handshakes_total{outcome=\"failed\"}", 1);
}
END_TEST

START_TEST(it_may_come_byte_by_byte)
{
	struct test_daemon *chatd = start("yes", NULL);

	chat_with(chatd, TLS1_2_VERSION, 1);
	chat_with(chatd, TLS1_3_VERSION, 1);
}
END_TEST

START_TEST(auto_leaves_it_to_the_client)
{
	struct test_daemon *chatd = start("auto", NULL);
	struct test_client *bob = test_client_login(chatd, "bob");
	struct tls_client *alice = tls_client_login(chatd, "alice");

	tls_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	test_client_ask(bob, "SEND alice ho\n", "SEND-OK\n");
	tls_client_expect(alice, "DELIVERY bob ho\n");
}
END_TEST

START_TEST(auto_lets_both_be_silent_for_as_long_as_a_login_may_take)
{
	struct test_daemon *chatd = start("auto", "login_timeout=1s");
	struct test_client *metrics = metrics_connect(chatd);

	test_client_expect_end(test_client_connect(chatd));
	metrics_await(metrics, "chatd_logins_total{outcome=\"timeout\"}", 1);
}
END_TEST

START_TEST(who_hangs_up_in_silence_is_let_go)
{
	struct test_daemon *chatd = start("auto", "max_logins_pending=1");

	for (int i = 0; i < 3; i++) {
		struct test_client *client = test_client_connect(chatd);

		test_client_finish(client);
		test_client_expect_end(client);
	}
	test_client_login(chatd, "alice");
}
END_TEST

/* One who does not get through gives the place back that the address had. */
START_TEST(a_handshake_that_fails_takes_no_place_of_its_address)
{
	struct test_daemon *chatd = test_daemon_start_with("workers=1",
	    "limits_exempt=127.0.0.1", "connections_per_address=1",
	    test_format("certificate=%s", test_certificate_create_usual()),
	    "tls=auto", NULL);
	struct test_client *alice = test_client_login(chatd, "alice");
	struct test_client *client;
	bool reset;

	for (int i = 0; i < 3; i++) {
		client = test_client_connect_from(chatd, "hello", "127.0.0.2");
		test_client_send(client, "\026 is no handshake");
		test_client_drain(client, &reset);
		test_client_close(client);
		/* The worker's turn is over when it reads the second one. */
		test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
		test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
	}
	client = test_client_connect_from(chatd, "hello", "127.0.0.2");
	test_client_ask(client, "FOO\n", "BAD-RQST-HDR\n");
}
END_TEST

START_TEST(whoever_is_in_it_counts_as_one_who_has_not_logged_in)
{
	struct test_daemon *chatd = start("yes", "max_logins_pending=1");
	struct tls_client *first = tls_client_new(
	    chatd, 0, &(struct tls_wish){ .version = 0 });
	struct tls_client *second = tls_client_new(
	    chatd, 0, &(struct tls_wish){ .version = 0 });

	/* It is turned away without words, which it would not understand. */
	ck_assert(!tls_client_ends(second));
	ck_assert(tls_client_shakes_hands(first));
	tls_client_ask(first, "HELLO-FROM alice\n", "HELLO alice\n");
	tls_client_login(chatd, "bob");
}
END_TEST

START_TEST(who_comes_back_is_known_to_all_workers)
{
	struct test_daemon *chatd = start("yes", "workers=3");
	struct tls_client *client = tls_client_connect(chatd);
	SSL_SESSION *session;

	/* What carries the ticket comes with the first answer. */
	tls_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
	session = SSL_get1_session(tls_client_ssl(client));
	for (int i = 0; i < 3; i++) {
		struct tls_client *back = tls_client_connect_as(
		    chatd, &(struct tls_wish){ .session = session });

		ck_assert(SSL_session_reused(tls_client_ssl(back)));
	}
	metrics_await(metrics_connect(chatd),
	    "chatd_tls_handshakes_total{outcome=\"resumed\"}", 3);
	SSL_SESSION_free(session);
}
END_TEST

static bool
has_same_ticket(const SSL_SESSION *session, const SSL_SESSION *other)
{
	const unsigned char *ticket, *other_ticket;
	size_t size, other_size;

	SSL_SESSION_get0_ticket(session, &ticket, &size);
	SSL_SESSION_get0_ticket(other, &other_ticket, &other_size);
	return size == other_size && memcmp(ticket, other_ticket, size) == 0;
}

START_TEST(who_comes_back_gets_another_ticket)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *client = tls_client_login(chatd, "alice");
	SSL_SESSION *session = SSL_get1_session(tls_client_ssl(client)), *next;

	client = tls_client_connect_as(
	    chatd, &(struct tls_wish){ .session = session });
	ck_assert(SSL_session_reused(tls_client_ssl(client)));
	/* It comes with an answer. */
	tls_client_ask(client, "FOO\n", "BAD-RQST-HDR\n");
	next = SSL_get1_session(tls_client_ssl(client));
	ck_assert(!has_same_ticket(session, next));
	SSL_SESSION_free(session);
	SSL_SESSION_free(next);
}
END_TEST

/* ---- talking ------------------------------------------------------------- */

START_TEST(replies_come_after_the_client_has_finished)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *client = tls_client_connect(chatd);

	tls_client_send(client, "HELLO-FROM alice\nWHO\n");
	tls_client_finish(client);
	tls_client_expect(client, "HELLO alice\nWHO-OK echobot,alice\n");
	ck_assert(tls_client_ends(client));
}
END_TEST

START_TEST(a_message_of_the_end_is_enough)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *client = tls_client_login(chatd, "alice");

	/* In one piece with what comes before it; the socket stays open. */
	SSL_write(tls_client_ssl(client), "WHO\n", 4);
	SSL_shutdown(tls_client_ssl(client));
	tls_client_flush(client);
	tls_client_expect(client, "WHO-OK echobot,alice\n");
	ck_assert(tls_client_ends(client));
	test_daemon_wait_log(chatd, "alice: closed: end of input");
}
END_TEST

START_TEST(long_lines_take_several_records)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *bob = tls_client_login(chatd, "bob");
	struct tls_client *alice = tls_client_connect_as(
	    chatd, &(struct tls_wish){ .piece_max = 1000 });
	const char *text = test_repeat('x', LONG_BYTES, "\n");

	tls_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	for (int i = 0; i < 8; i++) {
		tls_client_ask(
		    alice, test_format("SEND bob %s", text), "SEND-OK\n");
		tls_client_expect(bob, test_format("DELIVERY alice %s", text));
	}
}
END_TEST

START_TEST(a_slow_reader_gets_everything_in_order)
{
	struct test_daemon *chatd = start("auto", "send_queue_max=64MiB");
	struct tls_client *bob = tls_client_connect_as(
	    chatd, &(struct tls_wish){ .is_small = true });
	struct test_client *alice = test_client_login(chatd, "alice");
	const char *text = test_repeat('x', 400, "");

	tls_client_ask(bob, "HELLO-FROM bob\n", "HELLO bob\n");
	for (int i = 0; i < FLOOD_LINES / 20; i++) {
		const char *lines = "";

		for (int j = 0; j < 10; j++)
			lines = test_format(
			    "%sSEND bob %d %s\n", lines, 10 * i + j, text);
		test_client_ask(
		    alice, lines, test_repeat_text("SEND-OK\n", 10));
	}
	for (int i = 0; i < FLOOD_LINES / 2; i++)
		tls_client_expect(
		    bob, test_format("DELIVERY alice %d %s\n", i, text));
}
END_TEST

/* ---- stopping ------------------------------------------------------------ */

START_TEST(stopping_waits_for_no_handshake)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *alice = tls_client_login(chatd, "alice");
	struct tls_client *half = tls_client_new(
	    chatd, 0, &(struct tls_wish){ .version = 0 });
	size_t size;
	const unsigned char *hello = tls_client_hello(half, &size);

	tls_client_send_raw(half, hello, size / 2);
	tls_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	test_daemon_signal(chatd, SIGTERM);
	ck_assert(tls_client_ends(alice));
	ck_assert(!tls_client_ends(half));
	test_daemon_require_exit(chatd, 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, tls_1_2_and_1_3_are_spoken);
	test_cases_add(tests, older_versions_are_not);
	test_cases_add(tests, it_may_come_byte_by_byte);
	test_cases_add(tests, auto_leaves_it_to_the_client);
	test_cases_add(
	    tests, auto_lets_both_be_silent_for_as_long_as_a_login_may_take);
	test_cases_add(tests, who_hangs_up_in_silence_is_let_go);
	test_cases_add(
	    tests, a_handshake_that_fails_takes_no_place_of_its_address);
	test_cases_add(
	    tests, whoever_is_in_it_counts_as_one_who_has_not_logged_in);
	test_cases_add(tests, who_comes_back_is_known_to_all_workers);
	test_cases_add(tests, who_comes_back_gets_another_ticket);
	test_cases_add(tests, replies_come_after_the_client_has_finished);
	test_cases_add(tests, a_message_of_the_end_is_enough);
	test_cases_add(tests, long_lines_take_several_records);
	test_cases_add(tests, a_slow_reader_gets_everything_in_order);
	test_cases_add(tests, stopping_waits_for_no_handshake);
}
