/* SPDX-License-Identifier: MIT */
/*
 * The picture: latency over percentile, drawn by gnuplot, which gets the whole
 * script through a pipe.  The axis stretches the tail, as HdrHistogram's
 * pictures do: 90, 99 and 99.9 % are the same distance apart.
 */

#include "bench/plot.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/generator/generator.h"
#include "bench/generator/histogram.h"
#include "bench/run.h"
#include "bench/wires/wire.h"

struct plot {
	FILE *pipe;
	double count;
};

static void
plot_step(uint64_t value, uint64_t below_or_at, void *argument)
{
	const struct plot *plot = argument;
	double above = plot->count - (double)below_or_at;

	/* The last point would be infinitely far to the right. */
	if (above > 0)
		(void)fprintf(plot->pipe, "%.9g %.3f\n", plot->count / above,
		    (double)value / 1e3);
}

/* Write a string for gnuplot: in single quotes only the quote is special. */
static void
plot_quote(FILE *pipe, const char *text)
{
	(void)fputc('\'', pipe);
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			(void)fputc('\'', pipe);
		(void)fputc(*text == '\n' ? ' ' : *text, pipe);
	}
	(void)fputc('\'', pipe);
}

static void
plot_write_script(struct plot *plot, const char *path, const struct plan *plan,
    const struct histogram *latency)
{
	FILE *pipe = plot->pipe;

	(void)fprintf(pipe, "set terminal svg size 800,480\nset output ");
	plot_quote(pipe, path);
	(void)fprintf(pipe,
	    "\nset title 'chatd-bench: %s, %s, %zu connections, window %zu'\n"
	    "set logscale xy\nset grid\nunset key\n"
	    "set xlabel 'percentile'\nset ylabel 'latency (microseconds)'\n"
	    "set xtics ('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000,"
	    " '99.99' 10000, '99.999' 100000, '99.9999' 1000000)\n"
	    "$latency << END\n",
	    plan->load->name, plan->wire->name, plan->connections,
	    plan->window);
	histogram_walk(latency, plot_step, plot);
	(void)fprintf(pipe, "END\nplot $latency with lines linewidth 2\n");
}

const char *
plot_write(
    const char *path, const struct plan *plan, const struct result *result)
{
	struct plot plot = { .count = (double)histogram_count(
				 result->latency) };
	int status;

	if (plot.count < 2)
		return "nothing to draw";
	/* Without gnuplot the pipe has no reader, and the status will tell. */
	(void)signal(SIGPIPE, SIG_IGN);
	plot.pipe = popen("gnuplot", "we");
	if (plot.pipe == NULL)
		return strerror(errno);
	plot_write_script(&plot, path, plan, result->latency);
	status = pclose(plot.pipe);
	if (status == -1)
		return strerror(errno);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return "gnuplot is not installed";
	return status == 0 ? NULL : "gnuplot failed";
}
