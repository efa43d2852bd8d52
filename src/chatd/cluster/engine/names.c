/* SPDX-License-Identifier: MIT */
/*
 * Everything that has to do with one thing is in a file of its own; here the
 * connections say what they have to say, and a timer looks at what waits.
 */

#include "chatd/cluster/engine/names_private.h"

#include <stdlib.h>

#include <event2/event.h>

#include "chatd/cluster/copies/name_log.h"
#include "chatd/cluster/engine/registers.h"

/* ---- the connections ----------------------------------------------------- */

static void
names_commands_ready_cb(struct redis_connection *connection, void *argument)
{
	(void)connection;
	names_enter(argument);
}

static void
names_commands_lost_cb(struct redis_connection *connection,
    enum redis_loss loss, const char *reason, void *argument)
{
	(void)connection;
	names_note_loss(argument, loss, reason);
}

static const struct redis_events names_commands_events = {
	.ready = names_commands_ready_cb,
	.lost = names_commands_lost_cb,
};

static void
names_follow_ready_cb(struct redis_connection *connection, void *argument)
{
	(void)connection;
	names_follow(argument);
}

static void
names_follow_lost_cb(struct redis_connection *connection, enum redis_loss loss,
    const char *reason, void *argument)
{
	(void)connection;
	(void)loss;
	(void)reason;
	names_follow_end(argument);
}

static const struct redis_events names_follow_events = {
	.ready = names_follow_ready_cb,
	.lost = names_follow_lost_cb,
};

/* ---- the timer ----------------------------------------------------------- */

static void
names_timer_cb(evutil_socket_t fd, short what, void *argument)
{
	struct names *names = argument;

	(void)fd;
	(void)what;
	names_live(names);
	names_snapshot_look(names);
	registers_look(names->registers);
	names_follow_look(names);
	names_errands_look(names);
	names_order_look(names);
}

/* ---- making -------------------------------------------------------------- */

static int
names_make_connections(struct names *names, struct event_base *base)
{
	static const struct timeval look = {
		.tv_usec = (suseconds_t)(NAMES_LOOK_NS / 1000),
	};

	names->timer = event_new(base, -1, EV_PERSIST, names_timer_cb, names);
	names->living = names_live_event(names, base);
	names->telling = names_follow_event(names, base);
	names->commands = redis_connection_new(
	    base, &names->target, &names_commands_events, names);
	names->follow = redis_connection_new(
	    base, &names->target, &names_follow_events, names);
	if (names->timer == NULL || names->living == NULL ||
	    names->telling == NULL || names->commands == NULL ||
	    names->follow == NULL)
		return -1;
	return event_add(names->timer, &look);
}

struct names *
names_new(struct event_base *base, const struct names_options *options,
    const struct names_events *events, void *argument)
{
	struct names *names = calloc(1, sizeof(*names));

	if (names == NULL)
		return NULL;
	names->options = *options;
	names->lose_life = names_lose_life;
	names->events = events;
	names->argument = argument;
	names->target = *options->target;
	names->target.scripts = scripts();
	names->target.script_count = SCRIPT_COUNT;
	names_errands_init(names);
	names->registers = registers_new(names);
	if (names->registers != NULL && names_follow_make(names) == 0 &&
	    names_make_connections(names, base) == 0)
		return names;
	names_free(names);
	return NULL;
}

void
names_free(struct names *names)
{
	if (names == NULL)
		return;
	if (names->timer != NULL)
		event_free(names->timer);
	if (names->living != NULL)
		event_free(names->living);
	if (names->telling != NULL)
		event_free(names->telling);
	if (names->registers != NULL)
		registers_shut(names->registers);
	redis_connection_free(names->commands);
	redis_connection_free(names->follow);
	registers_free(names->registers);
	names_errands_clear(names);
	names_follow_clear(names);
	free(names);
}

void
names_take_changes(struct names *names)
{
	registers_take_asked(names->registers);
}

void
names_shut_registers(struct names *names)
{
	registers_shut(names->registers);
}

struct redis_connection *
names_commands(const struct names *names)
{
	return names->commands;
}

struct names_state
names_state(const struct names *names)
{
	return (struct names_state){
		.life = names->life,
		.sequence = names->log != NULL ? name_log_sequence(names->log)
					       : 0,
		.is_ready = redis_connection_is_ready(names->commands),
		.waiting = names->errand_count,
		.latency_ns = names->latency_ns,
		.behind = names->behind,
		.reconnects = names->reconnects,
		.lives_lost = names->lives_lost,
	};
}

const struct claim_counts *
names_claims(const struct names *names)
{
	return &names->claims;
}
