/* SPDX-License-Identifier: MIT */
/*
 * Filing as a worker does it: pieces go out to other threads, and results come
 * in by mail.
 */

#include "chatd/storage/filing.h"

#include <ftw.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/core/queue_total.h"
#include "chatd/event/mailbox.h"
#include "unit/unit.h"

#define SENDERS 50
#define TEXTS   20

static char directory[sizeof("/tmp/check_filing.XXXXXX")];
static struct event_base *base;
static struct mailbox *mailbox;
static struct queue_total queues;
static struct filing *filing;
static size_t filed[SENDERS], refused[SENDERS]; /* results, by sender */

static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool disk_is_asked;

/* In place of the C library's: a disk that answers when the test lets it. */
int
fsync(int fd)
{
	atomic_store(&disk_is_asked, true);
	pthread_mutex_lock(&disk);
	pthread_mutex_unlock(&disk);
	return fd < 0 ? -1 : 0;
}

static int
remove_cb(
    const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status;
	(void)type;
	(void)position;
	return remove(path);
}

static void
deliver_cb(struct mail *mail, void *receiver)
{
	struct filing_result result = filing_take_result(mail);
	uint32_t slot = address_slot(result.sender);

	ck_assert_ptr_eq(receiver, &mailbox);
	ck_assert_uint_lt(slot, SENDERS);
	filed[slot] += result.is_filed;
	refused[slot] += !result.is_filed;
}

static void
set_up(void)
{
	static struct filing_settings settings;

	strcpy(directory, "/tmp/check_filing.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	queue_total_init(&queues, SIZE_MAX);
	settings.directory = directory;
	settings.queues = &queues;
	settings.most = (struct quota_amount){ 5000000, 10000 };
	base = event_base_new();
	mailbox = mailbox_new(base, &mailbox);
	filing = filing_new(&settings, &mailbox, deliver_cb);
	ck_assert_ptr_nonnull(filing);
	memset(filed, 0, sizeof(filed));
	memset(refused, 0, sizeof(refused));
}

static void
tear_down(void)
{
	filing_free(filing);
	mailbox_free(mailbox);
	event_base_free(base);
	ck_assert_int_eq(
	    nftw(directory, remove_cb, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void
start(void)
{
	ck_assert_int_eq(filing_start(filing), EX_OK);
}

static struct filing_sender *
new_sender(uint32_t slot)
{
	struct filing_sender *sender = filing_sender_new(
	    filing, address_make(0, slot, 1), slot + 1);

	ck_assert_ptr_nonnull(sender);
	return sender;
}

static void
append(struct filing_sender *sender, const char *text, bool is_last)
{
	ck_assert_int_eq(filing_append(sender, text, strlen(text), is_last), 0);
}

static size_t
count_results(void)
{
	size_t count = 0;

	for (size_t i = 0; i < SENDERS; i++)
		count += filed[i] + refused[i];
	return count;
}

/* Let mail come until there are this many results in all. */
static void
wait_for_results(size_t count)
{
	while (count_results() < count)
		event_base_loop(base, EVLOOP_ONCE);
	ck_assert_uint_eq(count_results(), count);
}

START_TEST(each_piece_has_its_result)
{
	struct filing_sender *sender = new_sender(7);

	start();
	append(sender, "one ", false);
	wait_for_results(1);
	append(sender, "two\n", true);
	wait_for_results(2);
	ck_assert_uint_eq(filed[7], 2);
	filing_sender_free(sender);
}
END_TEST

START_TEST(what_is_appended_early_waits_for_the_start)
{
	struct filing_sender *sender = new_sender(0);

	append(sender, "text\n", true);
	start();
	wait_for_results(1);
	ck_assert_uint_eq(filed[0], 1);
	filing_sender_free(sender);
}
END_TEST

START_TEST(many_senders_take_turns)
{
	struct filing_sender *senders[SENDERS];

	start();
	for (uint32_t i = 0; i < SENDERS; i++)
		senders[i] = new_sender(i);
	for (size_t text = 0; text < TEXTS; text++) {
		for (size_t i = 0; i < SENDERS; i++)
			append(senders[i], "text\n", true);
		wait_for_results((text + 1) * SENDERS);
	}
	for (size_t i = 0; i < SENDERS; i++) {
		ck_assert_uint_eq(filed[i], TEXTS);
		filing_sender_free(senders[i]);
	}
}
END_TEST

START_TEST(a_refused_text_is_the_senders_own_affair)
{
	static char text[3000001];
	struct filing_sender *one = new_sender(0);
	struct filing_sender *other = new_sender(1);

	memset(text, 'x', sizeof(text) - 1);
	start();
	append(one, text, false);
	wait_for_results(1);
	append(other, text, false);
	wait_for_results(2);
	ck_assert_uint_eq(refused[1], 1);
	append(one, "\n", true);
	wait_for_results(3);
	ck_assert_uint_eq(filed[0], 2);
	filing_sender_free(one);
	filing_sender_free(other);
}
END_TEST

/* It is gone when the result comes, and not only when the sender ends. */
START_TEST(a_refused_text_is_gone_at_once)
{
	static char text[3000001];
	struct filing_sender *sender = new_sender(0);

	memset(text, 'x', sizeof(text) - 1);
	start();
	append(sender, text, false);
	wait_for_results(1);
	append(sender, text, false);
	wait_for_results(2);
	ck_assert_uint_eq(refused[0], 1);
	ck_assert_int_eq(chdir(directory), 0);
	ck_assert_int_eq(rmdir(".incoming"), 0);
	filing_sender_free(sender);
}
END_TEST

START_TEST(a_limit_can_be_changed)
{
	struct filing_sender *sender = new_sender(0);

	filing_set_most(filing, (struct quota_amount){ 1000000, 0 });
	start();
	append(sender, "text\n", true);
	wait_for_results(1);
	filing_set_most(filing, (struct quota_amount){ 8192, 1 });
	append(sender, "text\n", true);
	wait_for_results(2);
	ck_assert_uint_eq(refused[0], 1);
	ck_assert_uint_eq(filed[0], 1);
	filing_sender_free(sender);
}
END_TEST

/* Whatever a sender was doing when it went, its memory and files go too. */
START_TEST(senders_may_go_at_any_time)
{
	start();
	for (uint32_t i = 0; i < SENDERS; i++) {
		struct filing_sender *sender = new_sender(i);

		append(sender, "unfinished", i % 2 == 0);
		filing_sender_free(sender);
	}
	filing_sender_free(new_sender(0));
	filing_sender_free(NULL);
	filing_free(filing);
	filing = NULL;
	ck_assert_int_eq(chdir(directory), 0);
	ck_assert_int_eq(rmdir(".incoming"), 0);
}
END_TEST

/*
 * The disk answers when everything is over, and the workers are gone with their
 * mailboxes.
 */
START_TEST(a_thread_that_the_disk_keeps_asks_nobody_any_more)
{
	static struct filing *abandoned; /* for a leak checker */
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	struct mailbox **mailboxes = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct filing_settings settings = { .directory = directory,
		.queues = &queues,
		.most = { 1000000, 1000 } };
	struct filing_sender *sender;

	ck_assert_ptr_ne(mailboxes, MAP_FAILED);
	mailboxes[0] = mailbox;
	ck_assert_int_eq(chdir(directory), 0);
	filing_free(filing);
	filing = filing_new(&settings, mailboxes, deliver_cb);
	start();
	sender = new_sender(0);
	pthread_mutex_lock(&disk);
	append(sender, "text\n", true);
	while (!atomic_load(&disk_is_asked))
		sched_yield();
	filing_sender_free(sender);
	abandoned = filing;
	filing_free(filing);
	filing = NULL;
	ck_assert_int_eq(munmap(mailboxes, size), 0);
	pthread_mutex_unlock(&disk);
	/* The thread does this after anything it could ask. */
	while (access(".incoming/1", F_OK) == 0)
		sched_yield();
	ck_assert_ptr_nonnull(abandoned);
}
END_TEST

START_TEST(a_filing_that_never_starts_is_freed)
{
	ck_assert_int_eq(rmdir(directory), 0);
	ck_assert_int_eq(filing_start(filing), EX_CONFIG);
	ck_assert_int_eq(mkdir(directory, 0700), 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, each_piece_has_its_result);
	test_cases_add(tests, what_is_appended_early_waits_for_the_start);
	test_cases_add(tests, many_senders_take_turns);
	test_cases_add(tests, a_refused_text_is_the_senders_own_affair);
	test_cases_add(tests, a_refused_text_is_gone_at_once);
	test_cases_add(tests, a_limit_can_be_changed);
	test_cases_add(tests, senders_may_go_at_any_time);
	test_cases_add(
	    tests, a_thread_that_the_disk_keeps_asks_nobody_any_more);
	test_cases_add(tests, a_filing_that_never_starts_is_freed);
}
