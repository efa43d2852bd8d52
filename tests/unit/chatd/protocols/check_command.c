/* SPDX-License-Identifier: MIT */
/* The protocols' tables of commands, and how a verb finds its row. */

#include "chatd/protocols/command.h"

#include "chatd/core/protocol.h"
#include "chatd/protocols/all/all_protocols.h"
#include "chatd/protocols/protocols.h"
#include "unit/unit.h"

START_TEST(every_verb_finds_its_row)
{
	for (size_t p = 0; protocol_at(p) != NULL; p++) {
		const struct command_table *table = protocol_at(p)->commands;

		for (size_t i = 0; table != NULL && i < table->count; i++) {
			const struct command *command = &table->commands[i];

			ck_assert_ptr_eq(
			    command_find(table, command->verb), command);
		}
	}
}
END_TEST

START_TEST(what_is_only_like_a_verb_finds_nothing)
{
	static const char *const others[] = { "SEN", "SENDX", "send", "Send",
		"S", "", "WHOM", "HELLO" };
	const struct command_table *table = hello_protocol()->commands;
	const struct slice with_nul = { "SEND\0", 5 };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_ptr_null(command_find(table, slice_of(others[i])));
	ck_assert_ptr_null(command_find(table, with_nul));
}
END_TEST

/* What the commands of the table below were last called with. */
static struct slice said_to, said;
static unsigned int said_count;

static enum command_status
say(struct connection *connection, struct slice name, struct slice text)
{
	(void)connection;
	said_to = name;
	said = text;
	said_count++;
	return COMMAND_DONE;
}

static const struct command talk_rows[] = {
	{ SLICE("SAY"), 1, ARGUMENTS_TEXT, say, "SAY <name> <text>" },
	{ SLICE("CALL"), 1, ARGUMENTS_ANY, say, "CALL <name>" },
	{ SLICE("STOP"), 1, ARGUMENTS_NONE, say, "STOP" },
};

static const struct command_table talk = { talk_rows,
	sizeof(talk_rows) / sizeof(talk_rows[0]) };

/* Dispatch line; it must call a handler with name and text. */
static void
assert_said(struct command_run *run, const char *line, const char *name,
    const char *text)
{
	unsigned int count = said_count;

	ck_assert_int_eq(command_dispatch(&talk, 1, NULL, slice_of(line), run),
	    COMMAND_DONE);
	ck_assert_uint_eq(said_count, count + 1);
	ck_assert_msg(slice_is(said_to, name), "\"%s\": to \"%.*s\"", line,
	    (int)said_to.size, said_to.bytes);
	ck_assert_msg(slice_is(said, text), "\"%s\": said \"%.*s\"", line,
	    (int)said.size, said.bytes);
}

START_TEST(a_line_that_goes_on_is_split_like_any_other)
{
	struct command_run run = { 0 };

	assert_said(&run, "SAY bob one", "bob", "one");
	ck_assert_ptr_nonnull(run.command);
	assert_said(&run, "SAY bob two  words \t", "bob", "two  words");
	assert_said(&run, "SAY bob   blanks", "bob", "blanks");
	assert_said(&run, "SAY bob ", "bob", "");
	assert_said(&run, "SAY bob", "bob", "");
	assert_said(&run, "SAY bobby hello", "bobby", "hello");
	assert_said(&run, "SAY bob hello", "bob", "hello");
	assert_said(&run, "SAY bo b", "bo", "b");
	assert_said(&run, "  SAY\tbo  b", "bo", "b");
	assert_said(&run, "  SAY\tbo  c ", "bo", "c");
	assert_said(&run, "CALL bo b ", "bo b", "");
	assert_said(&run, "SAY bo b", "bo", "b");
	assert_said(&run, "STOP ", "", "");
	assert_said(&run, "SAY", "", "");
}
END_TEST

START_TEST(a_line_that_goes_on_is_refused_like_any_other)
{
	struct command_run run = { 0 };

	assert_said(&run, "SAY bob one", "bob", "one");
	ck_assert_int_eq(
	    command_dispatch(&talk, 2, NULL, slice_of("SAY bob two"), &run),
	    COMMAND_UNKNOWN);
	assert_said(&run, "SAY bob three", "bob", "three");
	ck_assert_int_eq(
	    command_dispatch(&talk, 1, NULL, slice_of("SAYbob four"), &run),
	    COMMAND_UNKNOWN);
	ck_assert_int_eq(
	    command_dispatch(&talk, 1, NULL, slice_of("STOP it"), &run),
	    COMMAND_UNKNOWN);
	ck_assert_uint_eq(said_count, 2);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, every_verb_finds_its_row);
	test_cases_add(tests, what_is_only_like_a_verb_finds_nothing);
	test_cases_add(tests, a_line_that_goes_on_is_split_like_any_other);
	test_cases_add(tests, a_line_that_goes_on_is_refused_like_any_other);
}
