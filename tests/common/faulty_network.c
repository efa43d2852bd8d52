/* SPDX-License-Identifier: MIT */
/*
 * A kernel whose network calls fail, or take their time, when a test wants it.
 *
 * This replaces some of the C library's functions, in a chatd that is otherwise
 * the real one.  FAULTY_NETWORK names a directory.  A file there that is named
 * like one of the calls below holds the number of an error: the next such call
 * removes the file, says so on standard error, and fails by that error.  Where
 * the name ends in "-always" the file stays, and every call fails.
 *
 * A FIFO of such a name halts the thread of the next call: the call is made,
 * the FIFO gets ".halted" added to its name, standard error says so, and the
 * thread waits until somebody opens the FIFO for writing.  A FIFO called
 * "send-WORD" is for the next send() of bytes that begin with that word.
 *
 * Accounts are looked up by getpwuid_r(), which may ask a network as well, and
 * on a thread of its own, which pthread_create() makes; under ThreadSanitizer
 * that never fails.
 *
 * A call of getaddrinfo() is one only if there is a name to be looked up, and
 * its errors are its own: EAI_NONAME and the like.  One of bind() is called
 * "bind-inet6" where the address is of IPv6.
 *
 * FAULTY_NETWORK_PEER is an IPv4 address that all who connect seem to have.
 *
 * FAULTY_NETWORK_HASTE is a number.  Peers that do not answer are given up this
 * many times sooner than chatd asks, so that tests need not wait for it.
 */

#include <arpa/inet.h>
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* What chatd means to have room for whenever it reads. */
#define WHOLE_READ_BYTES 65536

/* As long as any word of the protocols. */
#define WORD_BYTES_MAX 16

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
	/* Without waiting: it may be a FIFO, which is empty.  ThreadSanitizer
	 * is not to know of it, as it does not of the end: it would take it for
	 * the next one with that number. */
	fd = (int)syscall(
	    SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return 0;
	size = syscall(SYS_read, fd, number, sizeof(number) - 1);
	syscall(SYS_close, fd);
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

/*
 * Say whether a call of this name is to halt, which is then up to the caller.
 * A FIFO that comes while the call is made is for the next one.
 */
static int
meet_halt(const char *call)
{
	const char *directory = getenv("FAULTY_NETWORK");
	char path[PATH_MAX], halted[PATH_MAX];
	int saved_errno = errno, halts;
	struct stat status;

	if (directory == NULL)
		return 0;
	snprintf(path, sizeof(path), "%s/%s", directory, call);
	snprintf(halted, sizeof(halted), "%s/%s.halted", directory, call);
	/* Of two that come at once one halts. */
	halts = stat(path, &status) == 0 && S_ISFIFO(status.st_mode) &&
		rename(path, halted) == 0;
	errno = saved_errno;
	return halts;
}

/* The call has been made: halt until the FIFO is opened. */
static void
halt(const char *call)
{
	char halted[PATH_MAX];
	int saved_errno = errno, fd;

	snprintf(halted, sizeof(halted), "%s/%s.halted",
	    getenv("FAULTY_NETWORK"), call);
	say("FAULTY_NETWORK: %s halts\n", call);
	fd = (int)syscall(SYS_openat, AT_FDCWD, halted, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		syscall(SYS_close, fd);
	errno = saved_errno;
}

/* Write "send-WORD" for the word that bytes begin with. */
static void
name_call(char *call, const char *bytes, size_t size)
{
	size_t begin = strlen("send-"), used = 0;

	memcpy(call, "send-", begin);
	while (used < size && used < WORD_BYTES_MAX &&
	       (isupper((unsigned char)bytes[used]) || bytes[used] == '-')) {
		call[begin + used] = bytes[used];
		used++;
	}
	call[begin + used] = '\0';
}

ssize_t
send(int fd, const void *bytes, size_t size, int flags)
{
	char call[sizeof("send-") + WORD_BYTES_MAX];
	int halts, word_halts;
	ssize_t sent;

	if (meet_fault("send") != 0)
		return -1;
	name_call(call, bytes, size);
	word_halts = meet_halt(call);
	halts = meet_halt("send");
	sent = syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
	if (word_halts)
		halt(call);
	if (halts)
		halt("send");
	return sent;
}

ssize_t
writev(int fd, const struct iovec *parts, int count)
{
	if (meet_fault("writev") != 0)
		return -1;
	return syscall(SYS_writev, fd, parts, count);
}

/* Reading little at a time costs much: it is told, so that tests find it. */
ssize_t
recv(int fd, void *bytes, size_t size, int flags)
{
	ssize_t received;
	int halts;

	if (meet_fault("recv") != 0)
		return -1;
	if (size < WHOLE_READ_BYTES)
		say("FAULTY_NETWORK: recv of a part\n");
	halts = meet_halt("recv");
	received = syscall(SYS_recvfrom, fd, bytes, size, flags, NULL, NULL);
	if (halts)
		halt("recv");
	return received;
}

/* Under a name of its own, since C libraries differ in its type. */
int faulty_accept4(int fd, struct sockaddr *peer, socklen_t *size,
    int flags) __asm__("accept4");

int
faulty_accept4(int fd, struct sockaddr *peer, socklen_t *size, int flags)
{
	const char *from = getenv("FAULTY_NETWORK_PEER");
	int accepted;

	if (meet_fault("accept4") != 0)
		return -1;
	accepted = (int)syscall(SYS_accept4, fd, peer, size, flags);
	if (from != NULL && accepted >= 0 && peer->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, peer, sizeof(in));
		inet_pton(AF_INET, from, &in.sin_addr);
		memcpy(peer, &in, sizeof(in));
	}
	return accepted;
}

/* Say whether it takes a resolver to know this host's addresses. */
static int
is_name(const char *host)
{
	struct in6_addr address;

	return host != NULL && inet_pton(AF_INET, host, &address) != 1 &&
	       inet_pton(AF_INET6, host, &address) != 1;
}

int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
    struct addrinfo **addresses_r)
{
	int (*next)(const char *, const char *, const struct addrinfo *,
	    struct addrinfo **);
	void *found = dlsym(RTLD_NEXT, "getaddrinfo");

	if (is_name(host) && meet_fault("getaddrinfo") != 0)
		return errno;
	memcpy(&next, &found, sizeof(next));
	return next(host, service, hints, addresses_r);
}

/*
 * ThreadSanitizer has one of its own, which it has to see for each thread.
 */
#if defined(__SANITIZE_THREAD__)
#define HAS_OTHER_PTHREAD_CREATE
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HAS_OTHER_PTHREAD_CREATE
#endif
#endif

#ifndef HAS_OTHER_PTHREAD_CREATE
int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*run)(void *), void *argument)
{
	int (*next)(
	    pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	void *function = dlsym(RTLD_NEXT, "pthread_create");

	if (meet_fault("pthread_create") != 0)
		return errno;
	memcpy(&next, &function, sizeof(next));
	return next(thread, attributes, run, argument);
}
#endif

int
getpwuid_r(uid_t user, struct passwd *entry, char *bytes, size_t size,
    struct passwd **found_r)
{
	int (*next)(uid_t, struct passwd *, char *, size_t, struct passwd **);
	void *function = dlsym(RTLD_NEXT, "getpwuid_r");
	int result, halts;

	*found_r = NULL;
	if (meet_fault("getpwuid_r") != 0)
		return errno;
	halts = meet_halt("getpwuid_r");
	memcpy(&next, &function, sizeof(next));
	result = next(user, entry, bytes, size, found_r);
	if (halts)
		halt("getpwuid_r");
	return result;
}

/* Under a name of its own, as accept4() is. */
int faulty_bind(int fd, const struct sockaddr *address, socklen_t size) __asm__(
    "bind");

int
faulty_bind(int fd, const struct sockaddr *address, socklen_t size)
{
	if (address->sa_family == AF_INET6 && meet_fault("bind-inet6") != 0)
		return -1;
	return (int)syscall(SYS_bind, fd, address, size);
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

int
setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	const char *haste = getenv("FAULTY_NETWORK_HASTE");
	int timeout_ms;

	if (haste != NULL && level == IPPROTO_TCP && name == TCP_USER_TIMEOUT) {
		memcpy(&timeout_ms, value, sizeof(timeout_ms));
		timeout_ms /= atoi(haste);
		value = &timeout_ms;
	}
	return (int)syscall(SYS_setsockopt, fd, level, name, value, size);
}

/* Say whether fd is a connection by TCP. */
static int
is_connection(int fd)
{
	int protocol, listens;
	socklen_t size = sizeof(int);

	return getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 &&
	       protocol == IPPROTO_TCP &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) ==
		   0 &&
	       !listens;
}

/* Other descriptors than connections are none of a network's business. */
int
close(int fd)
{
	int halts = is_connection(fd) && meet_halt("close");
	int result = (int)syscall(SYS_close, fd);

	if (halts)
		halt("close");
	return result;
}
