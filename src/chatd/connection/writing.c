/* SPDX-License-Identifier: MIT */
/*
 * One whose socket took a whole piece goes to the end of the queue, without
 * asking the kernel whether it takes more.
 */

#include "chatd/connection/writing.h"

#include <errno.h>

#include <event2/buffer.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/connection_private.h"
#include "chatd/connection/output.h"
#include "chatd/event/loop.h"
#include "chatd/net/transport.h"
#include "common/container.h"

/* Write a piece, and queue or wait again if there is more. */
static void
writing_write(struct connection *c)
{
	struct evbuffer *output = backlog_output(c);
	ssize_t written;

	list_remove(&c->buffers->place);
	if (!output_is_allowed(c))
		return;
	written = transport_send_buffer(connection_fd(c), c->tls, output);
	if (written < 0 && !transport_may_retry(errno)) {
		connection_close(c, CLOSE_RESET);
		return;
	}
	if (written > 0) {
		backlog_count_sent(c, (size_t)written);
		congestion_note_sent(c, evbuffer_get_length(output));
	}
	if (backlog_is_written(c)) {
		backlog_end(c);
		backlog_return_empty(c);
		flush_queue_add(c);
	} else if (written >= TRANSPORT_SEND_BYTES) {
		list_append(&c->set->writable, &c->buffers->place);
	} else if (backlog_await_socket(c) != 0) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
	}
}

bool
writing_is_due(const struct connections *set)
{
	return !list_is_empty(&set->writable);
}

void
writing_go_on(struct connections *set)
{
	struct list *first;

	if (!writing_is_due(set))
		return;
	set->owner->before_write(set);
	loop_begin_slice(set->loop);
	while ((first = list_first(&set->writable)) != NULL) {
		writing_write(container_of(first, struct lent_buffers, place)
				  ->connection);
		if (loop_slice_is_over(set->loop))
			break;
	}
}
