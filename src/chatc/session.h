/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CLIENT_H
#define CHATD_CHATC_CLIENT_H

/*
 * The client as a whole: the conversation with its connection, its user and its
 * clock.
 */

struct options;

/*
 * Talk as the options say, until the user leaves or the server does.  Return
 * the program's exit status; what went wrong has been said.
 */
int client_run(const struct options *options);

#endif
