/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_SESSION_H
#define CHATD_CHATC_SESSION_H

/*
 * A session at a chat server: a conversation with its connection, its user and
 * its clock.
 */

struct chatc_options;

/*
 * Talk as the options say, until the user or the server leaves.  Return the
 * exit status of the program; the user has been told what went wrong.
 */
int session_run(const struct chatc_options *options);

#endif
