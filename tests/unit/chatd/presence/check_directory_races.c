/* SPDX-License-Identifier: MIT */
/*
 * A directory with an engine, from several threads: what the engine is asked
 * and told has an order, and the owner of a name may leave at any moment.
 */

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "common/clock.h"
#include "common/test_support.h"
#include "unit/unit.h"

#define ROUNDS (TEST_SANITIZED ? 300 : 5000)

/* Fewer of them do where others have the processors. */
#define ROUNDS_NS (2 * CLOCK_NS_PER_S)

/* How often a thread lets the other one go first. */
#define CHANCES 10

/* Threads that play a worker, each with its mailbox. */
#define WORKERS 2

static const struct slice names[] = { { "alice", 5 }, { "carol", 5 } };

static uint64_t end_ns;
static struct directory *directory;
static struct event_base *base;
static struct mailbox *mailboxes[WORKERS];

/* Which of the names are had, as the engine knows. */
static atomic_bool is_had[2];

/* Whom the engine has still to answer; NULL: nobody. */
static struct engine_question *_Atomic open_question;
static atomic_bool is_over;

/* Say whether there is to be another round after so many. */
static bool
goes_on(int rounds)
{
	return rounds < ROUNDS && clock_monotonic_ns() < end_ns;
}

static atomic_bool *
had(struct slice name)
{
	return &is_had[slice_equals(name, names[1])];
}

static void
told_cb(void *state, struct mail *notice)
{
	(void)state;
	/* If others could be too early, they are now. */
	for (int i = 0; i < CHANCES; i++)
		sched_yield();
	atomic_store(had(directory_read_notice(notice).name), false);
	directory_free_notice(directory, notice);
}

static void
begin(const struct engine *engine)
{
	end_ns = clock_monotonic_ns() + ROUNDS_NS;
	base = event_base_new();
	for (int i = 0; i < WORKERS; i++)
		mailboxes[i] = mailbox_new(base, NULL);
	directory = directory_new(WORKERS);
	directory_set_engine(directory, engine, NULL, mailboxes);
}

/* Require that nothing is left. */
static void
end(void)
{
	ck_assert_uint_eq(directory_count(directory), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert(!is_had[i]);
		ck_assert_uint_eq(directory_find(directory, names[i]).value, 0);
	}
	directory_free(directory);
	for (int i = 0; i < WORKERS; i++)
		mailbox_free(mailboxes[i]);
	event_base_free(base);
}

/* What one of the threads has got. */
struct worker {
	unsigned int number;
	struct claim *claim;
	bool is_answered;
};

static void
claimed_cb(struct claim_answer answer, struct slice name,
    struct address address, void *argument)
{
	struct worker *worker = argument;

	(void)name;
	(void)address;
	worker->claim = answer.claim;
	worker->is_answered = true;
}

static enum claim_outcome
claim(struct worker *worker)
{
	return directory_claim(directory, names[0], CLAIM_USER,
	    address_make(worker->number, 1, 1), claimed_cb, worker)
	    .outcome;
}

static struct claim *
await(struct worker *worker)
{
	while (!worker->is_answered) {
		mailbox_receive(mailboxes[worker->number]);
		sched_yield();
	}
	worker->is_answered = false;
	return worker->claim;
}

/* ---- what is asked and told ---------------------------------------------- */

static void
grant_at_once_cb(void *state, struct engine_question *question)
{
	(void)state;
	ck_assert(!atomic_exchange(had(question->name), true));
	directory_decide(directory, question, CLAIM_GRANTED);
}

static void *
claim_and_release(void *argument)
{
	struct worker worker = { .number = *(unsigned int *)argument };

	for (int i = 0; goes_on(i);) {
		if (claim(&worker) != CLAIM_LATER)
			continue;
		directory_release(directory, await(&worker));
		i++;
	}
	return NULL;
}

START_TEST(nobody_asks_for_a_name_before_it_is_told_to_be_free)
{
	static const struct engine hasty = {
		.name = "hasty", .ask = grant_at_once_cb, .tell = told_cb
	};
	unsigned int numbers[WORKERS];
	pthread_t threads[WORKERS];

	begin(&hasty);
	for (unsigned int i = 0; i < WORKERS; i++) {
		numbers[i] = i;
		ck_assert_int_eq(pthread_create(&threads[i], NULL,
				     claim_and_release, &numbers[i]),
		    0);
	}
	for (int i = 0; i < WORKERS; i++)
		pthread_join(threads[i], NULL);
	end();
}
END_TEST

/* ---- who leaves meanwhile ------------------------------------------------ */

static void
keep_cb(void *state, struct engine_question *question)
{
	(void)state;
	atomic_store(&open_question, question);
}

static void *
grant(void *argument)
{
	(void)argument;
	while (!is_over) {
		struct engine_question *question = atomic_exchange(
		    &open_question, NULL);

		if (question == NULL) {
			sched_yield();
			continue;
		}
		atomic_store(had(question->name), true);
		if (question->request == ENGINE_RENAME)
			atomic_store(had(question->old_name), false);
		directory_decide(directory, question, CLAIM_GRANTED);
	}
	return NULL;
}

static void
rename_and_leave(struct worker *worker, bool waits)
{
	struct claim *alice;

	ck_assert_int_eq(claim(worker), CLAIM_LATER);
	alice = await(worker);
	ck_assert_int_eq(
	    directory_rename(directory, alice, names[1], claimed_cb, worker)
		.outcome,
	    CLAIM_LATER);
	/* The engine may be quicker than this thread, or slower. */
	if (waits)
		sched_yield();
	directory_release(directory, alice);
	if (await(worker) != NULL)
		directory_release(directory, worker->claim);
}

START_TEST(an_owner_may_leave_while_the_engine_grants)
{
	static const struct engine careful = {
		.name = "careful", .ask = keep_cb, .tell = told_cb
	};
	struct worker worker = { .number = 0 };
	pthread_t thread;

	begin(&careful);
	ck_assert_int_eq(pthread_create(&thread, NULL, grant, NULL), 0);
	for (int i = 0; goes_on(i); i++)
		rename_and_leave(&worker, i % 2 == 0);
	is_over = true;
	pthread_join(thread, NULL);
	end();
}
END_TEST

/* ---- who leaves while the list is sorted --------------------------------- */

/* What the engine was told, and has not read. */
static pthread_mutex_t notices_lock = PTHREAD_MUTEX_INITIALIZER;
static struct mail *notices[ROUNDS];
static size_t notice_count;

static void
note_cb(void *state, struct mail *notice)
{
	(void)state;
	pthread_mutex_lock(&notices_lock);
	notices[notice_count++] = notice;
	pthread_mutex_unlock(&notices_lock);
}

static void
read_notices(void)
{
	pthread_mutex_lock(&notices_lock);
	while (notice_count > 0) {
		struct mail *notice = notices[--notice_count];

		atomic_store(had(directory_read_notice(notice).name), false);
		directory_free_notice(directory, notice);
	}
	pthread_mutex_unlock(&notices_lock);
}

/* The last letter decides. */
static uint64_t
place_cb(struct slice name, void *argument)
{
	(void)argument;
	return (uint64_t)name.bytes[name.size - 1];
}

static void *
sort_and_grant(void *argument)
{
	(void)argument;
	while (!is_over) {
		struct engine_question *question = atomic_exchange(
		    &open_question, NULL);

		if (question != NULL) {
			atomic_store(had(question->name), true);
			directory_decide(directory, question, CLAIM_GRANTED);
		}
		ck_assert_int_eq(directory_sort(directory, place_cb, NULL), 0);
		read_notices();
	}
	return NULL;
}

/* Require that these are all users, parted by commas. */
static void
expect_list(const char *want)
{
	size_t size;
	uint64_t version;
	char *list = directory_list(
	    directory, (struct slice){ 0 }, ',', &size, &version);

	ck_assert_ptr_nonnull(list);
	ck_assert(slice_is((struct slice){ list, size }, want));
	free(list);
}

START_TEST(an_owner_may_leave_while_the_list_is_sorted)
{
	static const struct engine patient = {
		.name = "patient", .ask = keep_cb, .tell = note_cb
	};
	struct worker worker = { .number = 0 };
	pthread_t thread;

	begin(&patient);
	directory_learn(directory, (struct slice){ "frank", 5 }, CLAIM_USER,
	    address_make(1, 1, 1));
	directory_learn(directory, (struct slice){ "bob", 3 }, CLAIM_USER,
	    address_make(1, 2, 1));
	ck_assert_int_eq(
	    pthread_create(&thread, NULL, sort_and_grant, NULL), 0);
	for (int i = 0; goes_on(i); i++) {
		while (claim(&worker) != CLAIM_LATER)
			sched_yield();
		directory_release(directory, await(&worker));
	}
	is_over = true;
	pthread_join(thread, NULL);
	read_notices();
	expect_list("bob,frank");
	end();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	/* Threads that spin wait long where others work as well. */
	test_cases_set_timeout(tests, 60);
	test_cases_add(
	    tests, nobody_asks_for_a_name_before_it_is_told_to_be_free);
	test_cases_add(tests, an_owner_may_leave_while_the_engine_grants);
	test_cases_add(tests, an_owner_may_leave_while_the_list_is_sorted);
}
