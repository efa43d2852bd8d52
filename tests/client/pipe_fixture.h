/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_PIPE_FIXTURE_H
#define CHATD_TESTS_CLIENT_PIPE_FIXTURE_H

/*
 * What the tests of chatc between two pipes have in common.  The server is that
 * of client/server.h.
 */

/* What chatc prints on success. */
#define PIPE_LOGGED_IN "Successfully logged in as alice!\n"

/* Start chatc under this name, "" for none. */
void pipe_start(const char *name);

/* Start it with a short time-out, for a test in which no answer comes. */
void pipe_start_impatient(const char *name);

/* Start it as alice and take the login. */
void pipe_log_in(void);

/* End the input, see that the server is told, and that all went well. */
void pipe_leave(void);

/* The same, but a line was refused, so that it ends with this status. */
void pipe_leave_with(int status);

#endif
