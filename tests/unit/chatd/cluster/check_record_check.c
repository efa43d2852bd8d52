/* SPDX-License-Identifier: MIT */
/* Records of an engine that wants to be shown, or kept, what no chatd sends. */

#include "chatd/cluster/gateway/record_check.h"

#include <string.h>

#include "chatd/cluster/links/record.h"
#include "unit/unit.h"

static const struct record joined = {
	.kind = RECORD_JOINED,
	.by = { 1 },
	.room = SLICE("den"),
	.from = SLICE("alice"),
};

START_TEST(names_of_users_and_guests_are_sound)
{
	struct record record = joined;

	ck_assert(record_is_sound(&record));
	record.from = (struct slice)SLICE("[2001:db8::1]:5378");
	ck_assert(record_is_sound(&record));
	record.from = (struct slice)SLICE("unix:12/0/3");
	ck_assert(record_is_sound(&record));
}
END_TEST

START_TEST(what_is_no_name_is_not_shown)
{
	static const struct slice names[] = { SLICE(""), SLICE("a b"),
		SLICE("a,b"), SLICE("a\nb"), SLICE("\xc3\xa4") };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct record record = joined;

		record.from = names[i];
		ck_assert(!record_is_sound(&record));
		record = joined;
		record.room = names[i];
		ck_assert(!record_is_sound(&record));
		record = joined;
		record.kind = RECORD_RENAMED;
		record.text = names[i];
		ck_assert(!record_is_sound(&record));
		record = joined;
		record.kind = RECORD_DELIVERED;
		record.from = names[i];
		ck_assert(!record_is_sound(&record));
	}
}
END_TEST

START_TEST(nobody_joins_from_nowhere)
{
	struct record record = joined;

	record.by = (struct address){ 0 };
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(a_new_name_is_no_longer_than_a_name)
{
	static char bytes[256];
	struct record record = joined;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = 'a';
	record.kind = RECORD_RENAMED;
	record.text = (struct slice){ bytes, 255 };
	ck_assert(record_is_sound(&record));
	record.text.size++;
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(rules_are_such_that_a_room_can_have)
{
	struct record record = { .kind = RECORD_RULES, .room = SLICE("den") };

	ck_assert(record_is_sound(&record));
	record.name = (struct slice)SLICE("key");
	record.text = (struct slice)SLICE("a topic");
	ck_assert(record_is_sound(&record));
	record.name = (struct slice)SLICE("a key");
	ck_assert(!record_is_sound(&record));
	record.name = (struct slice){ 0 };
	record.text = (struct slice)SLICE("a\ntopic");
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(bans_are_masks)
{
	struct record record = { .kind = RECORD_BANS, .room = SLICE("den") };

	ck_assert(record_is_sound(&record));
	record.text = (struct slice)SLICE("bob,eve*,*");
	ck_assert(record_is_sound(&record));
	record.text = (struct slice)SLICE(",bob");
	ck_assert(!record_is_sound(&record));
	record.text = (struct slice)SLICE("b#b");
	ck_assert(!record_is_sound(&record));
	record.text = (struct slice){ 0 };
	record.raw = (struct slice)SLICE(
	    "b*b,*!*@chatd alice 1796000000,e=bob,I=c? bob 1");
	ck_assert(record_is_sound(&record));
	record.raw = (struct slice)SLICE("bob alice");
	ck_assert(!record_is_sound(&record));
	record.raw = (struct slice)SLICE("x=bob");
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(bans_are_as_many_as_there_may_be)
{
	static char bytes[2 * 65];
	struct record record = { .kind = RECORD_BANS, .room = SLICE("den") };

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = i % 2 == 0 ? 'a' : ',';
	record.text = (struct slice){ bytes, 2 * 64 - 1 };
	ck_assert(record_is_sound(&record));
	record.text.size += 2;
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(who_set_a_topic_can_be_shown)
{
	struct record record = { .kind = RECORD_RULES,
		.room = SLICE("den"),
		.text = SLICE("tea"),
		.from = SLICE("alice"),
		.time_ms = STAMP_TIME_MAX_MS };

	ck_assert(record_is_sound(&record));
	record.time_ms++;
	ck_assert(!record_is_sound(&record));
	record.time_ms = 0;
	record.from = (struct slice)SLICE("a\nb");
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(what_changes_can_be_shown)
{
	static char topic[401];
	struct record record = joined;

	memset(topic, 'x', sizeof(topic));
	record.kind = RECORD_CHANGED;
	ck_assert(record_is_sound(&record));
	record.text = (struct slice){ topic, 400 };
	ck_assert(record_is_sound(&record));
	record.text.size++;
	ck_assert(!record_is_sound(&record));
	record.text = (struct slice)SLICE("+o\r\n");
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(cards_can_be_shown)
{
	const struct record card = {
		.kind = RECORD_CARD,
		.by = { 1 },
		.from = SLICE("bob"),
		.name = SLICE("robert"),
		.room = SLICE("abcdefghij.chatd"),
		.text = SLICE("Bob B. Bobson"),
		.raw = SLICE("for tea"),
		.account = SLICE("bob"),
		.time_ms = STAMP_TIME_MAX_MS,
	};
	const struct record bare = {
		.kind = RECORD_CARD, .by = { 1 }, .from = SLICE("bob")
	};
	struct record record = card;

	ck_assert(record_is_sound(&card));
	ck_assert(record_is_sound(&bare));
	record.by.value = 0;
	ck_assert(!record_is_sound(&record));
	record = card;
	record.from.size = 0;
	ck_assert(!record_is_sound(&record));
	record = card;
	record.name = (struct slice)SLICE("bob@home");
	ck_assert(!record_is_sound(&record));
	record = card;
	record.room = (struct slice)SLICE("host PRIVMSG");
	ck_assert(!record_is_sound(&record));
	record = card;
	record.text = (struct slice)SLICE("Bob\r\nQUIT");
	ck_assert(!record_is_sound(&record));
	record = card;
	record.raw = (struct slice)SLICE("\x02tea");
	ck_assert(!record_is_sound(&record));
	record = card;
	record.account = (struct slice)SLICE("a b");
	ck_assert(!record_is_sound(&record));
	record = card;
	record.time_ms++;
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(reasons_can_be_shown)
{
	static char why[257];
	struct record record = joined;

	memset(why, 'x', sizeof(why));
	record.kind = RECORD_LEFT;
	ck_assert(record_is_sound(&record));
	record.size = LEAVING_CHAT;
	record.raw = (struct slice){ why, 256 };
	ck_assert(record_is_sound(&record));
	record.raw.size++;
	ck_assert(!record_is_sound(&record));
	record.raw = (struct slice)SLICE("\x02");
	ck_assert(!record_is_sound(&record));
	record.size = LEAVING_KICKED;
	record.raw = (struct slice)SLICE("bob too loud");
	ck_assert(record_is_sound(&record));
	record.raw = (struct slice)SLICE("b!b too loud");
	ck_assert(!record_is_sound(&record));
}
END_TEST

START_TEST(what_is_said_has_a_stamp)
{
	for (int i = 0; i < 2; i++) {
		struct record record = joined;

		record.kind = i == 0 ? RECORD_DELIVERED : RECORD_SAID;
		record.text = (struct slice)SLICE("hello");
		record.id = 1;
		record.time_ms = STAMP_TIME_MAX_MS;
		ck_assert(record_is_sound(&record));
		record.time_ms++;
		ck_assert(!record_is_sound(&record));
		record.time_ms = 0;
		record.id = 0;
		ck_assert(!record_is_sound(&record));
	}
}
END_TEST

static bool
text_is_sound(unsigned int style, const char *text, const char *raw)
{
	struct record record = {
		.kind = RECORD_SAID,
		.style = (uint8_t)style,
		.id = 1,
		.room = SLICE("den"),
		.from = SLICE("alice"),
		.text = slice_of(text),
		.raw = slice_of(raw),
	};
	bool is_sound = record_is_sound(&record);

	record.kind = RECORD_DELIVERED;
	ck_assert_int_eq(record_is_sound(&record), is_sound);
	return is_sound;
}

START_TEST(what_is_said_can_be_shown)
{
	ck_assert(text_is_sound(TEXT_PLAIN, "hello", "\x02hello"));
	ck_assert(!text_is_sound(TEXT_PLAIN, "hello", "\x1b[1mhello"));
	ck_assert(!text_is_sound(TEXT_PLAIN, "\x02hello", ""));
	ck_assert(!text_is_sound(TEXT_PLAIN, "", ""));
	ck_assert(text_is_sound(TEXT_NOTICE, "hello", ""));
	ck_assert(text_is_sound(TEXT_QUERY, "", "VERSION"));
	ck_assert(!text_is_sound(TEXT_QUERY, "VERSION", ""));
	/* All that is known of a later style is its plain form. */
	ck_assert(text_is_sound(TEXT_STYLES, "hello", "\x1b"));
	ck_assert(!text_is_sound(TEXT_STYLES, "\x1b", "hello"));
}
END_TEST

/* Or those who know actions would be shown a part of something else. */
START_TEST(an_action_is_of_who_says_it)
{
	ck_assert(text_is_sound(TEXT_ACTION, "* alice waves", ""));
	ck_assert(text_is_sound(TEXT_ACTION, "* alice waves", "\x02waves"));
	ck_assert(!text_is_sound(TEXT_ACTION, "* bob waves", ""));
	ck_assert(!text_is_sound(TEXT_ACTION, "* alice ", ""));
	ck_assert(!text_is_sound(TEXT_ACTION, "hi", ""));
	ck_assert(!text_is_sound(TEXT_ACTION, "* bob waves", "waves"));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, names_of_users_and_guests_are_sound);
	test_cases_add(tests, what_is_no_name_is_not_shown);
	test_cases_add(tests, nobody_joins_from_nowhere);
	test_cases_add(tests, what_is_said_has_a_stamp);
	test_cases_add(tests, what_is_said_can_be_shown);
	test_cases_add(tests, an_action_is_of_who_says_it);
	test_cases_add(tests, a_new_name_is_no_longer_than_a_name);
	test_cases_add(tests, rules_are_such_that_a_room_can_have);
	test_cases_add(tests, bans_are_masks);
	test_cases_add(tests, bans_are_as_many_as_there_may_be);
	test_cases_add(tests, who_set_a_topic_can_be_shown);
	test_cases_add(tests, what_changes_can_be_shown);
	test_cases_add(tests, cards_can_be_shown);
	test_cases_add(tests, reasons_can_be_shown);
}
