/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SOCKET_FILE_H
#define CHATD_SOCKET_FILE_H

/*
 * The file of a unix socket that listens: how it comes, to whom it is open, and
 * how it goes.  Main thread only.
 */

#include <sys/types.h>

#include "common/unix_path.h"

/* In place of a group: the file keeps the one it is made with. */
#define SOCKET_FILE_ANY_GROUP ((gid_t)-1)

/* Who may connect: to write to the file is to connect. */
struct socket_access {
	mode_t mode;
	gid_t group; /* or SOCKET_FILE_ANY_GROUP */
};

/* A file that was made here, and the way to recognize it. */
struct socket_file {
	char path[UNIX_PATH_BYTES]; /* "": there is none */
	dev_t device;
	ino_t inode;
};

/*
 * Listen at path, open to those whom access names.  A socket that nobody
 * listens on is replaced, and nothing else is.  Return a non-blocking
 * descriptor and set *file_r; or return -1 with errno set, which is EADDRINUSE
 * where somebody listens and ENOTSOCK where something other than a socket is.
 */
int socket_file_listen(const char *path, const struct socket_access *access,
    int backlog, struct socket_file *file_r);

/*
 * Give a file that is still ours this access.  Return 0, or -1 with errno set,
 * which is ENOENT where it is not there any more.
 */
int socket_file_set_access(
    const struct socket_file *file, const struct socket_access *access);

/*
 * Remove the file if it is still ours, and forget it.  The socket must not have
 * been closed yet: until then no other file can be mistaken for it.
 */
void socket_file_remove(struct socket_file *file);

/*
 * Find the group that text names, by its name or its number; "" is
 * SOCKET_FILE_ANY_GROUP.  Return 0, or -1 if there is none.
 */
int socket_file_find_group(const char *text, gid_t *group_r);

#endif
