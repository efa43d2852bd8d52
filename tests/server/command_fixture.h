/* SPDX-License-Identifier: MIT */
#ifndef CHATD_COMMAND_FIXTURE_H
#define CHATD_COMMAND_FIXTURE_H

/*
 * A daemon whose passwords are checked by a script of the test's, and its
 * console.
 */

#include <sys/types.h>

struct test_daemon;

/*
 * Begin a test: make a directory that the daemon's account can write to, with a
 * pipe called "notes" in it, and a script that accepts "open sesame".
 */
void command_begin(void);

/* Return the path of the script, and the option that names it. */
const char *command_path(void);
const char *command_option(void);

/*
 * Have this be the script from now on.  It runs in the directory, with what it
 * is told in $name and $password.
 */
void command_write(const char *lines);

/* The same, but nothing stands before the lines. */
void command_write_whole(const char *lines);

/* Start a daemon with the script and two further options. */
struct test_daemon *command_start(const char *option, const char *other);

/* As above, with a listener for each protocol: test_daemon_start_speaking(). */
struct test_daemon *command_start_speaking(
    const char *protocols, const char *option);

/*
 * Have the shell start daemons from now on, by a command that stands before
 * them, or "", and with these redirections.
 */
void command_start_by(const char *command, const char *redirections);

/* Wait for a line that the script writes to "notes", and return it. */
const char *command_take_note(void);

/* Fail if the script has written to "notes". */
void command_expect_no_note(void);

/* Wait until the process has ended, whoever its parent is. */
void command_wait_gone(pid_t pid);

/* Return the text of a file in the directory. */
const char *command_read(const char *name);

#endif
