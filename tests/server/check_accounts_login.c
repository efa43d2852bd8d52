/* SPDX-License-Identifier: MIT */
/* The owner of a name comes with a password, in each protocol. */

#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/network_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define AUTH_ALICE "AUTH alice " ACCOUNTS_PASSWORD "\n"

static struct test_daemon *chatd;

/* Start a daemon that speaks these protocols too, where alice has an account.
 */
static void
begin_speaking(const char *protocols, const char *option)
{
	accounts_begin();
	chatd = accounts_start_speaking(protocols, option);
	accounts_add("alice");
}

static void
begin(const char *option)
{
	accounts_begin();
	chatd = accounts_start(option, "log_level=debug");
	accounts_add("alice");
}

/* Connect, and log in as the owner of name. */
static struct test_client *
log_in(const char *name)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client,
	    test_format("AUTH %s " ACCOUNTS_PASSWORD "\n", name), "AUTH-OK\n");
	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

/* ---- a password ---------------------------------------------------------- */

START_TEST(the_owner_gets_the_name)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(alice, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(alice, AUTH_ALICE, "AUTH-OK\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	/* Others do not, while the owner is there and after that. */
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM alice\n", "IN-USE\n");
	test_client_close(alice);
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM alice\n", "IN-USE\n");
}
END_TEST

START_TEST(requests_may_follow_a_password_at_once)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(alice, AUTH_ALICE "HELLO-FROM alice\nWHO\n",
	    "AUTH-OK\nHELLO alice\nWHO-OK echobot,alice\n");
	/* A half-closed connection gets its answers, too. */
	alice = test_client_connect(chatd);
	test_client_send(alice, AUTH_ALICE "HELLO-FROM alice\nWHO\n");
	test_client_finish(alice);
	test_client_expect(
	    alice, "AUTH-OK\nHELLO alice\nWHO-OK echobot,alice\n");
	test_client_expect_end(alice);
}
END_TEST

START_TEST(a_wrong_password_is_refused)
{
	struct test_client *mallory;

	begin(NO_OPTION);
	mallory = test_client_connect(chatd);
	test_client_ask(mallory, "AUTH alice Open Sesame\n", "BAD-AUTH\n");
	test_client_ask(mallory, "AUTH bob open sesame\n", "BAD-AUTH\n");
	test_client_ask(mallory, "AUTH a,b open sesame\n", "BAD-AUTH\n");
	test_client_ask(mallory, "AUTH alice\n", "BAD-RQST-BODY\n");
	test_client_ask(mallory, "AUTH\n", "BAD-RQST-BODY\n");
	test_client_ask(mallory,
	    test_format("AUTH alice %s", test_repeat('x', 512, "\n")),
	    "BAD-AUTH\n");
	test_client_ask(mallory, "HELLO-FROM alice\n", "IN-USE\n");
	/* It is no worse off than before. */
	test_client_ask(
	    mallory, AUTH_ALICE "HELLO-FROM alice\n", "AUTH-OK\nHELLO alice\n");
	/* And it is too late then. */
	test_client_ask(mallory, AUTH_ALICE, "BAD-RQST-HDR\n");
}
END_TEST

START_TEST(a_strict_listener_hangs_up)
{
	struct test_client *mallory;

	begin("hello_strict=yes");
	mallory = test_client_connect(chatd);
	test_client_ask(mallory, "AUTH alice wrong-sesame\n", "BAD-AUTH\n");
	test_client_expect_end(mallory);
	test_daemon_wait_log(chatd, "refused alice: the password is wrong");
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "sesame");
}
END_TEST

START_TEST(a_password_may_arrive_in_pieces)
{
	struct test_client *alice;

	begin(NO_OPTION);
	for (int i = 0; i < 5; i++) {
		alice = test_client_connect(chatd);
		test_client_send_pieces(
		    alice, AUTH_ALICE, strlen(AUTH_ALICE), 5);
		test_client_expect(alice, "AUTH-OK\n");
	}
}
END_TEST

START_TEST(an_owner_has_the_names_that_look_like_it)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(
	    alice, "AUTH Alice " ACCOUNTS_PASSWORD "\n", "AUTH-OK\n");
	test_client_ask(alice, "HELLO-FROM ALICE\n", "HELLO ALICE\n");
}
END_TEST

START_TEST(one_account_is_not_another)
{
	struct test_client *bob;

	begin(NO_OPTION);
	accounts_add("bob");
	bob = test_client_connect(chatd);
	test_client_ask(bob, "AUTH bob " ACCOUNTS_PASSWORD "\n", "AUTH-OK\n");
	test_client_ask(bob, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(bob, "HELLO-FROM bob\n", "HELLO bob\n");
}
END_TEST

START_TEST(another_password_ends_what_was_shown)
{
	struct test_client *alice, *console;

	begin(NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(alice, AUTH_ALICE, "AUTH-OK\n");
	console = console_connect();
	console_expect(console, "account password alice sesame opens", "OK\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(alice, AUTH_ALICE, "BAD-AUTH\n");
	test_client_ask(alice, "AUTH alice sesame opens\n", "AUTH-OK\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
}
END_TEST

START_TEST(there_may_be_no_accounts)
{
	struct test_client *alice;

	chatd = test_daemon_start_speaking("plain framed sized", NULL);
	alice = test_client_connect(chatd);
	test_client_ask(alice, AUTH_ALICE, "BAD-RQST-HDR\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	/* What is no request here must not be said to all. */
	test_client_ask(test_client_connect_protocol(chatd, "plain"),
	    "!auth alice open sesame\n", "! refused: no accounts\n");
	sized_ask(sized_connect(chatd), 4, "AUTH alice open sesame",
	    "ERROR no accounts");
}
END_TEST

START_TEST(a_password_is_in_no_log_and_in_no_answer)
{
	struct test_client *alice;

	begin(NO_OPTION);
	log_in("alice");
	alice = test_client_connect(chatd);
	/* Somebody has forgotten the name, or has it in the wrong place. */
	test_client_ask(alice, "AUTH opensesame\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "AUTH opensesame alice\n", "BAD-AUTH\n");
	test_daemon_wait_log(
	    chatd, "refused a name that nobody owns: the password is wrong");
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "sesame");
	test_daemon_require_log(chatd, 1, "knows the password of alice");
}
END_TEST

/* ---- over the other protocols -------------------------------------------- */

START_TEST(sized_has_a_command)
{
	struct test_client *alice;

	begin_speaking("sized", NO_OPTION);
	alice = sized_connect(chatd);
	sized_ask(alice, 4, "AUTH alice wrong", "ERROR wrong password: alice");
	sized_ask(alice, 4, "AUTH alice", "ERROR no password");
	sized_ask(alice, 4, "AUTH alice " ACCOUNTS_PASSWORD, "AUTH-OK");
	sized_ask(alice, 4, "NAME alice", "HELLO alice");
	/* It may be somebody else first. */
	alice = sized_connect(chatd);
	sized_ask(alice, 4, "NAME bob", "HELLO bob");
	sized_ask(alice, 4, "AUTH alice " ACCOUNTS_PASSWORD, "AUTH-OK");
	sized_ask(alice, 4, "NAME alice", "HELLO alice");
	sized_ask(alice, 4, "NAME bob", "HELLO bob");
	sized_ask(alice, 4, "NAME Alice", "HELLO Alice");
}
END_TEST

START_TEST(framed_has_a_first_frame)
{
	struct test_client *alice, *bob;

	begin_speaking("framed", NO_OPTION);
	bob = framed_login(chatd, "bob");
	alice = framed_connect(chatd);
	framed_ask(
	    alice, "alice|!auth wrong\n", "server|wrong password: alice\n");
	test_client_expect_end(alice);
	alice = framed_connect(chatd);
	framed_ask(alice, "alice|!auth " ACCOUNTS_PASSWORD "\n",
	    "server|alice has logged in\n");
	/* The others hear of alice, and not of the password. */
	framed_expect(bob, "server|alice has logged in\n");
	framed_ask(alice, "alice|!auth " ACCOUNTS_PASSWORD "\n",
	    "server|!auth comes first\n");
	framed_send(alice, "alice|hi\n");
	framed_expect(bob, "alice|hi\n");
}
END_TEST

START_TEST(plain_has_a_request)
{
	struct test_client *alice, *bob;

	begin_speaking("plain", NO_OPTION);
	bob = test_client_connect_protocol(chatd, "plain");
	test_client_ask(bob, "!name bob\n", "You are now bob\n");
	alice = test_client_connect_protocol(chatd, "plain");
	test_client_ask(
	    alice, "!auth alice wrong\n", "! refused: wrong password: alice\n");
	test_client_ask(
	    alice, "!auth alice\n", "! refused: wrong password: alice\n");
	test_client_ask(alice, "!auth\n", "! refused: wrong password\n");
	test_client_ask(alice, "!auth alice " ACCOUNTS_PASSWORD "\n",
	    "You are now alice\n");
	test_client_expect(
	    bob, test_format("[%s] entered room\n[%s] is now [alice]\n",
		     test_client_name(alice), test_client_name(alice)));
}
END_TEST

/* ---- who may send a password --------------------------------------------- */

/* Start a daemon to which all seem to come from elsewhere. */
static void
begin_elsewhere(const char *option)
{
	network_use_faulty();
	setenv("FAULTY_NETWORK_PEER", "192.0.2.7", 1);
	begin_speaking("sized framed plain", option);
}

START_TEST(a_password_that_others_could_read_is_refused)
{
	struct test_client *alice;

	begin_elsewhere(NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(alice, AUTH_ALICE, "BAD-AUTH NOT-PRIVATE\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "IN-USE\n");
	sized_ask(sized_connect(chatd), 4, "AUTH alice " ACCOUNTS_PASSWORD,
	    "ERROR not private");
	alice = framed_connect(chatd);
	framed_ask(alice, "alice|!auth " ACCOUNTS_PASSWORD "\n",
	    "server|not private\n");
	test_client_expect_end(alice);
	test_client_ask(test_client_connect_protocol(chatd, "plain"),
	    "!auth alice " ACCOUNTS_PASSWORD "\n", "! refused: not private\n");
}
END_TEST

#ifdef HAVE_OPENSSL

/* Nobody reads what is encrypted, wherever it comes from. */
START_TEST(a_password_may_come_by_tls)
{
	setenv("CHATD_TEST_TRANSPORT", "tls", 1);
	begin_elsewhere(NO_OPTION);
	log_in("alice");
}
END_TEST

#endif

START_TEST(it_may_be_taken_all_the_same)
{
	struct test_client *console;

	begin_elsewhere("auth_plaintext=yes");
	log_in("alice");
	/* A reload changes it, for those who are connected as well. */
	console = console_connect();
	console_expect(console, "set auth_plaintext no", "OK\n");
	test_client_ask_until(
	    test_client_connect(chatd), AUTH_ALICE, "BAD-AUTH NOT-PRIVATE\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, the_owner_gets_the_name);
	test_cases_add(tests, requests_may_follow_a_password_at_once);
	test_cases_add(tests, a_wrong_password_is_refused);
	test_cases_add(tests, a_strict_listener_hangs_up);
	test_cases_add(tests, a_password_may_arrive_in_pieces);
	test_cases_add(tests, an_owner_has_the_names_that_look_like_it);
	test_cases_add(tests, one_account_is_not_another);
	test_cases_add(tests, another_password_ends_what_was_shown);
	test_cases_add(tests, there_may_be_no_accounts);
	test_cases_add(tests, a_password_is_in_no_log_and_in_no_answer);
	test_cases_add(tests, sized_has_a_command);
	test_cases_add(tests, framed_has_a_first_frame);
	test_cases_add_but(tests, plain_has_a_request, "not_unix");
	test_cases_add_but(tests, a_password_that_others_could_read_is_refused,
	    "not_unix not_tls");
#ifdef HAVE_OPENSSL
	test_cases_add(tests, a_password_may_come_by_tls);
#endif
	test_cases_add_but(
	    tests, it_may_be_taken_all_the_same, "not_unix not_tls");
}
