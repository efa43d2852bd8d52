/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_CHATCTL_H
#define CHATD_TESTS_CLIENT_CHATCTL_H

/*
 * Run the real chatctl, and look at what it prints.
 */

/*
 * Run chatctl at the console of console_fixture.h.  The arguments are a part of
 * a shell's command line.  Return its exit status.
 */
int chatctl_run(const char *arguments);

/* Run it at another socket. */
int chatctl_run_at(const char *path, const char *arguments);

/* Run it as another user, which takes root. */
int chatctl_run_as(unsigned int uid, const char *path, const char *arguments);

/* Return what the last run has printed on standard output, or error. */
const char *chatctl_output(void);
const char *chatctl_errors(void);

/*
 * Run it, and fail unless it prints output and, on standard error, errors, and
 * ends with this status.
 */
void chatctl_expect(
    const char *arguments, const char *output, int status, const char *errors);

/*
 * Return what "python3 -c PROGRAM" prints if it reads the last output, or NULL
 * if there is no python3.
 */
const char *chatctl_python(const char *program);

#endif
