/* SPDX-License-Identifier: MIT */
/*
 * A disk that is as slow, or as broken, as a test wants it.
 *
 * This replaces some of the C library's functions, in a chatd that is otherwise
 * the real one.  FAULTY_DISK names a directory.  A FIFO there that is named
 * like one of the calls below makes that call say on standard error that it
 * waits, and wait until somebody opens the FIFO for writing.  A file of such a
 * name makes the call fail, by the error whose number is in the file.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Wait as the FIFO at path wants. */
static int
wait_for(const char *path, const char *call)
{
	char message[64];
	int size = snprintf(
	    message, sizeof(message), "FAULTY_DISK: %s waits\n", call);
	int fd;

	if (syscall(SYS_write, STDERR_FILENO, message, (size_t)size) < 0)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return 0;
}

/* Fail as the file at path wants. */
static int
fail_as(const char *path)
{
	char number[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	long error = EIO;

	if (fd >= 0) {
		if (syscall(SYS_read, fd, number, sizeof(number) - 1) > 0)
			error = strtol(number, NULL, 10);
		close(fd);
	}
	errno = (int)error;
	return -1;
}

/* Return 0 if the call is to go on, or -1 with errno set. */
static int
meet_fault(const char *call)
{
	const char *directory = getenv("FAULTY_DISK");
	char path[PATH_MAX];
	struct stat status;

	if (directory == NULL)
		return 0;
	snprintf(path, sizeof(path), "%s/%s", directory, call);
	if (stat(path, &status) != 0)
		return 0;
	return S_ISFIFO(status.st_mode) ? wait_for(path, call) : fail_as(path);
}

/* Only a file that is made meets a fault: opening one that is there does not.
 */
int
openat(int at, const char *name, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	if ((flags & O_CREAT) != 0) {
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
		if (meet_fault("open") != 0)
			return -1;
	}
	return (int)syscall(SYS_openat, at, name, flags, mode);
}

int
fsync(int fd)
{
	struct stat status;
	int is_directory = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);

	if (meet_fault(is_directory ? "fsync-directory" : "fsync-file") != 0)
		return -1;
	return (int)syscall(SYS_fsync, fd);
}

int
renameat(int from, const char *name, int to, const char *new_name)
{
	if (meet_fault("rename") != 0)
		return -1;
	return (int)syscall(SYS_renameat2, from, name, to, new_name, 0);
}

/* Sockets, eventfds and the log are none of a disk's business. */
ssize_t
write(int fd, const void *bytes, size_t size)
{
	struct stat status;

	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    meet_fault("write") != 0)
		return -1;
	return syscall(SYS_write, fd, bytes, size);
}
