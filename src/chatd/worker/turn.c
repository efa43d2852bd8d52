/* SPDX-License-Identifier: MIT */
/*
 * Batches for other workers are posted before replies are written, so that a
 * SEND-OK never overtakes its message; and connections are freed last, when
 * nothing refers to them any more.
 */

#include "chatd/worker/turn.h"

#include "chatd/chat/chat.h"
#include "chatd/chat/watched_name.h"
#include "chatd/connection/connections.h"
#include "chatd/connection/ending.h"
#include "chatd/connection/input.h"
#include "chatd/connection/output.h"
#include "chatd/connection/shedding.h"
#include "chatd/connection/writing.h"
#include "chatd/event/mailbox.h"
#include "chatd/routing/router.h"

void
turn_write(const struct turn *turn)
{
	/*
	 * A peer that is found gone on writing leaves its rooms, which is
	 * announced, which produces more.
	 */
	do {
		chat_flush_announcements(turn->chat);
		router_post_batches(turn->router);
		output_flush_all(turn->connections);
	} while (chat_has_announcements(turn->chat));
	/* What was written may be news to senders that are held for it. */
	router_post_batches(turn->router);
}

static void
turn_wake_others(const struct turn *turn)
{
	for (unsigned int i = 0; i < turn->mailbox_count; i++) {
		if (turn->mailboxes[i] != turn->mailbox)
			mailbox_wake(turn->mailboxes[i]);
	}
}

void
turn_end(const struct turn *turn)
{
	if (turn->connections->queue.mailbox_count > 0 &&
	    router_has_room(turn->router))
		input_mailboxes_have_room(turn->connections);
	writing_go_on(turn->connections);
	chat_work_off_backlogs(turn->chat);
	watched_names_tell(turn->chat);
	if (shedding_end_turn(turn->connections))
		turn_wake_others(turn);
	turn_write(turn);
	if (mailbox_take_awaited(turn->mailbox))
		turn_wake_others(turn);
	ending_free_closed(turn->connections);
}
