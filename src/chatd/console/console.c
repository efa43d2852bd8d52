/* SPDX-License-Identifier: MIT */
/*
 * The console's door: who is let in, and how many.
 */

#include "chatd/console/console.h"

#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/console/console_private.h"
#include "chatd/console/console_socket.h"
#include "chatd/event/mailbox.h"
#include "chatd/server/server_private.h"
#include "common/log.h"

/* More operators than that are a mistake, or worse. */
#define CONTROL_CLIENTS_MAX 16

/* Without descriptors: how long to accept nobody. */
#define CONTROL_PAUSE_S 1

/* Those who are turned away are logged not oftener than that. */
#define CONTROL_LOG_INTERVAL_S 10

void
control_keep_reserve(struct control *control)
{
	if (control->reserve_fd < 0)
		control->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* Who knocks without end must not fill the log. */
static void
control_log_turned_away(struct control *control, uid_t uid, const char *why)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec < control->next_log)
		return;
	control->next_log = now.tv_sec + CONTROL_LOG_INTERVAL_S;
	log_notice(
	    "console: turned user %lu away: %s", (unsigned long)uid, why);
}

/* Tell why, as far as the socket takes it, and hang up. */
static void
control_turn_away(struct control *control, int fd, uid_t uid, const char *why)
{
	struct slice reply[] = { { "ERROR ", 6 }, { why, strlen(why) },
		{ "\n\n", 2 } };

	control_log_turned_away(control, uid, why);
	for (size_t i = 0; i < sizeof(reply) / sizeof(reply[0]); i++)
		(void)send(fd, reply[i].bytes, reply[i].size,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

/*
 * An operator wants to see above all a chatd that has no descriptors left: the
 * reserve lets one in.
 */
static int
control_accept(struct control *control)
{
	int fd = accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0 || (errno != EMFILE && errno != ENFILE) ||
	    control->reserve_fd < 0)
		return fd;
	close(control->reserve_fd);
	control->reserve_fd = -1;
	return accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* Who waits would have the loop turn and turn: look again later. */
static void
control_pause(struct control *control)
{
	static const struct timeval pause = { .tv_sec = CONTROL_PAUSE_S };

	/* Without memory for its end there is no pause: it would be for good.
	 */
	if (event_add(control->resume, &pause) == 0)
		event_del(control->readable);
}

static void
control_resume_cb(evutil_socket_t fd, short what, void *argument)
{
	struct control *control = argument;

	(void)fd;
	(void)what;
	control_keep_reserve(control);
	if (event_add(control->readable, NULL) != 0)
		control_pause(control);
}

static void
control_accept_cb(evutil_socket_t listening, short what, void *argument)
{
	struct control *control = argument;
	uid_t uid;
	int fd = control_accept(control);

	(void)listening;
	(void)what;
	if (fd < 0) {
		if (errno != EAGAIN && errno != ECONNABORTED)
			control_pause(control);
		return;
	}
	/* chatctl knows these words by heart: CONSOLE_DENIED. */
	if (!control_socket_is_allowed(fd, control->group, &uid))
		control_turn_away(control, fd, uid, "permission denied");
	else if (control->client_count == CONTROL_CLIENTS_MAX)
		control_turn_away(control, fd, uid, "too many clients");
	else if (control_client_open(control, fd) != 0)
		control_turn_away(control, fd, uid, "out of memory");
	else
		return;
	control_keep_reserve(control);
}

/* ---- the console --------------------------------------------------------- */

struct control *
control_new(struct server *server, const char *path)
{
	size_t size = strlen(path) + 1;
	struct control *control = calloc(1, sizeof(*control) + size);

	if (control == NULL) {
		log_error("console: out of memory");
		return NULL;
	}
	control->server = server;
	control->reserve_fd = -1;
	memcpy(control->path, path, size);
	control->fd = control_socket_open(
	    path, CONTROL_CLIENTS_MAX, &control->group);
	if (control->fd >= 0) {
		control_keep_reserve(control);
		return control;
	}
	/* Without its directory nobody expects a console. */
	if (errno == ENOENT)
		log_debug("console: no directory for %s", path);
	else
		log_errno("console: cannot listen on %s", path);
	free(control);
	return NULL;
}

int
control_start(struct control *control)
{
	control->readable = event_new(control->server->base, control->fd,
	    EV_READ | EV_PERSIST, control_accept_cb, control);
	control->resume = evtimer_new(
	    control->server->base, control_resume_cb, control);
	if (control->readable == NULL || control->resume == NULL)
		return -1;
	return event_add(control->readable, NULL);
}

void
control_free(struct control *control)
{
	if (control == NULL)
		return;
	control_clients_close(control);
	/* The workers have ended: reports that were asked of them are here. */
	mailbox_deliver(control->server->mailbox);
	if (control->readable != NULL)
		event_free(control->readable);
	if (control->resume != NULL)
		event_free(control->resume);
	if (control->reserve_fd >= 0)
		close(control->reserve_fd);
	close(control->fd);
	unlink(control->path);
	free(control);
}

struct server *
control_server(const struct control *control)
{
	return control->server;
}
