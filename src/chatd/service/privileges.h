/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PRIVILEGES_H
#define CHATD_PRIVILEGES_H

/*
 * Nobody is served by root: what needs root is done first, and then the process
 * becomes an ordinary user.
 */

/*
 * If this process runs as root, become user for good, with that account's group
 * and the groups it is in.  Where there is no such account become "nobody".
 * Call this when everything that needs root is done (files are read, ports are
 * bound) and before there are threads.
 *
 * Return 0 and set *account_r to the account's name, which is borrowed (it is
 * user itself or a constant), or to NULL if the process was not root and
 * nothing has changed.  On failure return -1 with *error_r set to a sentence
 * for the operator, which stays valid until the next call; the process is then
 * in no state to serve anybody and must exit.
 */
int privileges_drop(
    const char *user, const char **account_r, const char **error_r);

#endif
