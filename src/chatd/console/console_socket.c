/* SPDX-License-Identifier: MIT */
/*
 * A socket's file outlives its process.  So one that is in the way is connected
 * to, and removed if nobody listens there.
 */

#include "chatd/console/console_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Most groups of a peer.  Linux allows 65536, but people are in a few. */
#define CONSOLE_GROUPS_MAX 1024

/* Owner and group may read and write, which is to connect. */
#define CONSOLE_UMASK 0117

/* Say whether the file is a socket that nobody listens at. */
static bool
console_socket_is_stale(const struct sockaddr_un *address)
{
	struct stat status;
	bool is_refused;
	int fd;

	if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	is_refused = connect(fd, (const struct sockaddr *)address,
			 sizeof(*address)) != 0 &&
		     errno == ECONNREFUSED;
	close(fd);
	return is_refused;
}

static int
console_socket_bind(int fd, const struct sockaddr_un *address)
{
	const struct sockaddr *any = (const struct sockaddr *)address;
	mode_t before = umask(CONSOLE_UMASK);
	int result = bind(fd, any, sizeof(*address));

	if (result != 0 && errno == EADDRINUSE) {
		if (console_socket_is_stale(address) &&
		    unlink(address->sun_path) == 0)
			result = bind(fd, any, sizeof(*address));
		else
			errno = EADDRINUSE;
	}
	umask(before);
	return result;
}

int
console_socket_open(const char *path, int backlog, gid_t *group_r)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat status;
	int fd, saved_errno;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && console_socket_bind(fd, &address) == 0 &&
	    listen(fd, backlog) == 0 && stat(path, &status) == 0) {
		*group_r = status.st_gid;
		return fd;
	}
	saved_errno = errno;
	if (fd >= 0)
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
