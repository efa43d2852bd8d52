/* SPDX-License-Identifier: MIT */
/*
 * Accepting, and the addresses to do it on.
 *
 * When descriptors run out a reserve is given up for as long as it takes to
 * tell one newcomer, in his protocol, that the server is full; then accepting
 * pauses for a moment, so that a storm of newcomers costs next to nothing.
 */

#include "chatd/net/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/config/config.h"
#include "chatd/core/protocol.h"
#include "chatd/net/admission.h"
#include "chatd/net/listening_socket.h"
#include "chatd/protocols/protocols.h"
#include "common/log.h"

/* At most this many are accepted before other events have their turn. */
#define LISTENER_ACCEPTS_PER_TURN 256

/* Without descriptors: so many are turned away before a pause of so long. */
#define LISTENER_TURNED_AWAY_PER_TURN 16
#define LISTENER_PAUSE_MS             50

/* Seconds between two lines in the log about the same trouble. */
#define LISTENER_LOG_INTERVAL_S 10

/* "what on [address]:port", for the longest address. */
#define LISTENER_DESCRIPTION_BYTES 128

struct listener {
	struct listener *next;
	struct listeners *set;
	const struct protocol *protocol;
	struct event *readable;
	int fd;
	char description[LISTENER_DESCRIPTION_BYTES];
};

struct listeners {
	struct listener *first;
	struct listener **last_link;
	struct admission *admission;
	struct event *resume; /* the end of a pause */
	int reserve_fd;
	time_t next_log; /* CLOCK_MONOTONIC seconds */
	uint64_t turned_away[LISTENER_REFUSALS];
	listener_accepted_cb *accepted;
	void *argument;
	char error[512];
};

/* ---- opening ------------------------------------------------------------- */

static int listeners_fail(struct listeners *set, const char **error_r,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static int
listeners_fail(
    struct listeners *set, const char **error_r, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(set->error, sizeof(set->error), format, arguments);
	va_end(arguments);
	*error_r = set->error;
	return -1;
}

/* Write "protocol on address:port" as the socket really has it. */
static void
listener_describe(struct listener *listener)
{
	char address[LISTENING_SOCKET_NAME_BYTES];

	snprintf(listener->description, sizeof(listener->description),
	    "%s on %s", listener->protocol->name,
	    listening_socket_name(listener->fd, address));
}

static int
listeners_add(struct listeners *set, int fd, const struct protocol *protocol)
{
	struct listener *listener = calloc(1, sizeof(*listener));

	if (listener == NULL) {
		close(fd);
		return -1;
	}
	listener->set = set;
	listener->protocol = protocol;
	listener->fd = fd;
	listener_describe(listener);
	*set->last_link = listener;
	set->last_link = &listener->next;
	return 0;
}

static void
listener_set_port(struct sockaddr *address, uint16_t port)
{
	if (address->sa_family == AF_INET6)
		((struct sockaddr_in6 *)(void *)address)->sin6_port = htons(
		    port);
	else
		((struct sockaddr_in *)(void *)address)->sin_port = htons(port);
}

static int
listeners_open_any(struct listeners *set, const struct config_listener *config,
    const struct protocol *protocol, const char **error_r)
{
	int fd = listening_socket_open_any(config->port);

	if (fd < 0 || listeners_add(set, fd, protocol) != 0)
		return listeners_fail(set, error_r,
		    "listener %s: cannot listen on port %u of every address: %s",
		    config->name, config->port, strerror(errno));
	return 0;
}

/*
 * All addresses that a name stands for.  With port 0 the first one's free port
 * is tried for the others too, so that the name leads to one port.
 */
static int
listeners_open_all(struct listeners *set, const struct config_listener *config,
    const struct protocol *protocol, struct addrinfo *addresses,
    const char **error_r)
{
	uint16_t port = config->port;
	int opened = 0, last_error = 0;

	for (struct addrinfo *at = addresses; at != NULL; at = at->ai_next) {
		int fd;

		listener_set_port(at->ai_addr, port);
		fd = listening_socket_open(at->ai_addr, at->ai_addrlen, false);
		if (fd < 0 && errno == EADDRINUSE && config->port == 0) {
			listener_set_port(at->ai_addr, 0);
			fd = listening_socket_open(
			    at->ai_addr, at->ai_addrlen, false);
		}
		if (fd >= 0 && listeners_add(set, fd, protocol) == 0) {
			port = listening_socket_port(fd);
			opened++;
			continue;
		}
		last_error = errno;
		if (!listening_socket_family_is_absent(last_error))
			break;
	}
	if (opened == 0 ||
	    (last_error != 0 && !listening_socket_family_is_absent(last_error)))
		return listeners_fail(set, error_r,
		    "listener %s: cannot listen on port %u of %s: %s",
		    config->name, config->port, config->address,
		    strerror(last_error));
	return 0;
}

int
listeners_open(struct listeners *set, const struct config_listener *config,
    const char **error_r)
{
	const struct protocol *protocol = protocol_find(config->protocol);
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE };
	struct addrinfo *addresses;
	int result;

	if (protocol == NULL)
		return listeners_fail(set, error_r,
		    "listener %s: there is no protocol \"%s\"", config->name,
		    config->protocol);
	if (strcmp(config->address, "*") == 0)
		return listeners_open_any(set, config, protocol, error_r);
	result = getaddrinfo(config->address, NULL, &hints, &addresses);
	if (result != 0)
		return listeners_fail(set, error_r,
		    "listener %s: cannot find the address of \"%s\": %s",
		    config->name, config->address, gai_strerror(result));
	result = listeners_open_all(set, config, protocol, addresses, error_r);
	freeaddrinfo(addresses);
	return result;
}

int
listeners_adopt(struct listeners *set, const struct config_listener *config,
    int fd, const char **error_r)
{
	const struct protocol *protocol = protocol_find(config->protocol);

	if (listening_socket_prepare(fd) != 0)
		close(fd);
	else if (listeners_add(set, fd, protocol) == 0)
		return 0;
	return listeners_fail(set, error_r,
	    "listener %s: cannot use the socket that was passed on: %s",
	    config->name, strerror(errno));
}

/* ---- accepting ----------------------------------------------------------- */

static int
listener_open_reserve(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* Say that somebody was turned away, not oftener than every so many seconds. */
static void
listeners_log_turned_away(
    struct listeners *set, enum listener_refusal refusal, const char *why)
{
	struct timespec now;

	set->turned_away[refusal]++;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec < set->next_log)
		return;
	set->next_log = now.tv_sec + LISTENER_LOG_INTERVAL_S;
	log_warning("turning newcomers away: %s (%llu so far)", why,
	    (unsigned long long)set->turned_away[refusal]);
}

/* Tell a newcomer, in his protocol, that there is no room, and hang up. */
static void
listener_turn_away(const struct listener *listener, int fd)
{
	const struct slice *busy = &listener->protocol->busy;
	char unread[1024];

	(void)send(fd, busy->bytes, busy->size, MSG_NOSIGNAL | MSG_DONTWAIT);
	/* With unread input the kernel would send a reset after the words. */
	(void)recv(fd, unread, sizeof(unread), MSG_DONTWAIT);
	close(fd);
}

static void
listeners_pause(struct listeners *set)
{
	const struct timeval pause = { .tv_usec = LISTENER_PAUSE_MS * 1000 };

	/* Without memory for its end there is no pause: it would be for good.
	 */
	if (event_add(set->resume, &pause) != 0)
		return;
	for (struct listener *at = set->first; at != NULL; at = at->next)
		event_del(at->readable);
}

static void
listeners_resume_cb(evutil_socket_t fd, short what, void *argument)
{
	struct listeners *set = argument;

	(void)fd;
	(void)what;
	if (set->reserve_fd < 0)
		set->reserve_fd = listener_open_reserve();
	for (struct listener *at = set->first; at != NULL; at = at->next) {
		if (event_add(at->readable, NULL) != 0) {
			listeners_pause(set);
			return;
		}
	}
}

/* There is no descriptor for a newcomer; use the reserve to tell some of them.
 */
static void
listener_accept_without_descriptors(struct listener *listener)
{
	struct listeners *set = listener->set;

	listeners_log_turned_away(
	    set, LISTENER_DESCRIPTORS, "out of file descriptors");
	for (int i = 0; i < LISTENER_TURNED_AWAY_PER_TURN; i++) {
		int fd;

		if (set->reserve_fd < 0)
			break;
		close(set->reserve_fd);
		fd = accept4(
		    listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0)
			listener_turn_away(listener, fd);
		set->reserve_fd = listener_open_reserve();
		if (fd < 0)
			break;
	}
	listeners_pause(set);
}

/* Return false if nobody else can be accepted now. */
static bool
listener_accept_failed(struct listener *listener, int error)
{
	switch (error) {
	case EAGAIN:
		return false;
	case EMFILE:
	case ENFILE:
		listener_accept_without_descriptors(listener);
		return false;
	case ENOBUFS:
	case ENOMEM:
		listeners_log_turned_away(
		    listener->set, LISTENER_MEMORY, strerror(error));
		listeners_pause(listener->set);
		return false;
	default:
		/* The newcomer's own trouble, such as a reset: next, please. */
		return true;
	}
}

static void
listener_log_full(const struct listener *listener)
{
	if (listener->protocol->logs_in)
		listeners_log_turned_away(listener->set,
		    LISTENER_LOGINS_PENDING, "max_logins_pending is reached");
	else
		listeners_log_turned_away(
		    listener->set, LISTENER_GUESTS, "max_guests is reached");
}

/* Hand an accepted connection over.  Return false if there is no place. */
static bool
listener_let_in(const struct listener *listener, int fd,
    const struct sockaddr *peer, socklen_t size)
{
	struct listeners *set = listener->set;
	enum admission_kind kind = admission_kind_of(listener->protocol);

	if (!admission_enter(set->admission, kind)) {
		listener_log_full(listener);
		return false;
	}
	if (set->accepted(fd, peer, size, listener->protocol, set->argument) ==
	    0)
		return true;
	admission_leave(set->admission, kind);
	listeners_log_turned_away(set, LISTENER_MEMORY, "out of memory");
	return false;
}

static void
listener_readable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct listener *listener = argument;

	(void)what;
	for (int i = 0; i < LISTENER_ACCEPTS_PER_TURN; i++) {
		struct sockaddr_storage peer;
		socklen_t size = sizeof(peer);
		int accepted = accept4(fd, (struct sockaddr *)&peer, &size,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (accepted < 0) {
			if (!listener_accept_failed(listener, errno))
				return;
		} else if (!listener_let_in(listener, accepted,
			       (struct sockaddr *)&peer, size)) {
			listener_turn_away(listener, accepted);
		}
	}
}

struct listeners *
listeners_new(struct admission *admission)
{
	struct listeners *set = calloc(1, sizeof(*set));

	if (set == NULL)
		return NULL;
	set->last_link = &set->first;
	set->admission = admission;
	set->reserve_fd = listener_open_reserve();
	if (set->reserve_fd < 0) {
		free(set);
		return NULL;
	}
	return set;
}

int
listeners_start(struct listeners *set, struct event_base *base,
    listener_accepted_cb *accepted, void *argument)
{
	set->accepted = accepted;
	set->argument = argument;
	set->resume = event_new(base, -1, 0, listeners_resume_cb, set);
	if (set->resume == NULL)
		return -1;
	for (struct listener *at = set->first; at != NULL; at = at->next) {
		at->readable = event_new(base, at->fd, EV_READ | EV_PERSIST,
		    listener_readable_cb, at);
		if (at->readable == NULL || event_add(at->readable, NULL) != 0)
			return -1;
	}
	return 0;
}

uint64_t
listeners_turned_away(
    const struct listeners *set, enum listener_refusal refusal)
{
	return set->turned_away[refusal];
}

void
listeners_close(struct listeners *set)
{
	while (set->first != NULL) {
		struct listener *listener = set->first;

		set->first = listener->next;
		if (listener->readable != NULL)
			event_free(listener->readable);
		close(listener->fd);
		free(listener);
	}
	set->last_link = &set->first;
	if (set->resume != NULL)
		event_free(set->resume);
	set->resume = NULL;
}

void
listeners_free(struct listeners *set)
{
	if (set == NULL)
		return;
	listeners_close(set);
	if (set->reserve_fd >= 0)
		close(set->reserve_fd);
	free(set);
}

const char *
listeners_describe(const struct listeners *set, char *buffer, size_t size)
{
	size_t used = 0;

	buffer[0] = '\0';
	for (const struct listener *at = set->first; at != NULL && used < size;
	     at = at->next)
		used += (size_t)snprintf(buffer + used, size - used, "%s%s",
		    used > 0 ? ", " : "", at->description);
	return buffer;
}
