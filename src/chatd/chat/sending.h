/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SENDING_H
#define CHATD_SENDING_H

/*
 * Texts for one user that wait because their sender has said something in a
 * room before, which has not reached everybody yet.  Worker's thread only.
 */

struct connection;

/* All have heard what the connection has said: send its text, if one waits. */
void sending_resume(struct connection *connection);

/* The connection has ended: forget the text that waits, if one does. */
void sending_forget(struct connection *connection);

#endif
