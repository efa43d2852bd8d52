/* SPDX-License-Identifier: MIT */
/* What proves that a peer is gone, and what does not. */

#include "chatd/net/lifesigns.h"

#include "unit/unit.h"

/* Just enough of a proof: nothing has answered the probes. */
static struct lifesigns
dead_and_idle(void)
{
	return (struct lifesigns){
		.silent_ms = LIFESIGNS_SILENCE_MS,
		.unanswered = LIFESIGNS_PROBES_UNANSWERED,
		.unanswered_ms = LIFESIGNS_SILENCE_MS,
	};
}

/* The same with data under way. */
static struct lifesigns
dead_with_data(void)
{
	return (struct lifesigns){
		.silent_ms = LIFESIGNS_SILENCE_MS,
		.unanswered = LIFESIGNS_DATA_UNANSWERED,
		.unanswered_ms = LIFESIGNS_SILENCE_MS,
		.has_data = true,
	};
}

START_TEST(silence_after_many_questions_is_proof)
{
	struct lifesigns idle = dead_and_idle(), data = dead_with_data();

	ck_assert(lifesigns_are_none(&idle));
	ck_assert(lifesigns_are_none(&data));
}
END_TEST

START_TEST(silence_alone_is_none)
{
	struct lifesigns idle = { .silent_ms = UINT32_MAX };
	struct lifesigns data = { .silent_ms = UINT32_MAX, .has_data = true };

	ck_assert(!lifesigns_are_none(&idle));
	ck_assert(!lifesigns_are_none(&data));
}
END_TEST

START_TEST(few_questions_are_none)
{
	struct lifesigns idle = dead_and_idle(), data = dead_with_data();

	idle.unanswered--;
	data.unanswered--;
	ck_assert(!lifesigns_are_none(&idle));
	ck_assert(!lifesigns_are_none(&data));
}
END_TEST

/* As many as are enough of transmissions are too few of probes. */
START_TEST(probes_have_to_be_more)
{
	struct lifesigns signs = dead_with_data();

	signs.has_data = false;
	ck_assert(!lifesigns_are_none(&signs));
}
END_TEST

/* On a short link many transmissions follow each other at once. */
START_TEST(hasty_questions_are_none)
{
	struct lifesigns idle = dead_and_idle(), data = dead_with_data();

	idle.unanswered_ms--;
	data.unanswered_ms--;
	ck_assert(!lifesigns_are_none(&idle));
	ck_assert(!lifesigns_are_none(&data));
}
END_TEST

START_TEST(whoever_was_heard_of_late_lives)
{
	struct lifesigns idle = dead_and_idle(), data = dead_with_data();

	idle.silent_ms--;
	data.silent_ms--;
	ck_assert(!lifesigns_are_none(&idle));
	ck_assert(!lifesigns_are_none(&data));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, silence_after_many_questions_is_proof);
	test_cases_add(tests, silence_alone_is_none);
	test_cases_add(tests, few_questions_are_none);
	test_cases_add(tests, probes_have_to_be_more);
	test_cases_add(tests, hasty_questions_are_none);
	test_cases_add(tests, whoever_was_heard_of_late_lives);
}
