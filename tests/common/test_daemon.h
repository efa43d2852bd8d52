/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_DAEMON_H
#define CHATD_TEST_DAEMON_H

/*
 * The real chatd in a child process, found by the environment variable CHATD.
 * A daemon belongs to its test: it is stopped when the test has passed, and
 * killed by Check with the test's process group when it has failed.  What it
 * wrote is printed when the test fails.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TEST_SPEC_MAX 40

struct sockaddr_storage;
struct test_daemon;

/* How to start one; everything that is not set is the test's own. */
struct test_spec {
	const char *arguments[TEST_SPEC_MAX];   /* without argv[0]; NULL ends */
	const char *environment[TEST_SPEC_MAX]; /* "NAME=VALUE" */
	size_t descriptors_max;                 /* RLIMIT_NOFILE; 0: as it is */
};

/*
 * Start chatd without a file, on 127.0.0.1 and a free port, with two workers,
 * and with the options given as "OPTION=VALUE" up to NULL, which win over those
 * three.  Return when its start line is there.  Over unix sockets
 * (test_transport.h) it is on a path, as are listeners for protocols.  Where
 * nodes stand for a daemon (test_nodes.h), there is another one with the same
 * options; what is returned is the first.
 */
struct test_daemon *test_daemon_start(void);
struct test_daemon *test_daemon_start_with(const char *option, ...)
    __attribute__((sentinel));

/* An option that makes no difference, where one is to be given. */
#define NO_OPTION "freebind=no"

/*
 * As test_daemon_start_with(), with a listener for each of the protocols, which
 * are separated by blanks, besides the main one.
 */
struct test_daemon *test_daemon_start_speaking(const char *protocols, ...)
    __attribute__((sentinel));

/* Start chatd with no option but those of the file at path, as above. */
struct test_daemon *test_daemon_start_file(const char *path);

/* Start chatd as spec says and wait for nothing. */
struct test_daemon *test_daemon_spawn(const struct test_spec *spec);

/* Wait for the start line; fail the test if the daemon ends before it. */
void test_daemon_wait_started(struct test_daemon *daemon);

/* As above, but return false if it ended before it started. */
bool test_daemon_has_started(struct test_daemon *daemon);

/*
 * Give the address of the daemon's index-th listener (from 0) that speaks
 * protocol, as the start line names it.  Return the address's size.
 */
size_t test_daemon_address(const struct test_daemon *daemon,
    const char *protocol, size_t index, struct sockaddr_storage *address_r);

/* Say whether that listener takes nothing but TLS. */
bool test_daemon_encrypts(
    const struct test_daemon *daemon, const char *protocol, size_t index);

/*
 * Let other stand for daemon, too: it is a node of the same cluster.  Return
 * the one of them that the client of this number is to connect to, from 0.
 */
void test_daemon_add_node(
    struct test_daemon *daemon, struct test_daemon *other);
const struct test_daemon *test_daemon_node(
    const struct test_daemon *daemon, unsigned int number);

pid_t test_daemon_pid(const struct test_daemon *daemon);
void test_daemon_signal(struct test_daemon *daemon, int signal);

/*
 * Wait until the daemon has written a line that holds text, and forget
 * everything up to the end of that line, so that the same text can be waited
 * for again.  Fail the test if the daemon ends without it.
 */
void test_daemon_wait_log(struct test_daemon *daemon, const char *text);

/*
 * Wait for the daemon's end and the end of its output.  Return its exit
 * status, or 128 and the signal that killed it.
 */
int test_daemon_wait_exit(struct test_daemon *daemon);

/* As above, and fail unless the status is this one. */
void test_daemon_require_exit(struct test_daemon *daemon, int status);

/*
 * Send SIGTERM, unless the test has done so, and wait for the end.  Fail the
 * test unless the exit status is 0 and the log is printable UTF-8 lines.  Each
 * daemon that has not been waited for is stopped like this at the end of its
 * test.
 */
void test_daemon_stop(struct test_daemon *daemon);

/*
 * Everything the daemon has written to standard error, or to standard output,
 * as far as the test has read it: all of it after test_daemon_wait_exit().
 */
const char *test_daemon_log(const struct test_daemon *daemon);
const char *test_daemon_output(const struct test_daemon *daemon);

/* Fail unless exactly count lines of the log, as above, hold part. */
void test_daemon_require_log(
    const struct test_daemon *daemon, size_t count, const char *part);

/* Count the lines of text that hold part; all its lines if part is "". */
size_t test_count_lines(const char *text, const char *part);

#endif
