/* SPDX-License-Identifier: MIT */
/*
 * A socket's file outlives its process.  So one that is in the way is connected
 * to, and removed if nobody listens there.
 *
 * The mode is set between bind(2) and listen(2), when nobody can connect yet.
 * A umask would do the same for the whole process, whose other threads may be
 * making files.
 */

#include "chatd/net/socket_file.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
socket_file_new_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/*
 * Remove the socket at address if nobody listens there.  Return 0, or -1 with
 * errno set.
 */
static int
socket_file_clear_way(const struct sockaddr_un *address)
{
	struct stat status;
	bool is_refused;
	int fd;

	if (lstat(address->sun_path, &status) != 0)
		return -1;
	if (!S_ISSOCK(status.st_mode)) {
		errno = ENOTSOCK;
		return -1;
	}
	fd = socket_file_new_socket();
	if (fd < 0)
		return -1;
	is_refused = connect(fd, (const struct sockaddr *)address,
			 sizeof(*address)) != 0 &&
		     errno == ECONNREFUSED;
	close(fd);
	if (is_refused)
		return unlink(address->sun_path);
	errno = EADDRINUSE;
	return -1;
}

/* Bind fd, and fill *file_r.  Return 0, or -1 with errno set. */
static int
socket_file_bind(
    int fd, const struct sockaddr_un *address, struct socket_file *file_r)
{
	const struct sockaddr *any = (const struct sockaddr *)address;
	struct stat status;
	int result = bind(fd, any, sizeof(*address));

	if (result != 0 && errno == EADDRINUSE &&
	    socket_file_clear_way(address) == 0)
		result = bind(fd, any, sizeof(*address));
	if (result != 0 || lstat(address->sun_path, &status) != 0)
		return -1;
	file_r->device = status.st_dev;
	file_r->inode = status.st_ino;
	memcpy(file_r->path, address->sun_path, sizeof(file_r->path));
	return 0;
}

/* Say whether the file at the path is still the one that was made. */
static bool
socket_file_is_ours(const struct socket_file *file)
{
	struct stat status;

	return file->path[0] != '\0' && lstat(file->path, &status) == 0 &&
	       status.st_dev == file->device && status.st_ino == file->inode;
}

int
socket_file_listen(const char *path, const struct socket_access *access,
    int backlog, struct socket_file *file_r)
{
	struct sockaddr_un address;
	int fd, saved_errno;

	memset(file_r, 0, sizeof(*file_r));
	if (unix_path_address(path, &address) != 0)
		return -1;
	fd = socket_file_new_socket();
	if (fd < 0)
		return -1;
	if (socket_file_bind(fd, &address, file_r) == 0 &&
	    socket_file_set_access(file_r, access) == 0 &&
	    listen(fd, backlog) == 0)
		return fd;
	saved_errno = errno;
	socket_file_remove(file_r);
	close(fd);
	errno = saved_errno;
	return -1;
}

int
socket_file_set_access(
    const struct socket_file *file, const struct socket_access *access)
{
	if (!socket_file_is_ours(file)) {
		errno = ENOENT;
		return -1;
	}
	/* First the group: the mode is not to open the file to another one. */
	if (access->group != SOCKET_FILE_ANY_GROUP &&
	    lchown(file->path, (uid_t)-1, access->group) != 0)
		return -1;
	return chmod(file->path, access->mode);
}

void
socket_file_remove(struct socket_file *file)
{
	if (socket_file_is_ours(file))
		unlink(file->path);
	file->path[0] = '\0';
}

int
socket_file_find_group(const char *text, gid_t *group_r)
{
	const struct group *entry;

	*group_r = SOCKET_FILE_ANY_GROUP;
	if (text[0] == '\0')
		return 0;
	entry = getgrnam(text);
	if (entry != NULL) {
		*group_r = entry->gr_gid;
		return 0;
	}
	/* The largest number is the one that stands for no group. */
	if (strlen(text) > 10 || text[strspn(text, "0123456789")] != '\0' ||
	    strtoull(text, NULL, 10) >= UINT32_MAX)
		return -1;
	*group_r = (gid_t)strtoull(text, NULL, 10);
	return 0;
}
