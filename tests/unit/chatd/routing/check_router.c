/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a mailbox to have room.  The receiver is another thread, which
 * may empty its mailbox at any moment; here it does so at each moment in turn.
 * The mailbox is a stand-in that counts how often it is called.
 */

#include "chatd/routing/router.h"

#include <stdint.h>
#include <stdlib.h>

#include "chatd/connection/connections.h"
#include "chatd/event/mailbox.h"
#include "unit/unit.h"

/* More than any mailbox may hold. */
#define TOO_MUCH ((size_t)1 << 30)

/* Calls of a mailbox that asking whether there is room may take, and more. */
#define MOMENTS 6

struct mailbox {
	size_t waiting_bytes;
	bool is_awaited;
	bool has_woken; /* the receiver found that somebody waits */
	int calls;      /* until the receiver empties it */
};

/* The receiver's turn, as worker.c has it: first deliver, then wake. */
static void
mailbox_let_receiver_run(struct mailbox *mailbox)
{
	mailbox->waiting_bytes = 0;
	mailbox->has_woken = mailbox->has_woken || mailbox->is_awaited;
	mailbox->is_awaited = false;
}

static void
mailbox_pass_moment(struct mailbox *mailbox)
{
	if (mailbox->calls-- == 0)
		mailbox_let_receiver_run(mailbox);
}

size_t
mailbox_waiting_bytes(const struct mailbox *mailbox)
{
	struct mailbox *owned = (struct mailbox *)(uintptr_t)mailbox;
	size_t bytes;

	mailbox_pass_moment(owned);
	bytes = owned->waiting_bytes;
	mailbox_pass_moment(owned);
	return bytes;
}

void
mailbox_await_delivery(struct mailbox *mailbox)
{
	mailbox_pass_moment(mailbox);
	mailbox->is_awaited = true;
	mailbox_pass_moment(mailbox);
}

void
mailbox_post(struct mailbox *mailbox, struct mail *mail)
{
	(void)mailbox;
	(void)mail;
	abort();
}

static struct router *
router_of(struct connections *connections, struct mailbox *const *mailboxes)
{
	struct router *router = router_new(
	    connections, NULL, mailboxes, 1, NULL);

	ck_assert_ptr_nonnull(router);
	return router;
}

START_TEST(a_full_mailbox_wakes_who_waits)
{
	struct connections connections = { .count = 0 };
	struct mailbox mailbox = { .waiting_bytes = TOO_MUCH, .calls = -1 };
	struct mailbox *mailboxes[] = { &mailbox };
	struct router *router = router_of(&connections, mailboxes);

	ck_assert(!router_has_room(router));
	mailbox_let_receiver_run(&mailbox);
	ck_assert(mailbox.has_woken);
	ck_assert(router_has_room(router));
	router_free(router);
}
END_TEST

/* The receiver has nothing to do any more, so nothing will make it look. */
START_TEST(whoever_is_held_while_it_is_emptied_is_woken)
{
	struct connections connections = { .count = 0 };
	struct mailbox mailbox = { .waiting_bytes = TOO_MUCH, .calls = _i };
	struct mailbox *mailboxes[] = { &mailbox };
	struct router *router = router_of(&connections, mailboxes);
	bool has_room = router_has_room(router);

	ck_assert_msg(
	    has_room || mailbox.waiting_bytes > 0 || mailbox.has_woken,
	    "emptied at moment %d, and nobody is woken", _i);
	router_free(router);
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_test(tests, a_full_mailbox_wakes_who_waits);
	tcase_add_loop_test(
	    tests, whoever_is_held_while_it_is_emptied_is_woken, 0, MOMENTS);
}
