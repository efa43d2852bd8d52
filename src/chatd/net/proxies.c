/* SPDX-License-Identifier: MIT */
/*
 * What has come is looked at and left in the socket until the header is whole,
 * so that not a byte of what follows is taken.  A part of a header is taken,
 * since the socket would go on being readable for its sake.
 */

#include "chatd/net/proxies.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "chatd/net/access_list.h"
#include "chatd/net/acceptor.h"
#include "chatd/net/proxy_header.h"
#include "chatd/net/transport.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/list.h"

struct proxies {
	struct access_list *machines; /* NULL: there are none */
	struct access_list *next_machines;
	struct list waiting;
	size_t count;
};

struct proxied {
	struct list place;
	struct event event; /* it has sent something, or the time is over */
	struct proxies *proxies;
	const struct proxies_owner *owner;
	void *argument; /* the owner's */
	uint64_t ends_ns;
	int fd;
	struct sockaddr_storage address;
	socklen_t address_size;
	size_t size; /* bytes that have been taken */
	char bytes[PROXY_HEADER_MAX_BYTES];
};

/* ---- the end of waiting -------------------------------------------------- */

static void
proxied_free(struct proxied *proxied)
{
	event_del(&proxied->event);
	list_remove(&proxied->place);
	proxied->proxies->count--;
	free(proxied);
}

/* Return the newcomer as it is known by now; it is valid as long as that. */
static struct acceptor_newcomer
proxied_newcomer(const struct proxied *proxied)
{
	return (struct acceptor_newcomer){
		.fd = proxied->fd,
		.address = (const struct sockaddr *)&proxied->address,
		.address_size = proxied->address_size,
	};
}

static void
proxied_refuse(struct proxied *proxied)
{
	struct acceptor_newcomer newcomer = proxied_newcomer(proxied);

	proxied->owner->refused(&newcomer, proxied->argument);
	close(proxied->fd);
	proxied_free(proxied);
}

/* The header is whole: take the rest of it, and hand the newcomer on. */
static void
proxied_end(struct proxied *proxied, size_t rest)
{
	struct acceptor_newcomer newcomer = proxied_newcomer(proxied);

	if (recv(proxied->fd, proxied->bytes, rest, 0) != (ssize_t)rest) {
		proxied_refuse(proxied);
		return;
	}
	proxied->owner->found(&newcomer, proxied->argument);
	proxied_free(proxied);
}

/* ---- waiting ------------------------------------------------------------- */

/* Wait for more, as long as there is time.  Return 0, or -1 (no memory). */
static int
proxied_await(struct proxied *proxied)
{
	uint64_t now = clock_monotonic_ns();
	uint64_t left = proxied->ends_ns > now ? proxied->ends_ns - now : 0;
	struct timeval timeout = {
		.tv_sec = (time_t)(left / CLOCK_NS_PER_S),
		.tv_usec = (suseconds_t)(left % CLOCK_NS_PER_S / 1000),
	};

	return event_add(&proxied->event, &timeout);
}

/* Take what is there, a part of a header, and wait for the rest. */
static void
proxied_keep(struct proxied *proxied, size_t size)
{
	if (recv(proxied->fd, proxied->bytes + proxied->size, size, 0) !=
	    (ssize_t)size) {
		proxied_refuse(proxied);
		return;
	}
	proxied->size += size;
	if (proxied->size == sizeof(proxied->bytes) ||
	    proxied_await(proxied) != 0)
		proxied_refuse(proxied);
}

static void
proxied_look(struct proxied *proxied, size_t size)
{
	struct sockaddr_storage peer;
	size_t used = 0;

	switch (proxy_header_parse(
	    proxied->bytes, proxied->size + size, &used, &peer)) {
	case PROXY_HEADER_MORE:
		proxied_keep(proxied, size);
		break;
	case PROXY_HEADER_PEER:
		proxied->address = peer;
		proxied->address_size = sizeof(peer);
		proxied_end(proxied, used - proxied->size);
		break;
	case PROXY_HEADER_LOCAL:
		proxied_end(proxied, used - proxied->size);
		break;
	case PROXY_HEADER_BAD:
		proxied_refuse(proxied);
		break;
	}
}

static void
proxied_ready_cb(evutil_socket_t fd, short what, void *argument)
{
	struct proxied *proxied = argument;
	ssize_t got = 0;

	if ((what & EV_READ) != 0)
		got = recv(fd, proxied->bytes + proxied->size,
		    sizeof(proxied->bytes) - proxied->size, MSG_PEEK);
	if (got > 0)
		proxied_look(proxied, (size_t)got);
	else if (got == 0 || !transport_may_retry(errno) ||
		 proxied_await(proxied) != 0)
		proxied_refuse(proxied);
}

int
proxies_wait(struct proxies *proxies, struct event_base *base,
    const struct acceptor_newcomer *newcomer, const struct proxies_owner *owner,
    void *argument)
{
	struct proxied *proxied;

	if (proxies->count >= PROXIES_WAITING_MAX)
		return -1;
	proxied = calloc(1, sizeof(*proxied));
	if (proxied == NULL)
		return -1;
	proxied->proxies = proxies;
	proxied->owner = owner;
	proxied->argument = argument;
	proxied->fd = newcomer->fd;
	memcpy(&proxied->address, newcomer->address, newcomer->address_size);
	proxied->address_size = newcomer->address_size;
	proxied->ends_ns = clock_monotonic_ns() +
			   PROXIES_TIMEOUT_MS * CLOCK_NS_PER_MS;
	if (event_assign(&proxied->event, base, newcomer->fd, EV_READ,
		proxied_ready_cb, proxied) != 0 ||
	    proxied_await(proxied) != 0) {
		free(proxied);
		return -1;
	}
	list_append(&proxies->waiting, &proxied->place);
	proxies->count++;
	return 0;
}

void
proxies_forget(struct proxies *proxies, const void *argument)
{
	struct list *place = proxies->waiting.next;

	while (place != &proxies->waiting) {
		struct proxied *proxied = container_of(
		    place, struct proxied, place);

		place = place->next;
		if (proxied->argument != argument)
			continue;
		close(proxied->fd);
		proxied_free(proxied);
	}
}

/* ---- which they are ------------------------------------------------------ */

struct proxies *
proxies_new(void)
{
	struct proxies *proxies = calloc(1, sizeof(*proxies));

	if (proxies != NULL)
		list_init(&proxies->waiting);
	return proxies;
}

void
proxies_free(struct proxies *proxies)
{
	struct list *first;

	if (proxies == NULL)
		return;
	while ((first = list_first(&proxies->waiting)) != NULL)
		proxies_forget(proxies,
		    container_of(first, struct proxied, place)->argument);
	access_list_free(proxies->machines);
	access_list_free(proxies->next_machines);
	free(proxies);
}

int
proxies_prepare(struct proxies *proxies, const char *networks)
{
	access_list_free(proxies->next_machines);
	proxies->next_machines = access_list_new(networks, "");
	return proxies->next_machines != NULL ? 0 : -1;
}

void
proxies_commit(struct proxies *proxies)
{
	access_list_free(proxies->machines);
	proxies->machines = proxies->next_machines;
	proxies->next_machines = NULL;
}

bool
proxies_have(const struct proxies *proxies, const struct sockaddr *address)
{
	struct network_address from;

	return proxies->machines != NULL &&
	       network_address_of(address, &from) &&
	       access_list_find(proxies->machines, &from) == ACCESS_ALLOWED;
}
