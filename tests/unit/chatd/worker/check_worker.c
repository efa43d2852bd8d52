/* SPDX-License-Identifier: MIT */
/*
 * A worker's thread, and what it does with the orders that it is posted.  Mail
 * that is posted before the thread runs is received in one turn, in order.
 */

#include "chatd/net/newcomer.h"
#include "chatd/worker/worker.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "chatd/core/protocol.h"
#include "chatd/core/queue_total.h"
#include "chatd/net/admission.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/protocols/all/all_protocols.h"
#include "unit/unit.h"

/* It bounds a failure and decides nothing else. */
#define PATIENCE_MS 20000

#define HOUR_MS 3600000

static const struct limits limits = {
	.max_clients = 10,
	.name_max = 64,
	.line_max = 512,
	.message_max = 512,
	.send_queue_max = 65536,
	.send_timeout_ms = HOUR_MS,
	.login_timeout_ms = HOUR_MS,
};

static struct admission admission;
static struct mailbox *mailboxes[1];
static struct queue_total queues;
static struct worker_shared shared = {
	.admission = &admission,
	.queues = &queues,
	.mailboxes = mailboxes,
	.worker_count = 1,
};
static struct worker *worker;
static int done_fd; /* counts the orders that are carried out */

static void
worker_set_up(void)
{
	for (int kind = 0; kind < ADMISSION_KINDS; kind++)
		admission_init(&admission, (enum admission_kind)kind, 10);
	queue_total_init(&queues, SIZE_MAX);
	shared.directory = directory_new(limits.max_clients);
	shared.rooms = rooms_new(shared.worker_count);
	ck_assert_ptr_nonnull(shared.directory);
	ck_assert_ptr_nonnull(shared.rooms);
	worker = worker_new(0, &shared, &limits);
	ck_assert_ptr_nonnull(worker);
	done_fd = eventfd(0, EFD_CLOEXEC);
	ck_assert_int_ge(done_fd, 0);
}

static void
worker_tear_down(void)
{
	worker_stop(worker);
	worker_free(worker);
	rooms_free(shared.rooms);
	directory_free(shared.directory);
	close(done_fd);
}

static void
done_cb(void *argument)
{
	uint64_t one = 1;

	ck_assert_int_eq(
	    write(*(const int *)argument, &one, sizeof(one)), sizeof(one));
}

/* Wait for something to read, and read. */
static size_t
read_some(int fd, void *bytes, size_t size)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };
	ssize_t got;

	ck_assert_msg(poll(&readable, 1, PATIENCE_MS) == 1, "nothing comes");
	got = read(fd, bytes, size);
	ck_assert_int_ge(got, 0);
	return (size_t)got;
}

static void
expect_done(void)
{
	uint64_t count;

	ck_assert_uint_eq(
	    read_some(done_fd, &count, sizeof(count)), sizeof(count));
	ck_assert_uint_eq(count, 1);
}

static void
expect_bytes(int fd, const char *expected)
{
	char bytes[64] = "";

	read_some(fd, bytes, sizeof(bytes) - 1);
	ck_assert_str_eq(bytes, expected);
}

static void
expect_end(int fd)
{
	char byte;

	ck_assert_uint_eq(read_some(fd, &byte, 1), 0);
}

/* Hand the worker one end of a connection; return the other one. */
static int
post_newcomer(uint64_t number)
{
	struct newcomer newcomer = { .number = number };
	struct sockaddr_in peer = { .sin_family = AF_INET };
	int ends[2];

	newcomer.protocol = protocol_find("hello");
	memcpy(&newcomer.peer, &peer, sizeof(peer));
	ck_assert(
	    admission_enter(&admission, admission_kind_of(newcomer.protocol)));
	ck_assert_int_eq(
	    socketpair(
		AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends),
	    0);
	newcomer.fd = ends[0];
	ck_assert_int_eq(worker_post_newcomer(worker, &newcomer), 0);
	return ends[1];
}

static void
say(int fd, const char *line)
{
	ck_assert_int_eq(write(fd, line, strlen(line)), (ssize_t)strlen(line));
}

START_TEST(a_newcomer_is_served)
{
	int peer = post_newcomer(1);

	ck_assert_int_eq(worker_start(worker), 0);
	say(peer, "HELLO-FROM alice\n");
	expect_bytes(peer, "HELLO alice\n");
	close(peer);
}
END_TEST

START_TEST(a_newcomer_who_comes_during_a_drain_is_told_goodbye)
{
	int peer;

	ck_assert_int_eq(worker_post_drain(worker, done_cb, &done_fd), 0);
	peer = post_newcomer(1);
	ck_assert_int_eq(worker_start(worker), 0);
	expect_end(peer);
	close(peer);
	expect_done();
}
END_TEST

START_TEST(a_drain_ends_all_connections)
{
	int peers[2];

	for (int i = 0; i < 2; i++)
		peers[i] = post_newcomer((uint64_t)i);
	ck_assert_int_eq(worker_start(worker), 0);
	say(peers[0], "HELLO-FROM alice\n");
	expect_bytes(peers[0], "HELLO alice\n");
	ck_assert_int_eq(worker_post_drain(worker, done_cb, &done_fd), 0);
	for (int i = 0; i < 2; i++) {
		expect_end(peers[i]);
		close(peers[i]);
	}
	expect_done();
}
END_TEST

/* What is sent after it has no answer before the end. */
START_TEST(a_connection_is_not_read_after_quiesce)
{
	int peer = post_newcomer(1);

	ck_assert_int_eq(worker_start(worker), 0);
	say(peer, "HELLO-FROM alice\n");
	expect_bytes(peer, "HELLO alice\n");
	ck_assert_int_eq(worker_post_quiesce(worker, done_cb, &done_fd), 0);
	expect_done();
	say(peer, "WHO\n");
	ck_assert_int_eq(worker_post_drain(worker, done_cb, &done_fd), 0);
	expect_end(peer);
	close(peer);
	expect_done();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, worker_set_up, worker_tear_down);
	test_cases_set_timeout(tests, 2 * PATIENCE_MS / 1000);
	test_cases_add(tests, a_newcomer_is_served);
	test_cases_add(
	    tests, a_newcomer_who_comes_during_a_drain_is_told_goodbye);
	test_cases_add(tests, a_drain_ends_all_connections);
	test_cases_add(tests, a_connection_is_not_read_after_quiesce);
}
