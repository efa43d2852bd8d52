/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PRIVILEGES_H
#define CHATD_PRIVILEGES_H

/*
 * Nobody is served as root.
 */

/*
 * If this process runs as root, become user for good: its user and group and
 * the groups it is in, with no way back.  Where there is no such account become
 * "nobody" instead.  Call it when everything that needs root is done (files
 * read, ports bound) and before there are threads.
 *
 * Return 0 and set *account_r to the account's name (borrowed: user itself or a
 * constant), or to NULL if the process was not root and nothing changed.  On
 * failure return -1 with *error_r set to a sentence for the operator, which
 * stays valid until the next call; the process is then in no state to serve
 * anybody and must exit.
 */
int privileges_drop(
    const char *user, const char **account_r, const char **error_r);

#endif
