/* SPDX-License-Identifier: MIT */
/*
 * A scrape that lacks lines is worse than one that fails: Prometheus would take
 * a counter that is missing for one that is gone.
 */

#include "chatd/metrics/metrics_text.h"

#include <stdarg.h>

#include <event2/buffer.h>

void
metrics_print(struct metrics_text *text, const char *format, ...)
{
	va_list arguments;

	if (text->is_cut)
		return;
	va_start(arguments, format);
	if (evbuffer_add_vprintf(text->to, format, arguments) < 0)
		text->is_cut = true;
	va_end(arguments);
}
