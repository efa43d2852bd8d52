/* SPDX-License-Identifier: MIT */
/*
 * A chat must not stand still because its log does, so no write blocks.  It is
 * not enough that poll() calls standard error writable: a terminal is writable
 * when it has room for half a line.  And the flag that keeps a write from
 * blocking belongs to the open file, which other programs share.  So standard
 * error is opened a second time.
 */

#include "common/log_stream.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

#include "common/clock.h"

/*
 * How long a line waits for its reader, and for how long after that no other
 * line waits.  A reader that is merely slow would otherwise hold up every line.
 */
#define LOG_STREAM_PATIENCE_MS       1000
#define LOG_STREAM_PATIENCE_EVERY_MS 60000

/* Set once by log_stream_open(), and only read after that. */
static int log_stream_fd = STDERR_FILENO; /* non-blocking, where possible */
static bool log_stream_is_socket;

/* When a line last began to wait, by clock_monotonic_ms(); 0: none has. */
static atomic_uint_fast64_t log_stream_waited_ms;

void
log_stream_open(void)
{
	struct stat status;
	int fd;

	if (fstat(STDERR_FILENO, &status) != 0)
		return;
	log_stream_is_socket = S_ISSOCK(status.st_mode);
	if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode))
		return;
	fd = open(
	    "/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	/* Without it a line may wait longer; that is better than no line. */
	if (fd != -1)
		log_stream_fd = fd;
}

bool
log_stream_write(const char *line, size_t size)
{
	ssize_t written;

	do
		written = log_stream_is_socket
			      ? send(log_stream_fd, line, size,
				    MSG_DONTWAIT | MSG_NOSIGNAL)
			      : write(log_stream_fd, line, size);
	while (written == -1 && errno == EINTR);
	/* Waiting does not cure other errors, and there is nobody to tell. */
	return written == (ssize_t)size || (written == -1 && errno != EAGAIN);
}

bool
log_stream_wait(void)
{
	struct pollfd stream = { .fd = log_stream_fd, .events = POLLOUT };
	uint_fast64_t waited_ms = atomic_load(&log_stream_waited_ms);
	uint_fast64_t now_ms = clock_monotonic_ms();

	if (waited_ms != 0 && now_ms - waited_ms < LOG_STREAM_PATIENCE_EVERY_MS)
		return false;
	/* If several threads come here at once, only one of them waits. */
	if (!atomic_compare_exchange_strong(
		&log_stream_waited_ms, &waited_ms, now_ms))
		return false;
	while (poll(&stream, 1, LOG_STREAM_PATIENCE_MS) == -1 && errno == EINTR)
		continue;
	return true;
}
