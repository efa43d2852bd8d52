/* SPDX-License-Identifier: MIT */
/* Whoever tries passwords is slowed down. */

#include <string.h>

#include "chatd/accounts/guesses.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"

#define AUTH_ALICE "AUTH alice " ACCOUNTS_PASSWORD "\n"

static struct test_daemon *chatd;

static void
begin(void)
{
	accounts_begin();
	chatd = accounts_start(NO_OPTION, "log_level=debug");
	accounts_add("alice");
}

START_TEST(whoever_was_wrong_too_often_waits)
{
	struct test_client *mallory;

	begin();
	mallory = test_client_connect(chatd);
	for (int i = 0; i < GUESSES_PEER_BURST; i++)
		test_client_ask(mallory, "AUTH alice wrong\n", "BAD-AUTH\n");
	test_client_ask(mallory, AUTH_ALICE, "BAD-AUTH LATER\n");
	/* Another connection is the same peer. */
	test_client_ask(
	    test_client_connect(chatd), AUTH_ALICE, "BAD-AUTH LATER\n");
	test_daemon_wait_log(
	    chatd, "refused alice: the password is not checked for now");
}
END_TEST

/* Those that are being checked count, however fast they come. */
START_TEST(guesses_at_the_same_time_are_counted)
{
	struct test_client *clients[GUESSES_PEER_BURST * 2];
	int count = 0;

	begin();
	for (int i = 0; i < GUESSES_PEER_BURST * 2; i++) {
		clients[i] = test_client_connect(chatd);
		test_client_send(clients[i], "AUTH alice wrong-one\n");
	}
	for (int i = 0; i < GUESSES_PEER_BURST * 2; i++)
		count += strcmp(test_client_take_line(clients[i]),
			     "BAD-AUTH") == 0;
	ck_assert_int_eq(count, GUESSES_PEER_BURST);
}
END_TEST

START_TEST(an_asker_may_leave_before_the_answer)
{
	struct test_client *alice;

	begin();
	for (int i = 0; i < GUESSES_PEER_BURST / 2; i++) {
		alice = test_client_connect(chatd);
		test_client_send(alice, AUTH_ALICE "HELLO-FROM alice\n");
		if (i % 2 == 0)
			test_client_abort(alice);
		else
			test_client_close(alice);
	}
	/* So may the daemon. */
	for (int i = 0; i < GUESSES_PEER_BURST / 2; i++)
		test_client_send(test_client_connect(chatd), AUTH_ALICE);
	test_daemon_stop(chatd);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, whoever_was_wrong_too_often_waits);
	test_cases_add(tests, guesses_at_the_same_time_are_counted);
	test_cases_add(tests, an_asker_may_leave_before_the_answer);
}
