/* SPDX-License-Identifier: MIT */
/*
 * getaddrinfo(3) waits for the network and cannot be stopped, so it has a
 * thread, unless the host is an address or this machine.  Who looks something
 * up may be gone before the thread is done.  A mailbox would have to outlive
 * the thread; so what the two share, an eventfd too, is freed by the last of
 * them.
 */

#include "chatd/redis/redis_lookup.h"

#include <sys/eventfd.h>
#include <sys/socket.h>

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "common/host_port.h"
#include "common/resolver.h"
#include "common/thread.h"

#define REDIS_LOOKUP_PORT_BYTES 8

/*
 * The thread writes error and found before is_done and the eventfd, and nothing
 * after.
 */
struct redis_lookup_shared {
	atomic_int owners;
	atomic_bool is_done;
	int done_fd;
	int error;
	struct addrinfo *found;
	char host[HOST_PORT_HOST_BYTES];
	char port[REDIS_LOOKUP_PORT_BYTES];
};

struct redis_lookup {
	struct redis_lookup_shared *shared;
	struct event *done_event;
	bool is_over;
	redis_lookup_done_cb *done;
	void *argument;
};

static void
redis_lookup_release(struct redis_lookup_shared *shared)
{
	if (atomic_fetch_sub(&shared->owners, 1) > 1)
		return;
	if (shared->found != NULL)
		freeaddrinfo(shared->found);
	close(shared->done_fd);
	free(shared);
}

/* It becomes readable, and stays so; no write to a new eventfd fails. */
static void
redis_lookup_tell(struct redis_lookup_shared *shared)
{
	const uint64_t one = 1;

	atomic_store(&shared->is_done, true);
	(void)!write(shared->done_fd, &one, sizeof(one));
}

static void *
redis_lookup_run(void *argument)
{
	struct redis_lookup_shared *shared = argument;

	shared->error = resolver_look_up(
	    shared->host, shared->port, 0, &shared->found);
	redis_lookup_tell(shared);
	redis_lookup_release(shared);
	return NULL;
}

/* Look up what takes no time, or start the thread.  Return 0 or errno. */
static int
redis_lookup_start(struct redis_lookup_shared *shared)
{
	pthread_t thread;
	int error;

	shared->error = resolver_look_up(
	    shared->host, shared->port, AI_NUMERICHOST, &shared->found);
	if (shared->error != EAI_NONAME) {
		redis_lookup_tell(shared);
		return 0;
	}
	atomic_fetch_add(&shared->owners, 1);
	error = thread_start(&thread, redis_lookup_run, shared);
	if (error == 0)
		pthread_detach(thread);
	else
		atomic_fetch_sub(&shared->owners, 1);
	return error;
}

static struct redis_lookup_shared *
redis_lookup_new_shared(const char *host, uint16_t port)
{
	struct redis_lookup_shared *shared = calloc(1, sizeof(*shared));

	if (shared == NULL)
		return NULL;
	atomic_init(&shared->owners, 1);
	(void)snprintf(shared->host, sizeof(shared->host), "%s", host);
	(void)snprintf(shared->port, sizeof(shared->port), "%u", port);
	shared->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (shared->done_fd != -1)
		return shared;
	free(shared);
	return NULL;
}

static void
redis_lookup_done_event_cb(evutil_socket_t fd, short what, void *argument)
{
	struct redis_lookup *lookup = argument;

	(void)fd;
	(void)what;
	lookup->is_over = atomic_load(&lookup->shared->is_done);
	lookup->done(lookup, lookup->argument);
}

struct redis_lookup *
redis_lookup_new(struct event_base *base, const char *host, uint16_t port,
    redis_lookup_done_cb *done, void *argument)
{
	struct redis_lookup *lookup = calloc(1, sizeof(*lookup));
	int error = ENOMEM;

	if (lookup == NULL)
		return NULL;
	lookup->done = done;
	lookup->argument = argument;
	lookup->shared = redis_lookup_new_shared(host, port);
	if (lookup->shared == NULL) {
		error = errno;
		goto fail;
	}
	lookup->done_event = event_new(base, lookup->shared->done_fd, EV_READ,
	    redis_lookup_done_event_cb, lookup);
	if (lookup->done_event == NULL ||
	    event_add(lookup->done_event, NULL) != 0)
		goto fail;
	error = redis_lookup_start(lookup->shared);
	if (error == 0)
		return lookup;
fail:
	redis_lookup_free(lookup);
	errno = error;
	return NULL;
}

void
redis_lookup_free(struct redis_lookup *lookup)
{
	if (lookup == NULL)
		return;
	if (lookup->done_event != NULL)
		event_free(lookup->done_event);
	if (lookup->shared != NULL)
		redis_lookup_release(lookup->shared);
	free(lookup);
}

bool
redis_lookup_is_for(
    const struct redis_lookup *lookup, const char *host, uint16_t port)
{
	return strcmp(lookup->shared->host, host) == 0 &&
	       strtoul(lookup->shared->port, NULL, 10) == port;
}

bool
redis_lookup_is_over(const struct redis_lookup *lookup)
{
	return lookup->is_over;
}

const struct addrinfo *
redis_lookup_found(const struct redis_lookup *lookup)
{
	return lookup->is_over ? lookup->shared->found : NULL;
}

const char *
redis_lookup_error(const struct redis_lookup *lookup)
{
	return gai_strerror(lookup->shared->error);
}
