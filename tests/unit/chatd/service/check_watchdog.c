/* SPDX-License-Identifier: MIT */
/*
 * When the manager hears that chatd is alive, and when it does not.  The
 * workers are mailboxes whose turns the test takes, so nothing depends on time
 * here.
 */

#include "chatd/service/watchdog.h"

#include <stdint.h>
#include <stdlib.h>

#include <event2/event.h>

#include "chatd/event/mailbox.h"
#include "common/test_manager.h"
#include "unit/unit.h"

#ifdef HAVE_SYSTEMD

#define WORKERS 3

/* It is short, so that it takes no time to wait for many of them. */
#define INTERVAL_US 2000

static struct event_base *base, *worker_base;
static struct mailbox *home, *mailboxes[WORKERS];
static struct watchdog *watchdog;

static void
start_watchdog(void)
{
	ck_assert_int_eq(putenv((char *)(uintptr_t)test_manager_open()), 0);
	base = event_base_new();
	worker_base = event_base_new();
	home = mailbox_new(base, NULL);
	for (int i = 0; i < WORKERS; i++)
		mailboxes[i] = mailbox_new(worker_base, NULL);
	watchdog = watchdog_new(base, home, mailboxes, WORKERS, INTERVAL_US);
	ck_assert_ptr_nonnull(watchdog);
	ck_assert_int_eq(watchdog_start(watchdog), 0);
}

static void
stop_watchdog(void)
{
	watchdog_free(watchdog);
	for (int i = 0; i < WORKERS; i++)
		mailbox_free(mailboxes[i]);
	mailbox_free(home);
	event_base_free(worker_base);
	event_base_free(base);
}

/* Let these workers take a turn. */
static void
turn(int first, int last)
{
	for (int i = first; i <= last; i++)
		mailbox_receive(mailboxes[i]);
}

/* Let the main thread take turns: one for each tick and each answer. */
static void
turn_main(int turns)
{
	while (turns-- > 0)
		ck_assert_int_eq(event_base_loop(base, EVLOOP_ONCE), 0);
}

static void
require_alive(void)
{
	const char *notification = test_manager_receive();

	ck_assert_ptr_nonnull(notification);
	ck_assert_str_eq(notification, "WATCHDOG=1");
	ck_assert_ptr_null(test_manager_receive());
}

START_TEST(chatd_is_alive_when_all_have_turned)
{
	ck_assert_ptr_null(test_manager_receive());
	turn(0, 2);
	mailbox_receive(home);
	require_alive();
}
END_TEST

START_TEST(each_round_is_told_once)
{
	for (int round = 0; round < 20; round++) {
		turn(0, 2);
		mailbox_receive(home);
		require_alive();
		/* The next round begins with the next tick. */
		turn(0, 2);
		mailbox_receive(home);
		ck_assert_ptr_null(test_manager_receive());
		turn_main(2);
	}
}
END_TEST

START_TEST(one_that_is_stuck_silences_all)
{
	turn(0, _i - 1);
	turn(_i + 1, 2);
	mailbox_receive(home);
	/* That does not change, however long it takes. */
	turn_main(20);
	ck_assert_ptr_null(test_manager_receive());
	turn(_i, _i);
	mailbox_receive(home);
	require_alive();
}
END_TEST

START_TEST(probes_may_be_on_their_way_at_the_end)
{
	turn(1, 1);
	/* A sanitizer or valgrind would see a probe that is not freed. */
}
END_TEST

#endif

void
unit_add_tests(struct test_cases *tests)
{
#ifdef HAVE_SYSTEMD
	test_cases_add_fixture(tests, start_watchdog, stop_watchdog);
	test_cases_add(tests, chatd_is_alive_when_all_have_turned);
	test_cases_add(tests, each_round_is_told_once);
	test_cases_add_loop(tests, one_that_is_stuck_silences_all, 0, WORKERS);
	test_cases_add(tests, probes_may_be_on_their_way_at_the_end);
#else
	(void)tests;
#endif
}
