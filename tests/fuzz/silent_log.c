/* SPDX-License-Identifier: MIT */
/*
 * The daemon's log.h, for targets that make it log more than anybody reads.
 * Lines are put together, so that the sanitizers see their arguments, and
 * thrown away.
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/log.h"

static void log_discard(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

static void
log_discard(const char *format, va_list arguments)
{
	char line[LOG_LINE_MAX_BYTES];

	vsnprintf(line, sizeof(line), format, arguments);
}

void
log_open(const char *name)
{
	(void)name;
}

void
log_set_level(enum log_level level)
{
	(void)level;
}

bool
log_is_enabled(enum log_level level)
{
	(void)level;
	return true;
}

int
log_level_parse(const char *name, enum log_level *level_r)
{
	static const char *const names[] = { "debug", "info", "notice",
		"warning", "error" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) != 0)
			continue;
		*level_r = (enum log_level)i;
		return 0;
	}
	return -1;
}

#define LOG_FUNCTION(name)                                                     \
	void name(const char *format, ...)                                     \
	{                                                                      \
		va_list arguments;                                             \
                                                                               \
		va_start(arguments, format);                                   \
		log_discard(format, arguments);                                \
		va_end(arguments);                                             \
	}

LOG_FUNCTION(log_debug)
LOG_FUNCTION(log_info)
LOG_FUNCTION(log_notice)
LOG_FUNCTION(log_warning)
LOG_FUNCTION(log_error)
LOG_FUNCTION(log_errno)

void
log_error_about(int error, const char *format, ...)
{
	va_list arguments;

	(void)error;
	va_start(arguments, format);
	log_discard(format, arguments);
	va_end(arguments);
}

void
log_at(enum log_level level, const char *format, ...)
{
	va_list arguments;

	(void)level;
	va_start(arguments, format);
	log_discard(format, arguments);
	va_end(arguments);
}
