/* SPDX-License-Identifier: MIT */
#include "cluster/redis_impostor.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "cluster/redis_client.h"
#include "common/test_support.h"
#include "common/unix_path.h"

/* One that has connected. */
struct victim {
	struct victim *next;
	const struct impostor *impostor;
	int fd;
	size_t said;
	struct event *readable;
	struct event *turn;
};

static struct event *acceptable;
static struct victim *victims;
static size_t count;

static void
hang_up(struct victim *victim)
{
	if (victim->fd < 0)
		return;
	event_free(victim->readable);
	event_free(victim->turn);
	close(victim->fd);
	victim->fd = -1;
}

static void
turn_cb(evutil_socket_t fd, short what, void *argument)
{
	struct victim *victim = argument;
	const struct impostor *impostor = victim->impostor;
	size_t left = impostor->size - victim->said;
	size_t piece = impostor->piece > 0 && impostor->piece < left
			   ? impostor->piece
			   : left;
	ssize_t sent = send(victim->fd, impostor->bytes + victim->said, piece,
	    MSG_NOSIGNAL | MSG_DONTWAIT);
	const struct timeval soon = { .tv_usec = 1 };

	(void)fd;
	(void)what;
	if (sent > 0)
		victim->said += (size_t)sent;
	if (victim->said < impostor->size)
		event_add(victim->turn, &soon);
	else if (impostor->hangs_up)
		hang_up(victim);
}

static void
readable_cb(evutil_socket_t fd, short what, void *argument)
{
	char bytes[65536];

	(void)what;
	if (recv(fd, bytes, sizeof(bytes), 0) <= 0)
		hang_up(argument);
}

static void
accept_cb(evutil_socket_t fd, short what, void *argument)
{
	struct victim *victim = calloc(1, sizeof(*victim));
	const struct timeval soon = { .tv_usec = 1 };

	(void)what;
	ck_assert_ptr_nonnull(victim);
	victim->impostor = argument;
	victim->fd = accept(fd, NULL, NULL);
	ck_assert_int_ge(victim->fd, 0);
	victim->readable = event_new(redis_client_base(), victim->fd,
	    EV_READ | EV_PERSIST, readable_cb, victim);
	victim->turn = evtimer_new(redis_client_base(), turn_cb, victim);
	event_add(victim->readable, NULL);
	event_add(victim->turn, &soon);
	victim->next = victims;
	victims = victim;
	count++;
}

static void
impostor_end(void *argument)
{
	(void)argument;
	while (victims != NULL) {
		struct victim *victim = victims;

		victims = victim->next;
		hang_up(victim);
		free(victim);
	}
	close(event_get_fd(acceptable));
	event_free(acceptable);
}

const char *
impostor_start(const struct impostor *impostor)
{
	const char *path = test_format("%s/impostor", test_directory_create());
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(unix_path_address(path, &address), 0);
	ck_assert_int_eq(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	acceptable = event_new(redis_client_base(), fd, EV_READ | EV_PERSIST,
	    accept_cb, (void *)(uintptr_t)impostor);
	event_add(acceptable, NULL);
	/* The base goes with the last client. */
	test_defer(impostor_end, NULL);
	return test_format(UNIX_PATH_PREFIX "%s", path);
}

size_t
impostor_count(void)
{
	return count;
}
