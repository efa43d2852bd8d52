/* SPDX-License-Identifier: MIT */
/*
 * The door between threads.  What the receiver is woken by is a write to an
 * eventfd, which is counted here on its way.
 */

#include "chatd/event/mailbox.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <event2/event.h>

#include "unit/unit.h"

#define SENDERS 4
#define LETTERS 5000 /* of each */

struct letter {
	struct mail mail;
	int sender;
	int number;
};

static struct event_base *base;
static struct mailbox *mailbox;
static int receiver;           /* its address is what is handed over */
static int received;           /* letters */
static int last_from[SENDERS]; /* the number of the last letter, and 1 */
static atomic_int wakes;

/* In place of the C library's. */
ssize_t
write(int fd, const void *bytes, size_t size)
{
	if (size == sizeof(uint64_t))
		atomic_fetch_add(&wakes, 1);
	return syscall(SYS_write, fd, bytes, size);
}

static void
mailbox_set_up(void)
{
	base = event_base_new();
	ck_assert_ptr_nonnull(base);
	mailbox = mailbox_new(base, &receiver);
	ck_assert_ptr_nonnull(mailbox);
}

static void
mailbox_tear_down(void)
{
	mailbox_free(mailbox);
	event_base_free(base);
}

static void
letter_receive_cb(struct mail *mail, void *argument)
{
	struct letter *letter = (struct letter *)mail;

	ck_assert_ptr_eq(argument, &receiver);
	ck_assert_int_eq(letter->number, last_from[letter->sender]);
	last_from[letter->sender]++;
	received++;
	free(letter);
}

static struct letter *
letter_new(int sender, int number, size_t size)
{
	struct letter *letter = calloc(1, sizeof(*letter));

	ck_assert_ptr_nonnull(letter);
	letter->mail.receive = letter_receive_cb;
	letter->mail.size = size;
	letter->sender = sender;
	letter->number = number;
	return letter;
}

static void
post(int number, size_t size)
{
	mailbox_post(mailbox, &letter_new(0, number, size)->mail);
}

/* A turn of the receiver's loop, if it has been woken. */
static void
run_turn(void)
{
	ck_assert_int_ge(
	    event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK), 0);
}

START_TEST(mail_arrives_in_the_order_it_was_posted)
{
	for (int i = 0; i < 3; i++)
		post(i, 0);
	ck_assert_int_eq(received, 0);
	run_turn();
	ck_assert_int_eq(received, 3);
	run_turn();
	ck_assert_int_eq(received, 3);
}
END_TEST

static void *
send_letters(void *argument)
{
	int sender = *(const int *)argument;

	for (int i = 0; i < LETTERS; i++)
		mailbox_post(mailbox, &letter_new(sender, i, 1)->mail);
	return NULL;
}

/* letter_receive_cb() sees to the order. */
START_TEST(mail_of_each_of_many_threads_arrives_in_order)
{
	pthread_t threads[SENDERS];
	int senders[SENDERS];

	for (int i = 0; i < SENDERS; i++) {
		senders[i] = i;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, send_letters,
				     &senders[i]),
		    0);
	}
	while (received < SENDERS * LETTERS)
		ck_assert_int_ge(event_base_loop(base, EVLOOP_ONCE), 0);
	for (int i = 0; i < SENDERS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	ck_assert_uint_eq(mailbox_waiting_bytes(mailbox), 0);
}
END_TEST

START_TEST(only_a_post_to_an_empty_mailbox_wakes)
{
	post(0, 0);
	ck_assert_int_eq(atomic_load(&wakes), 1);
	post(1, 0);
	ck_assert_int_eq(atomic_load(&wakes), 1);
	run_turn();
	ck_assert_int_eq(received, 2);

	post(2, 0);
	ck_assert_int_eq(atomic_load(&wakes), 2);
	mailbox_receive(mailbox);
	ck_assert_int_eq(received, 3);
	post(3, 0);
	ck_assert_int_eq(atomic_load(&wakes), 3);
	run_turn();
	ck_assert_int_eq(received, 4);
}
END_TEST

/* The receiver posts to itself while it delivers. */
static void
answer_receive_cb(struct mail *mail, void *argument)
{
	struct letter *letter = (struct letter *)mail;

	post(letter->number, 0);
	ck_assert_ptr_eq(argument, &receiver);
	free(letter);
}

START_TEST(mail_that_is_posted_while_others_are_delivered_comes_later)
{
	struct letter *letter = letter_new(0, 1, 0);

	letter->mail.receive = answer_receive_cb;
	mailbox_post(mailbox, &letter->mail);
	post(0, 0);
	run_turn();
	ck_assert_int_eq(received, 1);
	run_turn();
	ck_assert_int_eq(received, 2);
}
END_TEST

START_TEST(bytes_wait_until_they_are_delivered)
{
	ck_assert_uint_eq(mailbox_waiting_bytes(mailbox), 0);
	post(0, 100);
	post(1, 20);
	post(2, 0);
	ck_assert_uint_eq(mailbox_waiting_bytes(mailbox), 120);
	run_turn();
	ck_assert_uint_eq(mailbox_waiting_bytes(mailbox), 0);
}
END_TEST

START_TEST(a_wait_for_delivery_is_found_once)
{
	ck_assert(!mailbox_take_awaited(mailbox));
	mailbox_await_room(mailbox);
	mailbox_await_room(mailbox);
	ck_assert(mailbox_take_awaited(mailbox));
	ck_assert(!mailbox_take_awaited(mailbox));
}
END_TEST

START_TEST(a_receiver_can_be_woken_without_mail)
{
	/* EVLOOP_ONCE waits for an event: it would not return. */
	mailbox_wake(mailbox);
	ck_assert_int_eq(event_base_loop(base, EVLOOP_ONCE), 0);
	mailbox_wake(mailbox);
	mailbox_wake(mailbox);
	ck_assert_int_eq(event_base_loop(base, EVLOOP_ONCE), 0);
	ck_assert_int_eq(received, 0);
}
END_TEST

/* A sanitizer finds what is not freed. */
START_TEST(mail_that_waits_at_the_end_is_thrown_away)
{
	post(0, 0);
	post(1, 0);
	mailbox_free(mailbox);
	mailbox = NULL;
	ck_assert_int_eq(received, 0);
	mailbox_free(NULL);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, mailbox_set_up, mailbox_tear_down);
	test_cases_add(tests, mail_arrives_in_the_order_it_was_posted);
	test_cases_add(tests, mail_of_each_of_many_threads_arrives_in_order);
	test_cases_add(tests, only_a_post_to_an_empty_mailbox_wakes);
	test_cases_add(
	    tests, mail_that_is_posted_while_others_are_delivered_comes_later);
	test_cases_add(tests, bytes_wait_until_they_are_delivered);
	test_cases_add(tests, a_wait_for_delivery_is_found_once);
	test_cases_add(tests, a_receiver_can_be_woken_without_mail);
	test_cases_add(tests, mail_that_waits_at_the_end_is_thrown_away);
}
