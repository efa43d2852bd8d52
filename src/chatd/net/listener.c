/* SPDX-License-Identifier: MIT */
/* The set of ports: which there are, and how they are opened. */

#include "chatd/net/listener.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatd/core/protocol.h"
#include "chatd/net/acceptor.h"
#include "chatd/net/access_list.h"
#include "chatd/net/listener_newcomers.h"
#include "chatd/net/listener_private.h"
#include "chatd/net/listening_address.h"
#include "chatd/net/listening_socket.h"
#include "chatd/net/proxies.h"
#include "chatd/net/sources.h"
#include "chatd/tls/tls_context.h"
#include "common/unix_path.h"

/* A sentence about a host name of 255 bytes. */
#define LISTENER_REASON_BYTES 384

/* ---- opening ------------------------------------------------------------- */

/* The listener that a spec makes is of this set. */
struct listener_place {
	struct listeners *set;
	const struct listener_spec *spec;
};

void
listener_set_protocol(struct listener *listener,
    const struct protocol *protocol, enum tls_use tls_use)
{
	static const char *const words[] = {
		[TLS_USE_NO] = "",
		[TLS_USE_YES] = " with TLS",
		[TLS_USE_AUTO] = " with TLS or without",
	};

	listener->protocol = protocol;
	listener->tls_use = tls_use;
	snprintf(listener->description, sizeof(listener->description),
	    "%s%s on %s", protocol->name, words[tls_use], listener->where);
}

struct listener *
listeners_add(struct listeners *set, int fd, const struct listener_spec *spec)
{
	struct listener *listener = calloc(1, sizeof(*listener));

	if (listener == NULL) {
		close(fd);
		errno = ENOMEM;
		return NULL;
	}
	listener->set = set;
	listening_socket_name(fd, listener->where);
	snprintf(listener->name, sizeof(listener->name), "%s", spec->name);
	listener->is_open = listening_socket_is_open(fd);
	listener_set_protocol(listener, spec->protocol, spec->tls_use);
	listener->name_source = spec->name_source;
	listener->acceptor = acceptor_new(
	    fd, listener_newcomers_owner(), listener);
	if (listener->acceptor == NULL) {
		free(listener);
		return NULL;
	}
	*set->last_link = listener;
	set->last_link = &listener->next;
	return listener;
}

static int
listeners_add_cb(int fd, void *argument)
{
	const struct listener_place *place = argument;

	return listeners_add(place->set, fd, place->spec) != NULL ? 0 : -1;
}

int
listeners_fail(struct listeners *set, const struct listener_spec *spec,
    const char *reason, const char **error_r)
{
	int saved_errno = errno;

	snprintf(set->error, sizeof(set->error), "listener %s: %s", spec->name,
	    reason);
	*error_r = set->error;
	errno = saved_errno;
	return -1;
}

int
listeners_open(struct listeners *set, const struct listener_spec *spec,
    const char **error_r)
{
	struct listener_place place = { set, spec };
	char reason[LISTENER_REASON_BYTES];

	if (listening_address_open(spec->address, spec->port, spec->freebind,
		listeners_add_cb, &place, reason, sizeof(reason)) == 0)
		return 0;
	return listeners_fail(set, spec, reason, error_r);
}

int
listeners_adopt(struct listeners *set, const struct listener_spec *spec, int fd,
    const char **error_r)
{
	struct listener_place place = { set, spec };
	char reason[LISTENER_REASON_BYTES];

	if (listening_socket_prepare(fd) != 0) {
		int saved_errno = errno;

		close(fd);
		errno = saved_errno;
	} else if (listeners_add_cb(fd, &place) == 0) {
		return 0;
	}
	snprintf(reason, sizeof(reason),
	    "cannot use the socket that was passed on: %s", strerror(errno));
	return listeners_fail(set, spec, reason, error_r);
}

/* ---- the set ------------------------------------------------------------- */

struct listeners *
listeners_new(struct admission *admission, const struct queue_total *queues)
{
	struct listeners *set = calloc(1, sizeof(*set));

	if (set == NULL)
		return NULL;
	set->last_link = &set->first;
	set->sources = sources_new();
	set->proxies = proxies_new();
	if (set->sources == NULL || set->proxies == NULL) {
		listeners_free(set);
		errno = ENOMEM;
		return NULL;
	}
	set->admission = admission;
	set->queues = queues;
	return set;
}

void
listeners_set_tls(struct listeners *set, struct tls_context *tls)
{
	tls_context_release(set->tls);
	set->tls = tls;
}

struct tls_context *
listeners_tls(const struct listeners *set)
{
	return set->tls;
}

struct sources *
listeners_sources(struct listeners *set)
{
	return set->sources;
}

struct proxies *
listeners_proxies(struct listeners *set)
{
	return set->proxies;
}

int
listeners_start(struct listeners *set, struct event_base *base,
    listener_accepted_cb *accepted, void *argument)
{
	set->base = base;
	set->accepted = accepted;
	set->argument = argument;
	for (struct listener *at = set->first; at != NULL; at = at->next) {
		if (acceptor_start(at->acceptor, base) != 0)
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
listeners_remove(struct listeners *set, struct listener **link)
{
	struct listener *listener = *link;

	*link = listener->next;
	if (*link == NULL)
		set->last_link = link;
	proxies_forget(listener->set->proxies, listener);
	socket_file_remove(&listener->file);
	acceptor_free(listener->acceptor);
	access_list_free(listener->networks);
	access_list_free(listener->next_networks);
	free(listener);
}

void
listeners_close(struct listeners *set)
{
	while (set->first != NULL)
		listeners_remove(set, &set->first);
}

void
listeners_free(struct listeners *set)
{
	if (set == NULL)
		return;
	listeners_close(set);
	tls_context_release(set->tls);
	sources_free(set->sources);
	proxies_free(set->proxies);
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

const char *
listeners_find_open(const struct listeners *set)
{
	const struct listener *at = set->first;

	while (at != NULL && !at->is_open)
		at = at->next;
	return at != NULL ? at->where : NULL;
}

const char *
listeners_find_plain(const struct listeners *set)
{
	const struct listener *at = set->first;

	while (at != NULL && (!at->is_open || at->tls_use == TLS_USE_YES))
		at = at->next;
	return at != NULL ? at->where : NULL;
}

/* Return the port at the end of where, "127.0.0.1:6697"; 0 for a path. */
static uint16_t
listener_port(const struct listener *listener)
{
	const char *colon = strrchr(listener->where, ':');

	if (colon == NULL || unix_path_of(listener->where) != NULL)
		return 0;
	return (uint16_t)strtoul(colon + 1, NULL, 10);
}

uint16_t
listeners_find_tls_port(
    const struct listeners *set, const struct protocol *protocol)
{
	uint16_t port = 0;

	for (const struct listener *at = set->first; at != NULL;
	     at = at->next) {
		if (at->protocol != protocol || at->tls_use == TLS_USE_NO)
			continue;
		if (at->tls_use == TLS_USE_YES && listener_port(at) != 0)
			return listener_port(at);
		if (port == 0)
			port = listener_port(at);
	}
	return port;
}
