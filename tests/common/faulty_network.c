/* SPDX-License-Identifier: MIT */
/*
 * A kernel whose network calls fail when a test wants it.
 *
 * This stands in front of some of the C library's functions, in a chatd that is
 * otherwise the real one.  FAULTY_NETWORK names a directory.  A file there that
 * is called like one of the calls below holds the number of an error: the next
 * such call removes the file, says so on standard error, and fails like that.
 * Where the name ends in "-always" the file stays, and every call fails.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* What chatd means to have room for whenever it reads. */
#define WHOLE_READ_BYTES 65536

static void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
	char message[128];
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (syscall(SYS_write, STDERR_FILENO, message, (size_t)size) < 0)
		abort();
}

/* Return the error in the file of this name, or 0 if there is none. */
static int
read_error(
    const char *directory, const char *name, const char *end, int should_remove)
{
	char path[PATH_MAX], number[16] = "";
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "%s/%s%s", directory, name, end);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	size = syscall(SYS_read, fd, number, sizeof(number) - 1);
	close(fd);
	/* Of two that come at once one fails. */
	if (size <= 0 || (should_remove && unlink(path) != 0))
		return 0;
	return (int)strtol(number, NULL, 10);
}

/* Return 0 if the call is to go on, or -1 with errno set. */
static int
meet_fault(const char *call)
{
	const char *directory = getenv("FAULTY_NETWORK");
	int saved_errno = errno, error;

	if (directory == NULL)
		return 0;
	error = read_error(directory, call, "", 1);
	if (error == 0)
		error = read_error(directory, call, "-always", 0);
	errno = saved_errno;
	if (error == 0)
		return 0;
	say("FAULTY_NETWORK: %s fails\n", call);
	errno = error;
	return -1;
}

ssize_t
send(int fd, const void *bytes, size_t size, int flags)
{
	if (meet_fault("send") != 0)
		return -1;
	return syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
}

ssize_t
writev(int fd, const struct iovec *parts, int count)
{
	if (meet_fault("writev") != 0)
		return -1;
	return syscall(SYS_writev, fd, parts, count);
}

/* Reading little at a time costs much: it is told, for tests to find. */
ssize_t
recv(int fd, void *bytes, size_t size, int flags)
{
	if (meet_fault("recv") != 0)
		return -1;
	if (size < WHOLE_READ_BYTES)
		say("FAULTY_NETWORK: recv of a part\n");
	return syscall(SYS_recvfrom, fd, bytes, size, flags, NULL, NULL);
}

/* Under a name of its own, since C libraries differ in its type. */
int faulty_accept4(int fd, struct sockaddr *peer, socklen_t *size,
    int flags) __asm__("accept4");

int
faulty_accept4(int fd, struct sockaddr *peer, socklen_t *size, int flags)
{
	if (meet_fault("accept4") != 0)
		return -1;
	return (int)syscall(SYS_accept4, fd, peer, size, flags);
}

int
epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
	if (meet_fault("epoll_wait") != 0)
		return -1;
	return (int)syscall(
	    SYS_epoll_pwait, fd, events, most, timeout, NULL, 0);
}

int
epoll_ctl(int fd, int operation, int target, struct epoll_event *event)
{
	if (operation == EPOLL_CTL_ADD && meet_fault("epoll_ctl") != 0)
		return -1;
	return (int)syscall(SYS_epoll_ctl, fd, operation, target, event);
}

int
shutdown(int fd, int how)
{
	if (meet_fault("shutdown") != 0)
		return -1;
	return (int)syscall(SYS_shutdown, fd, how);
}
