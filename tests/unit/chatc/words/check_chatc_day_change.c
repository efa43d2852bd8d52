/* SPDX-License-Identifier: MIT */
/*
 * The date between the lines of two days, by a clock that the test sets.
 */

#include "chatc/words/day_change.h"

#include <stdlib.h>

#include "unit/unit.h"

/* Saturday, 28 November 2026, 00:00 in UTC. */
#define SATURDAY ((time_t)1795824000)

#define HOUR ((time_t)3600)

static struct day_change change;
static struct display_style style = { .decorated = true };

static void
assert_appended(time_t now, const char *want)
{
	struct buffer out = { 0 };

	style.now = now;
	day_change_append(&change, &style, &out);
	buffer_append(&out, "", 1);
	ck_assert_str_eq(out.bytes, want);
	buffer_clear(&out);
}

static void
set_zone(const char *zone)
{
	ck_assert_int_eq(setenv("TZ", zone, 1), 0);
	tzset();
}

START_TEST(tells_the_date_once_a_day)
{
	set_zone("UTC");
	assert_appended(SATURDAY - HOUR, "");
	assert_appended(SATURDAY - 1, "");
	assert_appended(SATURDAY, "---- Saturday, 28 November 2026 ----\n");
	assert_appended(SATURDAY + 1, "");
	assert_appended(SATURDAY + 23 * HOUR, "");
	assert_appended(
	    SATURDAY + 365 * 24 * HOUR, "---- Sunday, 28 November 2027 ----\n");
}
END_TEST

START_TEST(goes_by_local_time)
{
	set_zone("XXX-2");
	assert_appended(SATURDAY - 3 * HOUR, "");
	assert_appended(
	    SATURDAY - 2 * HOUR, "---- Saturday, 28 November 2026 ----\n");
	assert_appended(SATURDAY, "");
}
END_TEST

START_TEST(is_dim_where_there_are_colours)
{
	set_zone("UTC");
	style.colours = true;
	assert_appended(SATURDAY - 1, "");
	assert_appended(
	    SATURDAY, "\033[2m---- Saturday, 28 November 2026 ----\033[0m\n");
}
END_TEST

START_TEST(is_not_for_scripts)
{
	set_zone("UTC");
	style.decorated = false;
	assert_appended(SATURDAY - 1, "");
	assert_appended(SATURDAY, "");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, tells_the_date_once_a_day);
	test_cases_add(tests, goes_by_local_time);
	test_cases_add(tests, is_dim_where_there_are_colours);
	test_cases_add(tests, is_not_for_scripts);
}
