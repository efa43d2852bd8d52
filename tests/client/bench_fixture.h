/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_BENCH_FIXTURE_H
#define CHATD_TESTS_CLIENT_BENCH_FIXTURE_H

/*
 * chatd-bench as a test starts it, and what it prints.
 */

#include <stdio.h>

struct test_daemon;

#define BENCH_OUTPUT_BYTES 8192

/*
 * Start chatd-bench with these arguments, and its standard error there: a path,
 * or "&1".
 */
FILE *bench_begin(const char *standard_error, const char *arguments);

/* Take what it prints, up to its end, and return its exit status. */
int bench_finish(FILE *pipe);

/* Do both. */
int bench_run(const char *arguments);

/* Put a load on the daemon, and fail unless the run is clean. */
void bench_bear(
    const struct test_daemon *daemon, const char *wire, const char *words);

/* Return the daemon's port for this protocol. */
unsigned int bench_port_of(
    const struct test_daemon *daemon, const char *protocol);

/*
 * Return what the last run has printed on standard output, and on standard
 * error where that is "&1".
 */
const char *bench_output(void);

/* Fail unless part is in that. */
void bench_require_output(const char *part);

#endif
