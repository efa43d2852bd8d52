/* SPDX-License-Identifier: MIT */
/* Sanctions by whom they concern, and how many there may be. */

#include "chatd/moderation/sanction_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/moderation/moderation.h"
#include "unit/unit.h"

#define NOW 1000

static struct sanction_table table;

/* Add a sanction with whom for its reason. */
static struct sanction *
add(enum sanction_kind kind, const char *whom, int64_t until)
{
	struct sanction_terms terms = {
		.kind = kind, .until = until, .reason = slice_of(whom)
	};
	struct sanction *sanction;

	ck_assert_ptr_null(
	    sanction_parse_subject(slice_of(whom), &terms.subject));
	sanction = sanction_new(&terms);
	ck_assert_ptr_nonnull(sanction);
	sanction_table_add(&table, sanction);
	return sanction;
}

/* Return whom the ban is of that holds for somebody, or "". */
static const char *
find(const char *name, uint32_t account, const char *address, int64_t now)
{
	static char found[SANCTION_REASON_MAX_BYTES];
	struct network network;
	struct sanction_person person = { .name = slice_of(name),
		.account = account };
	const struct sanction *sanction;

	if (address != NULL) {
		ck_assert_int_eq(
		    network_parse(address, strlen(address), &network),
		    NETWORK_VALID);
		person.address = &network.address;
	}
	sanction = sanction_table_find(&table, SANCTION_BAN, &person, now);
	if (sanction == NULL)
		return "";
	snprintf(found, sizeof(found), "%.*s", (int)sanction->terms.reason.size,
	    sanction->terms.reason.bytes);
	return found;
}

static void
expect(const char *name, const char *address, const char *whom)
{
	ck_assert_str_eq(find(name, 0, address, NOW), whom);
}

START_TEST(finds_the_most_specific_that_holds)
{
	sanction_table_init(&table, 42, true);
	add(SANCTION_BAN, "alice", NOW + 1);
	add(SANCTION_BAN, "ali*", NOW + 2);
	add(SANCTION_BAN, "a*", NOW + 3);
	ck_assert_str_eq(find("Alice", 0, NULL, NOW), "alice");
	ck_assert_str_eq(find("alice", 0, NULL, NOW + 1), "ali*");
	ck_assert_str_eq(find("alice", 0, NULL, NOW + 2), "a*");
	ck_assert_str_eq(find("alice", 0, NULL, NOW + 3), "");
	expect("alic", NULL, "ali*");
	expect("al", NULL, "a*");
	expect("bob", NULL, "");
	expect("", NULL, "");
	sanction_table_remove_old(&table, NOW + 2);
	ck_assert_uint_eq(table.counts[SANCTION_BAN], 1);
	expect("alice", NULL, "a*");
	sanction_table_clear(&table);
}
END_TEST

START_TEST(keeps_kinds_apart)
{
	sanction_table_init(&table, 42, true);
	add(SANCTION_MUTE, "alice", NOW + 1);
	add(SANCTION_MUTE, "192.0.2.0/24", NOW + 1);
	add(SANCTION_MUTE, "bo*", NOW + 1);
	expect("alice", "192.0.2.1", "");
	expect("bob", NULL, "");
	ck_assert_uint_eq(table.counts[SANCTION_MUTE], 3);
	sanction_table_clear(&table);
}
END_TEST

START_TEST(finds_networks_around_an_address)
{
	sanction_table_init(&table, 42, true);
	add(SANCTION_BAN, "::/0", NOW + 1);
	add(SANCTION_BAN, "192.0.0.0/8", NOW + 1);
	add(SANCTION_BAN, "192.0.2.0/24", NOW + 1);
	add(SANCTION_BAN, "192.0.2.7", NOW + 1);
	add(SANCTION_BAN, "2001:db8::/32", NOW + 1);
	expect("", "192.0.2.7", "192.0.2.7");
	expect("", "192.0.2.8", "192.0.2.0/24");
	expect("", "192.1.2.7", "192.0.0.0/8");
	expect("", "193.0.2.7", "");
	expect("", "2001:db8:1::7", "2001:db8::/32");
	expect("", "2001:db9::7", "::/0");
	add(SANCTION_BAN, "0.0.0.0/0", NOW + 1);
	expect("", "193.0.2.7", "0.0.0.0/0");
	expect("", "::1", "::/0");
	sanction_table_clear(&table);
}
END_TEST

START_TEST(finds_an_account_by_its_last_number)
{
	struct sanction *sanction;

	sanction_table_init(&table, 42, true);
	sanction = add(SANCTION_BAN, "account:alice", NOW + 1);
	ck_assert_str_eq(find("other", 7, NULL, NOW), "");
	sanction_table_note_account(&table, slice_of("bob"), 7);
	ck_assert_str_eq(find("other", 7, NULL, NOW), "");
	sanction_table_note_account(&table, slice_of("Alice"), 7);
	ck_assert_str_eq(find("other", 7, NULL, NOW), "account:alice");
	ck_assert_str_eq(find("", 7, NULL, NOW + 1), "");
	sanction_table_note_account(&table, slice_of("alice"), 8);
	ck_assert_str_eq(find("other", 7, NULL, NOW), "");
	ck_assert_str_eq(find("other", 8, NULL, NOW), "account:alice");
	/* The name belongs to the account. */
	ck_assert_str_eq(find("alice", 0, NULL, NOW), "account:alice");
	sanction_table_remove(&table, sanction);
	ck_assert_str_eq(find("alice", 8, NULL, NOW), "");
	sanction_table_clear(&table);
}
END_TEST

/* ---- all of them --------------------------------------------------------- */

START_TEST(takes_no_more_than_there_may_be)
{
	const struct moderation_settings settings = { .path = "" };
	struct moderation *moderation = moderation_new(&settings);
	struct sanction_terms terms = { .until = SANCTION_FOR_EVER };
	char name[16];

	ck_assert_ptr_nonnull(moderation);
	for (int i = 0; i < MODERATION_MOST; i++) {
		snprintf(name, sizeof(name), "user%d", i);
		terms.kind = i % 2 == 0 ? SANCTION_BAN : SANCTION_MUTE;
		terms.subject.name = slice_of(name);
		ck_assert_int_eq(
		    moderation_add(moderation, &terms, 0), MODERATION_DONE);
	}
	/* One that is there can still be given anew, or lifted. */
	ck_assert_int_eq(
	    moderation_add(moderation, &terms, 0), MODERATION_DONE);
	terms.subject.name = slice_of("another");
	ck_assert_int_eq(
	    moderation_add(moderation, &terms, 0), MODERATION_FULL);
	ck_assert_int_eq(
	    moderation_remove(moderation, terms.kind, &terms.subject),
	    MODERATION_NOT_THERE);
	terms.subject.name = slice_of("user1");
	ck_assert_int_eq(
	    moderation_remove(moderation, SANCTION_MUTE, &terms.subject),
	    MODERATION_DONE);
	terms.subject.name = slice_of("another");
	ck_assert_int_eq(
	    moderation_add(moderation, &terms, 0), MODERATION_DONE);
	moderation_free(moderation);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, finds_the_most_specific_that_holds);
	test_cases_add(tests, keeps_kinds_apart);
	test_cases_add(tests, finds_networks_around_an_address);
	test_cases_add(tests, finds_an_account_by_its_last_number);
	test_cases_add(tests, takes_no_more_than_there_may_be);
}
