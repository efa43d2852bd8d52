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
 */

#include "common/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/date.h"
#include "common/log_stream.h"
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

/* Set once by log_open() before there are threads, and only read after that. */
static enum log_style log_style = LOG_STYLE_COMMAND;
static const char *log_name;

/* A reload may change it while other threads log. */
static atomic_int log_threshold = LOG_LEVEL_INFO;

/* Where this thread's last error is kept; NULL: nowhere. */
static _Thread_local struct log_error *log_kept;

/* Lines lost since the last one that found room. */
static atomic_ulong log_lost;

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

/* The name of this program, for which C libraries have two functions. */
static const char *
log_program_name(void)
{
#ifdef HAVE_GETPROGNAME
	return getprogname();
#else
	return program_invocation_short_name;
#endif
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
	return (size_t)snprintf(line, size,
	    "%s: ", log_name != NULL ? log_name : log_program_name());
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

static size_t log_format_text(char *text, size_t size, const char *reason,
    const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

/*
 * Put what a line says together in text and return its size, which is at most
 * size - 2.  reason follows after ": "; it is NULL where there is none.
 */
static size_t
log_format_text(char *text, size_t size, const char *reason, const char *format,
    va_list arguments)
{
	int added = vsnprintf(text, size, format, arguments);
	size_t used = added > 0 ? (size_t)added : 0;

	if (reason != NULL && used < size - 2)
		used += (size_t)snprintf(
		    text + used, size - used, ": %s", reason);
	return used > size - 2 ? text_cut(text, used, size - 2) : used;
}

static size_t log_format(char *line, size_t size, enum log_level level,
    const char *reason, const char *format, va_list arguments)
    __attribute__((format(printf, 5, 0)));

/* Put a whole line together in line and return its size. */
static size_t
log_format(char *line, size_t size, enum log_level level, const char *reason,
    const char *format, va_list arguments)
{
	size_t used = log_format_prefix(level, line, size);

	used += log_format_text(
	    line + used, size - used, reason, format, arguments);
	log_replace_controls(line, used);
	line[used++] = '\n';
	return used;
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
	if (log_stream_write(line, size))
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
	    (log_stream_write(line, size) ||
		(log_stream_wait() && log_stream_write(line, size))))
		return;
	atomic_fetch_add(&log_lost, 1);
}

static void log_keep(int number, const char *reason, const char *format,
    va_list arguments) __attribute__((format(printf, 3, 0)));

static void
log_keep(int number, const char *reason, const char *format, va_list arguments)
{
	size_t size = log_format_text(
	    log_kept->text, sizeof(log_kept->text), reason, format, arguments);

	log_replace_controls(log_kept->text, size);
	log_kept->text[size] = '\0';
	log_kept->number = number;
}

static void log_line(enum log_level level, int number, const char *reason,
    const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

/* Write a line, which tells of error number, or of none if that is 0. */
static void
log_line(enum log_level level, int number, const char *reason,
    const char *format, va_list arguments)
{
	char line[LOG_LINE_MAX_BYTES + 1];
	va_list again;

	if (level == LOG_LEVEL_ERROR && log_kept != NULL) {
		va_copy(again, arguments);
		log_keep(number, reason, format, again);
		va_end(again);
	}
	log_put(line,
	    log_format(line, sizeof(line), level, reason, format, arguments));
}

void
log_open(const char *name)
{
	log_name = name;
	log_stream_open();
	log_style = log_stderr_is_journal() ? LOG_STYLE_JOURNAL
					    : LOG_STYLE_STAMPED;
}

void
log_set_level(enum log_level level)
{
	atomic_store_explicit(&log_threshold, (int)level, memory_order_relaxed);
}

void
log_keep_last_error(struct log_error *error)
{
	log_kept = error;
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
#define LOG_WRITE(level, number, reason)                                       \
	do {                                                                   \
		int saved_errno = errno;                                       \
		va_list arguments;                                             \
                                                                               \
		if (!log_is_enabled(level))                                    \
			return;                                                \
		va_start(arguments, format);                                   \
		log_line(level, number, reason, format, arguments);            \
		va_end(arguments);                                             \
		errno = saved_errno;                                           \
	} while (0)

void
log_at(enum log_level level, const char *format, ...)
{
	LOG_WRITE(level, 0, NULL);
}

void
log_debug(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_DEBUG, 0, NULL);
}

void
log_info(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_INFO, 0, NULL);
}

void
log_notice(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_NOTICE, 0, NULL);
}

void
log_warning(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_WARNING, 0, NULL);
}

void
log_error(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_ERROR, 0, NULL);
}

/* glibc, musl and the BSDs keep the buffer of strerror() per thread. */
void
log_errno(const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_ERROR, saved_errno, strerror(saved_errno));
}

void
log_error_about(int number, const char *format, ...)
{
	LOG_WRITE(LOG_LEVEL_ERROR, number, NULL);
}
