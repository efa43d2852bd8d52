/* SPDX-License-Identifier: MIT */
/*
 * chatc and chatd with TLS between them, from the login to the end, and servers
 * that speak none.
 */

#include <sysexits.h>

#include "client/client.h"
#include "client/encryption_fixture.h"
#include "client/server.h"
#include "client/tls_server.h"
#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"

#define SENT "The message was sent successfully\n"

/* ---- talking ------------------------------------------------------------- */

START_TEST(speaks_every_protocol)
{
	static const struct {
		const char *protocol;
		const char *answer;
	} rows[] = {
		{ "hello", SENT "From echobot: hi\n" },
		{ "sized", "From echobot: hi\n" },
		{ "framed", "From echobot: @alice hi\n" },
		{ "plain", "From echobot: @alice hi\n" },
	};

	encryption_start_server(NULL);
	encryption_start_at(
	    "127.0.0.1", rows[_i].protocol, encryption_trust(), "--plain");
	client_expect(ENCRYPTION_IN);
	client_type("@echobot hi\n");
	client_expect(rows[_i].answer);
	encryption_leave();
}
END_TEST

START_TEST(long_texts_are_whole)
{
	const char *text = test_repeat('x', 16000, "");

	encryption_start_server(NULL);
	encryption_start(encryption_trust());
	client_type(test_format("@alice %s\n", text));
	client_expect(test_format(ENCRYPTION_IN SENT "From alice: %s\n", text));
	encryption_leave();
}
END_TEST

/* ---- our own certificate ------------------------------------------------- */

START_TEST(shows_a_certificate_of_its_own)
{
	const char *mine = test_certificate_create(
	    &(struct test_certificate){ .name = "alice" });

	encryption_start_server(test_format("client_ca=%s", mine));
	encryption_start_at("localhost", "hello", encryption_trust(),
	    test_format("--cert=%s", mine));
	client_expect(ENCRYPTION_IN);
	encryption_leave();
	encryption_start(encryption_trust());
	client_expect_exit(EX_UNAVAILABLE);
	client_expect_aside(ENCRYPTION_CANNOT
	    "localhost: it refuses us: certificate required\n"
	    "chatc: Perhaps it wants a certificate of yours, see --cert.\n");
}
END_TEST

/* ---- ends ---------------------------------------------------------------- */

START_TEST(is_told_that_the_server_is_full)
{
	(void)test_client_login(
	    encryption_start_server("max_clients=1"), "bob");
	encryption_start(encryption_trust());
	client_expect("Cannot log in. The server is full!\n");
	client_expect_exit(EX_TEMPFAIL);
}
END_TEST

START_TEST(notices_that_the_server_stops)
{
	struct test_daemon *server = encryption_start_server(NULL);

	encryption_start(encryption_trust());
	client_expect(ENCRYPTION_IN);
	test_daemon_stop(server);
	client_expect_exit(EX_IOERR);
	client_expect_aside("chatc: The connection is lost: ");
}
END_TEST

/* Start chatc at a server that the test plays, and log in. */
static void
log_in_at_test(void)
{
	const char *arguments[] = { "--tls", encryption_trust(),
		tls_server_listen(encryption_certificate()), NULL };

	client_start(arguments);
	tls_server_accept();
	tls_server_expect("HELLO-FROM alice\n");
}

START_TEST(says_when_no_more_comes)
{
	log_in_at_test();
	tls_server_send("HELLO alice\n");
	client_end_input();
	tls_server_expect_end();
	tls_server_send("DELIVERY bob bye\n");
	tls_server_hang_up();
	client_expect(ENCRYPTION_IN "From bob: bye\n");
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(hears_the_words_before_a_reset)
{
	log_in_at_test();
	tls_server_send("BUSY\n");
	tls_server_reset();
	client_expect("Cannot log in. The server is full!\n");
	client_expect_exit(EX_TEMPFAIL);
}
END_TEST

START_TEST(a_reset_is_a_loss)
{
	log_in_at_test();
	tls_server_send("HELLO alice\n");
	client_expect(ENCRYPTION_IN);
	tls_server_reset();
	client_expect_aside(
	    "chatc: The connection is lost: Connection reset by peer\n");
	client_expect_exit(EX_IOERR);
}
END_TEST

/* What is not encrypted is nothing that the server has said. */
START_TEST(words_from_between_are_not_heard)
{
	log_in_at_test();
	tls_server_send("HELLO alice\n");
	client_expect(ENCRYPTION_IN);
	tls_server_send_raw("DELIVERY bob hi\n");
	client_expect_aside("chatc: The connection is lost: ");
	client_expect_exit(EX_IOERR);
}
END_TEST

START_TEST(an_early_refusal_is_told)
{
	log_in_at_test();
	tls_server_send_raw("DELIVERY bob hi\n");
	client_expect_aside(ENCRYPTION_CANNOT "127.0.0.1: ");
	client_expect_exit(EX_UNAVAILABLE);
}
END_TEST

START_TEST(says_that_it_is_encrypted_on_a_terminal)
{
	const char *arguments[] = { "--tls", "--no-color", encryption_trust(),
		NULL, NULL };

	encryption_start_server(NULL);
	arguments[3] = test_format(
	    "alice@localhost:%u", encryption_port_of("hello"));
	client_start_on_terminal(arguments);
	client_expect_later("The connection to localhost is encrypted (TLSv1.");
	client_expect_later("alice> ");
	client_type("\004");
	client_expect_exit(EX_OK);
}
END_TEST

/* ---- who speaks no TLS --------------------------------------------------- */

static void
start_at_test(void)
{
	const char *arguments[] = { "--tls", server_target("alice"), NULL };

	server_listen();
	arguments[1] = server_target("alice");
	client_start(arguments);
	server_accept();
}

START_TEST(words_are_no_tls)
{
	start_at_test();
	server_send("BAD-RQST-HDR\n");
	client_expect_aside(
	    ENCRYPTION_CANNOT "127.0.0.1: it does not speak TLS there\n"
			      "chatc: Try it without --tls.\n");
	client_expect_exit(EX_UNAVAILABLE);
}
END_TEST

START_TEST(silence_is_no_tls)
{
	start_at_test();
	server_swallow(5);
	server_reset();
	client_expect_aside(ENCRYPTION_CANNOT
	    "127.0.0.1: it hangs up in the TLS handshake; perhaps it does not "
	    "speak TLS there\n");
	client_expect_exit(EX_UNAVAILABLE);
}
END_TEST

/* ---- filing -------------------------------------------------------------- */

static void
start_filing(const char *option, const char *text)
{
	const char *arguments[] = { "--tls", "--protocol=drop", option,
		test_format("localhost:%u", encryption_port_of("drop")), text,
		text, NULL };

	client_start(arguments);
}

START_TEST(is_told_what_a_silent_server_may_want)
{
	const char *text = test_file_create("one\n", 4);
	const char *arguments[] = { "--protocol=drop", NULL, text, NULL };

	encryption_use_server(drop_start(test_directory_create(),
	    test_format("certificate=%s", encryption_certificate()), "tls=yes",
	    NULL));
	arguments[1] = test_format("localhost:%u", encryption_port_of("drop"));
	client_start(arguments);
	client_expect_exit(EX_IOERR);
	client_expect_aside(
	    "chatc: The connection is lost: "
	    "Connection reset by peer; perhaps it wants --tls\n");
}
END_TEST

START_TEST(files_nothing_where_the_key_has_changed)
{
	const char *directory = test_directory_create();
	const char *text = test_file_create("one\n", 4);

	encryption_use_server(drop_start(directory,
	    test_format("certificate=%s", encryption_certificate()), "tls=yes",
	    NULL));
	encryption_make_known_servers(test_format(
	    "localhost:%u SHA256:another\n", encryption_port_of("drop")));
	start_filing("--tofu", text);
	client_expect_aside(
	    ENCRYPTION_CANNOT "localhost: ITS KEY HAS CHANGED!\n");
	client_expect_exit(EX_UNAVAILABLE);
	ck_assert_uint_eq(drop_count_files(directory), 0);
}
END_TEST

START_TEST(files_texts)
{
	const char *directory = test_directory_create();
	const char *large = test_file_create(
	    test_repeat_text("a line of text\n", 20000), 300000);
	const char *filed = test_format("%s: filed, 20000 lines\n", large);

	encryption_use_server(drop_start(directory,
	    test_format("certificate=%s", encryption_certificate()), "tls=yes",
	    NULL));
	start_filing(encryption_trust(), large);
	client_expect(filed);
	client_expect(filed);
	client_expect_exit(EX_OK);
	start_filing("--tofu", large);
	client_expect(filed);
	client_expect(filed);
	client_expect_aside("chatc: localhost is new here. ");
	client_expect_exit(EX_OK);
	start_filing("--timeout=10s", large);
	client_expect_aside(ENCRYPTION_CANNOT
	    "localhost: its certificate is self-signed, so that nobody "
	    "vouches for it\n" ENCRYPTION_ADVICE);
	client_expect_exit(EX_UNAVAILABLE);
	ck_assert_uint_eq(drop_count_files(directory), 4);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, encryption_set_up, NULL);
	test_cases_add_loop(tests, speaks_every_protocol, 0, 4);
	test_cases_add(tests, long_texts_are_whole);
	test_cases_add(tests, shows_a_certificate_of_its_own);
	test_cases_add(tests, is_told_that_the_server_is_full);
	test_cases_add(tests, notices_that_the_server_stops);
	test_cases_add(tests, says_when_no_more_comes);
	test_cases_add(tests, hears_the_words_before_a_reset);
	test_cases_add(tests, a_reset_is_a_loss);
	test_cases_add(tests, words_from_between_are_not_heard);
	test_cases_add(tests, an_early_refusal_is_told);
	test_cases_add(tests, says_that_it_is_encrypted_on_a_terminal);
	test_cases_add(tests, words_are_no_tls);
	test_cases_add(tests, silence_is_no_tls);
	test_cases_add(tests, files_texts);
	test_cases_add(tests, is_told_what_a_silent_server_may_want);
	test_cases_add(tests, files_nothing_where_the_key_has_changed);
}
