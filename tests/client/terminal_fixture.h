/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_TERMINAL_FIXTURE_H
#define CHATD_TESTS_CLIENT_TERMINAL_FIXTURE_H

/*
 * What the tests of chatc on a pseudo-terminal have in common.  The server is
 * that of client/server.h.
 */

#include <stdbool.h>

/* Start chatc with an option, under this name, "" for none. */
void terminal_start(const char *option, const char *name);

/* Start it with an option as alice, without colours by default, and log in. */
void terminal_log_in_with(const char *option);
void terminal_log_in(void);

/* Answer the question who is there, which follows a login. */
void terminal_list(const char *names);

/* Confirm the message that is in flight. */
void terminal_answer(void);

/* Leave by Ctrl-D, and see that the terminal is as it was. */
void terminal_leave(void);

/* Fail unless these bytes have been seen so far, or have not. */
void terminal_require_seen(const char *bytes, bool want);

#endif
