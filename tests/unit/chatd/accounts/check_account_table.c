/* SPDX-License-Identifier: MIT */
/* Accounts by name, and the text that they are written as. */

#include "chatd/accounts/account_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/account_text.h"
#include "unit/unit.h"

#define MANY 500

static const struct slice some_hash = SLICE("$y$j9T$salt$hash");
static const struct slice other_hash = SLICE("$y$j9T$salt$other");

static struct account_table table;
static char seen[4096]; /* what a text says: "alice=$y$...," */

static struct account *
find(const char *name)
{
	return account_table_find(&table, slice_of(name));
}

static struct account *
make(const char *name, struct slice hash)
{
	struct account *account = account_new(
	    &(struct account_text_line){ slice_of(name), hash, NULL, false });

	ck_assert_ptr_nonnull(account);
	return account;
}

static struct account *
add(const char *name)
{
	struct account *account = make(name, some_hash);

	account_table_exchange(&table, NULL, account);
	return account;
}

static const char *
see_account(const struct account_text_line *line, void *argument)
{
	char digits[FINGERPRINT_TEXT_BYTES];
	size_t used = strlen(seen);

	(void)argument;
	if (slice_is(line->name, "refused"))
		return "refused";
	snprintf(seen + used, sizeof(seen) - used, "%.*s=%.*s%s%s%s,",
	    (int)line->name.size, line->name.bytes, (int)line->hash.size,
	    line->hash.bytes, line->certificate == NULL ? "" : "+",
	    line->certificate == NULL
		? ""
		: fingerprint_format(line->certificate, digits),
	    line->is_operator ? "!" : "");
	return NULL;
}

/* Read text, and note in seen what it says.  Return the error's line, or 0. */
static size_t
read_text(struct slice text, const char **words_r)
{
	struct record_text_error error;
	int result;

	seen[0] = '\0';
	result = account_text_read(text, see_account, NULL, &error);
	*words_r = error.words;
	ck_assert_int_eq(result == 0, error.words == NULL);
	return result == 0 ? 0 : error.line;
}

/* Write the table as it would be after an exchange, and read that. */
static const char *
see_after(const struct account *account, const struct account *replacement)
{
	struct slice text;
	const char *words;
	char *bytes = account_table_write(
	    &table, account, replacement, &text.size);

	ck_assert_ptr_nonnull(bytes);
	text.bytes = bytes;
	ck_assert_uint_eq(read_text(text, &words), 0);
	free(bytes);
	return seen;
}

START_TEST(names_are_found_by_their_bytes)
{
	account_table_init(&table, 1, false);
	ck_assert_ptr_null(find("alice"));
	add("alice");
	add("Alice");
	ck_assert_ptr_nonnull(find("alice"));
	ck_assert_ptr_ne(find("alice"), find("Alice"));
	ck_assert_ptr_null(find("ALICE"));
	ck_assert_ptr_null(find("alic"));
	account_table_clear(&table);
	ck_assert_ptr_null(find("alice"));
}
END_TEST

START_TEST(names_that_look_alike_are_one_where_they_fold)
{
	struct account *alice, *other;

	account_table_init(&table, 1, true);
	alice = add("alice");
	other = add("Z_z-9.");
	ck_assert_ptr_eq(find("Alice"), alice);
	ck_assert_ptr_eq(find("ALICE"), alice);
	ck_assert_ptr_eq(find("z_Z-9."), other);
	/* Only letters fold: "@" is 32 before "`", and "_" before DEL. */
	ck_assert_ptr_null(find("Z\x7fz-9."));
	ck_assert_ptr_null(find("alicf"));
	account_table_clear(&table);
}
END_TEST

START_TEST(every_password_gives_another_number)
{
	uint32_t first, second;

	account_table_init(&table, 1, true);
	first = add("alice")->number;
	ck_assert_uint_ne(first, 0);
	ck_assert_uint_ne(add("bob")->number, first);
	account_table_exchange(
	    &table, find("alice"), make("alice", other_hash));
	second = find("alice")->number;
	ck_assert_uint_ne(second, first);
	account_table_exchange(&table, find("alice"), NULL);
	ck_assert_uint_ne(add("alice")->number, second);
	/* No account ever has the number of nobody. */
	table.last_number = UINT32_MAX;
	ck_assert_uint_eq(add("carol")->number, 1);
	account_table_clear(&table);
}
END_TEST

START_TEST(a_change_is_written_before_it_is_made)
{
	struct account *bob;

	account_table_init(&table, 1, true);
	ck_assert_str_eq(see_after(NULL, NULL), "");
	add("alice");
	bob = add("bob");
	add("end");
	ck_assert_str_eq(see_after(NULL, NULL),
	    "alice=$y$j9T$salt$hash,bob=$y$j9T$salt$hash,"
	    "end=$y$j9T$salt$hash,");
	ck_assert_str_eq(see_after(bob, NULL),
	    "alice=$y$j9T$salt$hash,end=$y$j9T$salt$hash,");
	account_table_exchange(&table, bob, make("bob", other_hash));
	ck_assert_str_eq(see_after(NULL, NULL),
	    "alice=$y$j9T$salt$hash,bob=$y$j9T$salt$other,"
	    "end=$y$j9T$salt$hash,");
	bob = make("carol", other_hash);
	ck_assert_str_eq(see_after(find("alice"), bob),
	    "carol=$y$j9T$salt$other,bob=$y$j9T$salt$other,"
	    "end=$y$j9T$salt$hash,");
	ck_assert_str_eq(see_after(NULL, bob),
	    "alice=$y$j9T$salt$hash,bob=$y$j9T$salt$other,"
	    "end=$y$j9T$salt$hash,carol=$y$j9T$salt$other,");
	free(bob);
	ck_assert_uint_eq(table.count, 3);
	account_table_clear(&table);
	ck_assert_uint_eq(table.count, 0);
}
END_TEST

START_TEST(a_text_is_cut_nowhere)
{
	const char *words;
	size_t size;
	char *text;

	account_table_init(&table, 1, true);
	for (int i = 0; i < 11; i++) {
		char name[16];

		snprintf(name, sizeof(name), "user%d", i);
		add(name);
	}
	text = account_table_write(&table, NULL, NULL, &size);
	ck_assert_ptr_nonnull(text);
	for (size_t cut = 0; cut < size; cut++)
		ck_assert_uint_ne(
		    read_text((struct slice){ text, cut }, &words), 0);
	ck_assert_uint_eq(read_text((struct slice){ text, size }, &words), 0);
	free(text);
	account_table_clear(&table);
}
END_TEST

START_TEST(an_error_has_a_line)
{
	static const struct {
		const char *text;
		size_t line;
	} rows[] = {
		{ "chatd-accounts 1\nend 0\n", 0 },
		{ "chatd-accounts 1\nend $y$1\nend 1\n", 0 },
		{ "", 1 },
		{ "\n", 1 },
		{ "alice $y$hash\n", 1 },
		{ "chatd-accounts 2\nend 0\n", 1 },
		{ "chatd-accounts 1\n", 2 },
		{ "chatd-accounts 1\n\nend 0\n", 2 },
		{ "chatd-accounts 1\nend 1\n", 2 },
		{ "chatd-accounts 1\nend 00\n", 2 },
		{ "chatd-accounts 1\nend -0\n", 2 },
		{ "chatd-accounts 1\nend 0 \n", 2 },
		{ "chatd-accounts 1\nend 0\nalice $y$hash\n", 2 },
		{ "chatd-accounts 1\nalice\nend 1\n", 2 },
		{ "chatd-accounts 1\nalice $y$hash\n", 3 },
		{ "chatd-accounts 1\nalice $y$hash\nend 2\n", 3 },
		{ "chatd-accounts 1\nalice $y$hash\nbob:x $y$hash\n", 3 },
		{ "chatd-accounts 1\nalice $y$hash\nbob secret\n", 3 },
		{ "chatd-accounts 1\nalice $y$hash\nbob $y$a b\n", 3 },
		{ "chatd-accounts 1\nalice $y$hash 00\nend 1\n", 2 },
		{ "chatd-accounts 1\nalice $y$hash operator x\nend 1\n", 2 },
		{ "chatd-accounts 1\nalice $y$hash operator operator\n", 2 },
		{ "chatd-accounts 1\nalice $y$hash Operator\nend 1\n", 2 },
		{ "chatd-accounts 1\nalice $y$hash operator\nend 1\n", 0 },
		{ "chatd-accounts 1\nrefused $y$hash\nend 1\n", 2 },
	};
	const char *words;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(
		    read_text(slice_of(rows[i].text), &words) == rows[i].line,
		    "%s", rows[i].text);
}
END_TEST

START_TEST(all_that_an_account_may_have_is_written_and_read)
{
	char digits[FINGERPRINT_TEXT_BYTES], expected[128];
	struct fingerprint certificate = { { 0x01, 0xab } };
	struct account *account = account_new(&(struct account_text_line){
	    slice_of("alice"), some_hash, &certificate, true });

	ck_assert_ptr_nonnull(account);
	account_table_init(&table, 1, true);
	snprintf(expected, sizeof(expected), "alice=%.*s+%s!,bob=%.*s,",
	    (int)some_hash.size, some_hash.bytes,
	    fingerprint_format(&certificate, digits), (int)some_hash.size,
	    some_hash.bytes);
	account_table_exchange(&table, NULL, account);
	add("bob");
	ck_assert_str_eq(see_after(NULL, NULL), expected);
	ck_assert(strncmp(digits, "01ab00", 6) == 0);
	account_table_clear(&table);
}
END_TEST

/* As openssl(1) prints them, and as people may write them. */
START_TEST(a_fingerprint_has_colons_or_none)
{
	static const char plain[] = "00112233445566778899aabbccddeeff"
				    "00112233445566778899AABBCCDDEEFF";
	char digits[FINGERPRINT_TEXT_BYTES], colons[100];
	struct fingerprint one, other;

	for (size_t i = 0; i < FINGERPRINT_BYTES; i++)
		snprintf(colons + 3 * i, sizeof(colons) - 3 * i, "%.2s%s",
		    plain + 2 * i, i + 1 < FINGERPRINT_BYTES ? ":" : "");
	ck_assert(fingerprint_parse(slice_of(plain), &one));
	ck_assert(fingerprint_parse(slice_of(colons), &other));
	ck_assert_mem_eq(&one, &other, sizeof(one));
	ck_assert_str_eq(fingerprint_format(&one, digits),
	    "00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff");
	ck_assert(!fingerprint_parse(slice_of(plain + 1), &one));
	ck_assert(!fingerprint_parse(slice_of(plain + 2), &one));
	ck_assert(!fingerprint_parse(slice_of(""), &one));
	colons[1] = ':';
	ck_assert(!fingerprint_parse(slice_of(colons), &one));
}
END_TEST

START_TEST(many_accounts_are_found)
{
	char name[32];

	account_table_init(&table, 1, true);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "User%d", i);
		add(name);
	}
	for (int i = 0; i < MANY; i += 2) {
		snprintf(name, sizeof(name), "user%d", i);
		account_table_exchange(&table, find(name), NULL);
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "uSER%d", i);
		ck_assert_int_eq(find(name) != NULL, i % 2);
	}
	account_table_clear(&table);
}
END_TEST

static uint32_t
remember(const char *name)
{
	struct account *account = account_table_remember(
	    &table, slice_of(name), 2);

	ck_assert_ptr_nonnull(account);
	return account->number;
}

START_TEST(who_came_last_is_remembered)
{
	uint32_t alice, bob;

	account_table_init(&table, 1, true);
	alice = remember("alice");
	bob = remember("bob");
	ck_assert_uint_ne(alice, bob);
	ck_assert_uint_eq(remember("Alice"), alice);
	remember("carol");
	ck_assert_uint_eq(table.count, 2);
	ck_assert_ptr_null(find("bob"));
	ck_assert_uint_eq(find("alice")->number, alice);
	ck_assert_uint_gt(remember("bob"), bob);
	ck_assert_ptr_null(find("alice"));
	/* No number is that of a name which is not remembered. */
	table.last_number = UINT32_MAX - 1;
	ck_assert_uint_eq(remember("dave"), 1);
	account_table_clear(&table);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, names_are_found_by_their_bytes);
	test_cases_add(tests, names_that_look_alike_are_one_where_they_fold);
	test_cases_add(tests, every_password_gives_another_number);
	test_cases_add(tests, a_change_is_written_before_it_is_made);
	test_cases_add(tests, a_text_is_cut_nowhere);
	test_cases_add(tests, an_error_has_a_line);
	test_cases_add(tests, all_that_an_account_may_have_is_written_and_read);
	test_cases_add(tests, a_fingerprint_has_colons_or_none);
	test_cases_add(tests, many_accounts_are_found);
	test_cases_add(tests, who_came_last_is_remembered);
}
