/* SPDX-License-Identifier: MIT */
/*
 * Peers who do not do as they should: in the handshake, and behind it.
 */

#include <string.h>
#include <sys/socket.h>

#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/metrics_fixture.h"
#include "server/tls_fixture.h"

/* More lines than the kernel holds for a client that does not read. */
#define FLOOD_LINES 10000

static struct test_daemon *
start(const char *tls, const char *option)
{
	return test_daemon_start_with(METRICS_OPTION,
	    test_format("certificate=%s", test_certificate_create_usual()),
	    test_format("tls=%s", tls), option, NULL);
}

/* ---- in the handshake ---------------------------------------------------- */

static struct test_client *
connect_plain(struct test_daemon *chatd)
{
	struct sockaddr_storage address;
	size_t size = test_daemon_address(chatd, "hello", 0, &address);

	return test_client_connect_socket((struct sockaddr *)&address, size);
}

START_TEST(plain_words_are_no_handshake)
{
	struct test_daemon *chatd = start("yes", "log_level=info");
	struct test_client *client = connect_plain(chatd);
	bool reset;

	test_client_send(client, "HELLO-FROM alice\n");
	test_client_drain(client, &reset);
	metrics_await(metrics_connect(chatd),
	    "chatd_tls_handshakes_total{outcome=\"failed\"}", 1);
	test_daemon_require_log(chatd, 0, "handshake");
}
END_TEST

START_TEST(half_a_handshake_is_closed)
{
	struct test_daemon *chatd = start("yes", "max_logins_pending=1");
	struct test_client *metrics = metrics_connect(chatd);
	struct tls_client *client = tls_client_new(
	    chatd, 0, &(struct tls_wish){ .version = 0 });
	size_t size;
	const unsigned char *hello = tls_client_hello(client, &size);

	tls_client_send_raw(client, hello, size / 2);
	tls_client_ends(client);
	metrics_await(
	    metrics, "chatd_tls_handshakes_total{outcome=\"timeout\"}", 1);
	/* It has made room. */
	tls_client_login(chatd, "alice");
}
END_TEST

/* A ban ends connections, and whoever is in the entrance has none yet. */
START_TEST(whoever_is_banned_meanwhile_does_not_get_in)
{
	struct test_daemon *chatd = test_daemon_start_with(METRICS_OPTION,
	    test_format("certificate=%s", test_certificate_create_usual()),
	    "tls=auto", "max_logins_pending=1", console_option(), NULL);
	struct test_client *console = console_connect();
	struct test_client *client = connect_plain(chatd);

	/* This one shows that the other has been accepted. */
	test_client_expect(connect_plain(chatd), "BUSY\n");
	console_expect_begin(
	    console, "ban 127.0.0.1", "OK\nkey\tvalue\nconnections\t0\n");
	test_client_send(client, "HELLO-FROM alice\n");
	test_client_expect_end(client);
	metrics_await(metrics_connect(chatd), "chatd_users_banned_total", 1);
}
END_TEST

/* ---- behind it ----------------------------------------------------------- */

START_TEST(new_keys_may_be_wanted_while_much_waits)
{
	struct test_daemon *chatd = start("auto", "send_queue_max=64MiB");
	struct tls_client *bob = tls_client_connect_as(
	    chatd, &(struct tls_wish){ .is_small = true });
	struct test_client *alice = test_client_login(chatd, "alice");
	const char *text = test_repeat('x', 400, "");
	SSL *ssl = tls_client_ssl(bob);

	tls_client_ask(bob, "HELLO-FROM bob\n", "HELLO bob\n");
	for (int i = 0; i < FLOOD_LINES; i++)
		test_client_ask(alice, test_format("SEND bob %d %s\n", i, text),
		    "SEND-OK\n");
	SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED);
	SSL_do_handshake(ssl);
	tls_client_send(bob, "FOO\n");
	for (int i = 0; i < FLOOD_LINES; i++)
		tls_client_expect(
		    bob, test_format("DELIVERY alice %d %s\n", i, text));
	tls_client_expect(bob, "BAD-RQST-HDR\n");
}
END_TEST

START_TEST(new_keys_may_be_wanted_but_not_for_ever)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *client = tls_client_login(chatd, "alice");
	SSL *ssl = tls_client_ssl(client);

	for (int i = 0; i < 8; i++) {
		SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED);
		SSL_do_handshake(ssl);
		tls_client_ask(client, "WHO\n", "WHO-OK echobot,alice\n");
	}
	for (int i = 0; i < 100; i++) {
		SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED);
		SSL_do_handshake(ssl);
		tls_client_flush(client);
	}
	tls_client_ends(client);
	test_daemon_wait_log(chatd, "alice: closed: connection lost");
}
END_TEST

START_TEST(what_fills_records_is_charged)
{
	struct test_daemon *chatd = test_daemon_start_with("tls=yes",
	    METRICS_OPTION, "byte_rate=1KiB/s",
	    test_format("certificate=%s", test_certificate_create_usual()),
	    NULL);
	struct tls_client *client = tls_client_login(chatd, "alice");

	/* Four bytes of use in sixteen thousand. */
	SSL_set_block_padding(tls_client_ssl(client), 16384);
	for (int i = 0; i < 40; i++)
		tls_client_send(client, "FOO\n");
	metrics_await(metrics_connect(chatd), "chatd_rate_waits_total", 1);
}
END_TEST

START_TEST(nothing_is_negotiated_anew)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *client = tls_client_connect_as(
	    chatd, &(struct tls_wish){ .version = TLS1_2_VERSION });
	SSL *ssl = tls_client_ssl(client);

	SSL_renegotiate(ssl);
	ck_assert(!tls_client_shakes_hands(client));
}
END_TEST

START_TEST(what_is_no_record_ends_the_connection)
{
	struct test_daemon *chatd = start("yes", NULL);
	struct tls_client *client = tls_client_login(chatd, "alice");

	tls_client_send_raw(client, "WHO\nWHO\nWHO\n", 12);
	tls_client_ends(client);
	test_daemon_wait_log(chatd, "alice: closed: connection lost");
	tls_client_login(chatd, "alice");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, plain_words_are_no_handshake);
	test_cases_add(tests, half_a_handshake_is_closed);
	test_cases_add(tests, whoever_is_banned_meanwhile_does_not_get_in);
	test_cases_add(tests, new_keys_may_be_wanted_while_much_waits);
	test_cases_add(tests, new_keys_may_be_wanted_but_not_for_ever);
	test_cases_add(tests, what_fills_records_is_charged);
	test_cases_add(tests, nothing_is_negotiated_anew);
	test_cases_add(tests, what_is_no_record_ends_the_connection);
}
