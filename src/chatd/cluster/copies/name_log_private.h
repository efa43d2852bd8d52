/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_LOG_PRIVATE_H
#define CHATD_NAME_LOG_PRIVATE_H

/*
 * The inside of cluster/copies/name_log.h: name_log.c finds out what is so, and
 * name_log_telling.c tells what has changed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/copies/name_copy.h"
#include "chatd/cluster/copies/name_log.h"

enum name_log_state {
	NAME_LOG_BEHIND,
	NAME_LOG_READING,   /* pages */
	NAME_LOG_CATCHING,  /* all pages are read, and the log goes on to end */
	NAME_LOG_TELLING,   /* the copy is right, and some of it is told */
	NAME_LOG_FOLLOWING, /* the copy is right, and told */
};

struct name_log_change {
	uint64_t place; /* here too, because many are sorted by it */
	struct copied_name *name;
};

/* What a snapshot has changed, while it is told. */
struct name_log_changes {
	struct name_log_change *all; /* owned; NULL: it is not told */
	size_t forgotten;            /* so many, at the beginning */
	size_t learned;              /* from here to the end, by place */
	size_t end;
	size_t at; /* the next one */
	bool are_lives_told;
};

struct name_log {
	const struct name_log_events *events;
	void *argument;
	struct name_copy copy;
	enum name_log_state state;
	uint32_t round;
	uint64_t sequence; /* of the last entry */
	uint64_t end;      /* the engine's after the last page */
	uint64_t last_place;
	bool is_disordered; /* somebody was learned after a later place */
	struct name_log_changes changes;
};

/* Let the copy need a snapshot; return false. */
static inline bool
name_log_fall_behind(struct name_log *log)
{
	log->state = NAME_LOG_BEHIND;
	return false;
}

/*
 * Tell at once what has become of a name, unless a snapshot is being read, and
 * drop it if that is nothing.
 */
void name_log_tell(struct name_log *log, struct copied_name *name);

/*
 * Tell, unless a snapshot is being read, that name was exchanged for old, if
 * that is what those saw who were told of old; name_log_tell() has to follow
 * for both.
 */
void name_log_tell_moved(
    struct name_log *log, struct copied_name *old, struct copied_name *name);

/* Tell, unless a snapshot is being read, that life has come. */
void name_log_tell_came(struct name_log *log, struct copied_life *life);

/*
 * Tell, unless a snapshot is being read, that life, which has no names any
 * longer, is gone, and drop it.
 */
void name_log_tell_gone(struct name_log *log, struct copied_life *life);

/* Tell no more of what a snapshot has changed. */
void name_log_drop_changes(struct name_log *log);

/*
 * End the snapshot if the log has come far enough, and find out what is to be
 * told.  Return false if the copy is behind, because there is no memory.
 */
bool name_log_try_to_finish(struct name_log *log);

#endif
