/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_CLIENT_H
#define CHATD_TESTS_CLIENT_CLIENT_H

/*
 * Run the real chatc, or another program, between pipes or on a
 * pseudo-terminal, and talk to it.  There is one at a time, and what it prints
 * is read in order.  Every function fails the test if what it waits for does
 * not come.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/test_support.h"

/*
 * Start chatc with these arguments, up to NULL: between pipes, with this
 * descriptor as its standard input, or on a terminal of 24 lines and 80
 * columns.  COLUMNS, NO_COLOR and the like are not inherited, and HOME is a
 * directory that does not exist.
 */
void client_start(const char *const *arguments);
void client_start_reading(int descriptor, const char *const *arguments);
void client_start_on_terminal(const char *const *arguments);

/* Start the program that test_program() knows by this name from now on. */
void client_use(const char *name);

/* Start it with this variable in its environment from now on. */
void client_set_environment(const char *name, const char *value);

/* Type these bytes. */
void client_type(const char *bytes);
void client_type_bytes(const char *bytes, size_t size);

/* End its standard input. */
void client_end_input(void);

/* Close our end of its standard output. */
void client_stop_reading(void);

/* Make the terminal this many columns wide. */
void client_resize(unsigned short columns);

/* Send it a signal. */
void client_signal(int number);

/* Expect exactly these bytes next on standard output, or on standard error. */
void client_expect(const char *bytes);
void client_expect_aside(const char *bytes);

/* Skip everything up to and including these bytes. */
void client_expect_later(const char *bytes);

/* Return everything that has been read from standard output so far. */
const char *client_seen(void);

/*
 * Expect it to print nothing more on standard output, and to end with this
 * status.  On a terminal, what it still prints is read for client_seen().
 */
void client_expect_exit(int status);

/* Expect it to end with this status, or to die of this signal. */
void client_expect_status(int status);
void client_expect_signal(int number);

/* Expect it to be suspended. */
void client_expect_stop(void);

/* Say whether the terminal echoes and edits lines again, as it did before. */
bool client_terminal_is_restored(void);

/*
 * Return the most memory that it ever had, in KiB, once it has ended.
 * CLIENT_PEAK_KIB is what is allowed: the sanitizers need more than the
 * program.
 */
#define CLIENT_PEAK_KIB (test_is_sanitized() ? 1024 * 1024 : 128 * 1024)
long client_peak_kib(void);

#endif
