/* SPDX-License-Identifier: MIT */
/*
 * Rooms that are kept on several nodes at once: what changes on one of them, or
 * on two at one moment, holds on all of them in the end.
 */

#include "chatd/keeping/kept_register.h"

#include <stdio.h>
#include <string.h>

#include "unit/chatd/keeping/kept_nodes.h"
#include "unit/unit.h"

#define DEN "room den\nowner alice\n"

static struct kept_node *const first = &kept_nodes[0];
static struct kept_node *const second = &kept_nodes[1];
static struct kept_node *const third = &kept_nodes[2];

/* What the engine is to have of den. */
static const char *wanted;

static bool
is_wanted(void)
{
	return strcmp(kept_engine_text("den"), wanted) == 0 &&
	       kept_nodes_agree();
}

/* Let the nodes work until all of them, and the engine, have this of den. */
static void
await(const char *text)
{
	wanted = text;
	kept_engine_serve(is_wanted);
}

static void
forget(struct kept_node *node, const char *account)
{
	kept_rooms_forget_cb(slice_of(account), node->kept);
}

START_TEST(a_room_that_is_kept_here_is_kept_elsewhere)
{
	ck_assert_int_eq(kept_node_keep(first, "den", "alice"), KEPT_DONE);
	await(DEN);
	ck_assert_int_eq(kept_node_keep(second, "den", "bob"), KEPT_ALREADY);
	kept_node_set_topic(second, "den", "tea");
	await(DEN "topic tea\n");
	ck_assert_uint_eq(kept_engine.made, 2);
	/* That of another node counts for its owner here, too. */
	ck_assert_uint_eq(kept_rooms_state(third->kept).count, 1);
}
END_TEST

static bool
is_gone_everywhere(void)
{
	for (int i = 0; i < KEPT_NODES; i++) {
		if (rooms_count(kept_nodes[i].rooms) > 0)
			return false;
	}
	return kept_engine_text("den")[0] == '\0';
}

START_TEST(a_room_that_is_given_up_on_one_node_is_given_up_on_all)
{
	ck_assert_int_eq(kept_node_keep(first, "den", "alice"), KEPT_DONE);
	await(DEN);
	kept_node_give_up(second, "den");
	kept_engine_serve(is_gone_everywhere);
	ck_assert_int_eq(kept_node_keep(third, "den", "carol"), KEPT_DONE);
	await("room den\nowner carol\n");
}
END_TEST

START_TEST(a_room_that_two_nodes_keep_has_one_owner)
{
	struct register_change *alices, *bobs;

	ck_assert_int_eq(kept_node_keep(first, "den", "alice"), KEPT_DONE);
	ck_assert_int_eq(kept_node_keep(second, "den", "bob"), KEPT_DONE);
	kept_node_set_topic(second, "den", "bob's");
	alices = kept_node_await_asked(first);
	bobs = kept_node_await_asked(second);
	kept_engine_decide(first, alices);
	kept_engine_decide(second, bobs);
	await(DEN);
	ck_assert_uint_eq(kept_engine.made, 1);
}
END_TEST

START_TEST(changes_of_different_things_all_hold)
{
	struct register_change *changes[KEPT_NODES];

	kept_engine_put("den", DEN "operators bob,carol\nbans troll\n");
	for (int i = 0; i < KEPT_NODES; i++)
		kept_node_await(&kept_nodes[i]);
	kept_node_set_topic(first, "den", "tea");
	kept_node_close(second, "den");
	kept_node_grant(second, "den", "dave");
	kept_node_ban(third, "den", "mallory");
	forget(third, "bob");
	for (int i = 0; i < KEPT_NODES; i++)
		changes[i] = kept_node_await_asked(&kept_nodes[i]);
	for (int i = 0; i < KEPT_NODES; i++)
		kept_engine_decide(&kept_nodes[i], changes[i]);
	await(DEN "modes i\noperators carol,dave\nbans troll,mallory\n"
		  "topic tea\n");
	ck_assert_uint_eq(kept_engine.made, KEPT_NODES);
}
END_TEST

START_TEST(of_two_changes_of_one_thing_the_later_one_holds)
{
	struct register_change *early, *late;

	kept_engine_put("den", DEN);
	kept_node_await(first);
	kept_node_await(second);
	kept_node_set_topic(first, "den", "tea");
	kept_node_set_topic(second, "den", "coffee");
	early = kept_node_await_asked(first);
	late = kept_node_await_asked(second);
	kept_engine_decide(first, early);
	kept_engine_decide(second, late);
	await(DEN "topic coffee\n");
	ck_assert_uint_eq(kept_engine.made, 2);
}
END_TEST

static bool
is_inn_known(void)
{
	return kept_engine_text("inn")[0] != '\0';
}

START_TEST(an_account_that_all_forget_is_forgotten_once)
{
	struct register_change *changes[KEPT_NODES];

	kept_engine_put("den", DEN "operators bob\n");
	for (int i = 0; i < KEPT_NODES; i++)
		kept_node_await(&kept_nodes[i]);
	for (int i = 0; i < KEPT_NODES; i++) {
		forget(&kept_nodes[i], "bob");
		forget(&kept_nodes[i], "alice");
	}
	for (int i = 0; i < KEPT_NODES; i++)
		changes[i] = kept_node_await_asked(&kept_nodes[i]);
	for (int i = 0; i < KEPT_NODES; i++)
		kept_engine_decide(&kept_nodes[i], changes[i]);
	await("room den\n");
	/* Nobody asks for it again, although something else is asked for. */
	ck_assert_int_eq(kept_node_keep(first, "inn", "carol"), KEPT_DONE);
	kept_engine_serve(is_inn_known);
	ck_assert_uint_eq(kept_engine.asked, KEPT_NODES + 1);
}
END_TEST

START_TEST(a_room_that_was_given_up_elsewhere_does_not_come_back)
{
	struct register_change *change;

	kept_engine_put("den", DEN);
	kept_node_await(first);
	kept_node_set_topic(first, "den", "tea");
	change = kept_node_await_asked(first);
	kept_engine_put("den", "");
	kept_engine_decide(first, change);
	kept_engine_serve(is_gone_everywhere);
}
END_TEST

START_TEST(a_room_that_is_given_up_is_so_whatever_changes_meanwhile)
{
	struct register_change *change;

	kept_engine_put("den", DEN);
	kept_node_await(first);
	kept_node_give_up(first, "den");
	change = kept_node_await_asked(first);
	ck_assert_uint_eq(change->text.size, 0);
	kept_engine_put("den", DEN "topic tea\n");
	kept_engine_decide(first, change);
	kept_engine_serve(is_gone_everywhere);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, kept_nodes_set_up, kept_nodes_tear_down);
	test_cases_add(tests, a_room_that_is_kept_here_is_kept_elsewhere);
	test_cases_add(
	    tests, a_room_that_is_given_up_on_one_node_is_given_up_on_all);
	test_cases_add(tests, a_room_that_two_nodes_keep_has_one_owner);
	test_cases_add(tests, changes_of_different_things_all_hold);
	test_cases_add(tests, of_two_changes_of_one_thing_the_later_one_holds);
	test_cases_add(tests, an_account_that_all_forget_is_forgotten_once);
	test_cases_add(
	    tests, a_room_that_was_given_up_elsewhere_does_not_come_back);
	test_cases_add(
	    tests, a_room_that_is_given_up_is_so_whatever_changes_meanwhile);
}
