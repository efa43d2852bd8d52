/* SPDX-License-Identifier: MIT */
/*
 * Colours of names: many, readable on black and on white, and the same as ever.
 */

#include "chatc/words/name_colour.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/unit.h"

/* The least contrast that is good enough for a word. */
#define CONTRAST_MIN 3.0

static int
colour_of(const char *name, bool has_256)
{
	struct buffer out = { 0 };
	int colour;

	name_colour_append(&out, slice_of(name), has_256);
	buffer_append(&out, "", 1);
	ck_assert_int_eq(
	    sscanf(out.bytes, has_256 ? "\033[38;5;%dm" : "\033[%dm", &colour),
	    1);
	buffer_clear(&out);
	return colour;
}

/* Return how bright a part of a colour of the cube is, after WCAG 2. */
static double
brightness(int level)
{
	double part = level == 0 ? 0 : (55 + 40 * level) / 255.0;

	return part <= 0.03928 ? part / 12.92
			       : pow((part + 0.055) / 1.055, 2.4);
}

static double
luminance(int colour)
{
	colour -= 16;
	return 0.2126 * brightness(colour / 36) +
	       0.7152 * brightness(colour / 6 % 6) +
	       0.0722 * brightness(colour % 6);
}

START_TEST(has_many_that_can_be_read)
{
	int counts[256] = { 0 }, used = 0;
	char name[16];
	double light;

	for (int i = 0; i < 2400; i++) {
		(void)snprintf(name, sizeof(name), "user%d", i);
		counts[colour_of(name, true)]++;
	}
	for (int colour = 0; colour < 256; colour++) {
		if (counts[colour] == 0)
			continue;
		used++;
		ck_assert_int_ge(counts[colour], 60); /* 100 would be fair */
		ck_assert_int_ge(colour, 16);
		ck_assert_int_lt(colour, 232);
		light = luminance(colour);
		ck_assert_double_ge((light + 0.05) / 0.05, CONTRAST_MIN);
		ck_assert_double_ge(1.05 / (light + 0.05), CONTRAST_MIN);
	}
	ck_assert_int_eq(used, 24);
}
END_TEST

START_TEST(uses_the_colours_of_every_terminal)
{
	int counts[64] = { 0 };
	char name[16];
	int colour;

	for (int i = 0; i < 600; i++) {
		(void)snprintf(name, sizeof(name), "user%d", i);
		colour = colour_of(name, false);
		ck_assert_int_ge(colour, 31);
		ck_assert_int_le(colour, 36);
		counts[colour]++;
	}
	for (colour = 31; colour <= 36; colour++)
		ck_assert_int_ge(counts[colour], 60);
}
END_TEST

/* Somebody who has got used to a colour wants to see it tomorrow. */
START_TEST(never_changes)
{
	ck_assert_int_eq(colour_of("alice", true), 63);
	ck_assert_int_eq(colour_of("bob", true), 199);
	ck_assert_int_eq(colour_of("carol", true), 133);
	ck_assert_int_eq(colour_of("alice", false), 31);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, has_many_that_can_be_read);
	test_cases_add(tests, uses_the_colours_of_every_terminal);
	test_cases_add(tests, never_changes);
}
