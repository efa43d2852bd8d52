/* SPDX-License-Identifier: MIT */
/*
 * The sized protocol without a daemon: length fields, what is answered, what is
 * cut, and which bytes end a connection.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/protocols.h"
#include "fuzz/fake.h"
#include "unit/chatd/protocols/exchange.h"
#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define NARROW_MAX_BYTES 99
#define MIDDLE_MAX_BYTES 999
#define WIDE_MAX_BYTES   9999

static const struct limits defaults = {
	.name_max = 64,
	.message_max = 65536,
};

/* Hold the protocol to the exchange. */
static void
try_exchange(const struct limits *limits, const struct exchange *exchange)
{
	exchange_try(sized_protocol(), limits, exchange);
}

/* Return the byte c, size times, in memory that the caller frees. */
static char *
repeat(char c, size_t size)
{
	char *text = malloc(size + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, c, size);
	text[size] = '\0';
	return text;
}

/* ---- length fields ------------------------------------------------------- */

static const struct exchange widths[] = {
	{ "0010NAME alice", "0011HELLO alice", false },
	{ "010NAME alice", "011HELLO alice", false },
	{ "10NAME alice", "11HELLO alice", false },
	/* The width stays what it was, whatever follows. */
	{ "10NAME alice08GETNAMES", "11HELLO alice09alice bob", false },
	{ "06NAME a0008GETNAMES", "07HELLO a04EXIT", true },
	{ "006NAME a008GETNAMES000FOO", "007HELLO a009alice bob004EXIT", true },
	{ "006NAME a0003FOO", "007HELLO a004EXIT", true },
	{ "0006NAME a0003FOO", "0007HELLO a0026ERROR unknown command: FOO",
	    false },
	/* A message may begin with a lower case letter, or a blank. */
	{ "03foo", "26ERROR unknown command: foo", false },
	{ "003foo", "026ERROR unknown command: foo", false },
	{ "0007 NAME a", "0007HELLO a", false },
	/* Nothing is said until a message is whole. */
	{ "", "", false },
	{ "0", "", false },
	{ "00", "", false },
	{ "001", "", false },
	{ "06", "", false },
	{ "006", "", false },
	{ "0010NAME alic", "", false },
	{ "010NAME alic", "", false },
	{ "10NAME alic", "", false },
};

START_TEST(takes_the_width_from_the_first_message)
{
	try_exchange(&defaults, &widths[_i]);
}
END_TEST

static const struct exchange bad_lengths[] = {
	{ "NAME alice", "0019ERROR bad length: N", true },
	{ "6NAME a", "0020ERROR bad length: 6N", true },
	{ "06 NAME a", "0021ERROR bad length: 06 ", true },
	{ "006 NAME a", "0022ERROR bad length: 006 ", true },
	{ "12-4", "0021ERROR bad length: 12-", true },
	{ "123-", "0022ERROR bad length: 123-", true },
	{ " 006NAME a", "0019ERROR bad length:  ", true },
	{ "+006NAME a", "0019ERROR bad length: +", true },
	{ "\n", "0022ERROR bad length: \\x0A", true },
	{ "\xc3\xa9", "0022ERROR bad length: \\xC3", true },
	{ "0006NAME a\r\n", "0007HELLO a0022ERROR bad length: \\x0D", true },
	{ "0006NAME a000x", "0007HELLO a0022ERROR bad length: 000x", true },
	{ "06NAME aGETNAMES", "07HELLO a19ERROR bad length: G", true },
	{ "06NAME a0x", "07HELLO a20ERROR bad length: 0x", true },
	{ "006NAME a06NAME b", "007HELLO a021ERROR bad length: 06N", true },
	{ "006NAME a00x", "007HELLO a021ERROR bad length: 00x", true },
	/* There is one error, however much follows. */
	{ "xxxx0006NAME a", "0019ERROR bad length: x", true },
};

START_TEST(ends_with_one_error_where_there_is_no_length)
{
	try_exchange(&defaults, &bad_lengths[_i]);
}
END_TEST

START_TEST(keeps_to_the_width_that_is_set)
{
	struct limits narrow = defaults, middle = defaults, wide = defaults;

	narrow.length_digits = LENGTH_DIGITS_2;
	middle.length_digits = LENGTH_DIGITS_3;
	wide.length_digits = LENGTH_DIGITS_4;
	try_exchange(
	    &narrow, &(struct exchange){ "06NAME a", "07HELLO a", false });
	try_exchange(&narrow, &(struct exchange){ "00", "04EXIT", true });
	try_exchange(
	    &narrow, &(struct exchange){ "x", "19ERROR bad length: x", true });
	try_exchange(
	    &middle, &(struct exchange){ "006NAME a", "007HELLO a", false });
	try_exchange(&middle, &(struct exchange){ "000", "004EXIT", true });
	try_exchange(&middle,
	    &(struct exchange){ "06NAME a", "021ERROR bad length: 06N", true });
	try_exchange(
	    &wide, &(struct exchange){ "0006NAME a", "0007HELLO a", false });
	try_exchange(&wide, &(struct exchange){ "06NAME a",
				"0021ERROR bad length: 06N", true });
}
END_TEST

START_TEST(refuses_a_length_over_the_limit_from_the_header)
{
	struct limits limits = defaults;
	const struct exchange exchanges[] = {
		{ "0021MSG a 123456789012345", "0017ERROR no name yet", false },
		{ "0022", "0028ERROR message too long: 0022", true },
		{ "9999xxx", "0028ERROR message too long: 9999", true },
		{ "022N", "027ERROR message too long: 022", true },
		{ "06NAME a22", "07HELLO a26ERROR message too long: 22", true },
	};

	limits.message_max = 21;
	for (int i = 0; i < COUNT(exchanges); i++)
		try_exchange(&limits, &exchanges[i]);
}
END_TEST

/* ---- commands ------------------------------------------------------------ */

static const struct exchange commands[] = {
	{ "0006NAME a0006NAME a", "0007HELLO a0007HELLO a", false },
	{ "0006NAME a0006NAME b0007MSG b x",
	    "0007HELLO a0007HELLO b0008b SENT x", false },
	{ "0010NAME taken", "0023ERROR name taken: taken", false },
	{ "0006NAME a0010NAME taken0007MSG a x",
	    "0007HELLO a0023ERROR name taken: taken0008a SENT x", false },
	{ "0009NAME full0006NAME a", "0017ERROR server full", true },
	{ "0004NAME", "0018ERROR name refused", false },
	{ "0008NAME    ", "0018ERROR name refused", false },
	{ "0008NAME a b", "0023ERROR name refused: a b", false },
	{ "0008NAME a,b0006NAME a", "0023ERROR name refused: a,b0007HELLO a",
	    false },
	{ "0009NAME \x1b[1m", "0027ERROR name refused: \\x1B[1m", false },
	{ "0008GETNAMES", "0009alice bob", false },
	{ "0009GET_NAMES", "0009alice bob", false },
	{ "0015GETNAMES please", "0009alice bob", false },
	{ "0007MSG a x", "0017ERROR no name yet", false },
	{ "0003MSG", "0017ERROR no name yet", false },
	{ "0006NAME a0007MSG b x0008GETNAMES", "0007HELLO a0009alice bob",
	    false },
	{ "0006NAME a0012MSG nobody x",
	    "0007HELLO a0026ERROR no such user: nobody", false },
	{ "0006NAME a0003MSG", "0007HELLO a0018ERROR text refused", false },
	{ "0006NAME a0005MSG a", "0007HELLO a0018ERROR text refused", false },
	{ "0006NAME a0008MSG a  \t", "0007HELLO a0018ERROR text refused",
	    false },
	{ "0006NAME a0010MSG nobody", "0007HELLO a0018ERROR text refused",
	    false },
	{ "0006NAME a0009MSG a \x1b[m", "0007HELLO a0018ERROR text refused",
	    false },
	{ "0006NAME a0009MSG a a\nb", "0007HELLO a0018ERROR text refused",
	    false },
	{ "0006NAME a0007MSG a \xff", "0007HELLO a0018ERROR text refused",
	    false },
	{ "0006NAME a0016 MSG  a  two  b ", "0007HELLO a0013a SENT two  b",
	    false },
	{ "0004EXIT", "0004EXIT", true },
	{ "0006NAME a0000", "0007HELLO a0004EXIT", true },
	{ "0008EXIT now", "0004EXIT", true },
	{ "00FOO", "04EXIT", true },
	{ "0000", "0004EXIT", true },
	{ "0004EXIT0006NAME a", "0004EXIT", true },
	{ "0007FOO bar", "0026ERROR unknown command: FOO", false },
	{ "0006name a", "0027ERROR unknown command: name", false },
	{ "0005NAMES", "0028ERROR unknown command: NAMES", false },
	{ "0001 ", "0021ERROR unknown command", false },
	{ "0005a\\b\x1b[", "0032ERROR unknown command: a\\\\b\\x1B[", false },
};

START_TEST(answers_each_command)
{
	try_exchange(&defaults, &commands[_i]);
}
END_TEST

START_TEST(appends_each_message_at_once)
{
	static const char requests[] = "0006NAME a0007MSG a x0008GETNAMES"
				       "0012MSG nobody x0003FOO0004EXIT";
	struct connection *connection = fake_open(
	    sized_protocol(), &defaults, false);

	exchange_send(connection, requests);
	ck_assert_uint_eq(fake_reply_count(connection), 5);
	ck_assert_uint_eq(fake_append_count(connection), 6);
	fake_close(connection);
}
END_TEST

/* ---- what is too long ---------------------------------------------------- */

/* Return a connection that began with first, and was told bob's text. */
static struct connection *
tell(const char *first, const char *text)
{
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = { "bob", 3 },
		.text = { text, strlen(text) },
	};
	struct connection *connection = fake_open(
	    sized_protocol(), &defaults, false);

	exchange_send(connection, first);
	sized_protocol()->tell(connection, &message);
	return connection;
}

/* Fail unless it was sent prefix and then the first size bytes of text. */
static void
assert_told(
    const char *first, const char *prefix, const char *text, size_t size)
{
	struct connection *connection = tell(first, text);
	char *expected = malloc(strlen(prefix) + size + 1);

	ck_assert_ptr_nonnull(expected);
	strcpy(expected, prefix);
	strncat(expected, text, size);
	exchange_expect(connection, expected);
	free(expected);
	fake_close(connection);
}

START_TEST(cuts_what_is_longer_than_the_length_can_say)
{
	const size_t narrow = NARROW_MAX_BYTES - strlen("bob SENT ");
	const size_t middle = MIDDLE_MAX_BYTES - strlen("bob SENT ");
	const size_t wide = WIDE_MAX_BYTES - strlen("bob SENT ");
	char *text = repeat('x', wide + 1);
	const char *end = text + wide + 1;

	assert_told("06NAME a", "07HELLO a99bob SENT ", end - narrow, narrow);
	assert_told("06NAME a", "07HELLO a99bob SENT ", text, narrow);
	assert_told(
	    "006NAME a", "007HELLO a999bob SENT ", end - middle, middle);
	assert_told("006NAME a", "007HELLO a999bob SENT ", text, middle);
	assert_told("0006NAME a", "0007HELLO a9999bob SENT ", end - wide, wide);
	assert_told("0006NAME a", "0007HELLO a9999bob SENT ", text, wide);
	free(text);
}
END_TEST

/* Fail unless it gets as much of text as a message of max bytes can have. */
static void
assert_cut_between(int digits, size_t max)
{
	const size_t room = max - strlen("bob SENT ");
	char *text = repeat('x', room + 2);
	char first[16], prefix[64];

	snprintf(first, sizeof(first), "%0*dNAME a", digits, 6);
	/* A euro sign lacks room for two, one and none of its three bytes. */
	for (size_t fitting = 1; fitting <= 3; fitting++) {
		size_t size = fitting == 3 ? room : room - fitting;

		memcpy(text + room - fitting, "\xe2\x82\xacx", 4);
		text[room + 2] = '\0';
		snprintf(prefix, sizeof(prefix), "%0*dHELLO a%0*zubob SENT ",
		    digits, 7, digits, size + strlen("bob SENT "));
		assert_told(first, prefix, text, size);
	}
	free(text);
}

START_TEST(cuts_between_two_characters)
{
	assert_cut_between(2, NARROW_MAX_BYTES);
	assert_cut_between(3, MIDDLE_MAX_BYTES);
	assert_cut_between(4, WIDE_MAX_BYTES);
}
END_TEST

/* Have a list told to a client of narrow fields, and expect these names. */
static void
assert_listed(const char *names, const char *expected)
{
	char *copy = repeat('\0', strlen(names));
	struct connection *connection = fake_open(
	    sized_protocol(), &defaults, false);
	struct chat_answer answer = { .request = CHAT_LIST };
	char received[sizeof("07HELLO a99") + NARROW_MAX_BYTES];

	strcpy(copy, names);
	answer.list = shared_text_new(copy, strlen(names), ' ');
	ck_assert_ptr_nonnull(answer.list);
	exchange_send(connection, "06NAME a");
	sized_protocol()->answer(connection, &answer);
	snprintf(received, sizeof(received), "07HELLO a%02zu%s",
	    strlen(expected), expected);
	exchange_expect(connection, received);
	shared_text_release(answer.list);
	fake_close(connection);
}

START_TEST(cuts_lists_between_two_names)
{
	char *longest = repeat('a', NARROW_MAX_BYTES);
	char *shorter = repeat('a', NARROW_MAX_BYTES - 2);
	char names[2 * NARROW_MAX_BYTES];

	assert_listed(longest, longest);
	snprintf(names, sizeof(names), "%s b", longest);
	assert_listed(names, longest);
	snprintf(names, sizeof(names), "%s b", shorter);
	assert_listed(names, names);
	snprintf(names, sizeof(names), "%s bob", shorter);
	assert_listed(names, shorter);
	snprintf(names, sizeof(names), "%sb c", longest);
	assert_listed(names, "");
	free(longest);
	free(shorter);
}
END_TEST

START_TEST(cuts_errors_and_adds_nothing_to_a_part_that_was_cut)
{
	char *command = repeat('F', NARROW_MAX_BYTES);
	char *from = repeat('n', 2 * NARROW_MAX_BYTES);
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = { from, 2 * NARROW_MAX_BYTES },
		.text = { "x", 1 },
	};
	struct connection *connection = fake_open(
	    sized_protocol(), &defaults, false);
	struct slice transcript;

	exchange_send(connection, "99");
	exchange_send(connection, command);
	transcript = fake_transcript(connection);
	ck_assert_uint_eq(transcript.size, 2 + NARROW_MAX_BYTES);
	ck_assert_int_eq(
	    memcmp(transcript.bytes, "99ERROR unknown command: FFF", 28), 0);
	sized_protocol()->tell(connection, &message);
	transcript = fake_transcript(connection);
	ck_assert_uint_eq(transcript.size, 2 * (2 + NARROW_MAX_BYTES));
	ck_assert_int_eq(transcript.bytes[transcript.size - 1], 'n');
	free(command);
	free(from);
	fake_close(connection);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, takes_the_width_from_the_first_message, 0, COUNT(widths));
	test_cases_add_loop(tests, ends_with_one_error_where_there_is_no_length,
	    0, COUNT(bad_lengths));
	test_cases_add(tests, keeps_to_the_width_that_is_set);
	test_cases_add(tests, refuses_a_length_over_the_limit_from_the_header);
	test_cases_add_loop(tests, answers_each_command, 0, COUNT(commands));
	test_cases_add(tests, appends_each_message_at_once);
	test_cases_add(tests, cuts_what_is_longer_than_the_length_can_say);
	test_cases_add(tests, cuts_between_two_characters);
	test_cases_add(tests, cuts_lists_between_two_names);
	test_cases_add(
	    tests, cuts_errors_and_adds_nothing_to_a_part_that_was_cut);
}
