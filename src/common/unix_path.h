/* SPDX-License-Identifier: MIT */
#ifndef CHATD_UNIX_PATH_H
#define CHATD_UNIX_PATH_H

/*
 * "unix:/run/chatd/chat", which names a unix socket where else a host stands.
 * Pure.
 */

#include <sys/un.h>

#include <stddef.h>

/* What such a text begins with. */
#define UNIX_PATH_PREFIX "unix:"

/* Bytes of the longest path of a socket, with its NUL. */
#define UNIX_PATH_BYTES sizeof(((struct sockaddr_un *)NULL)->sun_path)

/* Return the path in text, or NULL if text names a host. */
const char *unix_path_of(const char *text);

/*
 * Set *address_r to the socket at path.  Return 0, or -1 with errno
 * ENAMETOOLONG if the path does not fit, or EINVAL if it is empty.
 */
int unix_path_address(const char *path, struct sockaddr_un *address_r);

#endif
