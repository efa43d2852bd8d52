/* SPDX-License-Identifier: MIT */
/*
 * A thread that has stopped working is noticed, whichever it is.  The test
 * holds it with ptrace(2), as a debugger would.
 */

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_manager.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* chatd notifies the manager twice in that time. */
#define WATCHDOG "WATCHDOG_USEC=100000"

/* For how long nothing may come: many times that. */
#define SILENCE_MS 1000

#define WORKERS      2
#define MANY_THREADS 16

static struct test_daemon *
start_watched(void)
{
	struct test_spec spec = {
		.arguments = { "-c", "/dev/null", "-o", "port=0", "-o",
		    "workers=2", "-o", console_option() },
		.environment = { test_manager_open(), WATCHDOG },
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_started(daemon);
	return daemon;
}

/* Wait for a notification that begins like this, and return it. */
static const char *
wait_notification(const char *begin)
{
	const char *notification;

	do {
		while ((notification = test_manager_receive()) == NULL)
			test_require(test_wait(test_manager_fd(), POLLIN),
			    "%s does not come", begin);
	} while (strncmp(notification, begin, strlen(begin)) != 0);
	return notification;
}

/* Wait for the next notification that is sent after the call. */
static void
wait_alive(void)
{
	while (test_manager_receive() != NULL)
		continue;
	wait_notification("WATCHDOG=1");
}

/*
 * Return the main thread, for 0, or a worker's.  The workers are the last ones,
 * because a sanitizer may have a thread of its own before them.
 */
static pid_t
find_thread(pid_t pid, int index)
{
	DIR *tasks = opendir(test_format("/proc/%d/task", (int)pid));
	struct dirent *entry;
	pid_t threads[MANY_THREADS];
	int count = 0;

	test_require(tasks != NULL, "no /proc");
	while (count < MANY_THREADS && (entry = readdir(tasks)) != NULL) {
		if (entry->d_name[0] != '.')
			threads[count++] = (pid_t)atoi(entry->d_name);
	}
	closedir(tasks);
	test_require(count > WORKERS, "found %d threads", count);
	return index == 0 ? threads[0] : threads[count - WORKERS - 1 + index];
}

static void
hold(pid_t thread)
{
	test_require(ptrace(PTRACE_SEIZE, thread, NULL, NULL) == 0 &&
			 ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) == 0 &&
			 waitpid(thread, NULL, __WALL) == thread,
	    "cannot hold thread %d", (int)thread);
}

static void
let_go(pid_t thread)
{
	test_require(ptrace(PTRACE_DETACH, thread, NULL, NULL) == 0,
	    "cannot let go of thread %d", (int)thread);
}

START_TEST(a_thread_that_is_stuck_is_noticed)
{
	struct test_daemon *daemon = start_watched();
	pid_t thread = find_thread(test_daemon_pid(daemon), _i);
	struct pollfd silence = { .fd = test_manager_fd(), .events = POLLIN };

	wait_alive();
	hold(thread);
	/* A round that was complete before may still be told. */
	if (_i > 0)
		test_daemon_wait_log(daemon, "does not answer");
	while (test_manager_receive() != NULL)
		continue;
	test_require(poll(&silence, 1, SILENCE_MS) == 0, "said to be alive: %s",
	    test_manager_receive());
	let_go(thread);
	wait_alive();
	if (_i > 0)
		test_daemon_wait_log(daemon, "answers again");
}
END_TEST

START_TEST(the_manager_is_told_how_many_there_are)
{
	struct test_daemon *daemon = start_watched();

	wait_notification("STATUS=users: 0, connections: 0, workers: 2");
	test_client_login(daemon, "alice");
	test_client_connect(daemon);
	wait_notification("STATUS=users: 1, connections: 2, workers: 2");
}
END_TEST

/* Expect the notifications of a reload and of its end. */
static void
expect_reload(void)
{
	const char *seen = wait_notification("RELOADING=1\n");

	test_require(strncmp(seen, "RELOADING=1\nMONOTONIC_USEC=", 27) == 0 &&
			 strspn(seen + 27, "0123456789") == strlen(seen + 27),
	    "%s", seen);
	wait_notification("READY=1");
}

START_TEST(the_manager_is_told_each_step)
{
	struct test_daemon *daemon = start_watched();
	struct test_client *console = console_connect();

	wait_notification("READY=1");
	test_daemon_signal(daemon, SIGHUP);
	expect_reload();
	console_expect(console, "reload", "OK\n");
	expect_reload();
	test_daemon_signal(daemon, SIGTERM);
	wait_notification("STOPPING=1\nEXTEND_TIMEOUT_USEC=");
	test_daemon_require_exit(daemon, 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
#ifndef HAVE_SYSTEMD
	test_skip("built without libsystemd");
#endif
	/* The main thread and both workers. */
	test_cases_add_loop(tests, a_thread_that_is_stuck_is_noticed, 0, 3);
	test_cases_add(tests, the_manager_is_told_how_many_there_are);
	test_cases_add(tests, the_manager_is_told_each_step);
}
