/* SPDX-License-Identifier: MIT */
/* The protocols' tables of commands, and how a verb finds its row. */

#include "chatd/command.h"

#include <string.h>

#include "chatd/protocol.h"
#include "chatd/protocols/protocols.h"
#include "unit/unit.h"

static struct slice
slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

START_TEST(every_verb_finds_its_row)
{
	for (size_t p = 0; protocol_at(p) != NULL; p++) {
		const struct command_table *table = protocol_at(p)->commands;

		for (size_t i = 0; table != NULL && i < table->count; i++) {
			const struct command *command = &table->commands[i];

			ck_assert_ptr_eq(
			    command_find(table, slice_of(command->verb)),
			    command);
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

void
unit_add_tests(TCase *tests)
{
	tcase_add_test(tests, every_verb_finds_its_row);
	tcase_add_test(tests, what_is_only_like_a_verb_finds_nothing);
}
