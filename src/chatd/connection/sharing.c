/* SPDX-License-Identifier: MIT */
/*
 * The copy is counted while somebody holds it in their output: a list that the
 * chat keeps for the next one who asks is not what waits.
 */

#include "chatd/connection/sharing.h"

#include <stdlib.h>

#include <event2/buffer.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/connection_private.h"
#include "chatd/connection/delaying.h"
#include "chatd/connection/output.h"
#include "chatd/connection/recording.h"
#include "chatd/core/protocol.h"
#include "chatd/core/queue_total.h"
#include "chatd/core/shared_text.h"
#include "common/container.h"
#include "common/list.h"

/* libevent's least allocation, of which a reference is one. */
#define SHARING_REFERENCE_BYTES 512

/*
 * A list longer than this is shared; a shorter one goes into a page, and shares
 * its write with what comes before and after it.
 */
#define SHARING_LIST_BYTES 4096

/*
 * What a room is told is shared by many, and cutting one of them frees next to
 * nothing; so only one byte in so many is a reason to cut one.  They are there
 * for members who go on waiting for it when all others have read it.
 */
#define SHARING_ROOM_PART 128

/* A text that lies in a connection's output. */
struct share {
	struct list place;        /* among those of the same output */
	struct shared_text *text; /* a reference */
	struct lent_buffers *lent;
	size_t start; /* what was added to the output before it */
	size_t part;  /* of its size, for which the connection is to blame */
};

static size_t
share_first_start(const struct lent_buffers *lent)
{
	struct list *first = list_first(&lent->shares);

	return first != NULL ? container_of(first, struct share, place)->start
			     : SIZE_MAX;
}

static void
share_end_cb(const void *bytes, size_t size, void *argument)
{
	struct share *share = argument;
	struct lent_buffers *lent = share->lent;

	(void)bytes;
	list_remove(&share->place);
	lent->first_share = share_first_start(lent);
	lent->shared -= size - SHARING_REFERENCE_BYTES;
	lent->part -= share->part;
	if (--share->text->waiting == 0)
		queue_total_subtract(lent->pool->queues, size);
	shared_text_release(share->text);
	free(share);
}

/*
 * Put text into the output of c, without a copy; of its size this part counts
 * where it is asked for whom most waits.
 */
static bool
share_begin(struct connection *c, struct shared_text *text, size_t part)
{
	struct lent_buffers *lent = c->buffers;
	struct slice bytes = text->bytes;
	struct share *share = malloc(sizeof(*share));

	if (share == NULL)
		return false;
	*share = (struct share){
		.text = shared_text_reference(text),
		.lent = lent,
		.start = lent->added,
		.part = part,
	};
	list_append(&lent->shares, &share->place);
	lent->first_share = share_first_start(lent);
	if (text->waiting++ == 0)
		queue_total_add(lent->pool->queues, bytes.size);
	lent->shared += bytes.size - SHARING_REFERENCE_BYTES;
	lent->part += part;
	if (evbuffer_add_reference(backlog_output(c), bytes.bytes, bytes.size,
		share_end_cb, share) == 0)
		return true;
	share_end_cb(bytes.bytes, bytes.size, share);
	return false;
}

static bool
sharing_add_list(struct connection *c, struct slice prefix,
    struct shared_text *list, struct slice suffix)
{
	struct evbuffer *output = backlog_output(c);

	return evbuffer_add(output, prefix.bytes, prefix.size) == 0 &&
	       share_begin(c, list, list->bytes.size) &&
	       evbuffer_add(output, suffix.bytes, suffix.size) == 0;
}

void
connection_append_list(struct connection *c, struct slice prefix,
    struct shared_text *list, struct slice suffix)
{
	struct slice parts[] = { prefix, list->bytes, suffix };

	if (list->bytes.size <= SHARING_LIST_BYTES) {
		connection_append(c, APPEND_REPLY, parts, 3);
		return;
	}
	if (c->phase != CONNECTION_OPEN ||
	    (delaying_has(c) && !output_send_delayed(c)) ||
	    (c->page != NULL && !output_write_page(c)))
		return;
	if (!backlog_borrow(c) || !sharing_add_list(c, prefix, list, suffix)) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return;
	}
	flush_queue_add(c);
	output_charge(c, prefix.size + list->bytes.size + suffix.size);
}

/* ---- what many are told -------------------------------------------------- */

bool
sharing_is_due(const struct connection *c)
{
	return c->phase == CONNECTION_OPEN && c->is_backlogged &&
	       c->page == NULL && !delaying_has(c);
}

void
sharing_begin(struct connection *c)
{
	c->set->is_recording = true;
}

void
sharing_record(struct connection *c, const struct message *message)
{
	c->protocol->tell(c, message);
}

struct shared_text *
sharing_end(struct connection *c)
{
	struct shared_text *text = recording_end(&c->set->recording);

	c->set->is_recording = false;
	if (text == NULL || text->bytes.size >= SHARING_LEAST_BYTES)
		return text;
	shared_text_release(text);
	return NULL;
}

void
sharing_tell(struct connection *c, struct shared_text *text, size_t count)
{
	size_t part = text->bytes.size / SHARING_ROOM_PART;

	if (!share_begin(c, text, part)) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return;
	}
	connection_count_delivered(c, count);
}
