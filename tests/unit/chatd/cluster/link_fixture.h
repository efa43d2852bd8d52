/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LINK_FIXTURE_H
#define CHATD_LINK_FIXTURE_H

/*
 * Two ends of a link, which write down what they hear, and copies of the frames
 * between them.  A record is known by its id, which is its token as well.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/links/link.h"

#define NODE_RECORDS_MAX 4096
#define NODE_FRAMES_MAX  256

struct node {
	struct link *link;
	uint64_t taken[NODE_RECORDS_MAX]; /* ids, in their order */
	size_t taken_count;
	uint64_t told[NODE_RECORDS_MAX]; /* tokens, in their order */
	enum outgoing_outcome outcomes[NODE_RECORDS_MAX]; /* of those */
	size_t told_count;
	uint64_t refuses;  /* the id that it refuses; 0: none */
	uint64_t puts_off; /* the id for which it has no memory; 0: none */
};

/* Frames, owned, as they went out. */
struct wire {
	struct slice frames[NODE_FRAMES_MAX];
	size_t count;
};

/* Begin one end of a link between two lives. */
void node_start(struct node *node, uint64_t own_life, uint64_t other_life,
    size_t window_bytes, size_t ceiling_bytes);

/* Append a record with this id, and a text of so many bytes; it has to work. */
void node_say(struct node *node, uint64_t id, size_t text_bytes);

/* Have all frames lost that are to go out now. */
void node_lose(struct node *node);

/* Take all frames that are to go out now. */
void node_take_frames(struct node *node, uint64_t now_ns, struct wire *wire);

/* Receive the frame of this number. */
enum incoming_arrival node_receive(
    struct node *node, const struct wire *wire, size_t number);

/* Let all pass from one to the other; return how many frames that were. */
size_t node_pass(struct node *from, struct node *to, uint64_t now_ns);

/* Free the frames. */
void wire_clear(struct wire *wire);

/* Say whether node was told this of its number-th token. */
bool node_was_told(const struct node *node, size_t number, uint64_t token,
    enum outgoing_outcome outcome);

#endif
