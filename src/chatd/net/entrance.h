/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENTRANCE_H
#define CHATD_ENTRANCE_H

/*
 * What newcomers of a worker have to get through before anybody serves them:
 * the handshake of TLS, where their listener wants one.  Others pass at once.
 *
 * A handshake is the most expensive thing that a stranger can have the daemon
 * do, so those who chat come first: at the end of each turn a few steps of
 * handshakes are done (ENTRANCE_STEPS_PER_TURN), in the order in which they
 * became possible, and the rest waits for the next turn.  Whoever makes no
 * progress for ENTRANCE_TIMEOUT_MS is closed; progress is a whole message of
 * the peer, of which a handshake has a handful.  max_logins_pending and
 * max_guests bound how many are here.  From its first byte on, what OpenSSL
 * holds for a peer counts as waiting (queue_total.h), and where too much waits
 * no handshake begins: the peer is closed.  Thread of the worker only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/event/deadline.h"
#include "common/list.h"

struct admission;
struct loop;
struct newcomer;
struct queue_total;
struct sources;
struct stats;
struct tls_session;

/* How long a peer may take for its next message. */
#define ENTRANCE_TIMEOUT_MS 5000

/*
 * A step takes some third of a millisecond, where the key is an ordinary one,
 * and reads TLS_STEP_BYTES at most; so a turn is longer by a millisecond or so.
 */
#define ENTRANCE_STEPS_PER_TURN 4

/*
 * Somebody has got through, with this session or, unencrypted, NULL.  The
 * function takes both, but for the context, which it must not use.
 */
typedef void entrance_admitted_cb(const struct newcomer *newcomer,
    struct tls_session *session, void *argument);

/* What an entrance uses and does not own; all borrowed for good. */
struct entrance_services {
	struct loop *loop;
	struct stats *stats;
	struct admission *admission;
	struct queue_total *queues;
	struct sources *sources;
};

struct entrance {
	struct entrance_services services;
	entrance_admitted_cb *admitted;
	void *argument;
	struct list all;
	struct list due;   /* those that can take a step */
	bool has_admitted; /* in this turn; what that caused is to be written */
	struct deadline_list handshakes;
	struct deadline_list silences; /* of those who may be plain */
};

/*
 * Begin with nobody, and call admitted with argument for each who gets through.
 */
void entrance_init(struct entrance *entrance,
    const struct entrance_services *services, entrance_admitted_cb *admitted,
    void *argument);

/*
 * Take newcomer, whose listener asks for TLS or may; one that has to say
 * something first has silence_ms to do so.  If there is no memory, it is
 * closed.
 */
void entrance_enter(struct entrance *entrance, const struct newcomer *newcomer,
    uint64_t silence_ms);

/* Take the steps of this turn; what they cause is for the next one. */
void entrance_end_turn(struct entrance *entrance);

/* Say whether the next turn has something to do, and must not wait for it. */
bool entrance_is_due(const struct entrance *entrance);

/* Close everybody who is in it. */
void entrance_close_all(struct entrance *entrance);

#endif
