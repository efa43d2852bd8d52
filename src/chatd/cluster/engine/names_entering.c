/* SPDX-License-Identifier: MIT */
/*
 * The life of this node in the engine, from when it has entered, which it does
 * once on each connection, to when it is over.  The fence is that moment, for
 * the workers.
 */

#include "chatd/cluster/engine/names_private.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "chatd/cluster/engine/registers.h"
#include "chatd/core/fence_moment.h"
#include "common/log.h"

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
	registers_end_life(names->registers);
	names_errands_end_life(names);
	names->events->lost(names->argument);
	if (redis_connection_is_ready(names->commands))
		names_enter(names);
}

void
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
names_note_entered(struct names *names)
{
	const struct names_offer *offer = &names->offer;
	bool is_same_epoch = strcmp(offer->epoch, names->epoch) == 0;
	bool is_new = names->life == 0;

	/* If users of the life before are still here, it is asked again. */
	if (is_new && !fence_moment_is_clear(names->options.fence))
		return;
	memcpy(names->epoch, offer->epoch, sizeof(names->epoch));
	names->is_entered = true;
	names->denied_reason[0] = '\0';
	if (is_new)
		names_begin_life(names, offer->life);
	lease_enter(&names->lease, names->enter_sent_ns, names_now());
	names_set_fence(names, names_now());
	if (names->life == 0)
		return;
	names->events->found(names->argument);
	if (!is_new && (!is_same_epoch || names->asserting == ASSERTING_DUE))
		names_assert(names);
	registers_offer(names->registers);
	names_follow(names);
	names_errands_send(names);
	registers_send(names->registers);
}

static void
names_entry_confirmed_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	names->is_entering = false;
	if (reply == NULL)
		return;
	/* A life that was lost meanwhile must not go on without its users. */
	if (names->entering_life != names->life)
		names_enter(names);
	else
		names_note_entered(names);
}

/* Say whether the offer in an answer is kept until it counts. */
static bool
names_keep_offer(struct names *names, const struct redis_reply *reply)
{
	struct slice epoch = redis_reply_element(reply, 3)->text;

	names->offer.life = names_read_number(
	    redis_reply_element(reply, 1)->text);
	if (names->offer.life == 0 || epoch.size >= sizeof(names->offer.epoch))
		return false;
	memset(names->offer.epoch, 0, sizeof(names->offer.epoch));
	slice_write(names->offer.epoch, epoch);
	return true;
}

static void
names_take_offer(struct names *names, struct redis_connection *connection,
    const struct redis_reply *reply)
{
	if (!names_keep_offer(names, reply))
		return;
	if (names->target.replicas == 0)
		names_note_entered(names);
	else
		names->is_entering = redis_connection_confirm(connection,
					 names_entry_confirmed_cb, names) == 0;
}

/* Say why the cluster does not let this node in: theirs is not like ours. */
static void
names_note_refused(struct names *names, const char *verb, struct slice theirs,
    const char *ours)
{
	char why[256];

	if (names->was_refused)
		return;
	names->was_refused = true;
	snprintf(why, sizeof(why), "its nodes %s %.*s, and this one %s", verb,
	    (int)(theirs.size < 64 ? theirs.size : 64), theirs.bytes, ours);
	names->events->refused(why, names->argument);
}

bool
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

	names->is_entering = false;
	/* A life that was lost meanwhile must not go on without its users. */
	if (reply != NULL && names->entering_life != names->life) {
		names_enter(names);
		return;
	}
	if (names_answers(reply, "ENTERED")) {
		names_take_offer(names, connection, reply);
	} else if (names_answers(reply, "FORMAT")) {
		names_note_refused(
		    names, "speak format", theirs, SCRIPTS_FORMAT);
	} else if (names_answers(reply, "RULES")) {
		names_note_refused(names, "have", theirs, names->options.rules);
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
	uint64_t now_ms = clock_real_ms();

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
		slice_of(names->options.rules),
	};

	names->entering_life = names->life;
	names->enter_sent_ns = names_now();
	names->lost_ns = 0;
	names->is_swept = false;
	names->is_entering = names_script(names, SCRIPT_ENTER, 7, arguments,
				 names_entered_cb, names) == 0;
}
