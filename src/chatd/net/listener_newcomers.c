/* SPDX-License-Identifier: MIT */
/*
 * A newcomer for whom there is no room is told so in the port's protocol, by
 * the few constant bytes that protocol->busy holds, and then closed: a worker
 * never hears of it.  Strangers decide how often that happens, so each reason
 * has a line of its own in the log, and that at intervals only.
 */

#include "chatd/net/listener_newcomers.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "chatd/core/peer.h"
#include "chatd/core/protocol.h"
#include "chatd/core/queue_total.h"
#include "chatd/net/acceptor.h"
#include "chatd/net/admission.h"
#include "chatd/net/listener_private.h"
#include "chatd/net/proxies.h"
#include "chatd/net/sources.h"
#include "chatd/net/transport.h"
#include "chatd/tls/tls_context.h"
#include "common/clock.h"
#include "common/log.h"

/* Enough for a storm, and little enough that other events are not late. */
#define LISTENER_NEWCOMERS_PER_TURN 256

/* ---- turning away -------------------------------------------------------- */

/* What the log says about each enum listener_refusal. */
static const char *const listener_refusals[] = {
	[LISTENER_LOGINS_PENDING] = "max_logins_pending is reached",
	[LISTENER_GUESTS] = "max_guests is reached",
	[LISTENER_QUEUES] = "queue_total_max is nearly reached",
	[LISTENER_DESCRIPTORS] = "out of file descriptors",
	[LISTENER_MEMORY] = "out of memory",
	[LISTENER_DENIED] = "allow and deny do not let them in",
	[LISTENER_BANNED] = "the operator has banned their address",
	[LISTENER_ADDRESS_CONNECTIONS] = "connections_per_address is reached",
	[LISTENER_ADDRESS_LOGINS] = "logins_per_address is reached",
	[LISTENER_OFFENDER] = "they were refused again and again",
	[LISTENER_PROXY_HEADER] = "their proxy does not say who they are",
};

/* What an enum source_verdict is called here. */
static const enum listener_refusal listener_verdicts[] = {
	[SOURCE_DENIED] = LISTENER_DENIED,
	[SOURCE_BANNED] = LISTENER_BANNED,
	[SOURCE_CROWDED] = LISTENER_ADDRESS_CONNECTIONS,
	[SOURCE_HASTY] = LISTENER_ADDRESS_LOGINS,
	[SOURCE_OFFENDS] = LISTENER_OFFENDER,
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

/* ---- letting in ---------------------------------------------------------- */

/* Hand a newcomer over, who has a place.  Return 0, or -1: no memory. */
static int
listener_hand_over(const struct listener *listener,
    const struct acceptor_newcomer *accepted, uint32_t place)
{
	struct listeners *set = listener->set;
	struct newcomer newcomer = {
		.fd = accepted->fd,
		.place = place,
		.protocol = listener->protocol,
		.tls_use = listener->tls_use,
		.name_source = listener->name_source,
	};

	memcpy(&newcomer.peer, accepted->address, accepted->address_size);
	if (newcomer.tls_use != TLS_USE_NO)
		newcomer.tls = tls_context_reference(set->tls);
	if (set->accepted(&newcomer, set->argument) == 0)
		return 0;
	tls_context_release(newcomer.tls);
	return -1;
}

/* Find room for a newcomer.  Return false, after counting it, if there is none.
 */
static bool
listener_find_room(
    const struct listener *listener, const struct acceptor_newcomer *newcomer)
{
	struct listeners *set = listener->set;
	const struct protocol *protocol = listener->protocol;

	if (newcomer->uses_reserve) {
		listeners_count_refusal(set, LISTENER_DESCRIPTORS, newcomer);
		return false;
	}
	if (queue_total_is_nearly_full(set->queues)) {
		listeners_count_refusal(set, LISTENER_QUEUES, newcomer);
		return false;
	}
	if (admission_enter(set->admission, admission_kind_of(protocol)))
		return true;
	listeners_count_refusal(set,
	    protocol->logs_in ? LISTENER_LOGINS_PENDING : LISTENER_GUESTS,
	    newcomer);
	return false;
}

/* Take a newcomer in, who has a place.  Return false if there is no room. */
static bool
listener_take_in(const struct listener *listener,
    const struct acceptor_newcomer *newcomer, uint32_t place)
{
	struct listeners *set = listener->set;

	if (!listener_find_room(listener, newcomer))
		return false;
	if (listener_hand_over(listener, newcomer, place) == 0)
		return true;
	admission_leave(set->admission, admission_kind_of(listener->protocol));
	listeners_count_refusal(set, LISTENER_MEMORY, newcomer);
	return false;
}

/* Hang up on an offender, with a reset, so that the kernel can forget it. */
static void
listener_cut_off(int fd)
{
	transport_reset_on_close(fd);
	close(fd);
}

/*
 * Let a newcomer in, or hang up on an offender.  Return false if the newcomer
 * is to be told to go away.
 */
static bool
listener_let_in(
    const struct listener *listener, const struct acceptor_newcomer *newcomer)
{
	struct listeners *set = listener->set;
	uint32_t place;
	enum source_verdict verdict = sources_enter(set->sources,
	    listener->networks, newcomer->address, clock_monotonic_ns(),
	    &place);

	if (verdict != SOURCE_WELCOME) {
		listeners_count_refusal(
		    set, listener_verdicts[verdict], newcomer);
		if (verdict == SOURCE_OFFENDS)
			listener_cut_off(newcomer->fd);
		return verdict == SOURCE_OFFENDS;
	}
	if (listener_take_in(listener, newcomer, place))
		return true;
	sources_turn_away(set->sources, place);
	return false;
}

static void
listener_found_newcomer_cb(
    const struct acceptor_newcomer *newcomer, void *argument)
{
	const struct listener *listener = argument;

	if (!listener_let_in(listener, newcomer))
		listener_turn_away(listener, newcomer->fd);
}

static void
listener_refused_newcomer_cb(
    const struct acceptor_newcomer *newcomer, void *argument)
{
	const struct listener *listener = argument;

	listeners_count_refusal(listener->set, LISTENER_PROXY_HEADER, newcomer);
}

/* Have a newcomer wait until its proxy has said who it is. */
static void
listener_ask_proxy(
    struct listener *listener, const struct acceptor_newcomer *newcomer)
{
	static const struct proxies_owner owner = {
		.found = listener_found_newcomer_cb,
		.refused = listener_refused_newcomer_cb,
	};
	struct listeners *set = listener->set;

	if (proxies_wait(set->proxies, set->base, newcomer, &owner, listener) ==
	    0)
		return;
	listeners_count_refusal(set, LISTENER_PROXY_HEADER, newcomer);
	listener_turn_away(listener, newcomer->fd);
}

static void
listener_accepted_newcomer_cb(
    const struct acceptor_newcomer *newcomer, void *argument)
{
	struct listener *listener = argument;

	/* The last descriptor is not for waiting. */
	if (!newcomer->uses_reserve &&
	    proxies_have(listener->set->proxies, newcomer->address))
		listener_ask_proxy(listener, newcomer);
	else
		listener_found_newcomer_cb(newcomer, listener);
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

const struct acceptor_owner *
listener_newcomers_owner(void)
{
	static const struct acceptor_owner owner = {
		.newcomers_per_turn = LISTENER_NEWCOMERS_PER_TURN,
		.accepted = listener_accepted_newcomer_cb,
		.failed = listener_accept_failed_cb,
	};

	return &owner;
}
