/* SPDX-License-Identifier: MIT */
/* CTCP, and codes of formatting that are taken out of texts. */

#include "chatd/protocols/irc/irc_formatting.h"

#include <string.h>

#include "unit/unit.h"

static void
assert_ctcp(const char *text, const char *verb, const char *rest, bool action)
{
	struct irc_ctcp ctcp;

	ck_assert_msg(
	    irc_formatting_read_ctcp(slice_of(text), &ctcp), "%s", text);
	ck_assert(slice_is(ctcp.verb, verb));
	ck_assert(slice_is(ctcp.text, rest));
	ck_assert(ctcp.is_action == action);
}

START_TEST(actions_are_known)
{
	assert_ctcp("\1ACTION waves\1", "ACTION", "waves", true);
	assert_ctcp("\1ACTION waves", "ACTION", "waves", true);
	assert_ctcp("\1action waves at bob\1", "action", "waves at bob", true);
	assert_ctcp("\1ACTION  two\1", "ACTION", " two", true);
	assert_ctcp("\1ACTION \1", "ACTION", "", true);
	assert_ctcp("\1ACTION\1", "ACTION", "", true);
	assert_ctcp("\1ACTION", "ACTION", "", true);
	assert_ctcp("\1ACTION waves\1 and more\1", "ACTION", "waves", true);
}
END_TEST

START_TEST(other_ctcp_is_taken_apart)
{
	assert_ctcp("\1VERSION\1", "VERSION", "", false);
	assert_ctcp("\1PING 1 2\1", "PING", "1 2", false);
	assert_ctcp("\1ACTIONS x\1", "ACTIONS", "x", false);
	assert_ctcp("\1ACTIO x\1", "ACTIO", "x", false);
}
END_TEST

START_TEST(texts_are_no_ctcp)
{
	static const char *const texts[] = { "", "ACTION waves", "\1", "\1\1",
		"\1 x\1", "x\1ACTION waves\1" };
	struct irc_ctcp ctcp = { .verb = SLICE("as it was") };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(
		    !irc_formatting_read_ctcp(slice_of(texts[i]), &ctcp), "%s",
		    texts[i]);
	ck_assert(slice_is(ctcp.verb, "as it was"));
	ck_assert_uint_eq(IRC_ACTION_BYTES, strlen("\1ACTION \1"));
}
END_TEST

/* What a text is without its codes; a literal ends before a digit. */
static const struct {
	const char *text, *plain;
} stripped[] = {
	{ "", "" },
	{ "plain, 12", "plain, 12" },
	{ "\x02"
	  "bold\x02",
	    "bold" },
	{ "\x0f\x11\x16\x1d\x1e\x1f", "" },
	{ "\x03", "" },
	{ "\x03"
	  "4red",
	    "red" },
	{ "\x03"
	  "04red",
	    "red" },
	{ "\x03"
	  "123",
	    "3" },
	{ "\x03"
	  "4,5x",
	    "x" },
	{ "\x03"
	  "04,12x",
	    "x" },
	{ "\x03"
	  "04,123",
	    "3" },
	{ "\x03"
	  "4,x",
	    ",x" },
	{ "\x03"
	  "4,",
	    "," },
	{ "\x03"
	  "4",
	    "" },
	{ "\x03"
	  "4,5",
	    "" },
	{ "\x03,5", ",5" },
	{ "\x03"
	  "13,8,6\x03,7",
	    ",6,7" },
	{ "\x03"
	  "4,\x02"
	  "5",
	    ",5" },
	{ "\x03\x03"
	  "4x",
	    "x" },
	{ "\x04", "" },
	{ "\x04"
	  "ff00AAx",
	    "x" },
	{ "\x04"
	  "ff00AA",
	    "" },
	{ "\x04"
	  "ff00A",
	    "ff00A" },
	{ "\x04"
	  "ff00Agx",
	    "ff00Agx" },
	{ "\x04"
	  "ff00AA,123456x",
	    "x" },
	{ "\x04"
	  "ff00AA,12345",
	    ",12345" },
	{ "\x04"
	  "1234567",
	    "7" },
	{ "\x04,123456", ",123456" },
	{ "\x03"
	  "ax",
	    "ax" },
	{ "\xc3\xa9\x02\xe2\x82\xac", "\xc3\xa9\xe2\x82\xac" },
	{ "\x01"
	  "a\t\x07\x0e",
	    "\x01"
	    "a\t\x07\x0e" },
};

START_TEST(codes_are_taken_out)
{
	struct slice text = slice_of(stripped[_i].text);
	char room[32];
	struct slice plain = irc_formatting_strip(text, room);

	ck_assert_msg(slice_is(plain, stripped[_i].plain), "%d: \"%.*s\"", _i,
	    (int)plain.size, plain.bytes);
	ck_assert(irc_formatting_is_in(text) == !slice_equals(text, plain));
	ck_assert(!irc_formatting_is_in(plain));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, actions_are_known);
	test_cases_add(tests, other_ctcp_is_taken_apart);
	test_cases_add(tests, texts_are_no_ctcp);
	test_cases_add_loop(tests, codes_are_taken_out, 0,
	    sizeof(stripped) / sizeof(stripped[0]));
}
