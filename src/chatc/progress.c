/* SPDX-License-Identifier: MIT */
/*
 * The progress bar: "report.txt [=====     ]  55%".  It is drawn over itself,
 * and leaves no trace.
 */

#include "chatc/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/text.h"

/* The most of a name that is shown, with the NUL at its end. */
#define PROGRESS_NAME_BYTES 32

/* Often enough to look smooth. */
#define PROGRESS_INTERVAL_MS 100

/* The width of a terminal that does not say it. */
#define PROGRESS_COLUMNS 80

static size_t
progress_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
		return PROGRESS_COLUMNS;
	return size.ws_col;
}

void
progress_start(struct progress *progress, const char *name, uint64_t total)
{
	*progress = (struct progress){ .name = name };
	if (total >= PROGRESS_MIN_BYTES && isatty(STDERR_FILENO))
		progress->total = total;
}

void
progress_update(struct progress *progress, uint64_t done)
{
	struct buffer line = { 0 };
	uint64_t now_ms = clock_monotonic_ms();

	if (progress->total == 0 ||
	    (progress->shown_ms != 0 && done < progress->total &&
		now_ms - progress->shown_ms < PROGRESS_INTERVAL_MS))
		return;
	progress->shown_ms = now_ms;
	progress_render(progress->name, done, progress->total,
	    progress_columns() - 1, &line);
	fprintf(stderr, "\r%.*s", (int)line.size, line.bytes);
	buffer_clear(&line);
}

void
progress_end(struct progress *progress)
{
	if (progress->shown_ms != 0)
		fputs("\r\033[K", stderr);
	*progress = (struct progress){ 0 };
}

void
progress_render(const char *name, uint64_t done, uint64_t total, size_t columns,
    struct buffer *out)
{
	char shown[PROGRESS_NAME_BYTES];
	unsigned percent = (unsigned)(done * 100 / total);
	size_t used, bar, filled;

	buffer_append_text(
	    out, text_escape(name, strlen(name), shown, sizeof(shown)));
	used = strlen(shown) + strlen(" [] 100%");
	if (used >= columns) {
		/* There is no room for a bar. */
		buffer_empty(out);
		buffer_append_format(out, "%3u%%", percent);
		return;
	}
	bar = columns - used;
	filled = bar * percent / 100;
	buffer_append_text(out, " [");
	for (size_t i = 0; i < bar; i++)
		buffer_append_text(out, i < filled ? "=" : " ");
	buffer_append_format(out, "] %3u%%", percent);
}
