/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_SOCKET_H
#define CHATD_CONSOLE_SOCKET_H

/*
 * The console's unix socket: taking its place in the file system, and who may
 * connect to it.  Main thread only.
 */

#include <sys/types.h>

#include <stdbool.h>

/*
 * Listen at path, in the place of a socket that a chatd which died has left but
 * of nothing else.  Set *group_r to the group that may connect.  Return the
 * descriptor, or -1 with errno set: EADDRINUSE where somebody listens, or where
 * something lies that is no socket.
 */
int console_socket_open(const char *path, int backlog, gid_t *group_r);

/*
 * Say whether the peer at the accepted descriptor fd may ask: root, our own
 * account, and members of group.  Set *uid_r to who it is.
 */
bool console_socket_is_allowed(int fd, gid_t group, uid_t *uid_r);

#endif
