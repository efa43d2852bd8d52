/* SPDX-License-Identifier: MIT */
/*
 * The picture: latency over percentile, drawn by gnuplot, which gets the whole
 * script through a pipe.  The axis stretches the tail, as HdrHistogram's
 * pictures do: 90, 99 and 99.9 % are the same distance apart.
 */

#include "bench/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

/*
 * Put the latencies that people ask for on the line, with their values.  Return
 * how many there are.
 */
static size_t
plot_write_marks(const struct plot *plot, const struct histogram *latency)
{
	static const double percents[] = { 50, 90, 99, 99.9 };
	size_t i = 0;

	(void)fprintf(plot->pipe, "$marks << END\n");
	for (; i < sizeof(percents) / sizeof(percents[0]); i++) {
		double percent = percents[i];
		double us = (double)histogram_percentile(latency, percent) /
			    1e3;

		/* So few were counted that there is no such point. */
		if (plot->count * (100 - percent) < 100)
			break;
		(void)fprintf(plot->pipe, "%.9g %.3f \"p%g: %.*f µs\"\n",
		    100 / (100 - percent), us, percent, us < 10 ? 1 : 0, us);
	}
	(void)fprintf(plot->pipe, "END\n");
	return i;
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
	size_t marks;

	(void)fprintf(pipe, "set terminal svg size 800,480\nset output ");
	plot_quote(pipe, path);
	(void)fprintf(pipe,
	    "\nset encoding utf8\n"
	    "set title 'chatd-bench: %s, %s, %zu connections, window %zu'\n"
	    "set logscale xy\nset grid\nunset key\n"
	    "set xlabel 'percentile'\nset ylabel 'latency (microseconds)'\n"
	    "set xtics ('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000,"
	    " '99.99' 10000, '99.999' 100000, '99.9999' 1000000)\n"
	    "$latency << END\n",
	    plan->load->name, plan->wire->name, plan->connections,
	    plan->window);
	histogram_walk(latency, plot_step, plot);
	(void)fprintf(pipe, "END\n");
	marks = plot_write_marks(plot, latency);
	(void)fprintf(pipe, "plot $latency with lines linewidth 2");
	/* The first is too near to the axis for a label on its left. */
	if (marks > 0)
		(void)fprintf(pipe,
		    ", $marks with points pointtype 7,"
		    " $marks every ::0::0 with labels left offset 1,-0.7");
	if (marks > 1)
		(void)fprintf(
		    pipe, ", $marks every ::1 with labels right offset -1,0.7");
	(void)fputc('\n', pipe);
}

bool
plot_is_terminal(const char *path)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	bool is_terminal = fd >= 0 && isatty(fd) == 1;

	if (fd >= 0)
		(void)close(fd);
	return is_terminal;
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
