/* SPDX-License-Identifier: MIT */
/*
 * What is said in a room of many, and what its speaker says or sends next.  The
 * workers' threads do not run: a test runs their turns, in the order in which
 * it wants them.
 */

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/util.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/queue_total.h"
#include "chatd/net/admission.h"
#include "chatd/net/newcomer.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/protocols/protocols.h"
#include "chatd/worker/worker.h"
#include "unit/unit.h"

#define WORKERS 2

/* From this many members on a worker, a room is told in slices there. */
#define MANY 128

/* More turns than anything here takes. */
#define TURNS 20

#define HOUR_MS 3600000

static const struct limits limits = {
	.max_clients = 1000,
	.max_guests = 1000,
	.name_max = 64,
	.line_max = 1000,
	.message_max = 1000,
	.rooms_max = 10,
	.send_queue_max = 1000000,
	.send_timeout_ms = HOUR_MS,
	.login_timeout_ms = HOUR_MS,
};

static struct directory *directory;
static struct rooms *rooms;
static struct admission admission;
static struct queue_total queues;
static struct mailbox *mailboxes[WORKERS];
static struct worker *workers[WORKERS];
static uint64_t newcomers;
static int steps_done; /* of stopping */

/* All are in #small, and #lobby is the room of many. */
static int alice, bob;

static void
run_turns(unsigned int worker)
{
	for (int i = 0; i < TURNS; i++)
		worker_run_turn(workers[worker], false);
}

static void
run_all(void)
{
	for (int i = 0; i < TURNS; i++)
		for (unsigned int worker = 0; worker < WORKERS; worker++)
			worker_run_turn(workers[worker], false);
}

/* ---- users --------------------------------------------------------------- */

/* Post a newcomer to worker; return the other end. */
static int
join_worker(unsigned int worker, const struct protocol *protocol)
{
	struct newcomer newcomer = { .protocol = protocol,
		.number = ++newcomers };
	struct sockaddr_in peer = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)newcomers) };
	int fds[2];

	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	ck_assert_int_eq(evutil_make_socket_nonblocking(fds[0]), 0);
	ck_assert_int_eq(evutil_make_socket_nonblocking(fds[1]), 0);
	ck_assert(admission_enter(&admission, admission_kind_of(protocol)));
	memcpy(&newcomer.peer, &peer, sizeof(peer));
	newcomer.fd = fds[1];
	ck_assert_int_eq(worker_post_newcomer(workers[worker], &newcomer), 0);
	return fds[0];
}

static void
ask(int fd, const char *text)
{
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
}

/* Require that this has come, and nothing else. */
static void
expect(int fd, const char *want)
{
	char got[400] = "";
	ssize_t count = read(fd, got, sizeof(got) - 1);

	ck_assert_int_lt(count, (int)sizeof(got) - 1);
	ck_assert_str_eq(got, want);
}

static void
expect_end(int fd)
{
	char byte;

	ck_assert_int_eq(read(fd, &byte, 1), 0);
}

/* Have so many listen in the lobby, on worker. */
static void
fill_lobby(unsigned int worker, int count)
{
	for (int i = 0; i < count; i++)
		(void)join_worker(worker, plain_protocol());
}

/* Log in to worker, and be in both rooms. */
static int
enter(unsigned int worker, const char *login)
{
	int fd = join_worker(worker, hello_protocol());

	ask(fd, login);
	ask(fd, "JOIN #lobby\nJOIN #small\n");
	return fd;
}

static void
skip_all(int fd)
{
	char bytes[400];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		continue;
}

static void
set_up(void)
{
	struct worker_shared shared = { .admission = &admission,
		.queues = &queues,
		.mailboxes = mailboxes,
		.worker_count = WORKERS };

	for (int kind = 0; kind < ADMISSION_KINDS; kind++)
		admission_init(&admission, (enum admission_kind)kind, 1000);
	queue_total_init(&queues, SIZE_MAX);
	shared.directory = directory = directory_new(limits.max_clients);
	shared.rooms = rooms = rooms_new(WORKERS);
	for (unsigned int i = 0; i < WORKERS; i++) {
		workers[i] = worker_new(i, &shared, &limits);
		ck_assert_ptr_nonnull(workers[i]);
	}
	alice = enter(0, "HELLO-FROM alice\n");
	bob = enter(1, "HELLO-FROM bob\n");
	run_all();
	skip_all(alice);
	skip_all(bob);
}

static void
tear_down(void)
{
	for (unsigned int i = 0; i < WORKERS; i++)
		worker_stop(workers[i]);
	for (unsigned int i = 0; i < WORKERS; i++)
		worker_free(workers[i]);
	rooms_free(rooms);
	directory_free(directory);
}

/* ---- what comes next ----------------------------------------------------- */

/* What may follow what alice has said in the lobby, and what bob hears of it.
 */
static const struct {
	const char *request, *heard;
} next[] = {
	{ "SEND bob two\n", "DELIVERY alice two\n" },
	{ "SEND #small two\n", "SAID #small alice two\n" },
};

#define NEXT ((int)(sizeof(next) / sizeof(next[0])))

#define ONE "SAID #lobby alice one\n"

/* Have alice say something in the lobby, and go on with the next thing. */
static void
speak(int i)
{
	ask(alice, "SEND #lobby one\n");
	ask(alice, next[i].request);
	run_turns(0);
}

/* Require that bob hears both, in their order. */
static void
expect_both(int i)
{
	char want[100] = ONE;

	expect(bob, strcat(want, next[i].heard));
}

START_TEST(it_waits_until_all_have_been_told)
{
	fill_lobby(1, MANY);
	run_all();
	speak(_i);
	expect(alice, "SEND-OK\n");
	run_all();
	expect(alice, "SEND-OK\n");
	expect_both(_i);
}
END_TEST

/*
 * There are few members on bob's worker when alice speaks, and many when that
 * worker hears of it.
 */
START_TEST(a_room_that_has_grown_is_told_without_a_pause)
{
	/* bob is the last of those that are few. */
	fill_lobby(1, MANY - 2);
	run_all();
	fill_lobby(1, 1);
	speak(_i);
	expect(alice, "SEND-OK\nSEND-OK\n");
	run_all();
	expect_both(_i);
}
END_TEST

/* What is said in the same room next is told in the same walk, in its order. */
START_TEST(it_does_not_wait_in_the_same_room)
{
	fill_lobby(1, MANY);
	run_all();
	ask(alice, "SEND #lobby one\nSEND #lobby two\n");
	run_turns(0);
	expect(alice, "SEND-OK\nSEND-OK\n");
	run_all();
	expect(bob, ONE "SAID #lobby alice two\n");
}
END_TEST

/* What waits in the lobby may be overtaken if nobody has said it. */
START_TEST(notices_are_not_waited_for)
{
	fill_lobby(1, MANY);
	run_all();
	ask(alice, "SEND #lobby one\n");
	run_all();
	skip_all(alice);
	ask(alice, "LEAVE #lobby\nJOIN #lobby\nSEND #small two\n");
	run_turns(0);
	expect(alice, "LEAVE-OK #lobby\nJOIN-OK #lobby\nSEND-OK\n");
}
END_TEST

/* Whether or not they have come back. */
START_TEST(it_waits_after_its_speaker_has_left)
{
	fill_lobby(1, MANY);
	run_all();
	ask(alice, "SEND #lobby one\nLEAVE #lobby\n");
	if (_i > 0)
		ask(alice, "JOIN #lobby\n");
	ask(alice, "SEND #small two\n");
	run_turns(0);
	expect(alice, _i > 0 ? "SEND-OK\nLEAVE-OK #lobby\nJOIN-OK #lobby\n"
			     : "SEND-OK\nLEAVE-OK #lobby\n");
	run_all();
	expect(alice, "SEND-OK\n");
	expect(bob, _i > 0 ? ONE "LEFT #lobby alice\nJOINED #lobby alice\n"
				 "SAID #small alice two\n"
			   : ONE "LEFT #lobby alice\n"
				 "SAID #small alice two\n");
}
END_TEST

/* ---- when something ends ------------------------------------------------- */

static void
close_user_cb(struct connection *connection, void *argument)
{
	(void)argument;
	if (connection_claim(connection) != NULL)
		connection_close(connection, CLOSE_KICKED);
}

static void
close_users_cb(struct connections *connections, void *argument)
{
	connections_for_each(connections, close_user_cb, argument);
}

START_TEST(it_is_forgotten_when_its_speaker_ends)
{
	fill_lobby(1, MANY);
	run_all();
	speak(_i);
	ck_assert_int_eq(worker_post_call(workers[0], close_users_cb, NULL), 0);
	run_all();
	expect(bob, ONE "LEFT #small alice\nLEFT #lobby alice\n");
}
END_TEST

static void
done_cb(void *argument)
{
	(void)argument;
	steps_done++;
}

/*
 * Alice's worker hears that all have been told when bob's connection has ended:
 * what waited for that is not confirmed, for it would not arrive.
 */
START_TEST(it_is_not_confirmed_when_the_workers_stop)
{
	fill_lobby(1, MANY);
	run_all();
	speak(_i);
	for (unsigned int i = 0; i < WORKERS; i++)
		ck_assert_int_eq(
		    worker_post_quiesce(workers[i], done_cb, NULL), 0);
	run_turns(0);
	/* One turn, or as many as its time is cut into on a slow machine. */
	for (int i = 0; i < TURNS && steps_done < WORKERS; i++)
		worker_run_turn(workers[1], false);
	ck_assert_int_eq(steps_done, WORKERS);
	for (unsigned int i = 0; i < WORKERS; i++)
		ck_assert_int_eq(
		    worker_post_drain(workers[i], done_cb, NULL), 0);
	run_turns(1);
	run_turns(0);
	expect(alice, "SEND-OK\n");
	expect_end(alice);
	expect(bob, ONE);
	expect_end(bob);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add_loop(tests, it_waits_until_all_have_been_told, 0, NEXT);
	test_cases_add_loop(
	    tests, a_room_that_has_grown_is_told_without_a_pause, 0, NEXT);
	test_cases_add(tests, it_does_not_wait_in_the_same_room);
	test_cases_add(tests, notices_are_not_waited_for);
	test_cases_add_loop(tests, it_waits_after_its_speaker_has_left, 0, 2);
	test_cases_add_loop(
	    tests, it_is_forgotten_when_its_speaker_ends, 0, NEXT);
	test_cases_add_loop(
	    tests, it_is_not_confirmed_when_the_workers_stop, 0, NEXT);
}
