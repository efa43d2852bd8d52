/* SPDX-License-Identifier: MIT */
/*
 * A directory that answers later: workers with their chats and routers, whose
 * users sit at the other ends of socket pairs.
 */

#include <netinet/in.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/util.h>

#include "chatd/chat/debts.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/queue_total.h"
#include "chatd/net/admission.h"
#include "chatd/net/newcomer.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/protocols/protocols.h"
#include "chatd/worker/worker.h"
#include "unit/chatd/chat/later_directory.h"
#include "unit/unit.h"

#define WORKERS 2

/* What guests are called. */
#define GUEST "192.0.2.7:34858"

static const struct limits limits = {
	.max_clients = 100,
	.name_max = 64,
	.line_max = 1000,
	.message_max = 1000,
	.send_queue_max = 1000000,
	.send_timeout_ms = 60000,
	.login_timeout_ms = 60000,
};

static struct directory *directory;
static struct rooms *rooms;
static struct admission admission;
static struct queue_total queues;
static struct mailbox *mailboxes[WORKERS];
static struct worker *workers[WORKERS];

static void
set_up(void)
{
	struct worker_shared shared = { .admission = &admission,
		.queues = &queues,
		.mailboxes = mailboxes,
		.worker_count = WORKERS };

	queue_total_init(&queues, SIZE_MAX);
	shared.directory = directory = later_directory_new();
	shared.rooms = rooms = rooms_new(WORKERS);
	for (unsigned int i = 0; i < WORKERS; i++) {
		workers[i] = worker_new(i, &shared, &limits);
		ck_assert_ptr_nonnull(workers[i]);
	}
	for (unsigned int i = 0; i < WORKERS; i++)
		ck_assert_int_eq(worker_start(workers[i]), 0);
}

/* Every claim must have been released by the end. */
static void
tear_down(void)
{
	for (unsigned int i = 0; i < WORKERS; i++)
		worker_stop(workers[i]);
	for (unsigned int i = 0; i < WORKERS; i++)
		worker_free(workers[i]);
	rooms_free(rooms);
	later_directory_free(directory);
}

/* ---- on a worker's thread ------------------------------------------------ */

struct call {
	worker_call_cb *call;
	struct address address;
	sem_t done;
};

static void
call_cb(struct connections *connections, void *argument)
{
	struct call *call = argument;

	call->call(connections, &call->address);
	sem_post(&call->done);
}

/* Have the worker of address call call with it, and wait until it has. */
static void
call_for(struct address address, worker_call_cb *call)
{
	struct call posted = { .call = call, .address = address };

	sem_init(&posted.done, 0, 0);
	ck_assert_int_eq(worker_post_call(workers[address_worker(address)],
			     call_cb, &posted),
	    0);
	sem_wait(&posted.done);
	sem_destroy(&posted.done);
}

static void
answer_cb(struct connections *connections, void *argument)
{
	(void)connections;
	(void)argument;
	later_directory_answer(directory);
}

static void
close_cb(struct connections *connections, void *argument)
{
	const struct address *address = argument;

	connection_close(
	    slots_find(&connections->slots, *address), CLOSE_KICKED);
}

/* Wait for a question to the directory, and have it answered. */
static void
answer(void)
{
	call_for(later_directory_await_question(directory), answer_cb);
}

/* ---- users --------------------------------------------------------------- */

static int
join_worker(unsigned int worker, const struct protocol *protocol)
{
	struct newcomer newcomer = { .protocol = protocol };
	struct sockaddr_in peer = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0xc0000207),
		.sin_port = htons(34858) };
	int fds[2];

	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	ck_assert_int_eq(evutil_make_socket_nonblocking(fds[1]), 0);
	memcpy(&newcomer.peer, &peer, sizeof(peer));
	newcomer.fd = fds[1];
	ck_assert_int_eq(worker_post_newcomer(workers[worker], &newcomer), 0);
	return fds[0];
}

static void
say(int fd, const char *text)
{
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
}

/* Wait for bytes; require that the next ones are these. */
static void
expect(int fd, const char *want)
{
	char got[200];
	size_t size = strlen(want), have = 0;

	while (have < size) {
		ssize_t count = read(fd, got + have, size - have);

		ck_assert_msg(count > 0, "no more after \"%.*s\", not \"%s\"",
		    (int)have, got, want);
		have += (size_t)count;
	}
	got[have] = '\0';
	ck_assert_str_eq(got, want);
}

static void
expect_end(int fd)
{
	char byte;

	ck_assert_int_le(read(fd, &byte, 1), 0);
	close(fd);
}

static int
log_in(unsigned int worker, const char *name)
{
	int fd = join_worker(worker, hello_protocol());
	char line[80];

	snprintf(line, sizeof(line), "HELLO-FROM %s\n", name);
	say(fd, line);
	answer();
	snprintf(line, sizeof(line), "HELLO %s\n", name);
	expect(fd, line);
	return fd;
}

static int
enter_as_guest(unsigned int worker)
{
	int fd = join_worker(worker, plain_protocol());

	say(fd, "!who\n");
	answer();
	expect(fd, "users: " GUEST "\n");
	return fd;
}

/* ---- logging in ---------------------------------------------------------- */

START_TEST(a_login_waits_and_so_does_what_follows_it)
{
	int alice = join_worker(0, hello_protocol());

	say(alice, "HELLO-FROM alice\nWHO\n");
	answer();
	expect(alice, "HELLO alice\nWHO-OK alice\n");
}
END_TEST

START_TEST(a_login_may_be_refused_later)
{
	int bob = join_worker(0, hello_protocol());

	log_in(1, "alice");
	say(bob, "HELLO-FROM alice\n");
	answer();
	expect(bob, "IN-USE\n");
	say(bob, "HELLO-FROM bob\n");
	answer();
	expect(bob, "HELLO bob\n");
}
END_TEST

START_TEST(whoever_ends_before_the_login_is_answered_has_no_name)
{
	int alice = join_worker(0, hello_protocol());

	say(alice, "HELLO-FROM alice\n");
	call_for(later_directory_await_question(directory), close_cb);
	expect_end(alice);
	answer();
	later_directory_await_claims(directory, 0);
	log_in(0, "alice");
}
END_TEST

START_TEST(a_guest_waits_for_a_name)
{
	int guest = join_worker(0, plain_protocol());

	say(guest, "@" GUEST " hi\n");
	answer();
	expect(guest, "\r<" GUEST "> @" GUEST " hi\n");
}
END_TEST

START_TEST(a_guest_may_end_before)
{
	int guest = join_worker(0, plain_protocol());

	say(guest, "hi\n");
	call_for(later_directory_await_question(directory), close_cb);
	expect_end(guest);
	answer();
	later_directory_await_claims(directory, 0);
}
END_TEST

/* ---- other names --------------------------------------------------------- */

START_TEST(a_rename_waits)
{
	int guest = enter_as_guest(0);

	say(guest, "!name bob\n!who\n");
	answer();
	expect(guest, "You are now bob\nusers: bob\n");
}
END_TEST

START_TEST(a_rename_may_be_refused_later)
{
	int guest = enter_as_guest(0);

	log_in(1, "bob");
	say(guest, "!name bob\n!who\n");
	answer();
	expect(guest, "! refused: name taken: bob\nusers: " GUEST " bob\n");
}
END_TEST

START_TEST(whoever_ends_before_the_rename_is_answered_has_neither_name)
{
	int guest = enter_as_guest(0);

	say(guest, "!name bob\n");
	call_for(later_directory_await_question(directory), close_cb);
	expect_end(guest);
	later_directory_await_claims(directory, 0);
	answer();
	later_directory_await_claims(directory, 0);
	log_in(0, "bob");
}
END_TEST

/* ---- sending ------------------------------------------------------------- */

/* The receiver is on the sender's worker, or on the other one. */
START_TEST(a_text_that_waits_arrives_once)
{
	int alice = log_in(0, "alice");
	int bob = log_in((unsigned int)_i, "bob");

	say(alice, "SEND bob one\nWHO\n");
	answer();
	expect(alice, "SEND-OK\nWHO-OK alice,bob\n");
	expect(bob, "DELIVERY alice one\n");
	say(bob, "SEND bob end\n");
	expect(bob, "SEND-OK\nDELIVERY bob end\n");
}
END_TEST

/* Where the receiver is remembered, only the first text has to wait. */
START_TEST(texts_keep_their_order)
{
	int alice = log_in(0, "alice");
	int bob = log_in(0, "bob");

	say(alice, "SEND bob one\nSEND bob two\nSEND bob three\n");
	answer();
	expect(alice, "SEND-OK\nSEND-OK\nSEND-OK\n");
	expect(bob,
	    "DELIVERY alice one\nDELIVERY alice two\nDELIVERY alice three\n");
}
END_TEST

START_TEST(several_may_wait)
{
	int alice = log_in(0, "alice");
	int bob = log_in(0, "bob");
	int carol = log_in(0, "carol");
	struct address asker;

	say(alice, "SEND carol one\n");
	asker = later_directory_await_question(directory);
	say(bob, "SEND carol two\n");
	later_directory_await_questions(directory, 2);
	later_directory_postpone(directory);
	answer();
	expect(bob, "SEND-OK\n");
	expect(carol, "DELIVERY bob two\n");
	ck_assert(
	    address_equals(later_directory_await_question(directory), asker));
	answer();
	expect(alice, "SEND-OK\n");
	expect(carol, "DELIVERY alice one\n");
}
END_TEST

static void
owe_cb(struct connections *connections, void *argument)
{
	const struct address *address = argument;

	connection_owe(slots_find(&connections->slots, *address), 1);
}

static void
settle_cb(struct connections *connections, void *argument)
{
	const struct address *address = argument;

	debt_settle(connections->services.chat, *address, 1);
}

/* First for all to hear what its sender has said, then for the directory. */
START_TEST(a_text_may_wait_twice)
{
	int alice = join_worker(0, hello_protocol());
	struct address address;
	int bob;

	say(alice, "HELLO-FROM alice\n");
	address = later_directory_await_question(directory);
	answer();
	expect(alice, "HELLO alice\n");
	bob = log_in(1, "bob");
	call_for(address, owe_cb);
	say(alice, "SEND alice hi\nSEND bob one\nWHO\n");
	expect(alice, "SEND-OK\nDELIVERY alice hi\n");
	call_for(address, settle_cb);
	answer();
	expect(alice, "SEND-OK\nWHO-OK alice,bob\n");
	expect(bob, "DELIVERY alice one\n");
}
END_TEST

START_TEST(a_text_to_nobody_is_refused_later)
{
	int alice = log_in(0, "alice");

	say(alice, "SEND bob hi\nWHO\n");
	answer();
	expect(alice, "UNKNOWN\nWHO-OK alice\n");
}
END_TEST

START_TEST(a_text_to_oneself_needs_no_question)
{
	int alice = log_in(0, "alice");

	say(alice, "SEND alice hi\n");
	expect(alice, "SEND-OK\nDELIVERY alice hi\n");
}
END_TEST

START_TEST(a_text_whose_sender_ends_before_is_dropped)
{
	int alice = log_in(0, "alice");
	int bob = log_in(0, "bob");

	say(alice, "SEND bob lost\n");
	call_for(later_directory_await_question(directory), close_cb);
	expect_end(alice);
	answer();
	say(bob, "SEND bob end\n");
	expect(bob, "SEND-OK\nDELIVERY bob end\n");
}
END_TEST

START_TEST(a_text_whose_receiver_ends_before_is_refused)
{
	int alice = log_in(0, "alice");
	int bob = log_in(0, "bob");

	say(alice, "SEND bob lost\n");
	later_directory_await_question(directory);
	later_directory_decide(directory);
	close(bob);
	later_directory_await_claims(directory, 1);
	answer();
	expect(alice, "UNKNOWN\n");
}
END_TEST

START_TEST(a_worker_may_end_before)
{
	int alice = log_in(0, "alice");

	say(alice, "SEND bob lost\n");
	later_directory_await_question(directory);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, a_login_waits_and_so_does_what_follows_it);
	test_cases_add(tests, a_login_may_be_refused_later);
	test_cases_add(
	    tests, whoever_ends_before_the_login_is_answered_has_no_name);
	test_cases_add(tests, a_guest_waits_for_a_name);
	test_cases_add(tests, a_guest_may_end_before);
	test_cases_add(tests, a_rename_waits);
	test_cases_add(tests, a_rename_may_be_refused_later);
	test_cases_add(
	    tests, whoever_ends_before_the_rename_is_answered_has_neither_name);
	test_cases_add_loop(tests, a_text_that_waits_arrives_once, 0, WORKERS);
	test_cases_add(tests, texts_keep_their_order);
	test_cases_add(tests, several_may_wait);
	test_cases_add(tests, a_text_may_wait_twice);
	test_cases_add(tests, a_text_to_nobody_is_refused_later);
	test_cases_add(tests, a_text_to_oneself_needs_no_question);
	test_cases_add(tests, a_text_whose_sender_ends_before_is_dropped);
	test_cases_add(tests, a_text_whose_receiver_ends_before_is_refused);
	test_cases_add(tests, a_worker_may_end_before);
}
