/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOG_H
#define CHATD_LOG_H

/*
 * One line per event, for operators, on standard error.
 *
 * Any thread may log.  A line goes out in one write(2), so that lines of
 * several threads never mix.  Where standard error is the journal, each line
 * begins with its priority as <N> (sd-daemon(3)) and has no time stamp.
 * Elsewhere it reads "2026-11-21T05:32:10.123Z chatd: warning: text", in UTC.
 *
 * The bytes of the format are trusted.  Bytes that came from outside must pass
 * through text_escape() first; as a second line of defence, control characters
 * in the finished line are replaced by '?'.  A line is cut at
 * LOG_LINE_MAX_BYTES, including its newline.  A line that cannot be written is
 * lost.  errno is left as it was before the call.  Never call these functions
 * from a signal handler.
 *
 * Where nobody reads what is written to standard error, a line waits for a
 * second, once in a minute.  Lines that find no room then are lost and counted,
 * and as soon as there is room a line tells how many were lost.
 */

#include <stdbool.h>

#define LOG_LINE_MAX_BYTES 1024

/* The text of an error that is kept: more than a line of a terminal. */
#define LOG_ERROR_BYTES 256

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_ERROR,
};

/*
 * Prepare logging for the program called name: find out whether standard error
 * is the journal (JOURNAL_STREAM, systemd.exec(5)).  Before this call, lines
 * are written as by any command, "chatd: text", without time or level.  name is
 * borrowed for good.  Call it once, before there are threads.
 */
void log_open(const char *name);

/* Log only what is at least as important as level, which is info at first. */
void log_set_level(enum log_level level);

/* An error as it was logged. */
struct log_error {
	int number;                 /* errno; 0: none is known */
	char text[LOG_ERROR_BYTES]; /* cut to fit; "": no error */
};

/*
 * Have the last error that the calling thread logs kept in *error as well, from
 * now on; NULL ends that.  error is borrowed meanwhile.
 */
void log_keep_last_error(struct log_error *error);

/* Say whether a line of this level would be written. */
bool log_is_enabled(enum log_level level);

/* Find a level by its name ("debug", "info", ...).  Return 0, or -1. */
int log_level_parse(const char *name, enum log_level *level_r);

/* Write one line.  Its text is a sentence without the full stop at its end. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Write one line of this level. */
void log_at(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Write one line as log_error() does, followed by ": " and strerror(errno). */
void log_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Write one line as log_error() does, about the error of this number (errno),
 * for which the text has its own words.
 */
void log_error_about(int number, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
