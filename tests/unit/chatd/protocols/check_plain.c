/* SPDX-License-Identifier: MIT */
/*
 * The plain protocol without a daemon: what a line does, and what is answered.
 */

#include "chatd/core/limits.h"
#include "chatd/protocols/protocols.h"
#include "fuzz/fake.h"
#include "unit/chatd/protocols/exchange.h"
#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define REFUSED_TEXT "! refused: empty, or not printable UTF-8\n"

static const struct limits defaults = {
	.name_max = 64,
	.line_max = 32,
};

static const struct exchange lines[] = {
	/* What is said has no echo, and waits for its newline. */
	{ "", "", false },
	{ "hi", "", false },
	{ "hi\n", "", false },
	{ "hi\r\n", "", false },
	{ " !\n!quit\n!!!\n!WHO\n!who else\n !names\n", "", false },
	/* An empty line does nothing. */
	{ "\n\r\n\n", "", false },
	/* A line is refused once, and the connection lives. */
	{ "\x1b[2J\n!who\n", REFUSED_TEXT "users: alice bob\n", false },
	{ "a\rb\n", REFUSED_TEXT, false },
	{ "hi\r\r\n", REFUSED_TEXT, false },
	{ "\xff\n", REFUSED_TEXT, false },
	{ "\xc2\x9b\n", REFUSED_TEXT, false },
	{ "12345678901234567890123456789012\n", "", false },
	{ "12345678901234567890123456789012\r\n", "", false },
	{ "123456789012345678901234567890123\n!who\n",
	    "! refused: line too long\nusers: alice bob\n", false },
	{ "1234567890123456789012345678901234567890123456789012345678901234"
	  "1234567890123456789012345678901234567890123456789012345678901234",
	    "! refused: line too long\n", false },
	{ "1234567890123456789012345678901234567890123456789012345678901234"
	  "1234567890123456789012345678901234567890123456789012345678901234"
	  "\n!who\n",
	    "! refused: line too long\nusers: alice bob\n", false },
	/* These are for one user. */
	{ "@bob hi\n", "", false },
	{ "@" FAKE_GUEST "  two  b \n",
	    "\r<" FAKE_GUEST "> @" FAKE_GUEST " two  b\n", false },
	{ "@nobody hi\n", "! refused: no such user: nobody\n", false },
	{ "@bob\n", REFUSED_TEXT, false },
	{ "@bob \n", REFUSED_TEXT, false },
	{ "@\n", REFUSED_TEXT, false },
	{ "@nobody \x1b\n", REFUSED_TEXT, false },
	/* These are requests. */
	{ "!who\n", "users: alice bob\n", false },
	{ " !who \r\n", "users: alice bob\n", false },
	{ "!name alice\n@alice hi\n",
	    "You are now alice\n\r<alice> @alice hi\n", false },
	{ "!name a\n!name b\n", "You are now a\nYou are now b\n", false },
	{ "!name taken\n@taken hi\n", "! refused: name taken: taken\n", false },
	{ "!name\n", "! refused: not a name\n", false },
	{ "!name a b\n", "! refused: not a name: a b\n", false },
	{ "hi\n!name \x1b[m\n", "! refused: not a name: \\x1B[m\n", false },
	{ "!name " FAKE_GUEST "\n", "! refused: not a name: " FAKE_GUEST "\n",
	    false },
	{ "!help\n",
	    "What you type is said to everybody here, but for:\n"
	    "@NAME TEXT  say it to NAME alone\n"
	    "!who        list everybody\n"
	    "!name NAME  take a name\n"
	    "!help       show this\n",
	    false },
};

START_TEST(answers_each_line)
{
	exchange_try(plain_protocol(), &defaults, &lines[_i]);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, answers_each_line, 0, COUNT(lines));
}
