/* SPDX-License-Identifier: MIT */
/*
 * When a crowd has left, so have its memory and its descriptors: whatever it
 * did, the process is back, within a MiB, where it was before.
 */

#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"

/* What may be left, and how much must have been there to prove anything. */
#define LEFT_KIB  1024
#define CROWD_KIB 1280

#define CROWD_MAX 4000

/* In a room everybody hears of everybody: that is two million lines. */
#define ROOM_MAX 2000

/* A user with an unfinished line takes ten times as much as an idle one. */
#define UNFINISHED_MAX 2000

/* Descriptors that are not the crowd's, here or in the daemon. */
#define OTHER_DESCRIPTORS 100

#define HALF_A_LINE_BYTES 3000

#define LONG_NAME_BYTES 250

static struct test_daemon *chatd;
static struct test_client *alice;
static struct test_client *crowd[CROWD_MAX];
static size_t crowd_size;
static long private_kib;
static size_t descriptors;

static long
count_private_kib(void)
{
	return test_process_private_kib(test_daemon_pid(chatd));
}

static size_t
count_descriptors(void)
{
	return test_process_count_descriptors(test_daemon_pid(chatd));
}

/*
 * Start a daemon with alice as its only user, see what it takes, and prepare
 * for a crowd of this size, if there are descriptors for it.
 */
static void
start_with(const char *option, size_t size)
{
	struct rlimit limit;

	test_require(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
	limit.rlim_cur = limit.rlim_max;
	test_require(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
	test_require(limit.rlim_cur >= 2 * OTHER_DESCRIPTORS,
	    "too few descriptors for a crowd");
	crowd_size = size;
	if (limit.rlim_cur < size + OTHER_DESCRIPTORS)
		crowd_size = limit.rlim_cur - OTHER_DESCRIPTORS;
	chatd = test_daemon_start_with("echo_user=", option, NULL);
	alice = test_client_login(chatd, "alice");
	private_kib = count_private_kib();
	descriptors = count_descriptors();
}

static void
start(size_t size)
{
	start_with(NULL, size);
}

static void
crowd_enter(void)
{
	for (size_t i = 0; i < crowd_size; i++)
		crowd[i] = test_client_login(chatd, test_format("user%zu", i));
}

/* Leave, in another order than that of coming. */
static void
crowd_leave(void)
{
	for (size_t i = 0; i < crowd_size; i++) {
		size_t other = i + test_random((uint32_t)(crowd_size - i));
		struct test_client *client = crowd[other];

		crowd[other] = crowd[i];
		test_client_close(client);
	}
}

/* The memory that the crowd takes can be seen, unless it had to be small. */
static bool
is_crowded(void)
{
	return crowd_size < ROOM_MAX ||
	       count_private_kib() > private_kib + CROWD_KIB;
}

static bool
is_as_before(void)
{
	return count_descriptors() == descriptors &&
	       count_private_kib() <= private_kib + LEFT_KIB;
}

/* Memory goes when it has been idle for a while: look again and again. */
static void
wait_until(bool (*is_so)(void))
{
	struct timespec now, end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += TEST_PATIENCE_MS / 1000;
	while (!is_so()) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		test_require(now.tv_sec < end.tv_sec,
		    "%ld KiB, %ld before; %zu descriptors, %zu before",
		    count_private_kib(), private_kib, count_descriptors(),
		    descriptors);
		test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
		poll(NULL, 0, 20);
	}
}

START_TEST(idle_users_leave_nothing)
{
	start(CROWD_MAX);
	crowd_enter();
	wait_until(is_crowded);
	crowd_leave();
	wait_until(is_as_before);
}
END_TEST

/* The list of all of them, which each worker keeps, is longer than 1 MiB. */
START_TEST(long_lists_leave_nothing)
{
	const char *list;

	start_with("name_max=255", CROWD_MAX);
	for (size_t i = 0; i < crowd_size; i++)
		crowd[i] = test_client_login(
		    chatd, test_format("%0*zu", LONG_NAME_BYTES, i));
	/* One on each worker. */
	for (size_t i = 0; i < 2; i++) {
		test_client_send(crowd[i], "WHO\n");
		list = test_client_take_line(crowd[i]);
		test_require(
		    strlen(list) > crowd_size * LONG_NAME_BYTES, "a list");
	}
	wait_until(is_crowded);
	crowd_leave();
	wait_until(is_as_before);
}
END_TEST

/* alice stays out of it, so as not to hear everybody leave. */
START_TEST(a_busy_room_leaves_nothing)
{
	start(ROOM_MAX);
	crowd_enter();
	for (size_t i = 0; i < crowd_size; i++)
		test_client_ask(crowd[i], "JOIN #a\n", "JOIN-OK #a\n");
	wait_until(is_crowded);
	crowd_leave();
	wait_until(is_as_before);
}
END_TEST

START_TEST(unfinished_lines_leave_nothing)
{
	const char *half;

	start(UNFINISHED_MAX);
	half = test_repeat('x', HALF_A_LINE_BYTES, "");
	crowd_enter();
	for (size_t i = 0; i < crowd_size; i++)
		test_client_send_bytes(crowd[i], half, HALF_A_LINE_BYTES);
	wait_until(is_crowded);
	crowd_leave();
	wait_until(is_as_before);
}
END_TEST

START_TEST(a_crowd_that_comes_again_and_again_leaves_nothing)
{
	start(CROWD_MAX);
	for (int round = 0; round < 3; round++) {
		crowd_enter();
		crowd_leave();
	}
	wait_until(is_as_before);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	if (test_is_sanitized())
		test_skip("a sanitizer holds memory back");
	test_cases_add(tests, idle_users_leave_nothing);
	test_cases_add(tests, long_lists_leave_nothing);
	test_cases_add_but(tests, a_busy_room_leaves_nothing, "not_unix");
	test_cases_add(tests, unfinished_lines_leave_nothing);
	test_cases_add(
	    tests, a_crowd_that_comes_again_and_again_leaves_nothing);
}
