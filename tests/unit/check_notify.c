/* SPDX-License-Identifier: MIT */
/* What reaches the service manager's socket. */

#include "chatd/notify.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit/unit.h"

/* The service manager's end.  Each test runs in a process of its own. */
static int manager = -1;

/* Bind to an address that the kernel chooses and put it in NOTIFY_SOCKET. */
static void
open_manager(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(address);
	char name[sizeof(address.sun_path) + 1];
	int name_size;

	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ne(manager, -1);
	ck_assert_int_eq(bind(manager, (const struct sockaddr *)&address,
			     sizeof(address.sun_family)),
	    0);
	ck_assert_int_eq(
	    getsockname(manager, (struct sockaddr *)&address, &size), 0);
	name_size = (int)(size - offsetof(struct sockaddr_un, sun_path)) - 1;
	snprintf(name, sizeof(name), "@%.*s", name_size, address.sun_path + 1);
	ck_assert_int_eq(setenv("NOTIFY_SOCKET", name, 1), 0);
}

static void
close_manager(void)
{
	close(manager);
}

#ifdef HAVE_SYSTEMD
static const char *
received(void)
{
	static char buffer[1024];
	ssize_t size = recv(manager, buffer, sizeof(buffer) - 1, MSG_DONTWAIT);

	ck_assert_int_ge(size, 0);
	buffer[size] = '\0';
	return buffer;
}

START_TEST(tells_the_states)
{
	notify_ready();
	ck_assert_str_eq(received(), "READY=1");
	notify_stopping();
	ck_assert_str_eq(received(), "STOPPING=1");
	notify_status("%d users", 3);
	ck_assert_str_eq(received(), "STATUS=3 users");
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

START_TEST(cuts_a_long_status)
{
	char text[1000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	notify_status("%s", text);
	ck_assert_uint_lt(strlen(received()), 300);
}
END_TEST
#endif

START_TEST(works_without_a_manager)
{
	ck_assert_int_eq(unsetenv("NOTIFY_SOCKET"), 0);
	notify_ready();
	notify_status("nobody listens");
	ck_assert_int_eq(recv(manager, (char[1]){ 0 }, 1, MSG_DONTWAIT), -1);
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, open_manager, close_manager);
#ifdef HAVE_SYSTEMD
	tcase_add_test(tests, tells_the_states);
	tcase_add_test(tests, stamps_a_reload_with_a_growing_time);
	tcase_add_test(tests, cuts_a_long_status);
#endif
	tcase_add_test(tests, works_without_a_manager);
}
