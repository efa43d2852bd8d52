/* SPDX-License-Identifier: MIT */
/*
 * A connection to Redis with each of its allocations failing in turn: nothing
 * that was asked goes unanswered, and it is ready in the end.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "chatd/redis/redis_connection.h"
#include "cluster/redis_fixture.h"
#include "common/test_support.h"

/* More allocations than a round has. */
#define ROUNDS_MAX 2000

static long left; /* allocations until one fails; 0: none does */
static int taken, answered;

#if !TEST_SANITIZED
static bool
fails(void)
{
	if (left == 0 || --left > 0)
		return false;
	errno = ENOMEM;
	return true;
}

/* In place of the C library's, which these are. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
#endif

static void
replied_cb(struct redis_connection *connection, const struct redis_reply *reply,
    void *argument)
{
	(void)connection;
	(void)reply;
	(void)argument;
	answered++;
}

/* Ask for one of each kind; what cannot be asked is refused. */
static void
ask(struct redis_connection *connection)
{
	const struct slice words[] = { SLICE("MGET"), SLICE("a"), SLICE("b") };
	const struct slice keys[] = { SLICE("a") };

	taken += redis_connection_command(
		     connection, 3, words, replied_cb, NULL) == 0;
	taken += redis_connection_script(
		     connection, 0, 1, 1, keys, replied_cb, NULL) == 0;
	taken += redis_connection_subscribe(
		     connection, keys[0], replied_cb, NULL) == 0;
}

static void
ready_cb(struct redis_connection *connection, void *argument)
{
	(void)argument;
	if (taken == 0)
		ask(connection);
}

static void
lost_cb(struct redis_connection *connection, enum redis_loss loss,
    const char *reason, void *argument)
{
	(void)connection;
	(void)loss;
	(void)reason;
	(void)argument;
}

/* Go through all with the allocation of this number failing; return whether
 * there was one. */
static bool
go_through(const char *address, long number)
{
	static const char *const scripts[] = { "return {KEYS[1], {1, 'x'}}" };
	static const struct redis_events events = { .ready = ready_cb,
		.lost = lost_cb };
	const struct redis_target target = { .addresses = &address,
		.address_count = 1,
		.name = "test",
		.scripts = scripts,
		.script_count = 1,
		.timeout_ms = 2000 };
	struct event_base *base = event_base_new();
	struct redis_connection *connection;
	bool was_one;

	taken = answered = 0;
	left = number;
	connection = redis_connection_new(base, &target, &events, NULL);
	/* Check's own assertions take memory. */
	while (connection != NULL && (!redis_connection_is_ready(connection) ||
					 taken == 0 || answered < taken)) {
		if (event_base_loop(base, EVLOOP_ONCE) < 0)
			abort();
	}
	was_one = left == 0;
	left = 0;
	redis_connection_free(connection);
	ck_assert_int_eq(answered, taken);
	event_base_free(base);
	return was_one;
}

static void
go_through_all(const struct redis_spec *spec)
{
	const char *address = redis_address(redis_start(spec));
	long number = 1;

	signal(SIGPIPE, SIG_IGN);
	while (go_through(address, number))
		ck_assert_int_lt(number++, ROUNDS_MAX);
	/* Or nothing has been tried. */
	ck_assert_int_gt(number, 30);
}

START_TEST(want_of_memory_is_survived_on_a_path)
{
	go_through_all(&(struct redis_spec){ .tcp = false });
}
END_TEST

START_TEST(want_of_memory_is_survived_on_a_port)
{
	go_through_all(&(struct redis_spec){ .tcp = true });
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	if (test_is_sanitized())
		test_skip("a sanitizer brings an allocator of its own");
	test_cases_add(tests, want_of_memory_is_survived_on_a_path);
	test_cases_add(tests, want_of_memory_is_survived_on_a_port);
}
