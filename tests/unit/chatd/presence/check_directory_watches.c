/* SPDX-License-Identifier: MIT */
/*
 * Names that are watched: what changes them is news, which comes once however
 * much there is of it, and is no more when the watch has ended.
 */

#include "chatd/presence/directory_watches.h"

#include <stdlib.h>

#include <event2/event.h>

#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "common/container.h"
#include "unit/unit.h"

static const struct slice bob = SLICE("bob");
static const struct slice rob = SLICE("rob");

static struct event_base *base;
static struct mailbox *mailbox;
static struct directory *directory;
static struct directory_watch *watch;
static int received;

static void
news_receive_cb(struct mail *mail, void *receiver)
{
	(void)receiver;
	ck_assert_ptr_eq(mail, &watch->news);
	received++;
}

static void
set_up(void)
{
	base = event_base_new();
	ck_assert_ptr_nonnull(base);
	mailbox = mailbox_new(base, NULL);
	ck_assert_ptr_nonnull(mailbox);
	directory = directory_new(10);
	ck_assert_ptr_nonnull(directory);
	directory_fold_names(directory);
	watch = calloc(1, sizeof(*watch));
	ck_assert_ptr_nonnull(watch);
	directory_watch_begin(directory, watch,
	    directory_watch_hash(directory, bob), mailbox, news_receive_cb);
	received = 0;
}

static void
tear_down(void)
{
	directory_free(directory);
	mailbox_free(mailbox);
	event_base_free(base);
}

static struct claim *
claim(struct slice name)
{
	const struct address address = address_make(0, 1, 1);
	struct claim_answer answer = directory_claim(
	    directory, name, CLAIM_USER, address, NULL, NULL);

	ck_assert_int_eq(answer.outcome, CLAIM_GRANTED);
	return answer.claim;
}

/* Receive what there is, and expect that to be so much. */
static void
expect_news(int count)
{
	received = 0;
	mailbox_receive(mailbox);
	ck_assert_int_eq(received, count);
	directory_watch_received(directory, watch);
}

START_TEST(coming_renaming_and_going_are_news)
{
	struct claim *claimed = claim(bob);

	expect_news(1);
	claimed = directory_rename(directory, claimed, rob, NULL, NULL).claim;
	expect_news(1);
	claimed = directory_rename(directory, claimed, bob, NULL, NULL).claim;
	expect_news(1);
	claimed = directory_retire(directory, claimed);
	expect_news(1);
	directory_give_up(directory, claimed);
	expect_news(1);
	directory_release(directory, claim(rob));
	expect_news(0);
	ck_assert(!directory_watch_end(directory, watch));
	free(watch);
}
END_TEST

START_TEST(what_a_user_changes_is_news)
{
	directory_watch_post(directory, rob);
	expect_news(0);
	directory_watch_post(directory, bob);
	directory_watch_post(directory, bob);
	expect_news(1);
	ck_assert(!directory_watch_end(directory, watch));
	free(watch);
}
END_TEST

START_TEST(much_news_is_one_mail)
{
	for (int i = 0; i < 3; i++)
		directory_release(directory, claim(bob));
	expect_news(1);
	directory_release(directory, claim(bob));
	expect_news(1);
	ck_assert(!directory_watch_end(directory, watch));
	free(watch);
}
END_TEST

START_TEST(mail_outlives_its_watch)
{
	struct claim *claimed = claim(bob);

	ck_assert(directory_watch_end(directory, watch));
	mailbox_receive(mailbox);
	ck_assert_int_eq(received, 1);
	free(watch);
	directory_release(directory, claimed);
	mailbox_receive(mailbox);
	ck_assert_int_eq(received, 1);
}
END_TEST

START_TEST(names_are_found_as_they_are_written)
{
	const struct slice written = SLICE("BOB");
	char spelling[3] = "bob";

	ck_assert_uint_eq(
	    directory_find_spelling(directory, bob, spelling).value, 0);
	claim(written);
	ck_assert_uint_ne(
	    directory_find_spelling(directory, bob, spelling).value, 0);
	ck_assert_mem_eq(spelling, "BOB", 3);
	expect_news(1);
	ck_assert(!directory_watch_end(directory, watch));
	free(watch);
}
END_TEST

START_TEST(watchers_are_counted)
{
	ck_assert_uint_eq(directory_watchers(directory, bob), 0);
	atomic_store(&watch->watchers, 3);
	ck_assert_uint_eq(directory_watchers(directory, bob), 3);
	ck_assert_uint_eq(directory_watchers(directory, rob), 0);
	ck_assert(!directory_watch_end(directory, watch));
	ck_assert_uint_eq(directory_watchers(directory, bob), 0);
	free(watch);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, coming_renaming_and_going_are_news);
	test_cases_add(tests, what_a_user_changes_is_news);
	test_cases_add(tests, much_news_is_one_mail);
	test_cases_add(tests, mail_outlives_its_watch);
	test_cases_add(tests, names_are_found_as_they_are_written);
	test_cases_add(tests, watchers_are_counted);
}
