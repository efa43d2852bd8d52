/* SPDX-License-Identifier: MIT */
/* What reaches the service manager's socket. */

#include "chatd/service/notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_manager.h"
#include "unit/unit.h"

/* putenv() keeps what it is given, and so does test_manager_open(). */
static void
open_manager(void)
{
	ck_assert_int_eq(putenv((char *)(uintptr_t)test_manager_open()), 0);
}

#ifdef HAVE_SYSTEMD
static const char *
received(void)
{
	const char *notification = test_manager_receive();

	ck_assert_ptr_nonnull(notification);
	return notification;
}

START_TEST(tells_the_states)
{
	notify_ready();
	ck_assert_str_eq(received(), "READY=1");
	notify_stopping(1500);
	ck_assert_str_eq(
	    received(), "STOPPING=1\nEXTEND_TIMEOUT_USEC=11500000");
	notify_alive();
	ck_assert_str_eq(received(), "WATCHDOG=1");
	notify_status("%d users", 3);
	ck_assert_str_eq(received(), "STATUS=3 users");
	notify_failed("cannot do it", 0);
	ck_assert_str_eq(received(), "STATUS=cannot do it");
	notify_failed("cannot do it: Permission denied", EACCES);
	ck_assert_str_eq(
	    received(), "ERRNO=13\nSTATUS=cannot do it: Permission denied");
}
END_TEST

START_TEST(stamps_a_reload_with_a_growing_time)
{
	uint64_t first, second;

	notify_reloading();
	ck_assert_int_eq(
	    sscanf(received(), "RELOADING=1\nMONOTONIC_USEC=%" SCNu64, &first),
	    1);
	notify_reloading();
	ck_assert_int_eq(
	    sscanf(received(), "RELOADING=1\nMONOTONIC_USEC=%" SCNu64, &second),
	    1);
	ck_assert_uint_ge(second, first);
}
END_TEST

START_TEST(knows_whether_anybody_listens)
{
	ck_assert(notify_is_heard());
	ck_assert_int_eq(unsetenv("NOTIFY_SOCKET"), 0);
	ck_assert(!notify_is_heard());
}
END_TEST

START_TEST(knows_how_often_to_say_that_it_is_alive)
{
	ck_assert_uint_eq(notify_alive_interval(), 0);
	ck_assert_int_eq(setenv("WATCHDOG_USEC", "30000000", 1), 0);
	ck_assert_uint_eq(notify_alive_interval(), 30000000);
	/* This is meant for another process, such as the parent. */
	ck_assert_int_eq(setenv("WATCHDOG_PID", "1", 1), 0);
	ck_assert_uint_eq(notify_alive_interval(), 0);
}
END_TEST

START_TEST(cuts_a_long_status)
{
	char text[1000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	notify_status("%s", text);
	ck_assert_uint_lt(strlen(received()), 300);
	notify_failed(text, EACCES);
	ck_assert_uint_lt(strlen(received()), 300);
}
END_TEST
#endif

START_TEST(works_without_a_manager)
{
	ck_assert_int_eq(unsetenv("NOTIFY_SOCKET"), 0);
	notify_ready();
	notify_status("nobody listens");
	ck_assert_ptr_null(test_manager_receive());
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, open_manager, NULL);
#ifdef HAVE_SYSTEMD
	test_cases_add(tests, tells_the_states);
	test_cases_add(tests, stamps_a_reload_with_a_growing_time);
	test_cases_add(tests, knows_whether_anybody_listens);
	test_cases_add(tests, knows_how_often_to_say_that_it_is_alive);
	test_cases_add(tests, cuts_a_long_status);
#endif
	test_cases_add(tests, works_without_a_manager);
}
