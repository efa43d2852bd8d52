/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOMS_H
#define CHATD_ROOMS_H

/*
 * What logging in and out mean for the rooms that a connection is in.
 */

struct connection;

/*
 * Call the connection by its present name in all its rooms, and announce that.
 * Return 0, or -1 if there is no memory; some rooms then keep the old name.
 */
int rooms_rename_member(struct connection *connection);

/*
 * Take the connection, which has ended, out of all its rooms, and announce
 * that; there is one notice for each of limits->rooms_max rooms at most, or of
 * those that it was in when that was lowered.
 */
void rooms_leave_all(struct connection *connection);

#endif
