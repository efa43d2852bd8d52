/* SPDX-License-Identifier: MIT */
/*
 * The order in which a turn ends.  Everything that it calls is a stand-in that
 * writes down a letter.
 */

#include "chatd/worker/turn.h"

#include <stdbool.h>
#include <string.h>

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
#include "unit/unit.h"

struct mailbox {
	bool is_awaited;
	int woken;
};

static char seen[64];
static int cuts;      /* peers that are found gone when they are written to */
static bool has_room; /* in all mailboxes */
static bool is_others_turn; /* to cut somebody */

static struct connections connections;
static struct mailbox own, other;
static struct mailbox *mailboxes[] = { &own, &other };
static const struct turn turn = {
	.connections = &connections,
	.mailbox = &own,
	.mailboxes = mailboxes,
	.mailbox_count = 2,
};

static void
note(const char *step)
{
	ck_assert_uint_lt(strlen(seen) + strlen(step), sizeof(seen));
	strcat(seen, step);
}

void
chat_flush_announcements(struct chat *chat)
{
	(void)chat;
	note("a");
}

bool
chat_has_announcements(const struct chat *chat)
{
	(void)chat;
	return cuts-- > 0;
}

void
writing_go_on(struct connections *set)
{
	(void)set;
	note("o");
}

void
chat_work_off_backlogs(struct chat *chat)
{
	(void)chat;
	note("b");
}

void
watched_names_tell(struct chat *chat)
{
	(void)chat;
	note("n");
}

bool
shedding_end_turn(struct connections *set)
{
	(void)set;
	note("s");
	return is_others_turn;
}

void
router_post_batches(struct router *router)
{
	(void)router;
	note("p");
}

bool
router_has_room(struct router *router)
{
	(void)router;
	note("?");
	return has_room;
}

void
output_flush_all(struct connections *set)
{
	(void)set;
	note("w");
}

void
input_mailboxes_have_room(struct connections *set)
{
	(void)set;
	note("g");
}

void
ending_free_closed(struct connections *set)
{
	(void)set;
	note("f");
}

bool
mailbox_take_awaited(struct mailbox *mailbox)
{
	note("t");
	return mailbox->is_awaited;
}

void
mailbox_wake(struct mailbox *mailbox)
{
	mailbox->woken++;
	note("k");
}

START_TEST(sockets_backlogs_announcements_posts_writes_then_memory)
{
	turn_end(&turn);
	ck_assert_str_eq(seen, "obnsapwptf");
}
END_TEST

START_TEST(what_writing_causes_is_announced_posted_and_written_too)
{
	cuts = 2;
	turn_end(&turn);
	ck_assert_str_eq(seen, "obnsapwapwapwptf");
}
END_TEST

START_TEST(those_held_for_a_mailbox_go_on_before_anything_is_written)
{
	connections.queue.mailbox_count = 1;
	has_room = true;
	turn_end(&turn);
	ck_assert_str_eq(seen, "?gobnsapwptf");
}
END_TEST

START_TEST(nobody_goes_on_while_a_mailbox_is_full)
{
	connections.queue.mailbox_count = 1;
	has_room = false;
	turn_end(&turn);
	ck_assert_str_eq(seen, "?obnsapwptf");
}
END_TEST

START_TEST(workers_that_wait_for_this_mailbox_are_woken)
{
	own.is_awaited = true;
	turn_end(&turn);
	ck_assert_str_eq(seen, "obnsapwptkf");
	ck_assert_int_eq(other.woken, 1);
	ck_assert_int_eq(own.woken, 0);
}
END_TEST

START_TEST(workers_that_are_to_cut_somebody_are_woken)
{
	is_others_turn = true;
	turn_end(&turn);
	ck_assert_str_eq(seen, "obnskapwptf");
	ck_assert_int_eq(other.woken, 1);
	ck_assert_int_eq(own.woken, 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(
	    tests, sockets_backlogs_announcements_posts_writes_then_memory);
	test_cases_add(
	    tests, what_writing_causes_is_announced_posted_and_written_too);
	test_cases_add(
	    tests, those_held_for_a_mailbox_go_on_before_anything_is_written);
	test_cases_add(tests, nobody_goes_on_while_a_mailbox_is_full);
	test_cases_add(tests, workers_that_wait_for_this_mailbox_are_woken);
	test_cases_add(tests, workers_that_are_to_cut_somebody_are_woken);
}
