/* SPDX-License-Identifier: MIT */
/*
 * The life of this node in the engine goes on, while it is renewed each second
 * and the lease says so (cluster/engine/lease.h).
 */

#include "chatd/cluster/engine/names_private.h"

#include <stdio.h>
#include <string.h>

#include <event2/event.h>

#include "chatd/cluster/copies/name_log.h"
#include "common/log.h"

/* So many names of those who are gone are swept away at a time. */
#define NAMES_SWEEP_COUNT 1000

/*
 * An attempt began after the loss before it; and what sentinels name may be
 * another server by now.
 */
static void
names_lease_loss(struct names *names, enum redis_loss loss)
{
	uint64_t now_ns = names_now();

	lease_lose(&names->lease);
	if (loss == REDIS_REFUSED && names->lost_ns != 0 &&
	    names->options.target->sentinel == NULL) {
		lease_refuse(&names->lease, names->lost_ns);
		names_set_fence(names, now_ns);
	}
	names->lost_ns = now_ns;
}

void
names_note_loss(struct names *names, enum redis_loss loss, const char *reason)
{
	char why[256];

	if (names->is_entered)
		names->reconnects++;
	names->is_entered = false;
	names_lease_loss(names, loss);
	if (names->is_leaving && names->left != NULL) {
		names->left(names->left_argument);
		names->left = NULL;
	}
	snprintf(why, sizeof(why), "no engine at %s", reason);
	if (!names_is_news(names->lost_reason, sizeof(names->lost_reason), why))
		return;
	log_warning("%s", why);
	names->events->waiting(why, names->argument);
}

/* ---- living -------------------------------------------------------------- */

static void
names_buried_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	(void)connection;
	(void)names_is_fenced(argument, reply);
}

/* Bury those who have no lease any more. */
static void
names_bury(struct names *names)
{
	if (!lease_may_bury(&names->lease, names_now()))
		return;
	for (size_t i = 0; i < names->renewal.dead_count; i++) {
		struct names_word life;
		const struct slice victim = names_number(
		    &life, names->renewal.dead[i]);

		(void)names_script(
		    names, SCRIPT_BURY, 1, &victim, names_buried_cb, names);
		names->is_swept = false;
	}
}

static void
names_swept_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	if (names_is_fenced(names, reply))
		return;
	names->is_swept = names_answers(reply, "CLEAN");
}

/* Forget some names of those who are gone; once there are none, wait for more.
 */
static void
names_sweep(struct names *names)
{
	struct names_word count;
	const struct slice most = names_number(&count, NAMES_SWEEP_COUNT);

	if (!names->is_swept)
		(void)names_script(
		    names, SCRIPT_SWEEP, 1, &most, names_swept_cb, names);
}

/*
 * The log is at this sequence.  A snapshot is not behind, and in a new epoch
 * sequences begin elsewhere.
 */
static void
names_note_behind(struct names *names, uint64_t sequence)
{
	uint64_t known = names->log != NULL ? name_log_sequence(names->log) : 0;

	names->behind = 0;
	if (known != 0 && known < sequence &&
	    names->copying != COPYING_SETTLING &&
	    names->asserting == ASSERTING_NOTHING)
		names->behind = sequence - known;
}

/* Come back when the lease has something to say, at the microsecond. */
static void
names_live_later(struct names *names)
{
	uint64_t now_ns = names_now();
	uint64_t due_ns = lease_due_ns(&names->lease, now_ns);
	uint64_t left_us = due_ns != 0 ? (due_ns - now_ns + 999) / 1000 : 0;
	const struct timeval left = {
		.tv_sec = (time_t)(left_us / 1000000),
		.tv_usec = (suseconds_t)(left_us % 1000000),
	};

	if (left_us > 0)
		(void)event_add(names->living, &left);
}

/* The renewal counts, and so does what the engine has said of others. */
static void
names_note_renewed(struct names *names)
{
	uint64_t now_ns = names_now();

	names->latency_ns = now_ns - names->lease.asked_ns;
	lease_renew(&names->lease, names->renewal.had_lease, now_ns);
	lease_look(&names->lease, names->renewal.look_ns);
	names_set_fence(names, now_ns);
	if (names->life == 0)
		return;
	names_live_later(names);
	names_note_behind(names, names->renewal.sequence);
	names_bury(names);
	names_sweep(names);
}

static void
names_renewal_confirmed_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	/* A life that is over took its renewal with it. */
	if (reply != NULL && names->lease.is_asking)
		names_note_renewed(names);
}

/*
 * Return when to look again, as the engine says; what is later than the next
 * renewal is of no use, and 0 stands for that.
 */
static uint64_t
names_read_look(const struct redis_reply *reply)
{
	if (reply->integer <= 0 || reply->integer > LEASE_RENEWS_MS)
		return 0;
	return names_now() + (uint64_t)reply->integer * CLOCK_NS_PER_MS;
}

/* Keep the answer until it counts: the dead, or as many as there is room for.
 */
static void
names_keep_renewal(struct names *names, const struct redis_reply *reply)
{
	struct names_renewal *renewal = &names->renewal;

	renewal->had_lease = redis_reply_element(reply, 1)->integer != 0;
	renewal->sequence = names_read_number(
	    redis_reply_element(reply, 2)->text);
	renewal->look_ns = names_read_look(redis_reply_element(reply, 3));
	renewal->dead_count = 0;
	for (size_t i = 4;
	     i < reply->count && renewal->dead_count < NAMES_DEAD_MAX; i++) {
		uint64_t life = names_read_number(
		    redis_reply_element(reply, i)->text);

		if (life != names->life)
			renewal->dead[renewal->dead_count++] = life;
	}
}

static void
names_renewed_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	if (reply == NULL || names_is_fenced(names, reply) ||
	    !names_answers(reply, "RENEWED"))
		return;
	names_keep_renewal(names, reply);
	if (names->target.replicas == 0)
		names_note_renewed(names);
	else if (redis_connection_confirm(
		     connection, names_renewal_confirmed_cb, names) != 0)
		log_errno("the lease is not renewed");
}

static void
names_renew(struct names *names)
{
	struct names_word word;
	const struct slice lease = names_number(&word, LEASE_MS);

	if (names_script(
		names, SCRIPT_RENEW, 1, &lease, names_renewed_cb, names) == 0)
		lease_ask(&names->lease, names_now());
}

/* Do what is due of all that keeps the life going. */
static void
names_live_now(struct names *names)
{
	uint64_t now_ns = names_now();

	names_set_fence(names, now_ns);
	if (!redis_connection_is_ready(names->commands))
		return;
	if (names->is_entered && names->asserting == ASSERTING_DUE)
		names_assert(names);
	if (!names->is_entered)
		names_enter(names);
	else if (names->life != 0 && lease_may_ask(&names->lease, now_ns))
		names_renew(names);
}

void
names_live(struct names *names)
{
	names_live_now(names);
	names_live_later(names);
}

static void
names_live_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	names_live(argument);
}

struct event *
names_live_event(struct names *names, struct event_base *base)
{
	return event_new(base, -1, 0, names_live_cb, names);
}

/* ---- leaving ------------------------------------------------------------- */

static void
names_left_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	(void)reply;
	if (names->left != NULL)
		names->left(names->left_argument);
	names->left = NULL;
}

void
names_leave(struct names *names, void (*left)(void *argument), void *argument)
{
	names->is_leaving = true;
	/* Who else comes and goes is of no use, and our own end is no news. */
	names_follow_end(names);
	names->left = left;
	names->left_argument = argument;
	if (names->life == 0 || !names->is_entered ||
	    names_script(names, SCRIPT_LEAVE, 0, NULL, names_left_cb, names) !=
		0)
		names_left_cb(names->commands, NULL, names);
}
