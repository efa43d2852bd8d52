/* SPDX-License-Identifier: MIT */
/*
 * The meaning of a typed line, and how TAB completes its beginning.
 */

#include "chatc/words/user_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatc/words/completion.h"
#include "unit/unit.h"

static void
assert_command(const char *line, enum user_command_type type, const char *name,
    const char *text)
{
	struct user_command command = user_command_parse(slice_of(line));

	ck_assert_msg(command.type == type, "%s", line);
	ck_assert_msg(slice_is(command.name, name), "%s", line);
	ck_assert_msg(slice_is(command.text, text), "%s", line);
}

START_TEST(knows_commands)
{
	assert_command("!who", USER_COMMAND_WHO, "", "");
	assert_command("  !who ", USER_COMMAND_WHO, "", "");
	assert_command("!who #ops", USER_COMMAND_WHO, "#ops", "");
	assert_command("!help", USER_COMMAND_HELP, "", "");
	assert_command("!quit", USER_COMMAND_QUIT, "", "");
	assert_command("!exit", USER_COMMAND_QUIT, "", "");
	assert_command("/quit", USER_COMMAND_QUIT, "", "");
	assert_command("!join #ops ", USER_COMMAND_JOIN, "#ops", "");
	assert_command("/join ops", USER_COMMAND_JOIN, "ops", "");
	assert_command("!part", USER_COMMAND_LEAVE, "", "");
	assert_command("!leave #ops", USER_COMMAND_LEAVE, "#ops", "");
	assert_command("!rooms", USER_COMMAND_ROOMS, "", "");
	assert_command("/register", USER_COMMAND_REGISTER, "", "");
	assert_command("!topic", USER_COMMAND_TOPIC, "", "");
	assert_command("!topic #ops", USER_COMMAND_TOPIC, "#ops", "");
	assert_command("!topic  a  b ", USER_COMMAND_TOPIC, "", "a  b");
	assert_command("/kick bob", USER_COMMAND_KICK, "", "bob");
	assert_command(
	    "/kick #ops bob is loud", USER_COMMAND_KICK, "#ops", "bob is loud");
	assert_command("!mode +o bob", USER_COMMAND_MODE, "", "+o bob");
	assert_command("!invite bob", USER_COMMAND_INVITE, "", "bob");
	assert_command("!to", USER_COMMAND_TARGET, "", "");
	assert_command("!to bob", USER_COMMAND_TARGET, "bob", "");
	assert_command("!msg bob a  b ", USER_COMMAND_SEND, "bob", "a  b");
	assert_command(
	    "/me waves  wildly ", USER_COMMAND_ACT, "", "waves  wildly");
	assert_command("", USER_COMMAND_NOTHING, "", "");
	assert_command(" \t", USER_COMMAND_NOTHING, "", "");
}
END_TEST

START_TEST(knows_what_may_be_a_password)
{
	static const struct slice secrets[] = { SLICE("!auth alice secret"),
		SLICE(" /register secret"), SLICE("!!auth secret"),
		SLICE("AUTH alice secret"), SLICE("register secret") };
	static const struct slice others[] = { SLICE("!register"),
		SLICE("@bob secret"), SLICE("!registers secret"),
		SLICE("the register"), SLICE("!"), SLICE("") };

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		ck_assert(user_command_is_secret(secrets[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert(!user_command_is_secret(others[i]));
}
END_TEST

START_TEST(says_what_is_wrong_with_others)
{
	assert_command("!WHO", USER_COMMAND_UNKNOWN, "", "!WHO");
	assert_command("!whom is it", USER_COMMAND_UNKNOWN, "", "!whom");
	assert_command("!", USER_COMMAND_UNKNOWN, "", "!");
	assert_command("!join", USER_COMMAND_INCOMPLETE, "", "!join #ROOM");
	assert_command("!join a b", USER_COMMAND_INCOMPLETE, "", "!join #ROOM");
	assert_command(
	    "!msg bob ", USER_COMMAND_INCOMPLETE, "", "!msg NAME TEXT");
	assert_command(
	    "!kick", USER_COMMAND_INCOMPLETE, "", "!kick [#ROOM] NAME [WHY]");
	assert_command("!invite #ops", USER_COMMAND_INCOMPLETE, "",
	    "!invite [#ROOM] NAME");
	assert_command("!me", USER_COMMAND_INCOMPLETE, "", "!me TEXT");
	assert_command(
	    "!quit now", USER_COMMAND_INCOMPLETE, "", "!quit or !exit");
	assert_command("@", USER_COMMAND_NO_TARGET, "", "");
	assert_command("@ bob hi", USER_COMMAND_NO_TARGET, "", "");
}
END_TEST

START_TEST(takes_anything_else_for_talk)
{
	assert_command(" hello  all ", USER_COMMAND_SAY, "", "hello  all");
	assert_command("#ops hi", USER_COMMAND_SAY, "", "#ops hi");
	assert_command("!!who", USER_COMMAND_SAY, "", "!who");
	assert_command("//etc/passwd", USER_COMMAND_SAY, "", "/etc/passwd");
	assert_command("@@bob hi", USER_COMMAND_SAY, "", "@bob hi");
}
END_TEST

START_TEST(knows_the_words_of_the_wire)
{
	ck_assert_str_eq(
	    user_command_for_raw(slice_of("JOIN #lobby")), "!join #ROOM");
	ck_assert_str_eq(user_command_for_raw(slice_of("WHO")), "!who");
	ck_assert_ptr_null(user_command_for_raw(slice_of("join in")));
	ck_assert_ptr_null(user_command_for_raw(slice_of("SENDING")));
}
END_TEST

START_TEST(takes_messages_apart)
{
	assert_command("@bob hi", USER_COMMAND_SEND, "bob", "hi");
	assert_command("@#ops hi", USER_COMMAND_SEND, "#ops", "hi");
	assert_command(
	    " @bob   two  words ", USER_COMMAND_SEND, "bob", "two  words");
	assert_command(
	    "@bob @carol !who", USER_COMMAND_SEND, "bob", "@carol !who");
	assert_command("@bob\thi", USER_COMMAND_SEND, "bob", "hi");
	assert_command("@bob", USER_COMMAND_TARGET, "bob", "");
	assert_command("@bob  ", USER_COMMAND_SEND, "bob", "");
}
END_TEST

static void
assert_match(const struct completion *completion, const char *word,
    size_t index, const char *want)
{
	char *match = completion_match(completion, word, index);

	if (want == NULL)
		ck_assert_ptr_null(match);
	else
		ck_assert_str_eq(match, want);
	free(match);
}

START_TEST(completes_commands)
{
	static struct completion completion;

	assert_match(&completion, "!w", 0, "!who");
	assert_match(&completion, "!w", 1, NULL);
	assert_match(&completion, "/w", 0, "/who");
	assert_match(&completion, "!", 15, "!exit");
	assert_match(&completion, "!", 16, NULL);
	assert_match(&completion, "w", 0, NULL);
	assert_match(&completion, "", 0, NULL);
}
END_TEST

START_TEST(completes_names_that_have_been_seen)
{
	static struct completion completion;
	char *match;

	completion_learn(&completion, slice_of("alice"));
	completion_learn(&completion, slice_of("bob"));
	completion_learn(&completion, slice_of("alina"));
	completion_learn(&completion, slice_of("alice"));
	assert_match(&completion, "@al", 0, "@alice");
	assert_match(&completion, "@al", 1, "@alina");
	assert_match(&completion, "@al", 2, NULL);
	assert_match(&completion, "@", 1, "@bob");
	completion_learn(&completion, slice_of("#ops"));
	assert_match(&completion, "#", 0, "#ops");
	assert_match(&completion, "#o", 1, NULL);
	assert_match(&completion, "@", 3, NULL);
	assert_match(&completion, "@#", 0, "@#ops");
	match = completion_match_name(&completion, "ali", 1);
	ck_assert_str_eq(match, "alina");
	free(match);
	ck_assert_ptr_null(completion_match_name(&completion, "ali", 2));
	ck_assert_ptr_null(completion_match_name(&completion, "", 3));
}
END_TEST

START_TEST(never_completes_anything_harmful)
{
	static struct completion completion;
	char longest[COMPLETION_NAME_BYTES + 2];

	memset(longest, 'x', sizeof(longest));
	completion_learn(
	    &completion, (struct slice){ longest, sizeof(longest) });
	completion_learn(&completion, slice_of("a\033[2J"));
	completion_learn(&completion, slice_of("a b"));
	completion_learn(&completion, slice_of("\xe2\x80\xae"));
	completion_learn(&completion, slice_of(""));
	assert_match(&completion, "@", 0, NULL);
	completion_learn(
	    &completion, (struct slice){ longest, COMPLETION_NAME_BYTES });
	ck_assert_uint_eq(completion.count, 1);
}
END_TEST

START_TEST(forgets_the_oldest_name)
{
	static struct completion completion;
	char name[24];

	for (int i = 0; i <= COMPLETION_NAMES_MAX; i++) {
		(void)snprintf(name, sizeof(name), "n%d.", i);
		completion_learn(&completion, slice_of(name));
	}
	assert_match(&completion, "@n0.", 0, NULL);
	assert_match(&completion, "@n1.", 0, "@n1.");
	assert_match(&completion, "@n1024.", 0, "@n1024.");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, knows_commands);
	test_cases_add(tests, knows_what_may_be_a_password);
	test_cases_add(tests, says_what_is_wrong_with_others);
	test_cases_add(tests, takes_anything_else_for_talk);
	test_cases_add(tests, knows_the_words_of_the_wire);
	test_cases_add(tests, takes_messages_apart);
	test_cases_add(tests, completes_commands);
	test_cases_add(tests, completes_names_that_have_been_seen);
	test_cases_add(tests, never_completes_anything_harmful);
	test_cases_add(tests, forgets_the_oldest_name);
}
