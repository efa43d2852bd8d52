/* SPDX-License-Identifier: MIT */
/*
 * The set of ports, and the decision about whom they let in.
 *
 * A newcomer for whom there is no room is told so in the port's protocol, by
 * the few constant bytes that protocol->busy holds, and then closed: a worker
 * never hears of it.
 */

#include "chatd/net/listener.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatd/core/peer.h"
#include "chatd/core/protocol.h"
#include "chatd/core/queue_total.h"
#include "chatd/net/acceptor.h"
#include "chatd/net/access_list.h"
#include "chatd/net/admission.h"
#include "chatd/net/listener_private.h"
#include "chatd/net/listening_address.h"
#include "chatd/net/listening_socket.h"
#include "chatd/tls/tls_context.h"
#include "common/clock.h"
#include "common/log.h"

/* Enough for a storm, and little enough that other events are not late. */
#define LISTENER_NEWCOMERS_PER_TURN 256

/* A sentence about a host name of 255 bytes. */
#define LISTENER_REASON_BYTES 384

/* ---- letting in ---------------------------------------------------------- */

/* What the log says about each enum listener_refusal. */
static const char *const listener_refusals[] = {
	[LISTENER_LOGINS_PENDING] = "max_logins_pending is reached",
	[LISTENER_GUESTS] = "max_guests is reached",
	[LISTENER_QUEUES] = "queue_total_max is nearly reached",
	[LISTENER_DESCRIPTORS] = "out of file descriptors",
	[LISTENER_MEMORY] = "out of memory",
	[LISTENER_DENIED] = "allow and deny do not let them in",
};

/*
 * Count a newcomer who is turned away, and log it if it is time to; NULL is one
 * of whom nothing is known.
 */
static void
listeners_count_refusal(struct listeners *set, enum listener_refusal refusal,
    const struct acceptor_newcomer *newcomer)
{
	char text[PEER_TEXT_BYTES];
	struct peer peer;

	set->turned_away[refusal]++;
	if (!log_rate_allows(&set->rates[refusal], clock_monotonic_ns(), NULL))
		return;
	if (newcomer != NULL)
		peer = peer_make(newcomer->fd, newcomer->address);
	log_warning("turning newcomers away: %s (%llu so far%s%s)",
	    listener_refusals[refusal],
	    (unsigned long long)set->turned_away[refusal],
	    newcomer != NULL ? ", now " : "",
	    newcomer != NULL ? peer_format(&peer, text) : "");
}

/*
 * Tell a newcomer, in the port's protocol, that there is no room; hang up.  One
 * who wants a handshake first would not understand the words.
 */
static void
listener_turn_away(const struct listener *listener, int fd)
{
	const struct slice *busy = &listener->protocol->busy;
	char unread[1024];

	if (listener->tls_use != TLS_USE_YES)
		(void)send(
		    fd, busy->bytes, busy->size, MSG_NOSIGNAL | MSG_DONTWAIT);
	/* With unread input the kernel would send a reset after the words. */
	(void)recv(fd, unread, sizeof(unread), MSG_DONTWAIT);
	close(fd);
}

/* Hand a newcomer over.  Return 0, or -1 if there is no memory. */
static int
listener_hand_over(
    const struct listener *listener, const struct acceptor_newcomer *accepted)
{
	struct listeners *set = listener->set;
	struct newcomer newcomer = {
		.fd = accepted->fd,
		.protocol = listener->protocol,
		.tls_use = listener->tls_use,
	};

	memcpy(&newcomer.peer, accepted->address, accepted->address_size);
	if (newcomer.tls_use != TLS_USE_NO)
		newcomer.tls = tls_context_reference(set->tls);
	if (set->accepted(&newcomer, set->argument) == 0)
		return 0;
	tls_context_release(newcomer.tls);
	return -1;
}

/* Say whether somebody from this address may come in at all. */
static bool
listener_admits(const struct listener *listener, const struct sockaddr *peer)
{
	struct network_address address;

	return listener->networks == NULL ||
	       !network_address_of(peer, &address) ||
	       access_list_admits(listener->networks, &address);
}

/* Let a newcomer in.  Return false if there is no room. */
static bool
listener_let_in(
    const struct listener *listener, const struct acceptor_newcomer *newcomer)
{
	struct listeners *set = listener->set;
	const struct protocol *protocol = listener->protocol;
	enum admission_kind kind = admission_kind_of(protocol);

	if (!listener_admits(listener, newcomer->address)) {
		listeners_count_refusal(set, LISTENER_DENIED, newcomer);
		return false;
	}
	if (newcomer->uses_reserve) {
		listeners_count_refusal(set, LISTENER_DESCRIPTORS, newcomer);
		return false;
	}
	if (queue_total_is_nearly_full(set->queues)) {
		listeners_count_refusal(set, LISTENER_QUEUES, newcomer);
		return false;
	}
	if (!admission_enter(set->admission, kind)) {
		listeners_count_refusal(set,
		    protocol->logs_in ? LISTENER_LOGINS_PENDING
				      : LISTENER_GUESTS,
		    newcomer);
		return false;
	}
	if (listener_hand_over(listener, newcomer) == 0)
		return true;
	admission_leave(set->admission, kind);
	listeners_count_refusal(set, LISTENER_MEMORY, newcomer);
	return false;
}

static void
listener_accepted_newcomer_cb(
    const struct acceptor_newcomer *newcomer, void *argument)
{
	const struct listener *listener = argument;

	if (!listener_let_in(listener, newcomer))
		listener_turn_away(listener, newcomer->fd);
}

/* Nobody could even be told; the newcomer who waits counts as one. */
static void
listener_accept_failed_cb(int error, void *argument)
{
	const struct listener *listener = argument;

	listeners_count_refusal(listener->set,
	    error == EMFILE || error == ENFILE ? LISTENER_DESCRIPTORS
					       : LISTENER_MEMORY,
	    NULL);
}

static const struct acceptor_owner listener_acceptor_owner = {
	.newcomers_per_turn = LISTENER_NEWCOMERS_PER_TURN,
	.accepted = listener_accepted_newcomer_cb,
	.failed = listener_accept_failed_cb,
};

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
	listener_set_protocol(listener, spec->protocol, spec->tls_use);
	listener->acceptor = acceptor_new(
	    fd, &listener_acceptor_owner, listener);
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
