/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_SOCKET_H
#define CHATD_CONSOLE_SOCKET_H

/*
 * The console's unix socket: its place in the file system, and the check of who
 * may connect to it.  Main thread only.
 */

#include <sys/types.h>

#include <stdbool.h>

struct socket_file;

/*
 * Listen at path, as socket_file_listen() does.  Return the descriptor and set
 * *file_r, and *group_r to the group whose members may connect; or return -1
 * with errno set.
 */
int console_socket_open(
    const char *path, int backlog, struct socket_file *file_r, gid_t *group_r);

/*
 * Say whether the peer of the accepted socket fd may ask: root may, and our own
 * account, and members of group.  Set *uid_r to the peer's user, or to -1 if
 * the kernel does not tell.
 */
bool console_socket_is_allowed(int fd, gid_t group, uid_t *uid_r);

#endif
