/* SPDX-License-Identifier: MIT */
/*
 * The reserve is a descriptor of /dev/null.  When accept4(2) finds none free,
 * the reserve is closed, the newcomer gets its number, and the reserve is taken
 * again as soon as the owner has closed that newcomer, which is at once if it
 * was only told to go away.
 *
 * A socket with newcomers stays readable.  Without the pause, a loop that can
 * accept nobody would turn without end.
 */

#include "chatd/net/acceptor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

/* At most this many use the reserve before a pause of this length. */
#define ACCEPTOR_RESERVE_USES_PER_TURN 16
#define ACCEPTOR_PAUSE_MS              50

struct acceptor {
	const struct acceptor_owner *owner;
	void *argument; /* the owner's */
	struct event *readable;
	struct event *resume; /* the end of a pause */
	int fd;
	int reserve_fd; /* -1: given up */
};

void
acceptor_keep_reserve(struct acceptor *acceptor)
{
	if (acceptor->reserve_fd < 0)
		acceptor->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void
acceptor_pause(struct acceptor *acceptor)
{
	const struct timeval pause = { .tv_usec = ACCEPTOR_PAUSE_MS * 1000 };

	/* A pause whose end could not be set for want of memory would be for
	 * good: then there is none. */
	if (event_add(acceptor->resume, &pause) == 0)
		event_del(acceptor->readable);
}

static void
acceptor_resume_cb(evutil_socket_t fd, short what, void *argument)
{
	struct acceptor *acceptor = argument;

	(void)fd;
	(void)what;
	acceptor_keep_reserve(acceptor);
	if (event_add(acceptor->readable, NULL) != 0)
		acceptor_pause(acceptor);
}

/* Accept one newcomer.  Return 0, or the error's number. */
static int
acceptor_accept(const struct acceptor *acceptor, bool uses_reserve)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	int fd = accept4(acceptor->fd, (struct sockaddr *)&address, &size,
	    SOCK_NONBLOCK | SOCK_CLOEXEC);
	const struct acceptor_newcomer newcomer = {
		.fd = fd,
		.address = (struct sockaddr *)&address,
		.address_size = size,
		.uses_reserve = uses_reserve,
	};

	if (fd < 0)
		return errno;
	acceptor->owner->accepted(&newcomer, acceptor->argument);
	return 0;
}

/* Say whether error means that the process or the system lacks something. */
static bool
acceptor_is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS ||
	       error == ENOMEM;
}

/*
 * Accept without a free descriptor, for as long as the reserve comes back.
 * Return 0, or the error of the last attempt; shortage if there was none.
 */
static int
acceptor_use_reserve(struct acceptor *acceptor, int shortage)
{
	int error = shortage;

	for (int i = 0;
	     i < ACCEPTOR_RESERVE_USES_PER_TURN && acceptor->reserve_fd >= 0;
	     i++) {
		close(acceptor->reserve_fd);
		acceptor->reserve_fd = -1;
		error = acceptor_accept(acceptor, true);
		acceptor_keep_reserve(acceptor);
		if (error == EAGAIN || acceptor_is_shortage(error))
			break;
	}
	return error;
}

static void
acceptor_meet_shortage(struct acceptor *acceptor, int error)
{
	/* Linux looks for a descriptor before it looks for a newcomer: there
	 * may be nobody. */
	if (error == EMFILE || error == ENFILE)
		error = acceptor_use_reserve(acceptor, error);
	if (acceptor_is_shortage(error))
		acceptor->owner->failed(error, acceptor->argument);
	acceptor_pause(acceptor);
}

static void
acceptor_readable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct acceptor *acceptor = argument;

	(void)fd;
	(void)what;
	for (unsigned int i = 0; i < acceptor->owner->newcomers_per_turn; i++) {
		int error = acceptor_accept(acceptor, false);

		if (error == EAGAIN)
			return;
		if (acceptor_is_shortage(error)) {
			acceptor_meet_shortage(acceptor, error);
			return;
		}
		/* Other errors are the newcomer's own, such as a reset. */
	}
}

struct acceptor *
acceptor_new(int fd, const struct acceptor_owner *owner, void *argument)
{
	struct acceptor *acceptor = calloc(1, sizeof(*acceptor));
	int saved_errno;

	if (acceptor == NULL) {
		close(fd);
		errno = ENOMEM;
		return NULL;
	}
	acceptor->owner = owner;
	acceptor->argument = argument;
	acceptor->fd = fd;
	acceptor->reserve_fd = -1;
	acceptor_keep_reserve(acceptor);
	if (acceptor->reserve_fd >= 0)
		return acceptor;
	saved_errno = errno;
	acceptor_free(acceptor);
	errno = saved_errno;
	return NULL;
}

int
acceptor_start(struct acceptor *acceptor, struct event_base *base)
{
	acceptor->readable = event_new(base, acceptor->fd, EV_READ | EV_PERSIST,
	    acceptor_readable_cb, acceptor);
	acceptor->resume = evtimer_new(base, acceptor_resume_cb, acceptor);
	if (acceptor->readable == NULL || acceptor->resume == NULL)
		return -1;
	return event_add(acceptor->readable, NULL);
}

void
acceptor_free(struct acceptor *acceptor)
{
	if (acceptor == NULL)
		return;
	if (acceptor->readable != NULL)
		event_free(acceptor->readable);
	if (acceptor->resume != NULL)
		event_free(acceptor->resume);
	if (acceptor->reserve_fd >= 0)
		close(acceptor->reserve_fd);
	close(acceptor->fd);
	free(acceptor);
}
