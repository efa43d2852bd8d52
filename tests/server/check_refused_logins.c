/* SPDX-License-Identifier: MIT */
/*
 * Who was not let in, as the operator sees it: a line in the log that does not
 * come too often, and counters that have all of them.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* Far more than may have a line each. */
#define CLAIMS 50

static struct test_daemon *chatd;
static struct test_client *console;

static void
start(const char *option)
{
	chatd = test_daemon_start_with(
	    "workers=1", console_option(), option, NULL);
	console = console_connect();
}

static unsigned long long
status(const char *key)
{
	return console_number(console_ask(console, "status"), key, "value");
}

/*
 * Send a request for a name as connection number so much, and expect the reply,
 * a line about it in the log, and one in the counter.
 */
static void
expect_refusal(unsigned int number, const char *request, const char *reply,
    const char *words, const char *counter)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client, request, reply);
	test_daemon_wait_log(
	    chatd, test_format("notice: #%u %s: refused %s\n", number,
		       test_client_name(client), words));
	ck_assert_uint_eq(status(counter), 1);
}

START_TEST(a_full_server_says_so)
{
	start("max_clients=1");
	test_client_login(chatd, "alice");
	expect_refusal(2, "HELLO-FROM bob\n", "BUSY\n",
	    "bob: there are max_clients users already", "logins_full");
	ck_assert_uint_eq(status("users"), 1);
	ck_assert_uint_eq(status("users_peak"), 1);
}
END_TEST

START_TEST(a_name_that_is_in_use_is_told)
{
	start(NULL);
	test_client_login(chatd, "alice");
	expect_refusal(2, "HELLO-FROM alice\n", "IN-USE\n",
	    "alice: the name is in use", "logins_in_use");
}
END_TEST

START_TEST(what_cannot_be_a_name_is_told)
{
	start(NULL);
	expect_refusal(1, "HELLO-FROM b\x1b,\n", "BAD-RQST-BODY\n",
	    "b\\x1B,: that cannot be a name", "logins_bad_name");
}
END_TEST

/* However many claims there are, a reason has one line in ten seconds. */
START_TEST(many_refusals_are_one_line_and_a_count)
{
	struct test_client *bob;
	size_t lines;

	start(NULL);
	test_client_login(chatd, "alice");
	for (int i = 0; i < CLAIMS; i++) {
		bob = test_client_connect(chatd);
		test_client_ask(bob, "HELLO-FROM alice\n", "IN-USE\n");
		test_client_close(bob);
	}
	ck_assert_uint_eq(status("logins_in_use"), CLAIMS);
	test_daemon_stop(chatd);
	lines = test_count_lines(test_daemon_log(chatd), "refused alice");
	test_require(lines >= 1 && lines < CLAIMS / 2, "%zu lines", lines);
}
END_TEST

START_TEST(those_turned_away_at_the_door_are_counted)
{
	struct test_client *first, *second;

	start("max_logins_pending=1");
	first = test_client_connect(chatd);
	console_await_status(console, "connections", 1);
	second = test_client_connect(chatd);
	test_client_expect(second, "BUSY\n");
	test_daemon_wait_log(chatd,
	    test_format("turning newcomers away: max_logins_pending is reached "
			"(1 so far, now %s)\n",
		test_client_name(second)));
	ck_assert_uint_eq(status("turned_away"), 1);
	test_client_close(first);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_full_server_says_so);
	test_cases_add(tests, a_name_that_is_in_use_is_told);
	test_cases_add(tests, what_cannot_be_a_name_is_told);
	test_cases_add(tests, many_refusals_are_one_line_and_a_count);
	test_cases_add_but(
	    tests, those_turned_away_at_the_door_are_counted, "not_tls");
}
