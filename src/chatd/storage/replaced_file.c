/* SPDX-License-Identifier: MIT */
/*
 * The lock is on a file of its own, because what it guards is another file
 * after each change.
 */

#include "chatd/storage/replaced_file.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPLACED_FILE_MODE 0600

/* Close fd, which may be -1, and leave errno as it is. */
static void
replaced_file_close_fd(int fd)
{
	int saved_errno = errno;

	if (fd >= 0)
		close(fd);
	errno = saved_errno;
}

static char *
replaced_file_make_name(const char *name, const char *suffix)
{
	size_t size = strlen(name) + strlen(suffix) + 1;
	char *made = malloc(size);

	if (made != NULL)
		snprintf(made, size, "%s%s", name, suffix);
	return made;
}

static int
replaced_file_open_directory(const char *path, const char *slash)
{
	char *directory;
	int fd;

	if (slash == NULL)
		return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	directory = strndup(path, (size_t)(slash - path) + 1);
	if (directory == NULL)
		return -1;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(directory);
	return fd;
}

/* Make the names of file.  Return 0, or -1 if there is no memory. */
static int
replaced_file_make_names(struct replaced_file *file, const char *name)
{
	file->name = replaced_file_make_name(name, "");
	file->new_name = replaced_file_make_name(name, ".new");
	file->lock_name = replaced_file_make_name(name, ".lock");
	return file->name != NULL && file->new_name != NULL &&
		       file->lock_name != NULL
		   ? 0
		   : -1;
}

int
replaced_file_open(struct replaced_file *file_r, const char *path)
{
	const char *slash = strrchr(path, '/');

	*file_r = (struct replaced_file){ .directory_fd = -1, .lock_fd = -1 };
	if (replaced_file_make_names(
		file_r, slash == NULL ? path : slash + 1) != 0)
		goto fail;
	file_r->directory_fd = replaced_file_open_directory(path, slash);
	if (file_r->directory_fd < 0)
		goto fail;
	file_r->lock_fd = openat(file_r->directory_fd, file_r->lock_name,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, REPLACED_FILE_MODE);
	if (file_r->lock_fd < 0 ||
	    flock(file_r->lock_fd, LOCK_EX | LOCK_NB) != 0)
		goto fail;
	return 0;

fail:
	replaced_file_close(file_r);
	return -1;
}

/* Read size bytes of fd, or fewer at its end.  Return 0, or -1 with errno. */
static int
replaced_file_read_all(int fd, char *bytes, size_t size, size_t *size_r)
{
	*size_r = 0;
	while (*size_r < size) {
		ssize_t got = read(fd, bytes + *size_r, size - *size_r);

		if (got == 0)
			return 0;
		if (got > 0)
			*size_r += (size_t)got;
		else if (errno != EINTR)
			return -1;
	}
	return 0;
}

char *
replaced_file_read(
    const struct replaced_file *file, size_t size_max, size_t *size_r)
{
	/* What is no file, a pipe for one, must not be waited for. */
	int fd = openat(file->directory_fd, file->name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	char *bytes = NULL;

	if (fd < 0 || fstat(fd, &status) != 0)
		goto fail;
	if (!S_ISREG(status.st_mode)) {
		errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
		goto fail;
	}
	if ((uint64_t)status.st_size > size_max) {
		errno = EFBIG;
		goto fail;
	}
	bytes = malloc((size_t)status.st_size + 1);
	if (bytes == NULL || replaced_file_read_all(fd, bytes,
				 (size_t)status.st_size, size_r) != 0)
		goto fail;
	close(fd);
	return bytes;

fail:
	free(bytes);
	replaced_file_close_fd(fd);
	return NULL;
}

static int
replaced_file_write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);

		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		} else if (errno != EINTR) {
			return -1;
		}
	}
	return 0;
}

/* Write the file that is to take the place.  Return 0, or -1 with errno set. */
static int
replaced_file_write_new(
    const struct replaced_file *file, const char *bytes, size_t size)
{
	int fd;

	/* One that a crash has left behind may be anything. */
	if (unlinkat(file->directory_fd, file->new_name, 0) != 0 &&
	    errno != ENOENT)
		return -1;
	fd = openat(file->directory_fd, file->new_name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    REPLACED_FILE_MODE);
	if (fd < 0)
		return -1;
	if (replaced_file_write_all(fd, bytes, size) != 0 || fsync(fd) != 0) {
		replaced_file_close_fd(fd);
		return -1;
	}
	return close(fd);
}

int
replaced_file_replace(
    const struct replaced_file *file, const char *bytes, size_t size)
{
	int saved_errno;

	if (replaced_file_write_new(file, bytes, size) == 0 &&
	    renameat(file->directory_fd, file->new_name, file->directory_fd,
		file->name) == 0)
		return fsync(file->directory_fd);
	saved_errno = errno;
	unlinkat(file->directory_fd, file->new_name, 0);
	errno = saved_errno;
	return -1;
}

void
replaced_file_close(struct replaced_file *file)
{
	replaced_file_close_fd(file->lock_fd);
	replaced_file_close_fd(file->directory_fd);
	free(file->name);
	free(file->new_name);
	free(file->lock_name);
	*file = (struct replaced_file){ .directory_fd = -1, .lock_fd = -1 };
}
