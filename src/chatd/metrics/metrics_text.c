/* SPDX-License-Identifier: MIT */
/*
 * A scrape that lacks lines is worse than one that fails: Prometheus would take
 * a counter that is missing for one that is gone.
 */

#include "chatd/metrics/metrics_text.h"

#include <inttypes.h>
#include <stdarg.h>

#include <event2/buffer.h>

#include "chatd/core/durations.h"

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

void
metrics_write_head(struct metrics_text *to, const char *family,
    const char *type, const char *help)
{
	metrics_print(to, "# HELP chatd_%s %s\n# TYPE chatd_%s %s\n", family,
	    help, family, type);
}

void
metrics_write_sample(struct metrics_text *to, const char *family,
    const char *labels, uint64_t value)
{
	metrics_print(to, "chatd_%s%s %" PRIu64 "\n", family, labels, value);
}

void
metrics_write_single(struct metrics_text *to, const char *family,
    const char *type, const char *help, uint64_t value)
{
	metrics_write_head(to, family, type, help);
	metrics_write_sample(to, family, "", value);
}

/* Each bucket of a histogram includes what is counted in those below it. */
void
metrics_write_histogram(struct metrics_text *to, const char *family,
    const char *labels, const struct durations *durations)
{
	const char *comma = labels[0] != '\0' ? "," : "";
	const char *open = labels[0] != '\0' ? "{" : "";
	const char *close = labels[0] != '\0' ? "}" : "";
	double seconds = (double)durations_sum_ns(durations) / 1e9;
	uint64_t count = 0;

	for (size_t i = 0; i < DURATIONS_BOUNDS; i++) {
		count += durations_count(durations, i);
		metrics_print(to,
		    "chatd_%s_bucket{%s%sle=\"%g\"} %" PRIu64 "\n", family,
		    labels, comma, (double)durations_bound_ns(i) / 1e9, count);
	}
	count += durations_count(durations, DURATIONS_BOUNDS);
	metrics_print(to,
	    "chatd_%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n"
	    "chatd_%s_sum%s%s%s %.9f\n"
	    "chatd_%s_count%s%s%s %" PRIu64 "\n",
	    family, labels, comma, count, family, open, labels, close, seconds,
	    family, open, labels, close, count);
}
