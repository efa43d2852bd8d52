/* SPDX-License-Identifier: MIT */
/*
 * What a generator has to say to the run, and its share of a whole.
 */

#include "bench/generator/generator.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
generator_tell_run(const struct generator *g)
{
	uint64_t one = 1;

	if (write(g->run->event_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		abort();
}

void
generator_publish(struct generator *g)
{
	atomic_store_explicit(
	    &g->published_work, g->tally.work, memory_order_relaxed);
}

void
generator_report_done(struct generator *g)
{
	if (atomic_load(&g->done_phase) == (int)g->phase)
		return;
	generator_publish(g);
	atomic_store(&g->done_phase, (int)g->phase);
	generator_tell_run(g);
}

void
generator_note_left(struct generator *g)
{
	if (--g->leaving == 0)
		generator_report_done(g);
}

void
generator_fail(struct generator *g, const char *format, ...)
{
	va_list arguments;

	if (atomic_load(&g->failed))
		return;
	va_start(arguments, format);
	(void)vsnprintf(g->note, sizeof(g->note), format, arguments);
	va_end(arguments);
	atomic_store(&g->failed, true);
	generator_tell_run(g);
}

size_t
generator_share(const struct generator *g, size_t total)
{
	return total / g->count + (g->number < total % g->count ? 1 : 0);
}
