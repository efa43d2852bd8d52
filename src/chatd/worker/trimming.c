/* SPDX-License-Identifier: MIT */
/*
 * A turn that leaves more memory than a quiet worker needs sets a deadline, and
 * when that has come, what was not used since goes.  When no surplus is left
 * the allocator gives back what it has, once, and the tick can stop.
 */

#include "chatd/worker/trimming.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connections.h"
#include "chatd/event/loop.h"
#include "chatd/memory/allocator.h"
#include "common/container.h"

/*
 * How long memory must have been idle to be given back.  It takes a page fault
 * for each 4 KiB to have it again, so what a busy room needs in each of its
 * turns has to stay.
 */
#define TRIMMING_MS 1000

static void
trimming_expired_cb(struct deadline *deadline)
{
	struct trimming *trimming = container_of(
	    deadline, struct trimming, deadline);

	connections_trim(trimming->connections);
	chat_drop_old_lists(trimming->chat);
	trimming->has_trimmed = true;
}

void
trimming_init(struct trimming *trimming, struct loop *loop,
    struct connections *connections, struct chat *chat)
{
	*trimming = (struct trimming){
		.loop = loop,
		.connections = connections,
		.chat = chat,
	};
	loop_add_deadlines(loop, &trimming->list, trimming_expired_cb);
}

void
trimming_end_turn(struct trimming *trimming)
{
	if (deadline_is_set(&trimming->deadline))
		return;
	/*
	 * The allocator comes last, when all else is done: it goes through all
	 * that is free, and libevent frees a bufferevent some time after it was
	 * told to.
	 */
	if (connections_have_surplus(trimming->connections))
		loop_set_deadline(trimming->loop, &trimming->list,
		    &trimming->deadline, TRIMMING_MS);
	else if (trimming->has_trimmed)
		allocator_trim();
	trimming->has_trimmed = false;
}
