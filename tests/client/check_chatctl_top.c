/* SPDX-License-Identifier: MIT */
/*
 * chatctl top on a pseudo-terminal: a new screen every second, and a terminal
 * that is in the end as it was before.
 */

#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* A frame begins at the top left; the end returns to the first screen. */
#define FRAME "\033[H"
#define LEAVE "\033[?25h\033[?1049l"

static struct test_daemon *daemon_;

static void
start(void)
{
	const char *arguments[] = { "-s", NULL, "top", NULL };

	daemon_ = test_daemon_start_with(console_option(), NULL);
	arguments[1] = console_path();
	client_use("CHATCTL");
	client_start_on_terminal(arguments);
	client_expect_later(FRAME "chatd " PACKAGE_VERSION ", serving for ");
	client_expect_later("users 0 of 10000, connections 0, workers 2");
	client_expect_later("name                messages/s  bytes/s");
}

/* Expect another frame, with these words in this order. */
static void
expect_frame(const char *first, const char *second, const char *third)
{
	client_expect_later(FRAME);
	client_expect_later(first);
	client_expect_later(second);
	client_expect_later(third);
}

static void
expect_restored(int status)
{
	client_expect_later(LEAVE);
	client_expect_exit(status);
	ck_assert(client_terminal_is_restored());
}

START_TEST(it_is_refreshed_by_itself)
{
	struct test_client *alice;

	start();
	ck_assert(!client_terminal_is_restored());
	client_resize(120);
	alice = test_client_login(daemon_, "alice");
	expect_frame("users 1 of 10000", "\nalice ", test_client_name(alice));
	test_client_close(alice);
	expect_frame("users 0 of 10000", "by messages", "\033[J");
	client_type("q");
	expect_restored(EX_OK);
}
END_TEST

START_TEST(keys_order_the_users)
{
	struct test_client *zoe, *bob;

	start();
	zoe = test_client_login(daemon_, "zoe");
	bob = test_client_login(daemon_, "bob");
	test_client_ask(zoe, "SEND nobody hi\n", "UNKNOWN\n");
	client_type("n");
	expect_frame("by name; keys:", "\nbob ", "\nzoe ");
	client_type("a");
	expect_frame("by age; keys:", "\nzoe ", "\nbob ");
	client_type("w");
	expect_frame("by what waits; keys:", "\nzoe ", "\nbob ");
	client_type("b");
	client_expect_later("by bytes; keys:");
	client_type("x");
	client_type("m");
	client_expect_later("by messages; keys:");
	test_client_close(zoe);
	test_client_close(bob);
	client_type("q");
	expect_restored(EX_OK);
}
END_TEST

/* A line is cut at the edge, and does not run on into the next. */
START_TEST(the_window_may_have_any_width)
{
	start();
	client_resize(30);
	client_expect_later(FRAME "chatd " PACKAGE_VERSION ", serving for ");
	client_expect_later("\nmessages/s: 0 taken, 0 deliver\033[K");
	client_resize(1);
	client_expect_later(FRAME "c\033[K");
	client_expect_later("\nm\033[K");
	client_resize(200);
	client_expect_later("slow readers cut: 0\033[K");
	client_type("q");
	expect_restored(EX_OK);
}
END_TEST

START_TEST(eighty_columns_have_room_for_the_server)
{
	start();
	client_resize(80);
	client_expect_later(FRAME "chatd " PACKAGE_VERSION ", serving for ");
	client_expect_later("\nmessages/s: 0 taken, 0 delivered; bytes/s: ");
	client_expect_later(" out\033[K");
	client_expect_later("\nwaiting: 0B; slow readers cut: 0\033[K");
	client_expect_later("q quit\033[K");
	client_expect_later("worker protocol\033[K");
	client_type("q");
	expect_restored(EX_OK);
}
END_TEST

START_TEST(signals_end_it)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };

	start();
	client_signal(signals[_i]);
	expect_restored(EX_OK);
}
END_TEST

START_TEST(it_ends_with_the_server)
{
	start();
	test_daemon_stop(daemon_);
	client_expect_later(LEAVE);
	client_expect_later("chatd has hung up");
	client_expect_exit(EX_UNAVAILABLE);
	ck_assert(client_terminal_is_restored());
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, it_is_refreshed_by_itself);
	test_cases_add(tests, keys_order_the_users);
	test_cases_add(tests, the_window_may_have_any_width);
	test_cases_add(tests, eighty_columns_have_room_for_the_server);
	test_cases_add_loop(tests, signals_end_it, 0, 3);
	test_cases_add(tests, it_ends_with_the_server);
}
