/* SPDX-License-Identifier: MIT */
/*
 * A peer costs OpenSSL nothing until its first byte has come.  It is looked at
 * and left where it is: it tells a handshake from the first line of a client
 * that knows no TLS (RFC 8446, section 5.1).
 */

#include "chatd/net/entrance.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "chatd/core/peer.h"
#include "chatd/core/protocol.h"
#include "chatd/core/queue_total.h"
#include "chatd/core/stats.h"
#include "chatd/event/loop.h"
#include "chatd/net/admission.h"
#include "chatd/net/newcomer.h"
#include "chatd/net/sources.h"
#include "chatd/net/transport.h"
#include "chatd/tls/tls_context.h"
#include "chatd/tls/tls_error.h"
#include "chatd/tls/tls_session.h"
#include "common/container.h"
#include "common/log.h"

/* The type of a record that is part of a handshake. */
#define ENTRANCE_HANDSHAKE_BYTE 0x16

struct entrant {
	struct list place; /* among all */
	struct list due;
	struct event event; /* the socket can be read, or written */
	struct deadline deadline;
	struct entrance *entrance;
	struct newcomer newcomer;
	struct tls_session *session; /* NULL: has not said anything */
	int stage;                   /* of the handshake; see progress */
};

/* ---- leaving ------------------------------------------------------------- */

static void
entrant_log(const struct entrant *entrant, const char *what, const char *why)
{
	const struct newcomer *newcomer = &entrant->newcomer;
	char text[PEER_TEXT_BYTES];
	struct peer peer;

	if (!log_is_enabled(LOG_LEVEL_DEBUG))
		return;
	peer = peer_make(
	    newcomer->fd, (const struct sockaddr *)&newcomer->peer);
	log_debug("#%llu %s: %s%s", (unsigned long long)newcomer->number,
	    peer_format(&peer, text), what, why);
}

/* Forget the entrant, who may have been admitted meanwhile. */
static void
entrant_free(struct entrant *entrant)
{
	if (entrant->session != NULL)
		queue_total_subtract(
		    entrant->entrance->services.queues, TLS_HANDSHAKE_BYTES);
	event_del(&entrant->event);
	deadline_clear(&entrant->deadline);
	list_remove(&entrant->due);
	list_remove(&entrant->place);
	tls_context_release(entrant->newcomer.tls);
	free(entrant);
}

static void
entrant_admit(struct entrant *entrant)
{
	struct entrance *entrance = entrant->entrance;
	struct newcomer newcomer = entrant->newcomer;
	struct tls_session *session = entrant->session;

	entrant_free(entrant);
	entrance->has_admitted = true;
	entrance->admitted(&newcomer, session, entrance->argument);
}

/* Make room for another in place of a newcomer who is not admitted. */
static void
entrance_leave(const struct entrance *entrance, const struct newcomer *newcomer)
{
	admission_leave(entrance->services.admission,
	    admission_kind_of(newcomer->protocol));
	sources_leave(entrance->services.sources, newcomer->place);
}

/* Hang up, and make room for another. */
static void
entrant_close(struct entrant *entrant)
{
	entrance_leave(entrant->entrance, &entrant->newcomer);
	transport_close(entrant->newcomer.fd, entrant->session);
	entrant_free(entrant);
}

static void
entrant_fail(struct entrant *entrant, const char *why)
{
	stats_add(
	    entrant->entrance->services.stats, STAT_TLS_HANDSHAKES_FAILED, 1);
	entrant_log(entrant, "the handshake failed: ", why);
	entrant_close(entrant);
}

/* ---- waiting ------------------------------------------------------------- */

static void
entrant_ready_cb(evutil_socket_t fd, short what, void *argument)
{
	struct entrant *entrant = argument;

	(void)fd;
	(void)what;
	list_append(&entrant->entrance->due, &entrant->due);
}

/* Have a step taken when the socket is ready for this. */
static void
entrant_await(struct entrant *entrant, short what)
{
	if (event_assign(&entrant->event,
		entrant->entrance->services.loop->base, entrant->newcomer.fd,
		what, entrant_ready_cb, entrant) == 0 &&
	    event_add(&entrant->event, NULL) == 0)
		return;
	stats_add(entrant->entrance->services.stats, STAT_OUT_OF_MEMORY, 1);
	entrant_close(entrant);
}

static void
entrant_set_deadline(struct entrant *entrant)
{
	loop_set_deadline(entrant->entrance->services.loop,
	    &entrant->entrance->handshakes, &entrant->deadline,
	    ENTRANCE_TIMEOUT_MS);
}

static void
entrance_handshake_expired_cb(struct deadline *deadline)
{
	struct entrant *entrant = container_of(
	    deadline, struct entrant, deadline);

	/* Then it is the peer who waits. */
	if (list_has(&entrant->due)) {
		entrant_set_deadline(entrant);
		return;
	}
	stats_add(entrant->entrance->services.stats,
	    STAT_TLS_HANDSHAKES_TIMED_OUT, 1);
	entrant_log(entrant, "the handshake took too long", "");
	entrant_close(entrant);
}

static void
entrance_silence_expired_cb(struct deadline *deadline)
{
	struct entrant *entrant = container_of(
	    deadline, struct entrant, deadline);

	stats_add(entrant->entrance->services.stats, STAT_LOGIN_TIMEOUTS, 1);
	entrant_log(entrant, "closed: said nothing", "");
	entrant_close(entrant);
}

/* ---- steps --------------------------------------------------------------- */

static void
entrant_go_on(struct entrant *entrant)
{
	struct stats *stats = entrant->entrance->services.stats;
	char error[TLS_ERROR_BYTES];
	enum tls_outcome outcome = tls_session_handshake(
	    entrant->session, error);

	if (outcome == TLS_FAILED) {
		entrant_fail(entrant, error);
		return;
	}
	if (outcome == TLS_DONE) {
		stats_add(stats,
		    tls_session_is_resumed(entrant->session)
			? STAT_TLS_HANDSHAKES_RESUMED
			: STAT_TLS_HANDSHAKES_DONE,
		    1);
		entrant_log(entrant, "encrypted with ",
		    tls_session_version(entrant->session));
		entrant_admit(entrant);
		return;
	}
	if (tls_session_stage(entrant->session) != entrant->stage) {
		entrant->stage = tls_session_stage(entrant->session);
		entrant_set_deadline(entrant);
	}
	entrant_await(
	    entrant, outcome == TLS_WANTS_TO_WRITE ? EV_WRITE : EV_READ);
}

/* Begin the handshake; the deadline begins anew for one who was silent. */
static void
entrant_begin(struct entrant *entrant)
{
	if (queue_total_is_nearly_full(entrant->entrance->services.queues)) {
		entrant_fail(entrant, "queue_total_max is nearly reached");
		return;
	}
	entrant->session = tls_session_new(
	    entrant->newcomer.tls, entrant->newcomer.fd);
	if (entrant->session == NULL) {
		stats_add(
		    entrant->entrance->services.stats, STAT_OUT_OF_MEMORY, 1);
		entrant_close(entrant);
		return;
	}
	queue_total_add(
	    entrant->entrance->services.queues, TLS_HANDSHAKE_BYTES);
	entrant->stage = tls_session_stage(entrant->session);
	entrant_set_deadline(entrant);
	entrant_go_on(entrant);
}

/* The peer's first byte has come, or its end. */
static void
entrant_look(struct entrant *entrant)
{
	unsigned char byte;
	ssize_t got = recv(entrant->newcomer.fd, &byte, 1, MSG_PEEK);

	if (got < 0 && transport_may_retry(errno))
		entrant_await(entrant, EV_READ);
	else if (got == 1 && (byte == ENTRANCE_HANDSHAKE_BYTE ||
				 entrant->newcomer.tls_use == TLS_USE_YES))
		entrant_begin(entrant);
	else if (entrant->newcomer.tls_use == TLS_USE_AUTO)
		entrant_admit(entrant);
	else
		entrant_fail(entrant, "the peer has hung up");
}

/* ---- the entrance -------------------------------------------------------- */

void
entrance_init(struct entrance *entrance,
    const struct entrance_services *services, entrance_admitted_cb *admitted,
    void *argument)
{
	entrance->services = *services;
	entrance->admitted = admitted;
	entrance->argument = argument;
	list_init(&entrance->all);
	list_init(&entrance->due);
	entrance->has_admitted = false;
	loop_add_deadlines(services->loop, &entrance->handshakes,
	    entrance_handshake_expired_cb);
	loop_add_deadlines(
	    services->loop, &entrance->silences, entrance_silence_expired_cb);
}

void
entrance_enter(struct entrance *entrance, const struct newcomer *newcomer,
    uint64_t silence_ms)
{
	struct entrant *entrant = calloc(1, sizeof(*entrant));

	if (entrant == NULL) {
		stats_add(entrance->services.stats, STAT_OUT_OF_MEMORY, 1);
		entrance_leave(entrance, newcomer);
		tls_context_release(newcomer->tls);
		transport_close(newcomer->fd, NULL);
		return;
	}
	entrant->entrance = entrance;
	entrant->newcomer = *newcomer;
	list_append(&entrance->all, &entrant->place);
	if (newcomer->tls_use == TLS_USE_YES)
		entrant_set_deadline(entrant);
	else
		loop_set_deadline(entrance->services.loop, &entrance->silences,
		    &entrant->deadline, silence_ms);
	entrant_await(entrant, EV_READ);
}

void
entrance_end_turn(struct entrance *entrance)
{
	struct list *first;

	entrance->has_admitted = false;
	for (int i = 0; i < ENTRANCE_STEPS_PER_TURN; i++) {
		struct entrant *entrant;

		first = list_first(&entrance->due);
		if (first == NULL)
			return;
		list_remove(first);
		entrant = container_of(first, struct entrant, due);
		if (entrant->session == NULL)
			entrant_look(entrant);
		else
			entrant_go_on(entrant);
	}
}

bool
entrance_is_due(const struct entrance *entrance)
{
	return entrance->has_admitted || !list_is_empty(&entrance->due);
}

void
entrance_close_all(struct entrance *entrance)
{
	struct list *first;

	while ((first = list_first(&entrance->all)) != NULL)
		entrant_close(container_of(first, struct entrant, place));
}
