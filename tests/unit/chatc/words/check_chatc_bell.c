/* SPDX-License-Identifier: MIT */
/*
 * When the bell rings, by a clock that the test sets.
 */

#include "chatc/words/bell.h"

#include "unit/unit.h"

static struct bell bell = { .own_name = SLICE("ann"), .is_private = true };

/* Say whether it rings for this, long after it has rung last. */
static bool
rings(enum sentence_kind kind, const char *room, const char *name,
    const char *text)
{
	static uint64_t now_ms;
	const struct sentence sentence = { kind, slice_of(room), slice_of(name),
		slice_of(text) };

	now_ms += 10 * BELL_PAUSE_MS;
	return bell_rings(&bell, &sentence, now_ms);
}

START_TEST(rings_for_what_is_for_us)
{
	ck_assert(rings(SENTENCE_FROM, "", "bob", "hi"));
	ck_assert(rings(SENTENCE_FROM, "#tea", "bob", "hi Ann"));
	ck_assert(!rings(SENTENCE_FROM, "#tea", "bob", "hi"));
	ck_assert(!rings(SENTENCE_FROM, "", "ann", "note for ann"));
	ck_assert(!rings(SENTENCE_SENT, "", "bob", "ann"));
	ck_assert(!rings(SENTENCE_SERVER_SAYS, "", "", "ann"));
}
END_TEST

START_TEST(rings_for_our_name_where_all_hear_all)
{
	bell.is_private = false;
	ck_assert(!rings(SENTENCE_FROM, "", "bob", "hi"));
	ck_assert(rings(SENTENCE_FROM, "", "bob", "hi, ann"));
}
END_TEST

START_TEST(rings_once_a_second)
{
	const struct sentence sentence = { .kind = SENTENCE_FROM,
		.name = SLICE("bob") };

	ck_assert(bell_rings(&bell, &sentence, 5));
	ck_assert(!bell_rings(&bell, &sentence, 5));
	ck_assert(!bell_rings(&bell, &sentence, 4 + BELL_PAUSE_MS));
	ck_assert(bell_rings(&bell, &sentence, 5 + BELL_PAUSE_MS));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, rings_for_what_is_for_us);
	test_cases_add(tests, rings_for_our_name_where_all_hear_all);
	test_cases_add(tests, rings_once_a_second);
}
