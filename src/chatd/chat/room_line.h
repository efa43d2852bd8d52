/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_LINE_H
#define CHATD_ROOM_LINE_H

/*
 * A line that the members of a big room have still to be told, or an
 * announcement: a message with bytes of its own.  It counts to what waits in
 * the whole daemon.  Worker's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/message.h"
#include "common/container.h"
#include "common/list.h"

struct chat;

struct room_line {
	struct list place;
	uint64_t joins;  /* that there had been: later ones are not told */
	bool is_counted; /* see congestion_begin_part() */
	struct message message;
	struct stamp stamp; /* of it, if it has one */
	char bytes[];       /* of the message */
};

static inline struct room_line *
room_line_of(struct list *place)
{
	return container_of(place, struct room_line, place);
}

/* Return a copy of message as a line; or NULL if there is no memory. */
struct room_line *room_line_new(
    struct chat *chat, const struct message *message, uint64_t joins);

/* Free line, which is on no list. */
void room_line_free(const struct chat *chat, struct room_line *line);

/* Free all lines of a list. */
void room_lines_free(const struct chat *chat, struct list *lines);

/* Return how many bytes its message has. */
size_t room_line_size(const struct room_line *line);

/* Say whether what is said is nobody's debt; notices may be overtaken. */
bool room_line_is_unowed(const struct room_line *line);

/* Say whether lines has one that speaker has said and does not owe for. */
bool room_lines_have_unowed(const struct list *lines, struct address speaker);

#endif
