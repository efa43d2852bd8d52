/* SPDX-License-Identifier: MIT */
/*
 * The life of this node in the engine: entered once on each connection, renewed
 * each second, and over when the lease says so (cluster/lease.h).  The fence is
 * that moment, for the workers.
 */

#include "chatd/cluster/names_private.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "chatd/cluster/name_log.h"
#include "chatd/core/fence_moment.h"
#include "common/log.h"

/* So many names of those who are gone are swept away at a time. */
#define NAMES_SWEEP_COUNT 1000

static uint64_t
names_time_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 +
	       (uint64_t)now.tv_nsec / CLOCK_NS_PER_MS;
}

void
names_lose_life(struct names *names, const char *why)
{
	if (names->life == 0)
		return;
	/* Who leaves in good order has lost nothing. */
	if (!names->is_leaving) {
		log_warning(
		    "this node has lost its place in the cluster: %s", why);
		names->lives_lost++;
	}
	fence_moment_end_life(names->options.fence);
	lease_end(&names->lease);
	names->life = 0;
	names->epoch[0] = '\0';
	names->is_entered = false;
	names->asserting = ASSERTING_NOTHING;
	names_follow_end(names);
	/* Whoever is there again by the next life is told again. */
	names_follow_clear(names);
	names_errands_end_life(names);
	names->events->lost(names->argument);
	if (redis_connection_is_ready(names->commands))
		names_enter(names);
}

/*
 * Let the workers keep their users for as long as the lease holds now; but not
 * again once it was over, however late that is noticed.
 */
static void
names_set_fence(struct names *names, uint64_t now_ns)
{
	uint64_t fence_ns = atomic_load(&names->options.fence->ns);

	if (names->life == 0)
		return;
	if ((fence_ns != 0 && now_ns >= fence_ns) ||
	    !lease_holds(&names->lease, now_ns))
		names_lose_life(names, "the engine has not answered in time");
	else
		atomic_store(
		    &names->options.fence->ns, lease_ends_ns(&names->lease));
}

/* ---- entering ------------------------------------------------------------ */

static void
names_begin_life(struct names *names, uint64_t life)
{
	names->life = life;
	names->was_known = false;
	names->events->entered(life, names->argument);
}

/* The engine has let us in; with names that are to be claimed anew, or not. */
static void
names_note_entered(struct names *names, const struct redis_reply *reply)
{
	uint64_t life = names_read_number(redis_reply_element(reply, 1)->text);
	struct slice epoch = redis_reply_element(reply, 3)->text;
	bool is_same_epoch = slice_is(epoch, names->epoch);
	bool is_new = names->life == 0;

	/* If users of the life before are still here, it is asked again. */
	if (life == 0 || epoch.size >= sizeof(names->epoch) ||
	    (is_new && !fence_moment_is_clear(names->options.fence)))
		return;
	slice_write(names->epoch, epoch);
	names->epoch[epoch.size] = '\0';
	names->is_entered = true;
	names->denied_reason[0] = '\0';
	if (is_new)
		names_begin_life(names, life);
	lease_enter(&names->lease, names->enter_sent_ns, names_now());
	names_set_fence(names, names_now());
	if (names->life == 0)
		return;
	if (!is_new && (!is_same_epoch || names->asserting == ASSERTING_DUE))
		names_assert(names);
	names_follow(names);
	names_errands_send(names);
}

/*
 * Whatever is asked for again and again is said once for each reason: nobody
 * reads the same line every second.
 */
static bool
names_is_news(char *said, size_t size, const char *reason)
{
	char old[256];

	snprintf(old, sizeof(old), "%s", said);
	snprintf(said, size, "%s", reason);
	return strcmp(old, said) != 0;
}

static void
names_note_denial(struct names *names, struct slice error)
{
	char why[256];

	snprintf(why, sizeof(why), "the engine does not let this node in: %.*s",
	    (int)(error.size < sizeof(why) ? error.size : sizeof(why)),
	    error.bytes);
	if (!names_is_news(
		names->denied_reason, sizeof(names->denied_reason), why))
		return;
	log_error("%s", why);
	names->events->waiting(why, names->argument);
}

static void
names_entered_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;
	struct slice theirs = redis_reply_element(reply, 1)->text;

	(void)connection;
	names->is_entering = false;
	/* A life that was lost meanwhile must not go on without its users. */
	if (reply != NULL && names->entering_life != names->life) {
		names_enter(names);
		return;
	}
	if (names_answers(reply, "ENTERED")) {
		names_note_entered(names, reply);
	} else if (names_answers(reply, "FORMAT") && !names->was_refused) {
		char why[128];

		names->was_refused = true;
		snprintf(why, sizeof(why),
		    "its nodes speak format %.*s, and this one " SCRIPTS_FORMAT,
		    (int)(theirs.size < 16 ? theirs.size : 16), theirs.bytes);
		names->events->refused(why, names->argument);
	} else if (names_answers(reply, "FENCED")) {
		names_lose_life(names, "others have declared it dead");
	} else if (reply != NULL && reply->type == REDIS_ERROR) {
		names_note_denial(names, reply->text);
	}
}

void
names_enter(struct names *names)
{
	struct names_word now, came, lease;
	uint64_t now_ms = names_time_ms();

	if (names->is_entering || names->is_leaving || names->was_refused ||
	    !fence_moment_is_clear(names->options.fence) ||
	    (names->log == NULL && names_follow_make(names) != 0))
		return;
	if (names->lost_reason[0] != '\0')
		log_notice("the engine at %s is back",
		    redis_connection_server(names->commands));
	names->lost_reason[0] = '\0';
	if (names->life == 0)
		names->came_ms = now_ms;
	const struct slice arguments[] = {
		slice_of(names->epoch),
		names_number(&now, now_ms),
		names_number(&came, names->came_ms),
		slice_of(SCRIPTS_FORMAT),
		slice_of(names->options.node_name),
		names_number(&lease, LEASE_MS),
	};

	names->entering_life = names->life;
	names->enter_sent_ns = names_now();
	names->lost_ns = 0;
	names->is_swept = false;
	names->is_entering = names_script(names, SCRIPT_ENTER, 6, arguments,
				 names_entered_cb, names) == 0;
}

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
names_bury(struct names *names, const struct redis_reply *renewed)
{
	if (!lease_may_bury(&names->lease, names_now()))
		return;
	for (size_t i = 3; i < renewed->count; i++) {
		struct slice victim = redis_reply_element(renewed, i)->text;

		if (names_read_number(victim) == names->life)
			continue;
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

static void
names_renewed_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;
	uint64_t now_ns = names_now();

	(void)connection;
	if (reply == NULL || names_is_fenced(names, reply) ||
	    !names_answers(reply, "RENEWED"))
		return;
	names->latency_ns = now_ns - names->lease.asked_ns;
	lease_renew(
	    &names->lease, redis_reply_element(reply, 1)->integer != 0, now_ns);
	names_set_fence(names, now_ns);
	if (names->life == 0)
		return;
	names_note_behind(
	    names, names_read_number(redis_reply_element(reply, 2)->text));
	names_bury(names, reply);
	names_sweep(names);
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

void
names_live(struct names *names)
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
