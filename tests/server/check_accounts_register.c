/* SPDX-License-Identifier: MIT */
/* Users make themselves the owners of their names. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/guesses.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/disk_fixture.h"
#include "server/network_fixture.h"

#define OPEN     "registration=open"
#define REGISTER "REGISTER " ACCOUNTS_PASSWORD "\n"

static struct test_daemon *chatd;

static void
begin(const char *option, const char *other)
{
	accounts_begin();
	chatd = accounts_start(option, other);
}

static struct test_client *
log_in_as_owner(const char *name)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client,
	    test_format("AUTH %s " ACCOUNTS_PASSWORD "\n", name), "AUTH-OK\n");
	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

START_TEST(a_user_becomes_the_owner)
{
	struct test_client *alice;

	begin(OPEN, "log_level=debug");
	alice = test_client_login(chatd, "alice");
	/* Requests that come with it wait for the answer. */
	test_client_ask(
	    alice, REGISTER "WHO\n", "REGISTER-OK\nWHO-OK echobot,alice\n");
	test_client_ask(alice, REGISTER, "IN-USE\n");
	test_client_close(alice);
	test_client_ask_until(
	    test_client_connect(chatd), "HELLO-FROM Alice\n", "IN-USE\n");
	log_in_as_owner("alice");
	/* It is there in the next run. */
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 1, "alice: owns the name from now on");
	test_daemon_require_log(chatd, 0, "sesame");
	chatd = accounts_start("freebind=no", "freebind=no");
	log_in_as_owner("alice");
}
END_TEST

START_TEST(registration_is_closed_at_first)
{
	struct test_client *alice;

	begin("freebind=no", "freebind=no");
	alice = test_client_login(chatd, "alice");
	test_client_ask(alice, REGISTER, "BAD-RQST-HDR\n");
	/* The operator may open it. */
	console_expect(console_connect(), "set registration open", "OK\n");
	test_client_ask_until(alice, REGISTER, "REGISTER-OK\n");
}
END_TEST

START_TEST(what_is_no_password_is_refused)
{
	struct test_client *alice;

	begin(OPEN, "freebind=no");
	alice = test_client_connect(chatd);
	test_client_ask(alice, REGISTER, "BAD-RQST-HDR\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	test_client_ask(alice, "REGISTER\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "REGISTER short77\n", "BAD-RQST-BODY\n");
	test_client_ask(alice, "REGISTER no \x01 text\n", "BAD-RQST-BODY\n");
	test_client_ask(alice,
	    test_format("REGISTER %s", test_repeat('x', 129, "\n")),
	    "BAD-RQST-BODY\n");
	test_client_ask(alice, REGISTER, "REGISTER-OK\n");
}
END_TEST

START_TEST(without_accounts_nobody_registers)
{
	struct test_client *alice;

	chatd = test_daemon_start_with(OPEN, NULL);
	alice = test_client_login(chatd, "alice");
	test_client_ask(alice, REGISTER, "BAD-RQST-HDR\n");
}
END_TEST

START_TEST(a_new_password_must_not_be_read_by_others)
{
	struct test_client *alice;

	network_use_faulty();
	setenv("FAULTY_NETWORK_PEER", "192.0.2.7", 1);
	begin(OPEN, "freebind=no");
	alice = test_client_login(chatd, "alice");
	test_client_ask(alice, REGISTER, "BAD-AUTH NOT-PRIVATE\n");
	test_require_equal(accounts_read(), "chatd-accounts 1\nend 0\n");
}
END_TEST

START_TEST(one_peer_makes_some_accounts)
{
	begin(OPEN, "freebind=no");
	for (int i = 0; i < GUESSES_REGISTRATION_BURST; i++)
		test_client_ask(
		    test_client_login(chatd, test_format("user%d", i)),
		    REGISTER, "REGISTER-OK\n");
	test_client_ask(
	    test_client_login(chatd, "mallory"), REGISTER, "BAD-AUTH LATER\n");
	/* That says nothing of their passwords. */
	log_in_as_owner("user0");
}
END_TEST

START_TEST(there_are_accounts_max_of_them)
{
	begin(OPEN, "accounts_max=2");
	accounts_add("alice");
	test_client_ask(
	    test_client_login(chatd, "bob"), REGISTER, "REGISTER-OK\n");
	test_client_ask(
	    test_client_login(chatd, "carol"), REGISTER, "BAD-AUTH LATER\n");
}
END_TEST

/* Whoever has the name when somebody else becomes its owner does not. */
START_TEST(a_name_has_one_owner)
{
	struct test_client *alice;

	begin(OPEN, "freebind=no");
	alice = test_client_login(chatd, "Alice");
	accounts_add("alice");
	test_client_ask(alice, REGISTER, "IN-USE\n");
}
END_TEST

START_TEST(a_disk_may_fail)
{
	struct test_client *alice;

	disk_use_faulty();
	begin(OPEN, "freebind=no");
	alice = test_client_login(chatd, "alice");
	disk_break("fsync-file", EIO);
	test_client_ask(alice, REGISTER, "BAD-AUTH LATER\n");
	disk_mend("fsync-file");
	test_client_ask(alice, REGISTER, "REGISTER-OK\n");
}
END_TEST

START_TEST(whoever_registers_may_leave_before_the_answer)
{
	begin(OPEN, "freebind=no");
	for (int i = 0; i < GUESSES_REGISTRATION_BURST; i++) {
		struct test_client *client = test_client_login(
		    chatd, test_format("user%d", i));

		test_client_send(client, REGISTER);
		if (i % 2 == 0)
			test_client_abort(client);
	}
	test_daemon_stop(chatd);
	accounts_start(OPEN, "freebind=no");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, a_user_becomes_the_owner);
	test_cases_add(tests, registration_is_closed_at_first);
	test_cases_add(tests, what_is_no_password_is_refused);
	test_cases_add(tests, without_accounts_nobody_registers);
	test_cases_add_but(tests, a_new_password_must_not_be_read_by_others,
	    "not_unix not_tls");
	test_cases_add(tests, one_peer_makes_some_accounts);
	test_cases_add(tests, there_are_accounts_max_of_them);
	test_cases_add(tests, a_name_has_one_owner);
	test_cases_add(tests, a_disk_may_fail);
	test_cases_add(tests, whoever_registers_may_leave_before_the_answer);
}
