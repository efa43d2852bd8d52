/* SPDX-License-Identifier: MIT */
/* Which channels LIST is asked for. */

#include "chatd/protocols/irc/irc_list_filter.h"

#include "unit/unit.h"

static const struct {
	const char *items;
	uint64_t members; /* of #tea */
	bool passes;
} filters[] = {
	{ "", 0, true },
	{ ">0", 0, false },
	{ ">0", 1, true },
	{ "<1", 0, true },
	{ "<1", 1, false },
	{ ">1,>3,<9,<5", 4, true },
	{ ">1,>3,<9,<5", 3, false },
	{ ">1,>3,<9,<5", 5, false },
	{ ">18446744073709551615", 7, false },
	{ ">x", 7, false },
	{ "*den*,*tea*", 7, true },
	{ "*den*,,", 7, false },
	{ "!*den*", 7, true },
	{ "!*den*,!#t*", 7, false },
	{ "#*,!#tea", 7, false },
};

START_TEST(a_channel_passes_all_conditions)
{
	struct irc_list_filter filter;

	const struct irc_list_channel tea = {
		.name = SLICE("#tea"),
		.members = filters[_i].members,
	};

	ck_assert(irc_list_filter_read(slice_of(filters[_i].items), &filter));
	ck_assert(irc_list_filter_passes(&filter, &tea) == filters[_i].passes);
}
END_TEST

/* Minutes, and seconds; there may be no topic. */
static const struct {
	const char *items;
	uint64_t age_s, topic_age_s;
	bool passes;
} ages[] = {
	{ "C>2", 121, 0, true },
	{ "C>2", 120, 0, false },
	{ "C<2", 119, 0, true },
	{ "c<2", 120, 0, false },
	{ "C<0", 0, 0, false },
	{ "C>0", 1, 0, true },
	{ "C>1,C<3", 120, 0, true },
	{ "C>1,C<3", 180, 0, false },
	{ "T>2", 0, 121, true },
	{ "T>2", 121, 120, false },
	{ "t<2", 120, 119, true },
	{ "T<2", 0, UINT64_MAX, false },
	{ "T>2", 0, UINT64_MAX, false },
	{ "C<2", 0, UINT64_MAX, true },
	{ "C<18446744073709551615", 1, 0, true },
	{ "C>18446744073709551615", 1, 0, false },
	{ "C2", 1, 0, false },
	{ "T>", 1, 300, false },
};

START_TEST(a_channel_and_its_topic_have_an_age)
{
	struct irc_list_filter filter;
	const struct irc_list_channel tea = {
		.name = SLICE("#tea"),
		.age_s = ages[_i].age_s,
		.topic_age_s = ages[_i].topic_age_s,
	};

	ck_assert(irc_list_filter_read(slice_of(ages[_i].items), &filter));
	ck_assert(irc_list_filter_passes(&filter, &tea) == ages[_i].passes);
}
END_TEST

START_TEST(there_are_so_many_masks_of_a_kind)
{
	struct irc_list_filter filter;

	ck_assert(irc_list_filter_read(
	    slice_of("a,b,c,d,e,f,g,h,!a,!b,!c,!d,!e,!f,!g,!hi"), &filter));
	ck_assert_uint_eq(irc_list_filter_bytes(&filter), 17);
	ck_assert(
	    !irc_list_filter_read(slice_of("a,b,c,d,e,f,g,h,i"), &filter));
	ck_assert(!irc_list_filter_read(
	    slice_of("!a,!b,!c,!d,!e,!f,!g,!h,!i"), &filter));
}
END_TEST

START_TEST(names_are_looked_up)
{
	ck_assert(irc_list_filter_is_names(slice_of("#tea,#den")));
	ck_assert(!irc_list_filter_is_names(slice_of("")));
	ck_assert(!irc_list_filter_is_names(slice_of("#tea,>3")));
	ck_assert(!irc_list_filter_is_names(slice_of("#tea,#d*")));
	ck_assert(!irc_list_filter_is_names(slice_of("#t?a")));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, a_channel_passes_all_conditions, 0,
	    (int)(sizeof(filters) / sizeof(filters[0])));
	test_cases_add_loop(tests, a_channel_and_its_topic_have_an_age, 0,
	    (int)(sizeof(ages) / sizeof(ages[0])));
	test_cases_add(tests, there_are_so_many_masks_of_a_kind);
	test_cases_add(tests, names_are_looked_up);
}
