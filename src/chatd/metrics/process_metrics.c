/* SPDX-License-Identifier: MIT */
/*
 * Everything is asked of the kernel at the moment somebody wants to know it.
 * What the kernel does not tell, as in a sandbox without /proc, is left out.
 */

#include "chatd/metrics/process_metrics.h"

#include <sys/resource.h>

#include <stdio.h>
#include <unistd.h>

#include "chatd/metrics/metrics_text.h"

static void
metrics_write_gauge(struct metrics_text *to, const char *name, const char *help,
    unsigned long long value)
{
	metrics_print(to, "# HELP %s %s\n# TYPE %s gauge\n%s %llu\n", name,
	    help, name, name, value);
}

static void
metrics_write_memory(struct metrics_text *to)
{
	unsigned long long total, resident;
	unsigned long long page = (unsigned long long)sysconf(_SC_PAGESIZE);
	FILE *stream = fopen("/proc/self/statm", "re");
	int found;

	if (stream == NULL)
		return;
	found = fscanf(stream, "%llu %llu", &total, &resident);
	fclose(stream);
	if (found != 2)
		return;
	metrics_write_gauge(to, "process_virtual_memory_bytes",
	    "Virtual memory size in bytes.", total * page);
	metrics_write_gauge(to, "process_resident_memory_bytes",
	    "Resident memory size in bytes.", resident * page);
}

static void
metrics_write_processor(struct metrics_text *to)
{
	static const char name[] = "process_cpu_seconds_total";
	struct rusage usage;
	double seconds;

	if (getrusage(RUSAGE_SELF, &usage) != 0)
		return;
	seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		  (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) /
		      1e6;
	metrics_print(to,
	    "# HELP %s Total user and system CPU time spent in seconds.\n"
	    "# TYPE %s counter\n%s %.6f\n",
	    name, name, name, seconds);
}

void
metrics_write_process(time_t started_at, struct metrics_text *to)
{
	struct rlimit descriptors;

	metrics_write_gauge(to, "process_start_time_seconds",
	    "Start time of the process since unix epoch in seconds.",
	    (unsigned long long)started_at);
	metrics_write_processor(to);
	metrics_write_memory(to);
	if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0)
		metrics_write_gauge(to, "process_max_fds",
		    "Maximum number of open file descriptors.",
		    (unsigned long long)descriptors.rlim_cur);
}
