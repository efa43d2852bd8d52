/* SPDX-License-Identifier: MIT */
/*
 * The copy of all names, on a connection that does nothing else: a snapshot, in
 * pages, and then the log from where that began, for as long as both hold.
 *
 * In a new epoch names are missing until those who have them have claimed them
 * anew.  Until that is over the copy stays as it is.
 */

#include "chatd/cluster/engine/names_private.h"

#include <sys/random.h>

#include <stdio.h>

#include <event2/event.h>

#include "chatd/cluster/copies/name_log.h"
#include "chatd/cluster/engine/registers.h"
#include "common/log.h"

/* How long the engine waits for an entry before it says that there is none. */
#define FOLLOW_WAIT_MS 1000

/*
 * So many entries are read at a time: the engine serves nobody else meanwhile,
 * and other nodes want the same.
 */
#define FOLLOW_COUNT 100

/*
 * So many changes by a snapshot are told at a time, which takes some 2 ms: the
 * lease has to be renewed meanwhile.
 */
#define FOLLOW_TOLD_COUNT 1000

/* ---- what the copy says -------------------------------------------------- */

static void
follow_came_cb(const struct node_record *node, void *argument)
{
	struct names *names = argument;

	if (node->life != names->life)
		names->events->node_came(
		    node->life, node->name, names->argument);
}

static void
follow_gone_cb(uint64_t life, void *argument)
{
	struct names *names = argument;

	if (life != names->life)
		names->events->node_gone(life, names->argument);
}

static void
follow_learned_cb(
    struct slice name, const struct name_owner *owner, void *argument)
{
	struct names *names = argument;

	if (owner->life == names->life) {
		names_errands_granted(names, name, owner);
		return;
	}
	if (!names->events->user_came(owner->life, name,
		owner->kind == NAME_OF_GUEST ? CLAIM_GUEST : CLAIM_USER,
		owner->address, names->argument))
		log_error("a user of another node is not known here");
}

static void
follow_moved_cb(struct slice old_name, struct slice name,
    const struct name_owner *owner, void *argument)
{
	struct names *names = argument;

	if (owner->life == names->life)
		names_errands_moved(names, old_name, name, owner);
	else if (!names->events->user_renamed(owner->life, old_name,
		     owner->address, name, names->argument))
		log_error("the new name of a user of another node is not "
			  "known here");
}

static void
follow_forgotten_cb(
    struct slice name, const struct name_owner *owner, void *argument)
{
	struct names *names = argument;

	if (owner->life == names->life)
		names_errands_freed(names, name, owner);
	else
		names->events->user_gone(
		    owner->life, name, owner->address, names->argument);
}

static const struct name_log_events follow_events = {
	.came = follow_came_cb,
	.gone = follow_gone_cb,
	.learned = follow_learned_cb,
	.moved = follow_moved_cb,
	.forgotten = follow_forgotten_cb,
};

/* ---- the log ------------------------------------------------------------- */

/* Take the entries of the stream; stop where one of them ends this life. */
static bool
follow_take_entries(struct names *names, const struct redis_reply *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct redis_reply *entry = redis_reply_element(
		    entries, i);
		const struct redis_reply *fields = redis_reply_element(
		    entry, 1);
		struct name_entry read;

		if (name_entry_read(redis_reply_element(entry, 0)->text,
			redis_reply_element(fields, 0)->text,
			redis_reply_element(fields, 1)->text, &read) != 0)
			return false;
		if (read.event == NAME_LIFE_GONE && read.life == names->life) {
			names->lose_life(names, "others have declared it dead");
			return true;
		}
		if (read.event == NAME_UNKNOWN_EVENT &&
		    !registers_take_entry(names->registers, read.sequence,
			redis_reply_element(fields, 0)->text,
			redis_reply_element(fields, 1)->text))
			return false;
		if (!name_log_take(names->log, &read))
			return false;
		/* The others are read again once that is over. */
		if (name_log_is_telling(names->log))
			return true;
	}
	return true;
}

void
names_follow_look(struct names *names)
{
	if (names->was_known || names->copying != COPYING_LOG ||
	    !name_log_is_right(names->log) ||
	    !registers_are_known(names->registers))
		return;
	names->was_known = true;
	names->has_served = true;
	names->events->known(names->argument);
}

static void follow_read(struct names *names);

/* Go on in the next turn: with a snapshot that is to be told, or the log. */
static void
follow_copied(struct names *names)
{
	static const struct timeval now = { 0 };

	if (name_log_is_telling(names->log)) {
		if (event_add(names->telling, &now) != 0)
			names_copy_later(names);
		return;
	}
	if (name_log_is_right(names->log) &&
	    !registers_finish(names->registers)) {
		names_copy_later(names);
		return;
	}
	names_follow_look(names);
	follow_read(names);
}

static void
follow_telling_cb(evutil_socket_t fd, short what, void *argument)
{
	struct names *names = argument;

	(void)fd;
	(void)what;
	if (names->copying != COPYING_LOG)
		return;
	name_log_tell_some(names->log, FOLLOW_TOLD_COUNT);
	follow_copied(names);
}

struct event *
names_follow_event(struct names *names, struct event_base *base)
{
	return event_new(base, -1, 0, follow_telling_cb, names);
}

static void
follow_read_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;
	const struct redis_reply *stream = redis_reply_element(reply, 0);

	(void)connection;
	if (!names_is_copying(names, reply, COPYING_LOG))
		return;
	if (reply->type == REDIS_ERROR ||
	    !follow_take_entries(names, redis_reply_element(stream, 1))) {
		names_copy_later(names);
		return;
	}
	if (names->copying != COPYING_LOG)
		return;
	follow_copied(names);
}

static void
follow_read(struct names *names)
{
	char key[NAMES_WORD_BYTES * 2], from[32];
	struct names_word count, wait;

	snprintf(from, sizeof(from), "%llu-0",
	    (unsigned long long)name_log_sequence(names->log));
	const struct slice words[] = {
		SLICE("XREAD"),
		SLICE("COUNT"),
		names_number(&count, FOLLOW_COUNT),
		SLICE("BLOCK"),
		names_number(&wait, FOLLOW_WAIT_MS),
		SLICE("STREAMS"),
		names_key(names, "log", key, sizeof(key)),
		slice_of(from),
	};

	names_check_asked(
	    names, redis_connection_wait(names->follow, FOLLOW_WAIT_MS, 8,
		       words, follow_read_cb, names));
}

/* ---- all of it ----------------------------------------------------------- */

void
names_follow(struct names *names)
{
	if (names->life == 0 || !names->is_entered)
		return;
	/* What a former master says is not what the commands do. */
	redis_connection_move(names->follow, names->commands);
	if (names->copying != COPYING_NOTHING ||
	    !redis_connection_is_ready(names->follow))
		return;
	if (!name_log_is_right(names->log) ||
	    registers_are_shut(names->registers)) {
		names_snapshot_begin(names, follow_copied);
		return;
	}
	names->copied = follow_copied;
	names->copying = COPYING_LOG;
	follow_read(names);
}

void
names_follow_end(struct names *names)
{
	names->copying = COPYING_NOTHING;
	names->is_settling = false;
}

int
names_follow_make(struct names *names)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		return -1;
	names->log = name_log_new(&follow_events, names, seed,
	    directory_folds_names(names->options.directory));
	return names->log != NULL ? 0 : -1;
}

void
names_follow_clear(struct names *names)
{
	name_log_free(names->log);
	names->log = NULL;
}
