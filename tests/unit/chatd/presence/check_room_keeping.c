/* SPDX-License-Identifier: MIT */
/*
 * Whom a room that is kept knows again, and what that means at its door.
 */

#include "chatd/presence/room_keeping.h"

#include <errno.h>
#include <stdio.h>

#include "chatd/presence/room_masks.h"
#include "chatd/presence/room_record.h"
#include "chatd/presence/room_rules.h"
#include "unit/unit.h"

static const struct slice nobody;

static void
grant(struct room_keeping *keeping, const char *account, unsigned int rank)
{
	ck_assert_int_eq(
	    room_keeping_grant(keeping, slice_of(account), rank), 0);
}

static unsigned int
ranks(const struct room_keeping *keeping, const char *account)
{
	return room_keeping_ranks(keeping, slice_of(account));
}

START_TEST(accounts_have_ranks)
{
	struct room_keeping keeping = { 0 };

	ck_assert_uint_eq(room_keeping_ranks(&keeping, nobody), 0);
	ck_assert(!room_keeping_is_owner(&keeping, nobody));
	room_keeping_set_owner(&keeping, slice_of("alice"));
	grant(&keeping, "bob", ROOM_OPERATOR);
	grant(&keeping, "bob", ROOM_OPERATOR);
	grant(&keeping, "bob", ROOM_VOICE);
	grant(&keeping, "carol", ROOM_VOICE);
	ck_assert_uint_eq(ranks(&keeping, "alice"), ROOM_OPERATOR);
	ck_assert_uint_eq(ranks(&keeping, "bob"), ROOM_OPERATOR | ROOM_VOICE);
	ck_assert_uint_eq(ranks(&keeping, "carol"), ROOM_VOICE);
	ck_assert_uint_eq(ranks(&keeping, "bo"), 0);
	ck_assert_uint_eq(room_keeping_ranks(&keeping, nobody), 0);
	ck_assert(
	    room_keeping_revoke(&keeping, slice_of("bob"), ROOM_OPERATOR));
	ck_assert(
	    !room_keeping_revoke(&keeping, slice_of("bob"), ROOM_OPERATOR));
	ck_assert_uint_eq(ranks(&keeping, "bob"), ROOM_VOICE);
	room_keeping_clear(&keeping);
	ck_assert_uint_eq(ranks(&keeping, "alice"), 0);
}
END_TEST

START_TEST(an_account_that_is_forgotten_has_nothing)
{
	struct room_keeping keeping = { 0 };

	room_keeping_set_owner(&keeping, slice_of("alice"));
	grant(&keeping, "alice", ROOM_VOICE);
	grant(&keeping, "bob", ROOM_OPERATOR);
	ck_assert(!room_keeping_forget(&keeping, slice_of("carol")));
	ck_assert(room_keeping_forget(&keeping, slice_of("alice")));
	ck_assert_uint_eq(ranks(&keeping, "alice"), 0);
	ck_assert_uint_eq(room_keeping_owner(&keeping).size, 0);
	ck_assert(room_keeping_forget(&keeping, slice_of("bob")));
	ck_assert(!room_keeping_forget(&keeping, slice_of("bob")));
	room_keeping_clear(&keeping);
}
END_TEST

START_TEST(a_rank_is_for_few)
{
	struct room_keeping keeping = { 0 };
	char name[16];

	for (int i = 0; i < ROOM_RANKED_MAX; i++) {
		snprintf(name, sizeof(name), "user%d", i);
		grant(&keeping, name, ROOM_VOICE);
	}
	errno = 0;
	ck_assert_int_eq(
	    room_keeping_grant(&keeping, slice_of("more"), ROOM_VOICE), -1);
	ck_assert_int_eq(errno, ENOSPC);
	grant(&keeping, name, ROOM_VOICE);
	grant(&keeping, "more", ROOM_OPERATOR);
	ck_assert_uint_eq(ranks(&keeping, "more"), ROOM_OPERATOR);
	room_keeping_clear(&keeping);
}
END_TEST

/* ---- at the door --------------------------------------------------------- */

static enum room_admission
enter(struct room_rules *rules, const char *account, unsigned int *ranks_r)
{
	const struct room_entrant entrant = {
		.person.name = SLICE("somebody"),
		.account = slice_of(account),
	};

	return room_rules_enter(rules, &entrant, ranks_r);
}

START_TEST(rules_of_a_kept_room_outlive_its_members)
{
	struct room_keeping keeping = { 0 };
	struct room_rules rules;
	unsigned int had;

	room_rules_init(&rules, false);
	room_keeping_set_owner(&keeping, slice_of("alice"));
	ck_assert_int_eq(enter(&rules, "", &had), ROOM_FOUNDED);
	ck_assert_uint_eq(had, ROOM_OPERATOR);
	ck_assert(room_rules_keep(&rules, &keeping));
	ck_assert(!room_rules_keep(&rules, &keeping));
	room_rules_set_flags(&rules, ROOM_CLOSED, true);
	room_rules_leave(&rules);
	ck_assert(room_rules_have(&rules, ROOM_CLOSED | ROOM_KEPT));
	ck_assert_int_eq(enter(&rules, "", &had), ROOM_IS_CLOSED);
	ck_assert_int_eq(enter(&rules, "alice", &had), ROOM_ENTERED);
	ck_assert_uint_eq(had, ROOM_OPERATOR);
	/* It is not for others to give it up. */
	ck_assert_ptr_null(room_rules_unkeep(&rules, slice_of("bob")));
	ck_assert_ptr_eq(
	    room_rules_unkeep(&rules, slice_of("alice")), &keeping);
	ck_assert_ptr_null(room_rules_unkeep(&rules, nobody));
	ck_assert_int_eq(
	    room_rules_grant(&rules, slice_of("b"), ROOM_VOICE), 0);
	ck_assert_uint_eq(room_rules_ranks(&rules, slice_of("alice")), 0);
	ck_assert(room_rules_have(&rules, ROOM_CLOSED));
	room_rules_leave(&rules);
	ck_assert_int_eq(enter(&rules, "", &had), ROOM_FOUNDED);
	room_rules_destroy(&rules);
	room_keeping_clear(&keeping);
}
END_TEST

static void
note_cb(const struct room_record *record, void *argument)
{
	*(struct room_record *)argument = *record;
}

START_TEST(a_room_without_members_ends_when_it_is_given_up)
{
	const struct room_record record = {
		.modes = { .flags = ROOM_CLOSED | ROOM_KEPT, .limit = 3 },
		.topic = slice_of("tea"),
		.bans = slice_of("a,b*"),
	};
	struct room_keeping keeping = { 0 };
	struct room_rules rules;
	struct room_record found;

	room_rules_init(&rules, false);
	ck_assert_int_eq(room_record_restore(&rules, &record), 0);
	ck_assert(!room_rules_have(&rules, ROOM_KEPT));
	room_rules_keep(&rules, &keeping);
	room_record_visit(&rules, note_cb, &found);
	ck_assert_ptr_eq(found.keeping, &keeping);
	ck_assert(slice_is(found.topic, "tea"));
	ck_assert(slice_is(found.bans, "a,b*"));
	ck_assert_uint_eq(found.modes.limit, 3);
	ck_assert_ptr_eq(room_rules_unkeep(&rules, nobody), &keeping);
	room_record_visit(&rules, note_cb, &found);
	ck_assert_ptr_null(found.keeping);
	ck_assert_uint_eq(found.topic.size + found.bans.size, 0);
	ck_assert(!room_rules_have(&rules, ROOM_CLOSED));
	room_rules_destroy(&rules);
}
END_TEST

/* Say whether the topic, the limit and the bans are these. */
static bool
rules_are(struct room_rules *rules, const char *topic, uint32_t limit,
    const char *bans)
{
	char bans_r[ROOM_MASKS_MAX_BYTES];
	struct room_topic_copy found;
	struct room_modes modes;

	room_rules_copy_modes(rules, &modes);
	room_rules_copy_topic(rules, &found);
	return slice_is((struct slice){ found.text, found.size }, topic) &&
	       modes.limit == limit &&
	       slice_is((struct slice){ bans_r,
			    room_masks_copy(rules, ROOM_MASK_BAN, bans_r) },
		   bans);
}

START_TEST(what_was_changed_here_is_sent_before_it_is_replaced)
{
	const struct room_mask_entry bob = { .mask = SLICE("bob") };
	const struct room_record theirs = {
		.topic = SLICE("coffee"),
		.modes = { .limit = 5 },
	};
	struct room_rules rules;
	bool is_new;

	room_rules_init(&rules, false);
	ck_assert_int_eq(room_rules_set_topic(&rules, slice_of("tea"),
			     slice_of("alice"), 1796000000),
	    0);
	ck_assert(room_rules_set_limit(&rules, 3));
	ck_assert(!room_rules_set_limit(&rules, 3));
	ck_assert_int_eq(room_masks_add(&rules, &bob, &is_new), 0);
	ck_assert(is_new);
	ck_assert_int_eq(room_record_replace(&rules, &theirs), 0);
	ck_assert_int_eq(
	    room_record_replace_bans(&rules, slice_of("carol")), 0);
	ck_assert(rules_are(&rules, "tea", 3, "bob"));

	room_record_note_sending(&rules);
	ck_assert_int_eq(room_record_replace(&rules, &theirs), 0);
	ck_assert_int_eq(
	    room_record_replace_bans(&rules, slice_of("carol")), 0);
	ck_assert(rules_are(&rules, "coffee", 5, "carol"));
	room_rules_destroy(&rules);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, accounts_have_ranks);
	test_cases_add(tests, an_account_that_is_forgotten_has_nothing);
	test_cases_add(tests, a_rank_is_for_few);
	test_cases_add(tests, rules_of_a_kept_room_outlive_its_members);
	test_cases_add(tests, a_room_without_members_ends_when_it_is_given_up);
	test_cases_add(
	    tests, what_was_changed_here_is_sent_before_it_is_replaced);
}
