/* SPDX-License-Identifier: MIT */
/*
 * Writing one line per event to standard error.
 *
 * A line is put together on the caller's stack and leaves in one write(2), so
 * threads need no lock among themselves, and logging works when memory has run
 * out.  The time is UTC and comes from date.h, because the C library's
 * conversions take a lock that all threads share.  There are no log files:
 * where lines are kept, and for how long, is for the journal or the supervisor
 * to decide.
 *
 * A chat must not stand still because its log does, so no write blocks.  It is
 * not enough that poll() calls standard error writable: a terminal is writable
 * when it has room for half a line.  And the flag that keeps a write from
 * blocking belongs to the open file, which other programs share.  So standard
 * error is opened a second time.
 */

#include "common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/date.h"
#include "common/text.h"

enum log_style {
	LOG_STYLE_COMMAND, /* "chatd: text" */
	LOG_STYLE_STAMPED, /* "2026-11-21T05:32:10.123Z chatd: info: text" */
	LOG_STYLE_JOURNAL, /* "<6>text" */
};

/* Indexed by enum log_level. */
static const struct {
	const char *name;
	int priority; /* as syslog(3) counts */
} log_levels[] = {
	[LOG_LEVEL_DEBUG] = { "debug", 7 },
	[LOG_LEVEL_INFO] = { "info", 6 },
	[LOG_LEVEL_NOTICE] = { "notice", 5 },
	[LOG_LEVEL_WARNING] = { "warning", 4 },
	[LOG_LEVEL_ERROR] = { "error", 3 },
};

#define LOG_LEVEL_COUNT (sizeof(log_levels) / sizeof(log_levels[0]))

/*
 * How long a line waits for its reader, and for how long after that no other
 * line waits.  A reader that is merely slow would otherwise hold up every line.
 */
#define LOG_PATIENCE_MS       1000
#define LOG_PATIENCE_EVERY_MS 60000

/* Set once by log_open() before there are threads, and only read after that. */
static enum log_style log_style = LOG_STYLE_COMMAND;
static const char *log_name;
static int log_fd = STDERR_FILENO; /* a non-blocking one, where possible */
static bool log_is_socket;

/* A reload may change it while other threads log. */
static atomic_int log_threshold = LOG_LEVEL_INFO;

/* Lines lost since the last one that found room. */
static atomic_ulong log_lost;

/* When a line last began to wait, by clock_monotonic_ms(); 0: none has. */
static atomic_uint_fast64_t log_waited_ms;

/* Find out how to write to standard error without waiting for its reader. */
static void
log_open_stream(void)
{
	struct stat status;
	int fd;

	if (fstat(STDERR_FILENO, &status) != 0)
		return;
	log_is_socket = S_ISSOCK(status.st_mode);
	if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode))
		return;
	fd = open(
	    "/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	/* Without it a line may wait longer; that is better than no line. */
	if (fd != -1)
		log_fd = fd;
}

static bool
log_stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat status;
	uintmax_t device;
	uintmax_t inode;

	if (stream == NULL ||
	    sscanf(stream, "%" SCNuMAX ":%" SCNuMAX, &device, &inode) != 2)
		return false;
	return fstat(STDERR_FILENO, &status) == 0 &&
	       (uintmax_t)status.st_dev == device &&
	       (uintmax_t)status.st_ino == inode;
}

static size_t
log_format_stamp(enum log_level level, char *line, size_t size)
{
	struct timespec now;
	struct date date;
	long seconds;

	clock_gettime(CLOCK_REALTIME, &now);
	date = date_of_day((long)(now.tv_sec / 86400));
	seconds = (long)(now.tv_sec % 86400);
	return (size_t)snprintf(line, size,
	    "%04ld-%02d-%02dT%02ld:%02ld:%02ld.%03ldZ %s: %s: ", date.year,
	    date.month, date.day, seconds / 3600, seconds / 60 % 60,
	    seconds % 60, now.tv_nsec / 1000000, log_name,
	    log_levels[level].name);
}

static size_t
log_format_prefix(enum log_level level, char *line, size_t size)
{
	switch (log_style) {
	case LOG_STYLE_JOURNAL:
		return (size_t)snprintf(
		    line, size, "<%d>", log_levels[level].priority);
	case LOG_STYLE_STAMPED:
		return log_format_stamp(level, line, size);
	case LOG_STYLE_COMMAND:
		break;
	}
	return (size_t)snprintf(line, size, "%s: ",
	    log_name != NULL ? log_name : program_invocation_short_name);
}

static void
log_replace_controls(char *line, size_t size)
{
	unsigned char before = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)line[i];

		if (byte < ' ' || byte == 0x7f ||
		    (before == 0xc2 && byte >= 0x80 && byte < 0xa0)) {
			if (byte >= 0x80)
				line[i - 1] = '?';
			line[i] = '?';
		}
		before = byte;
	}
}

static size_t log_format(char *line, size_t size, enum log_level level,
    const char *reason, const char *format, va_list arguments)
    __attribute__((format(printf, 5, 0)));

/*
 * Put a whole line together in line and return its size.  reason follows the
 * text after ": "; it is NULL where there is none.
 */
static size_t
log_format(char *line, size_t size, enum log_level level, const char *reason,
    const char *format, va_list arguments)
{
	size_t used = log_format_prefix(level, line, size);
	int added = vsnprintf(line + used, size - used, format, arguments);

	used += added > 0 ? (size_t)added : 0;
	if (reason != NULL && used < size - 2)
		used += (size_t)snprintf(
		    line + used, size - used, ": %s", reason);
	if (used > size - 2)
		used = text_cut(line, used, size - 2);
	log_replace_controls(line, used);
	line[used++] = '\n';
	return used;
}

/* Write a line if there is room for it, and say whether there was. */
static bool
log_write(const char *line, size_t size)
{
	ssize_t written;

	do
		written = log_is_socket ? send(log_fd, line, size,
					      MSG_DONTWAIT | MSG_NOSIGNAL)
					: write(log_fd, line, size);
	while (written == -1 && errno == EINTR);
	/* Waiting does not cure other errors, and there is nobody to tell. */
	return written == (ssize_t)size || (written == -1 && errno != EAGAIN);
}

/*
 * Wait for room, unless some line has waited lately, and say whether this one
 * has.
 */
static bool
log_wait(void)
{
	struct pollfd stream = { .fd = log_fd, .events = POLLOUT };
	uint_fast64_t waited_ms = atomic_load(&log_waited_ms);
	uint_fast64_t now_ms = clock_monotonic_ms();

	if (waited_ms != 0 && now_ms - waited_ms < LOG_PATIENCE_EVERY_MS)
		return false;
	/* If several threads come here at once, only one of them waits. */
	if (!atomic_compare_exchange_strong(&log_waited_ms, &waited_ms, now_ms))
		return false;
	while (poll(&stream, 1, LOG_PATIENCE_MS) == -1 && errno == EINTR)
		continue;
	return true;
}

static bool log_report_lost(unsigned long lost, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Write how many lines were lost, or go on counting them. */
static bool
log_report_lost(unsigned long lost, const char *format, ...)
{
	char line[LOG_LINE_MAX_BYTES + 1];
	va_list arguments;
	size_t size;

	va_start(arguments, format);
	size = log_format(
	    line, sizeof(line), LOG_LEVEL_WARNING, NULL, format, arguments);
	va_end(arguments);
	if (log_write(line, size))
		return true;
	atomic_fetch_add(&log_lost, lost);
	return false;
}

/* Write a whole line, or count it as lost. */
static void
log_put(const char *line, size_t size)
{
	unsigned long lost = atomic_exchange(&log_lost, 0);

	if ((lost == 0 ||
		log_report_lost(lost,
		    "%lu lines are missing here: nobody read the log", lost)) &&
	    (log_write(line, size) || (log_wait() && log_write(line, size))))
		return;
	atomic_fetch_add(&log_lost, 1);
}

static void log_line(enum log_level level, const char *reason,
    const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void
log_line(enum log_level level, const char *reason, const char *format,
    va_list arguments)
{
	char line[LOG_LINE_MAX_BYTES + 1];

	log_put(line,
	    log_format(line, sizeof(line), level, reason, format, arguments));
}

void
log_open(const char *name)
{
	log_name = name;
	log_open_stream();
	log_style = log_stderr_is_journal() ? LOG_STYLE_JOURNAL
					    : LOG_STYLE_STAMPED;
}

void
log_set_level(enum log_level level)
{
	atomic_store_explicit(&log_threshold, (int)level, memory_order_relaxed);
}

bool
log_is_enabled(enum log_level level)
{
	return (int)level >=
	       atomic_load_explicit(&log_threshold, memory_order_relaxed);
}

int
log_level_parse(const char *name, enum log_level *level_r)
{
	for (size_t i = 0; i < LOG_LEVEL_COUNT; i++) {
		if (strcmp(name, log_levels[i].name) == 0) {
			*level_r = (enum log_level)i;
			return 0;
		}
	}
	return -1;
}

/* The body of each public function, since only there arguments can be taken. */
#define LOG_WRITE(level, reason)                                               \
	do {                                                                   \
		int saved_errno = errno;                                       \
		va_list arguments;                                             \
                                                                               \
		if (!log_is_enabled(level))                                    \
			return;                                                \
		va_start(arguments, format);                                   \
		log_line(level, reason, format, arguments);                    \
		va_end(arguments);                                             \
		errno = saved_errno;                                           \
	} while (0)

void
log_at(enum log_level level, const char *format, ...)
{
	LOG_WRITE(level, NULL);
}

void
log_debug(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_DEBUG, NULL);
}

void
log_info(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_INFO, NULL);
}

void
log_notice(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_NOTICE, NULL);
}

void
log_warning(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_WARNING, NULL);
}

void
log_error(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_ERROR, NULL);
}

/* glibc, musl and the BSDs keep the buffer of strerror() per thread. */
void
log_errno(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_ERROR, strerror(saved_errno));
}
