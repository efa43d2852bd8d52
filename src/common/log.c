/* SPDX-License-Identifier: MIT */
/*
 * One line per event on standard error.
 *
 * A line is put together on the caller's stack and leaves in one write(2), so
 * threads need no lock among themselves, and logging works when memory has run
 * out.  Nobody waits for long for who reads them: a chat must not stand still
 * because its log does.  The time is UTC and comes from date.h, since the C library's
 * conversions take a lock that all threads share.  There are no log files:
 * where lines are kept, and for how long, is the journal's or the supervisor's
 * business.
 */

#include "common/log.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

/* How long a line waits for a reader who was in time so far. */
#define LOG_PATIENCE_MS 1000

/* Set once by log_open() before there are threads, and only read after that. */
static enum log_style log_style = LOG_STYLE_COMMAND;
static const char *log_name;
static bool log_may_block; /* standard error is none that always takes lines */

/* A reload may change it while others log. */
static atomic_int log_threshold = LOG_LEVEL_INFO;

/* Lines that nobody had room for, since there was room. */
static atomic_ulong log_lost;

static bool
log_stderr_may_block(void)
{
	struct stat status;

	return fstat(STDERR_FILENO, &status) == 0 && !S_ISREG(status.st_mode);
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

/*
 * Say whether standard error takes a line now.  What poll() calls writable has
 * room for a line of every thread.
 */
static bool
log_has_room(void)
{
	struct pollfd stream = { .fd = STDERR_FILENO, .events = POLLOUT };
	int patience_ms = atomic_load(&log_lost) == 0 ? LOG_PATIENCE_MS : 0;
	int ready;

	if (!log_may_block)
		return true;
	do
		ready = poll(&stream, 1, patience_ms);
	while (ready < 0 && errno == EINTR);
	return ready != 0;
}

static void log_write(enum log_level level, const char *reason,
    const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void log_say(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
log_say(enum log_level level, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	log_write(level, NULL, format, arguments);
	va_end(arguments);
}

/* Put out a whole line, or count it as lost. */
static void
log_put(const char *line, size_t size)
{
	unsigned long lost;

	if (!log_has_room()) {
		atomic_fetch_add(&log_lost, 1);
		return;
	}
	lost = atomic_exchange(&log_lost, 0);
	if (lost > 0)
		log_say(LOG_LEVEL_WARNING,
		    "%lu lines are missing here: nobody read the log", lost);
	while (write(STDERR_FILENO, line, size) == -1 && errno == EINTR)
		;
}

/* reason follows the text after ": "; NULL for none. */
static void
log_write(enum log_level level, const char *reason, const char *format,
    va_list arguments)
{
	char line[LOG_LINE_MAX_BYTES + 1];
	size_t room = LOG_LINE_MAX_BYTES - 1;
	size_t size = log_format_prefix(level, line, sizeof(line));
	int added = vsnprintf(
	    line + size, sizeof(line) - size, format, arguments);

	size += added > 0 ? (size_t)added : 0;
	if (reason != NULL && size < room)
		size += (size_t)snprintf(
		    line + size, sizeof(line) - size, ": %s", reason);
	if (size > room)
		size = text_cut(line, size, room);
	log_replace_controls(line, size);
	line[size++] = '\n';
	log_put(line, size);
}

void
log_open(const char *name)
{
	log_name = name;
	log_may_block = log_stderr_may_block();
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

/* The body of each public function: only there can the arguments be taken. */
#define LOG_WRITE(level, reason)                                               \
	do {                                                                   \
		int saved_errno = errno;                                       \
		va_list arguments;                                             \
                                                                               \
		if (!log_is_enabled(level))                                    \
			return;                                                \
		va_start(arguments, format);                                   \
		log_write(level, reason, format, arguments);                   \
		va_end(arguments);                                             \
		errno = saved_errno;                                           \
	} while (0)

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
