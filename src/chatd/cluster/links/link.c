/* SPDX-License-Identifier: MIT */
/*
 * The two halves of a link, and when what is sent.
 *
 * Acknowledgements ride on frames of records.  Those have no room for refusals,
 * so while there are any, a frame of its own acknowledges.  An acknowledgement
 * is never acknowledged, and a duplicate is answered by one frame at most, so
 * two links that have nothing to say fall silent.
 */

#include "chatd/cluster/links/link.h"

#include <stdlib.h>

enum link_owed {
	LINK_OWES_NOTHING,
	LINK_OWES_ACKNOWLEDGEMENT,
	LINK_OWES_AGAIN, /* an acknowledgement that asks for what is missing */
};

struct link {
	struct outgoing outgoing;
	struct incoming incoming;
	uint64_t own_life;
	uint64_t other_life;
	enum link_owed owed;
	uint64_t timeout_ns;
	uint64_t due_ns; /* LINK_NEVER: no frame is in flight */
	uint64_t again;
	char acknowledgement[FRAME_HEAD_BYTES + INCOMING_REFUSALS_BYTES];
};

/* Write the head of a frame of records, and acknowledge what it can. */
static struct slice
link_seal(struct link *link, struct outgoing_frame *frame)
{
	struct frame_head head = {
		.kind = FRAME_RECORDS,
		.sender = link->own_life,
		.receiver = link->other_life,
		.sequence = frame->sequence,
		.acknowledged = incoming_acknowledged_clean(&link->incoming),
		.oldest = link->outgoing.oldest,
	};

	if (link->owed == LINK_OWES_ACKNOWLEDGEMENT &&
	    head.acknowledged == link->incoming.received)
		link->owed = LINK_OWES_NOTHING;
	frame_write_head(frame->draft.bytes, &head);
	return (struct slice){ frame->draft.bytes, frame->draft.size };
}

static struct slice
link_acknowledge(struct link *link)
{
	struct frame_head head = {
		.kind = link->owed == LINK_OWES_AGAIN ? FRAME_AGAIN
						      : FRAME_ACKNOWLEDGEMENT,
		.sender = link->own_life,
		.receiver = link->other_life,
		.acknowledged = link->incoming.received,
		.oldest = link->outgoing.oldest,
	};
	char *end = frame_write_head(link->acknowledgement, &head);

	end = incoming_write_refusals(&link->incoming, end);
	link->owed = LINK_OWES_NOTHING;
	return (struct slice){ link->acknowledgement,
		(size_t)(end - link->acknowledgement) };
}

/* Send all again that is not acknowledged, from now on. */
static void
link_send_again(struct link *link)
{
	if (link->outgoing.flying_frames > 0)
		link->again++;
	outgoing_rewind(&link->outgoing, false);
	link->timeout_ns = LINK_TIMEOUT_NS;
	link->due_ns = LINK_NEVER;
}

/* Nothing was heard for too long: send the first frame again, to see. */
static void
link_probe(struct link *link, uint64_t now_ns)
{
	outgoing_rewind(&link->outgoing, true);
	link->again++;
	link->timeout_ns *= 2;
	if (link->timeout_ns > LINK_TIMEOUT_MAX_NS)
		link->timeout_ns = LINK_TIMEOUT_MAX_NS;
	link->due_ns = now_ns + link->timeout_ns;
}

/* Note what the other node has received, and whether it asks for the rest. */
static void
link_hear(struct link *link, uint64_t now_ns, const struct frame *frame)
{
	size_t landed = outgoing_acknowledge(&link->outgoing, frame);

	if (landed > 0) {
		link->timeout_ns = LINK_TIMEOUT_NS;
		link->due_ns = link->outgoing.flying_frames > 0
				   ? now_ns + link->timeout_ns
				   : LINK_NEVER;
	}
	if (frame->head.kind == FRAME_AGAIN)
		link_send_again(link);
}

/* Note what is owed for a frame of records that has arrived. */
static void
link_owe(struct link *link, enum incoming_arrival arrival)
{
	switch (arrival) {
	case INCOMING_NEW:
	case INCOMING_DUPLICATE:
		if (link->owed == LINK_OWES_NOTHING)
			link->owed = LINK_OWES_ACKNOWLEDGEMENT;
		break;
	case INCOMING_GAP:
		/* All that follows the gap is in vain: ask once. */
		if (!link->incoming.has_gap)
			link->owed = LINK_OWES_AGAIN;
		link->incoming.has_gap = true;
		break;
	default:
		break;
	}
}

struct link *
link_new(const struct link_options *options)
{
	struct link *link = malloc(sizeof(*link));

	if (link == NULL)
		return NULL;
	outgoing_init(&link->outgoing, options->window_bytes,
	    options->ceiling_bytes, options->outcome, options->argument);
	incoming_init(&link->incoming, options->take, options->argument);
	link->own_life = options->own_life;
	link->other_life = options->other_life;
	link->owed = LINK_OWES_NOTHING;
	link->timeout_ns = LINK_TIMEOUT_NS;
	link->due_ns = LINK_NEVER;
	link->again = 0;
	return link;
}

void
link_end(struct link *link)
{
	outgoing_clear(&link->outgoing);
	free(link);
}

int
link_append(struct link *link, const struct record *record, uint64_t token)
{
	return outgoing_append(&link->outgoing, record, token);
}

bool
link_withdraw(struct link *link)
{
	return outgoing_withdraw(&link->outgoing);
}

bool
link_is_congested(const struct link *link)
{
	return link->outgoing.kept_bytes >= link->outgoing.ceiling_bytes / 2;
}

bool
link_has_room(const struct link *link)
{
	return link->outgoing.kept_bytes <= link->outgoing.ceiling_bytes / 4;
}

bool
link_take_frame(struct link *link, uint64_t now_ns, struct slice *bytes_r)
{
	struct outgoing_frame *frame;

	if (now_ns >= link->due_ns)
		link_probe(link, now_ns);
	frame = outgoing_take(&link->outgoing);
	if (frame != NULL) {
		if (link->due_ns == LINK_NEVER)
			link->due_ns = now_ns + link->timeout_ns;
		*bytes_r = link_seal(link, frame);
		return true;
	}
	if (link->owed == LINK_OWES_NOTHING)
		return false;
	*bytes_r = link_acknowledge(link);
	return true;
}

uint64_t
link_due(const struct link *link)
{
	return link->due_ns;
}

enum incoming_arrival
link_receive(struct link *link, uint64_t now_ns, struct slice bytes)
{
	enum incoming_arrival arrival;
	struct frame frame;

	switch (frame_read(bytes, &frame)) {
	case FRAME_OTHER_VERSION:
		return INCOMING_VERSION;
	case FRAME_FAULTY:
		return INCOMING_FAULTY;
	default:
		break;
	}
	if (frame.head.sender != link->other_life ||
	    frame.head.receiver != link->own_life)
		return INCOMING_STALE;
	if (frame.head.acknowledged > link->outgoing.furthest)
		return INCOMING_FAULTY;
	arrival = incoming_receive(&link->incoming, &frame);
	if (arrival == INCOMING_FAULTY)
		return arrival;
	link_owe(link, arrival);
	link_hear(link, now_ns, &frame);
	return arrival;
}

void
link_resume(struct link *link)
{
	link_send_again(link);
	link->owed = LINK_OWES_AGAIN;
}

struct link_counts
link_count(const struct link *link)
{
	return (struct link_counts){
		.kept_bytes = link->outgoing.kept_bytes,
		.kept_frames = link->outgoing.last + 1 - link->outgoing.oldest,
		.again = link->again,
		.unknown_records = link->incoming.unknown_count,
	};
}
