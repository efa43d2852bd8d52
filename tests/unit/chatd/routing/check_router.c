/* SPDX-License-Identifier: MIT */
/*
 * A router that waits for a mailbox to have room.  The receiver is another
 * thread, which may empty its mailbox at any moment; here it does so at each
 * moment in turn.  The mailbox is a stand-in that counts how often it is
 * called.
 */

#include "chatd/routing/router.h"

#include <stdint.h>
#include <stdlib.h>

#include "chatd/connection/slots.h"
#include "chatd/event/mailbox.h"
#include "unit/unit.h"

/* More than any mailbox may hold. */
#define TOO_MUCH ((size_t)1 << 30)

/* More moments than there are before and after calls of a mailbox. */
#define MOMENTS 6

struct mailbox {
	size_t waiting_bytes;
	bool is_awaited;
	bool has_woken; /* the receiver has found that somebody waits */
	int calls;      /* before the receiver empties it */
};

/* Run a turn of the receiver, as worker.c does: first deliver, then wake. */
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
mailbox_await_room(struct mailbox *mailbox)
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

void
mailbox_post_batch(struct mailbox *mailbox, struct mail *mail)
{
	(void)mailbox;
	(void)mail;
	abort();
}

static struct router *
router_of(const struct slots *slots, struct mailbox *const *mailboxes)
{
	const struct router_destinations to = { mailboxes, 1, false };
	struct router *router = router_new(slots, NULL, &to);

	ck_assert_ptr_nonnull(router);
	return router;
}

START_TEST(a_full_mailbox_wakes_whoever_waits)
{
	struct slots slots = { .worker = 0 };
	struct mailbox mailbox = { .waiting_bytes = TOO_MUCH, .calls = -1 };
	struct mailbox *mailboxes[] = { &mailbox };
	struct router *router = router_of(&slots, mailboxes);

	ck_assert(!router_has_room(router));
	mailbox_let_receiver_run(&mailbox);
	ck_assert(mailbox.has_woken);
	ck_assert(router_has_room(router));
	router_free(router);
}
END_TEST

/* A receiver that is idle looks for those who wait only if it is made to. */
START_TEST(whoever_is_held_while_it_is_emptied_is_woken)
{
	struct slots slots = { .worker = 0 };
	struct mailbox mailbox = { .waiting_bytes = TOO_MUCH, .calls = _i };
	struct mailbox *mailboxes[] = { &mailbox };
	struct router *router = router_of(&slots, mailboxes);
	bool has_room = router_has_room(router);

	ck_assert_msg(
	    has_room || mailbox.waiting_bytes > 0 || mailbox.has_woken,
	    "emptied at moment %d, and nobody is woken", _i);
	router_free(router);
}
END_TEST

/*
 * While another node has too much to come, the gateway's own mailbox is full;
 * it waits with that, and not with what comes from there: or two wait for each
 * other.
 */
START_TEST(a_gateway_does_not_wait_for_itself)
{
	struct slots slots = { .worker = 1 };
	struct mailbox worker = { .calls = -1 };
	struct mailbox own = { .waiting_bytes = TOO_MUCH, .calls = -1 };
	struct mailbox *mailboxes[] = { &worker, &own };
	const struct router_destinations to = { mailboxes, 2, true };
	struct router *router = router_new(&slots, NULL, &to);

	ck_assert_ptr_nonnull(router);
	ck_assert(router_has_room(router));
	worker.waiting_bytes = TOO_MUCH;
	ck_assert(!router_has_room(router));
	router_free(router);
	slots.worker = 0;
	worker.waiting_bytes = 0;
	router = router_new(&slots, NULL, &to);
	ck_assert_ptr_nonnull(router);
	ck_assert(!router_has_room(router));
	router_free(router);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_full_mailbox_wakes_whoever_waits);
	test_cases_add(tests, a_gateway_does_not_wait_for_itself);
	test_cases_add_loop(
	    tests, whoever_is_held_while_it_is_emptied_is_woken, 0, MOMENTS);
}
