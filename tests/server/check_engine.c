/* SPDX-License-Identifier: MIT */
/*
 * A daemon whose engine does not answer for as long as a test wants: what waits
 * for it, and who ends meanwhile.  The engine aborts if a name is never given
 * back, and so the daemon's exit status says that nothing was left.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

#define ALL_SENT  "stopped: all that was confirmed has been sent"
#define TIME_OVER "stopped: drain_timeout is over"

static const char *silence;
static struct test_daemon *chatd;

static void
set_up(void)
{
	setenv("CHATD", test_program("CHATD_LATE_ENGINE"), 1);
	silence = test_format("%s/silence", test_directory_create());
	setenv("LATE_SILENCE", silence, 1);
}

static void
fall_silent(void)
{
	FILE *file = fopen(silence, "we");

	test_require(file != NULL, "%s cannot be made", silence);
	fclose(file);
}

static void
speak(void)
{
	test_require(unlink(silence) == 0, "%s cannot be removed", silence);
}

/* Wait until the only worker has seen what was sent to it before. */
static void
await_turn(struct test_client *client)
{
	test_client_ask(client, "SEND zoe hi\n", "SEND-OK\nDELIVERY zoe hi\n");
}

static void
start(const char *option)
{
	chatd = test_daemon_start_speaking("hello plain", "workers=1",
	    "name_grace=0", console_option(), option, NULL);
}

/* Require that the daemon ends as outcome says, and that nothing is left. */
static void
expect_stop(const char *outcome)
{
	test_daemon_signal(chatd, SIGTERM);
	test_daemon_wait_log(chatd, outcome);
	test_daemon_require_exit(chatd, 0);
}

/* Log in as name, which is in use until the engine has answered. */
static void
log_in_patiently(const char *name)
{
	test_client_ask_until(test_client_connect(chatd),
	    test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
}

/* ---- who ends before they are answered ----------------------------------- */

START_TEST(a_name_is_free_when_its_asker_has_ended)
{
	struct test_client *zoe, *bob;

	start(NO_OPTION);
	zoe = test_client_login(chatd, "zoe");
	fall_silent();
	bob = test_client_connect(chatd);
	test_client_send(bob, "HELLO-FROM bob\n");
	await_turn(zoe);
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM bob\n", "IN-USE\n");
	/* A connection that waits is not read, so it does not end by itself. */
	console_expect(console_connect(), "kick #2", "OK\n");
	test_client_close(bob);
	speak();
	log_in_patiently("bob");
	test_client_ask(zoe, "WHO\n", "WHO-OK echobot,zoe,bob\n");
	expect_stop(ALL_SENT);
}
END_TEST

START_TEST(neither_name_stays_of_who_ends_while_renaming)
{
	struct test_client *zoe, *bob;

	start(NO_OPTION);
	zoe = test_client_login(chatd, "zoe");
	bob = test_client_connect_protocol(chatd, "plain");
	test_client_ask(bob, "!name bob\n", "You are now bob\n");
	fall_silent();
	test_client_send(bob, "!name carol\n");
	await_turn(zoe);
	console_expect(console_connect(), "kick bob", "OK\n");
	test_client_close(bob);
	test_client_ask(zoe, "WHO\n", "WHO-OK echobot,zoe\n");
	speak();
	log_in_patiently("carol");
	test_client_login(chatd, "bob");
	test_client_ask(zoe, "WHO\n", "WHO-OK echobot,zoe,carol,bob\n");
	expect_stop(ALL_SENT);
}
END_TEST

/* ---- stopping ------------------------------------------------------------ */

START_TEST(a_stop_waits_for_no_text)
{
	struct test_client *zoe, *bob;

	start("drain_timeout=1h");
	zoe = test_client_login(chatd, "zoe");
	bob = test_client_login(chatd, "bob");
	fall_silent();
	test_client_send(bob, "SEND nobody hi\n");
	await_turn(zoe);
	test_daemon_signal(chatd, SIGTERM);
	test_client_expect_end(bob);
	test_client_close(bob);
	test_client_expect_end(zoe);
	test_client_close(zoe);
	test_daemon_wait_log(chatd, ALL_SENT);
	test_daemon_require_exit(chatd, 0);
}
END_TEST

/* The engine answers nobody any more, or everybody in the last moment. */
START_TEST(a_stop_waits_for_names_until_drain_timeout)
{
	struct test_client *zoe, *bob;

	if (_i == 1)
		setenv("LATE_LAST_WORDS", "yes", 1);
	start("drain_timeout=500ms");
	zoe = test_client_login(chatd, "zoe");
	bob = test_client_connect_protocol(chatd, "plain");
	test_client_ask(bob, "!name bob\n", "You are now bob\n");
	fall_silent();
	test_client_send(bob, "!name carol\n");
	test_client_send(test_client_connect(chatd), "HELLO-FROM dave\n");
	test_client_send(
	    test_client_connect_protocol(chatd, "plain"), "!who\n");
	await_turn(zoe);
	expect_stop(TIME_OVER);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, NULL);
	test_cases_add(tests, a_name_is_free_when_its_asker_has_ended);
	test_cases_add(tests, neither_name_stays_of_who_ends_while_renaming);
	test_cases_add(tests, a_stop_waits_for_no_text);
	test_cases_add_loop(
	    tests, a_stop_waits_for_names_until_drain_timeout, 0, 2);
}
