/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_CHATCTL_H
#define CHATD_TESTS_CLIENT_CHATCTL_H

/*
 * Run the real chatctl and look at what it prints.
 */

/*
 * Run chatctl at the console of console_fixture.h with these arguments, which
 * are a piece of a shell's command line.  Return its exit status.
 */
int chatctl_run(const char *arguments);

/* The same at another socket. */
int chatctl_run_at(const char *path, const char *arguments);

/* The same as somebody else, which takes root. */
int chatctl_run_as(unsigned int uid, const char *path, const char *arguments);

/* What it has printed last, on standard output and on standard error. */
const char *chatctl_output(void);
const char *chatctl_errors(void);

/*
 * Run it, and fail unless it prints these bytes, ends with this status, and
 * prints this on standard error.
 */
void chatctl_expect(
    const char *arguments, const char *output, int status, const char *errors);

/*
 * Return what "python3 -c PROGRAM" prints with the last output as its standard
 * input, or NULL where there is no python3.
 */
const char *chatctl_python(const char *program);

#endif
