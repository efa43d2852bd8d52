/* SPDX-License-Identifier: MIT */
/*
 * The console's door: who is let in, and how many.
 *
 * When chatd has no descriptors left, its operator wants to see it more than
 * ever.  So the newcomer who uses the acceptor's reserve is served as any
 * other, and client.c sees to it that there is a reserve again later.
 */

#include "chatd/console/console.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatd/console/client.h"
#include "chatd/console/console_private.h"
#include "chatd/console/console_socket.h"
#include "chatd/event/mailbox.h"
#include "chatd/net/acceptor.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/slice.h"

/* More operators than that are a mistake, or worse. */
#define CONSOLE_CLIENTS_MAX 16

static void
console_log_turned_away(struct console *console, uid_t uid, const char *why)
{
	uint64_t suppressed;

	if (!log_rate_allows(
		&console->turned_away, clock_monotonic_ns(), &suppressed))
		return;
	if (suppressed > 0)
		log_notice("console: turned %llu others away since the last "
			   "such line",
		    (unsigned long long)suppressed);
	log_notice(
	    "console: turned user %lu away: %s", (unsigned long)uid, why);
}

/* Tell why, as far as the socket takes it, and hang up. */
static void
console_turn_away(struct console *console, int fd, uid_t uid, const char *why)
{
	struct slice reply[] = { { "ERROR ", 6 }, { why, strlen(why) },
		{ "\n\n", 2 } };

	console_log_turned_away(console, uid, why);
	for (size_t i = 0; i < sizeof(reply) / sizeof(reply[0]); i++)
		(void)send(fd, reply[i].bytes, reply[i].size,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

static void
console_accepted_cb(const struct acceptor_newcomer *newcomer, void *argument)
{
	struct console *console = argument;
	int fd = newcomer->fd;
	uid_t uid;

	/* chatctl recognizes a denial by these words. */
	if (!console_socket_is_allowed(fd, console->group, &uid))
		console_turn_away(console, fd, uid, "permission denied");
	else if (console->client_count == CONSOLE_CLIENTS_MAX)
		console_turn_away(console, fd, uid, "too many clients");
	else if (console_client_open(console, fd, uid) != 0)
		console_turn_away(console, fd, uid, "out of memory");
}

static void
console_accept_failed_cb(int error, void *argument)
{
	struct console *console = argument;

	if (log_rate_allows(&console->unaccepted, clock_monotonic_ns(), NULL))
		log_warning(
		    "console: cannot accept a client: %s", strerror(error));
}

/* One by one, so that clients that have hung up are gone before they count. */
static const struct acceptor_owner console_acceptor_owner = {
	.newcomers_per_turn = 1,
	.accepted = console_accepted_cb,
	.failed = console_accept_failed_cb,
};

/* Take the socket's place.  Return 0, or -1 with errno set. */
static int
console_listen(struct console *console)
{
	int fd = console_socket_open(console->path, CONSOLE_CLIENTS_MAX,
	    &console->file, &console->group);
	int saved_errno;

	if (fd < 0)
		return -1;
	console->acceptor = acceptor_new(fd, &console_acceptor_owner, console);
	if (console->acceptor != NULL)
		return 0;
	saved_errno = errno;
	socket_file_remove(&console->file);
	errno = saved_errno;
	return -1;
}

struct console *
console_new(const struct console_host *host, const char *path)
{
	size_t size = strlen(path) + 1;
	struct console *console = calloc(1, sizeof(*console) + size);

	if (console == NULL) {
		log_error("console: out of memory");
		return NULL;
	}
	console->host = host;
	memcpy(console->path, path, size);
	if (console_listen(console) == 0)
		return console;
	/* Where its directory is missing nobody expects a console. */
	if (errno == ENOENT)
		log_debug("console: no directory for %s", path);
	else
		log_errno("console: cannot listen on %s", path);
	free(console);
	return NULL;
}

int
console_start(struct console *console)
{
	return acceptor_start(console->acceptor, console->host->base);
}

void
console_free(struct console *console)
{
	if (console == NULL)
		return;
	console_clients_close(console);
	/* The workers have ended: the reports that they were asked for are in
	 * the mailbox. */
	mailbox_receive(console->host->mailbox);
	socket_file_remove(&console->file);
	acceptor_free(console->acceptor);
	free(console);
}
