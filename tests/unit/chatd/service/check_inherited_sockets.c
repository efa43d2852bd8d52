/* SPDX-License-Identifier: MIT */
/* Taking over sockets that a service manager passes on. */

#include "chatd/service/inherited_sockets.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "unit/chatd/service/passed_sockets.h"

static void
take_nothing(void)
{
	struct inherited_sockets sockets;
	const char *error;

	unsetenv("LISTEN_FDS");
	STEP(inherited_sockets_take(&sockets, &error) == 0);
	STEP(sockets.count == 0);
	STEP(inherited_sockets_claim(&sockets, "main") == -1);
	inherited_sockets_clear(&sockets);
}

#ifdef HAVE_SYSTEMD
static void
take_named(void)
{
	struct inherited_sockets sockets;
	const char *error;

	for (int i = 0; i < 4; i++)
		passed_sockets_place(
		    PASSED_SOCKETS_FIRST + i, SOCK_STREAM, true);
	passed_sockets_announce(4, "second:main:second:third");
	STEP(inherited_sockets_take(&sockets, &error) == 0);
	STEP(sockets.count == 4);
	STEP(getenv("LISTEN_FDS") == NULL);
	STEP(inherited_sockets_claim(&sockets, "main") ==
	     PASSED_SOCKETS_FIRST + 1);
	STEP(inherited_sockets_claim(&sockets, "main") == -1);
	STEP(inherited_sockets_claim(&sockets, "second") ==
	     PASSED_SOCKETS_FIRST);
	STEP(inherited_sockets_claim(&sockets, "second") ==
	     PASSED_SOCKETS_FIRST + 2);
	STEP(inherited_sockets_claim(&sockets, "second") == -1);
	STEP((fcntl(PASSED_SOCKETS_FIRST, F_GETFL) & O_NONBLOCK) != 0);
	STEP((fcntl(PASSED_SOCKETS_FIRST, F_GETFD) & FD_CLOEXEC) != 0);
	inherited_sockets_clear(&sockets);
	STEP(fcntl(PASSED_SOCKETS_FIRST, F_GETFD) != -1);
	STEP(fcntl(PASSED_SOCKETS_FIRST + 3, F_GETFD) == -1);
}

static void
take_nameless(void)
{
	struct inherited_sockets sockets;
	const char *error;

	passed_sockets_place(PASSED_SOCKETS_FIRST, SOCK_STREAM, true);
	passed_sockets_place(PASSED_SOCKETS_FIRST + 1, SOCK_STREAM, true);
	passed_sockets_announce(2, "chatd.socket:unknown");
	STEP(inherited_sockets_take(&sockets, &error) == 0);
	STEP(inherited_sockets_claim(&sockets, "main") == PASSED_SOCKETS_FIRST);
	STEP(inherited_sockets_claim(&sockets, "main") ==
	     PASSED_SOCKETS_FIRST + 1);
	inherited_sockets_clear(&sockets);
}

static void
take_datagrams(void)
{
	struct inherited_sockets sockets;
	const char *error = NULL;

	passed_sockets_place(PASSED_SOCKETS_FIRST, SOCK_STREAM, true);
	passed_sockets_place(PASSED_SOCKETS_FIRST + 1, SOCK_DGRAM, false);
	passed_sockets_announce(2, NULL);
	STEP(inherited_sockets_take(&sockets, &error) == -1);
	STEP(strstr(error, "listening stream socket") != NULL);
	STEP(sockets.count == 0);
}

static void
take_silent(void)
{
	struct inherited_sockets sockets;
	const char *error = NULL;

	passed_sockets_place(PASSED_SOCKETS_FIRST, SOCK_STREAM, false);
	passed_sockets_announce(1, NULL);
	STEP(inherited_sockets_take(&sockets, &error) == -1);
}

START_TEST(takes_sockets_by_name)
{
	passed_sockets_run(take_named);
}
END_TEST

START_TEST(gives_nameless_sockets_to_the_main_listener)
{
	passed_sockets_run(take_nameless);
}
END_TEST

START_TEST(refuses_datagram_sockets)
{
	passed_sockets_run(take_datagrams);
}
END_TEST

START_TEST(refuses_sockets_that_do_not_listen)
{
	passed_sockets_run(take_silent);
}
END_TEST
#endif

START_TEST(takes_nothing_where_nothing_was_passed_on)
{
	passed_sockets_run(take_nothing);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
#ifdef HAVE_SYSTEMD
	test_cases_add(tests, takes_sockets_by_name);
	test_cases_add(tests, gives_nameless_sockets_to_the_main_listener);
	test_cases_add(tests, refuses_datagram_sockets);
	test_cases_add(tests, refuses_sockets_that_do_not_listen);
#endif
	test_cases_add(tests, takes_nothing_where_nothing_was_passed_on);
}
