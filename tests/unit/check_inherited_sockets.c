/* SPDX-License-Identifier: MIT */
/*
 * Sockets that a service manager passes on.
 *
 * They come as the descriptors from 3 on, which in a test are Check's.  So each
 * test has a child that puts sockets there, takes them, and says by its exit
 * status which of its steps failed; 0 is none.
 */

#include "chatd/inherited_sockets.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/unit.h"

#define FIRST_FD 3

/* End the child at the step that fails, which its line names. */
#define STEP(condition)                                                        \
	do {                                                                   \
		if (!(condition)) {                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,     \
			    #condition);                                       \
			_exit(1);                                              \
		}                                                              \
	} while (0)

/* Put a socket on loopback at the descriptor fd. */
static void
place_socket(int fd, int type, bool listens)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int made = socket(AF_INET, type, 0);

	STEP(made != -1);
	STEP(bind(made, (const struct sockaddr *)&address, sizeof(address)) ==
	     0);
	STEP(!listens || listen(made, 1) == 0);
	if (made == fd)
		return;
	STEP(dup2(made, fd) == fd);
	close(made);
}

static void
announce_sockets(int count, const char *names)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof(number), "%d", count);
	setenv("LISTEN_FDS", number, 1);
	if (names != NULL)
		setenv("LISTEN_FDNAMES", names, 1);
}

/* Run body in a child and hold it to passing all its steps. */
static void
run_child(void (*body)(void))
{
	pid_t child = fork();
	int status;

	ck_assert_int_ne(child, -1);
	if (child == 0) {
		body();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

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
		place_socket(FIRST_FD + i, SOCK_STREAM, true);
	announce_sockets(4, "second:main:second:third");
	STEP(inherited_sockets_take(&sockets, &error) == 0);
	STEP(sockets.count == 4);
	STEP(getenv("LISTEN_FDS") == NULL);
	STEP(inherited_sockets_claim(&sockets, "main") == FIRST_FD + 1);
	STEP(inherited_sockets_claim(&sockets, "main") == -1);
	STEP(inherited_sockets_claim(&sockets, "second") == FIRST_FD);
	STEP(inherited_sockets_claim(&sockets, "second") == FIRST_FD + 2);
	STEP(inherited_sockets_claim(&sockets, "second") == -1);
	STEP((fcntl(FIRST_FD, F_GETFL) & O_NONBLOCK) != 0);
	STEP((fcntl(FIRST_FD, F_GETFD) & FD_CLOEXEC) != 0);
	inherited_sockets_clear(&sockets);
	STEP(fcntl(FIRST_FD, F_GETFD) != -1);
	STEP(fcntl(FIRST_FD + 3, F_GETFD) == -1);
}

static void
take_nameless(void)
{
	struct inherited_sockets sockets;
	const char *error;

	place_socket(FIRST_FD, SOCK_STREAM, true);
	place_socket(FIRST_FD + 1, SOCK_STREAM, true);
	announce_sockets(2, "chatd.socket:unknown");
	STEP(inherited_sockets_take(&sockets, &error) == 0);
	STEP(inherited_sockets_claim(&sockets, "main") == FIRST_FD);
	STEP(inherited_sockets_claim(&sockets, "main") == FIRST_FD + 1);
	inherited_sockets_clear(&sockets);
}

static void
take_datagrams(void)
{
	struct inherited_sockets sockets;
	const char *error = NULL;

	place_socket(FIRST_FD, SOCK_STREAM, true);
	place_socket(FIRST_FD + 1, SOCK_DGRAM, false);
	announce_sockets(2, NULL);
	STEP(inherited_sockets_take(&sockets, &error) == -1);
	STEP(strstr(error, "listening TCP socket") != NULL);
	STEP(sockets.count == 0);
}

static void
take_silent(void)
{
	struct inherited_sockets sockets;
	const char *error = NULL;

	place_socket(FIRST_FD, SOCK_STREAM, false);
	announce_sockets(1, NULL);
	STEP(inherited_sockets_take(&sockets, &error) == -1);
}

START_TEST(takes_sockets_by_name)
{
	run_child(take_named);
}
END_TEST

START_TEST(gives_nameless_sockets_to_the_main_listener)
{
	run_child(take_nameless);
}
END_TEST

START_TEST(refuses_datagram_sockets)
{
	run_child(take_datagrams);
}
END_TEST

START_TEST(refuses_sockets_that_do_not_listen)
{
	run_child(take_silent);
}
END_TEST
#endif

START_TEST(takes_nothing_where_nothing_was_passed_on)
{
	run_child(take_nothing);
}
END_TEST

void
unit_add_tests(TCase *tests)
{
#ifdef HAVE_SYSTEMD
	tcase_add_test(tests, takes_sockets_by_name);
	tcase_add_test(tests, gives_nameless_sockets_to_the_main_listener);
	tcase_add_test(tests, refuses_datagram_sockets);
	tcase_add_test(tests, refuses_sockets_that_do_not_listen);
#endif
	tcase_add_test(tests, takes_nothing_where_nothing_was_passed_on);
}
