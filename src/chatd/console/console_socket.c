/* SPDX-License-Identifier: MIT */
/*
 * Who is an operator.  The file itself is made and removed by the same means as
 * that of a listener.
 */

#include "chatd/console/console_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <unistd.h>

#include "chatd/net/socket_file.h"

/* Most groups of a peer.  Linux allows 65536, but people are in a few. */
#define CONSOLE_GROUPS_MAX 1024

/* Owner and group may read and write, which is to connect. */
#define CONSOLE_MODE 0660

int
console_socket_open(
    const char *path, int backlog, struct socket_file *file_r, gid_t *group_r)
{
	const struct socket_access access = { CONSOLE_MODE,
		SOCKET_FILE_ANY_GROUP };
	struct stat status;
	int fd = socket_file_listen(path, &access, backlog, file_r);
	int saved_errno;

	if (fd < 0)
		return -1;
	if (stat(path, &status) == 0) {
		*group_r = status.st_gid;
		return fd;
	}
	saved_errno = errno;
	socket_file_remove(file_r);
	close(fd);
	errno = saved_errno;
	return -1;
}

static bool
console_socket_has_group(int fd, gid_t group)
{
	gid_t groups[CONSOLE_GROUPS_MAX];
	socklen_t size = sizeof(groups);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0)
		return false;
	for (size_t i = 0; i < size / sizeof(groups[0]); i++) {
		if (groups[i] == group)
			return true;
	}
	return false;
}

/* The socket's mode says the same, but a mode is easily changed. */
bool
console_socket_is_allowed(int fd, gid_t group, uid_t *uid_r)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	*uid_r = (uid_t)-1;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return false;
	*uid_r = peer.uid;
	return peer.uid == 0 || peer.uid == geteuid() || peer.gid == group ||
	       console_socket_has_group(fd, group);
}
