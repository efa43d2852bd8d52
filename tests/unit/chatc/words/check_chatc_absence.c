/* SPDX-License-Identifier: MIT */
/*
 * The mark for what was said while the user was away, by a clock that the test
 * sets.
 */

#include "chatc/words/absence.h"

#include <stdlib.h>

#include "unit/unit.h"

/* 14:02 in UTC. */
#define TWO_PAST_TWO ((time_t)(14 * 60 + 2) * 60)

#define RULE "---- new since 14:02 ----\n"

static struct absence absence;
static struct display_style style = { .decorated = true };

static void
assert_appended(
    enum sentence_kind kind, time_t now, time_t last_key, const char *want)
{
	const struct sentence sentence = { .kind = kind };
	struct buffer out = { 0 };

	style.now = now;
	absence_append(&absence, &style, &sentence, last_key, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes, want);
	buffer_clear(&out);
}

static void
set_zone(void)
{
	ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
	tzset();
}

START_TEST(is_marked_once)
{
	const time_t key = TWO_PAST_TWO;

	assert_appended(SENTENCE_FROM, key + ABSENCE_SECONDS - 1, key, "");
	assert_appended(SENTENCE_FROM, key + ABSENCE_SECONDS, key, RULE);
	assert_appended(SENTENCE_FROM, key + ABSENCE_SECONDS, key, "");
	assert_appended(SENTENCE_FROM, key + 9 * ABSENCE_SECONDS, key, "");
}
END_TEST

START_TEST(ends_with_a_key)
{
	const time_t key = TWO_PAST_TWO, next = key + ABSENCE_SECONDS + 60;

	assert_appended(SENTENCE_FROM, key + ABSENCE_SECONDS, key, RULE);
	assert_appended(SENTENCE_FROM, next, next, "");
	assert_appended(SENTENCE_FROM, next + ABSENCE_SECONDS, next,
	    "---- new since 14:08 ----\n");
}
END_TEST

START_TEST(waits_for_somebody_to_say_something)
{
	const time_t key = TWO_PAST_TWO, now = key + ABSENCE_SECONDS;

	assert_appended(SENTENCE_CAME, now, key, "");
	assert_appended(SENTENCE_SENT, now, key, "");
	assert_appended(SENTENCE_FROM, now, key, RULE);
}
END_TEST

START_TEST(survives_a_clock_that_is_set_back)
{
	assert_appended(SENTENCE_FROM, 0, TWO_PAST_TWO, "");
}
END_TEST

START_TEST(is_not_for_scripts)
{
	style.decorated = false;
	assert_appended(
	    SENTENCE_FROM, TWO_PAST_TWO + ABSENCE_SECONDS, TWO_PAST_TWO, "");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_zone, NULL);
	test_cases_add(tests, is_marked_once);
	test_cases_add(tests, ends_with_a_key);
	test_cases_add(tests, waits_for_somebody_to_say_something);
	test_cases_add(tests, survives_a_clock_that_is_set_back);
	test_cases_add(tests, is_not_for_scripts);
}
