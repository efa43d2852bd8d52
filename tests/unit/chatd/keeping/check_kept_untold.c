/* SPDX-License-Identifier: MIT */
/*
 * Rooms that are kept here, and that the cluster does not know, or does not let
 * be; and what it says that cannot be.
 */

#include "chatd/keeping/kept_register.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "unit/chatd/keeping/kept_nodes.h"
#include "unit/unit.h"

#define DEN "room den\nowner alice\n"
#define INN "room inn\nowner bob\n"

static struct kept_node *const first = &kept_nodes[0];

/* Only one node is asked anything here. */
static void
set_up(void)
{
	kept_nodes_set_up();
	for (int i = 1; i < KEPT_NODES; i++)
		kept_node_stop(&kept_nodes[i]);
}

/* Stop the node, and start it again with this many rooms at most. */
static void
restart(uint64_t most)
{
	kept_node_stop(first);
	kept_node_start(first, most);
}

/* Take what is asked for next, which is to be this. */
static struct register_change *
await_asked(const char *key, const char *expected, const char *text)
{
	struct register_change *change = kept_node_await_asked(first);

	ck_assert(slice_is(change->key, key));
	ck_assert(slice_is(change->expected, expected));
	ck_assert(slice_is(change->text, text));
	return change;
}

static void
answer(struct register_change *change, enum register_outcome outcome)
{
	register_answer(first->door, change, outcome);
}

/* Fail unless the file has this between its first and its last line. */
static void
require_file(const char *lines)
{
	char bytes[4096];
	FILE *stream = fopen(first->path, "r");
	size_t size = stream == NULL
			  ? 0
			  : fread(bytes, 1, sizeof(bytes) - 1, stream);
	char *begin;

	bytes[size] = '\0';
	if (stream != NULL)
		fclose(stream);
	begin = strchr(bytes, '\n');
	ck_assert_ptr_nonnull(begin);
	*strstr(begin, "\nend ") = '\0';
	ck_assert_str_eq(begin, lines);
}

START_TEST(what_is_refused_is_asked_for_again)
{
	static const enum register_outcome outcomes[] = { REGISTER_UNREACHED,
		REGISTER_FULL, REGISTER_FAILED, REGISTER_UNCERTAIN,
		REGISTER_CONFLICT };

	ck_assert_int_eq(kept_node_keep(first, "den", "alice"), KEPT_DONE);
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		answer(await_asked("den", "", DEN), outcomes[i]);
	kept_engine_decide(first, await_asked("den", "", DEN));
	kept_node_set_topic(first, "den", "tea");
	kept_engine_decide(first, await_asked("den", DEN, DEN "topic tea\n"));
}
END_TEST

START_TEST(what_was_made_after_all_is_not_asked_for_again)
{
	struct register_change *change;

	ck_assert_int_eq(kept_node_keep(first, "den", "alice"), KEPT_DONE);
	change = await_asked("den", "", DEN);
	kept_engine_put("den", DEN);
	answer(change, REGISTER_UNCERTAIN);
	kept_node_await(first);
	ck_assert_int_eq(kept_node_keep(first, "inn", "bob"), KEPT_DONE);
	kept_engine_decide(first, await_asked("inn", "", INN));
	/* It may have been there before this node could hear of it. */
	ck_assert_int_eq(kept_node_keep(first, "own", "carol"), KEPT_DONE);
	answer(await_asked("own", "", "room own\nowner carol\n"),
	    REGISTER_CHANGED);
	kept_node_set_topic(first, "own", "tea");
	answer(await_asked("own", "room own\nowner carol\n",
		   "room own\nowner carol\ntopic tea\n"),
	    REGISTER_CHANGED);
}
END_TEST

START_TEST(what_is_untold_outlives_the_daemon)
{
	struct register_state state;
	struct register_change *change;
	size_t size;
	char *all;

	kept_engine_put("den", DEN "operators bob\n");
	kept_engine_put("inn", INN);
	kept_node_await(first);
	kept_node_set_topic(first, "den", "tea");
	kept_node_give_up(first, "inn");
	ck_assert_int_eq(kept_node_keep(first, "own", "carol"), KEPT_DONE);
	answer(kept_node_await_asked(first), REGISTER_UNREACHED);
	restart(10);
	require_file("\n" DEN "operators bob\ntopic tea\nuntold change\n" DEN
		     "operators bob\nuntold old\n" INN "untold end\n"
		     "room own\nowner carol\nuntold new");
	ck_assert_str_eq(kept_node_text(first, "inn"), "");
	ck_assert_str_eq(
	    kept_node_text(first, "den"), DEN "operators bob\ntopic tea\n");
	/* What it offers is what all nodes have. */
	all = register_door_write(first->door, &size, &state);
	ck_assert_uint_eq(state.version, kept_engine.version);
	ck_assert_uint_eq(state.count, 2);
	ck_assert_ptr_null(memmem(all, size, "tea", 3));
	ck_assert_ptr_nonnull(memmem(all, size, INN, strlen(INN)));
	free(all);
	/* Somebody else was faster. */
	change = kept_node_await_asked(first);
	kept_engine_put("den", DEN "voices dave\n");
	kept_engine_put("own", "room own\nowner dave\n");
	kept_engine_decide(first, change);
	for (int i = 0; i < 3 && kept_engine_text("inn")[0] != '\0'; i++)
		kept_engine_decide(first, kept_node_await_asked(first));
	ck_assert_str_eq(kept_engine_text("inn"), "");
	if (strstr(kept_engine_text("den"), "tea") == NULL)
		kept_engine_decide(first, kept_node_await_asked(first));
	ck_assert_str_eq(
	    kept_engine_text("den"), DEN "voices dave\ntopic tea\n");
	kept_node_await(first);
	ck_assert_str_eq(
	    kept_node_text(first, "own"), "room own\nowner dave\n");
}
END_TEST

START_TEST(rooms_without_a_place_wait_for_one)
{
	restart(1);
	kept_engine_put("den", DEN);
	kept_engine_put("inn", INN);
	kept_node_await(first);
	ck_assert_str_eq(kept_node_text(first, "den"), DEN);
	ck_assert_str_eq(kept_node_text(first, "inn"), "");
	/* The file has them all, and is read again. */
	restart(1);
	require_file("\n" DEN "room inn\nowner bob");
	ck_assert_uint_eq(register_door_look(first->door).count, 2);
	kept_engine_put("den", "");
	kept_node_await(first);
	kept_node_await_text(first, "inn", INN);
	/* It is not told anew that it has none. */
	kept_node_set_topic(first, "inn", "tea");
	kept_engine_decide(first, await_asked("inn", INN, INN "topic tea\n"));
}
END_TEST

START_TEST(all_rooms_anew_take_the_place_of_those_that_were)
{
	struct register_change *change;

	kept_engine_put("den", DEN);
	kept_node_await(first);
	ck_assert_int_eq(kept_node_keep(first, "own", "carol"), KEPT_DONE);
	change = await_asked("own", "", "room own\nowner carol\n");
	for (int i = 0; i < KEPT_ENGINE_MAX; i++)
		kept_engine.records[i].key[0] = '\0';
	memset(kept_engine.records, 0, sizeof(kept_engine.records));
	kept_engine_put("inn", INN);
	kept_engine.version++;
	kept_engine_tell_all(first);
	kept_node_await(first);
	ck_assert_str_eq(kept_node_text(first, "den"), "");
	ck_assert_str_eq(kept_node_text(first, "inn"), INN);
	/* What is only here is here still. */
	kept_engine_decide(first, change);
	kept_node_await(first);
	ck_assert_str_eq(
	    kept_node_text(first, "own"), "room own\nowner carol\n");
}
END_TEST

START_TEST(what_cannot_be_is_skipped)
{
	static const char *const wrong[] = { "rom den\n", "room den", INN,
		DEN "untold change\n", DEN "untold old\n", DEN "owner bob\n",
		DEN "room inn\n", DEN "end 3\n", DEN "operators bob,\n",
		DEN "limit 0\n", "\n" };
	struct register_change *change;

	kept_engine_put("lobby", "room lobby\n");
	kept_engine_put("a b", "room a b\n");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		kept_engine_put("den", wrong[i]);
		kept_node_await(first);
		ck_assert_str_eq(kept_node_text(first, "den"), "");
	}
	kept_engine_put("inn", INN);
	kept_node_await(first);
	ck_assert_str_eq(kept_node_text(first, "lobby"), "");
	ck_assert_str_eq(kept_node_text(first, "inn"), INN);
	/* It can be made good. */
	ck_assert_int_eq(kept_node_keep(first, "den", "alice"), KEPT_DONE);
	change = await_asked("den", "\n", DEN);
	kept_engine_decide(first, change);
	kept_node_await(first);
	restart(10);
	require_file("\n" DEN "room inn\nowner bob");
}
END_TEST

START_TEST(old_news_is_no_news)
{
	kept_engine_put("den", DEN);
	ck_assert(register_tell_record(first->door, kept_engine.version,
	    slice_of("den"), slice_of("room den\n")));
	kept_engine_put("inn", INN);
	kept_node_await(first);
	ck_assert_str_eq(kept_node_text(first, "den"), DEN);
}
END_TEST

START_TEST(a_node_by_itself_takes_the_file_as_it_was_here)
{
	struct kept_rooms_settings settings = { .path = first->path,
		.most = 10 };
	struct kept_rooms *kept;
	struct rooms *rooms = rooms_new(1);

	kept_engine_put("den", "room den\n");
	kept_engine_put("inn", "room inn\n");
	kept_node_await(first);
	kept_node_set_topic(first, "den", "tea");
	kept_node_give_up(first, "inn");
	answer(kept_node_await_asked(first), REGISTER_UNREACHED);
	kept_node_stop(first);
	ck_assert_ptr_nonnull(rooms);
	kept = kept_rooms_new(&settings, rooms);
	ck_assert_ptr_nonnull(kept);
	ck_assert_int_eq(kept_rooms_start(kept, NULL), EX_OK);
	ck_assert_uint_eq(kept_rooms_state(kept).count, 1);
	kept_rooms_note_change(kept);
	ck_assert(kept_rooms_free(kept));
	rooms_free(rooms);
	require_file("\nroom den\ntopic tea");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, kept_nodes_tear_down);
	test_cases_set_timeout(tests, 60);
	test_cases_add(tests, what_is_refused_is_asked_for_again);
	test_cases_add(tests, what_was_made_after_all_is_not_asked_for_again);
	test_cases_add(tests, what_is_untold_outlives_the_daemon);
	test_cases_add(tests, rooms_without_a_place_wait_for_one);
	test_cases_add(tests, all_rooms_anew_take_the_place_of_those_that_were);
	test_cases_add(tests, what_cannot_be_is_skipped);
	test_cases_add(tests, old_news_is_no_news);
	test_cases_add(tests, a_node_by_itself_takes_the_file_as_it_was_here);
}
