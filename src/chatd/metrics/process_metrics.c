/* SPDX-License-Identifier: MIT */
/* What the kernel does not tell, as in a sandbox without /proc, is left out. */

#include "chatd/metrics/process_metrics.h"

#include <sys/resource.h>

#include <stdint.h>

#include "chatd/metrics/metrics_text.h"
#include "chatd/metrics/process_usage.h"

static void
metrics_write_gauge(struct metrics_text *to, const char *name, const char *help,
    unsigned long long value)
{
	metrics_print(to, "# HELP %s %s\n# TYPE %s gauge\n%s %llu\n", name,
	    help, name, name, value);
}

static void
metrics_write_processor(struct metrics_text *to, uint64_t microseconds)
{
	static const char name[] = "process_cpu_seconds_total";

	metrics_print(to,
	    "# HELP %s Total user and system CPU time spent in seconds.\n"
	    "# TYPE %s counter\n%s %.6f\n",
	    name, name, name, (double)microseconds / 1e6);
}

void
metrics_write_process(time_t started_at, struct metrics_text *to)
{
	struct process_usage usage;
	struct rlimit descriptors;

	process_usage_get(&usage);
	metrics_write_gauge(to, "process_start_time_seconds",
	    "Start time of the process since unix epoch in seconds.",
	    (unsigned long long)started_at);
	metrics_write_processor(to, usage.processor_us);
	if (usage.has_memory) {
		metrics_write_gauge(to, "process_virtual_memory_bytes",
		    "Virtual memory size in bytes.", usage.virtual_bytes);
		metrics_write_gauge(to, "process_resident_memory_bytes",
		    "Resident memory size in bytes.", usage.resident_bytes);
	}
	if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0)
		metrics_write_gauge(to, "process_max_fds",
		    "Maximum number of open file descriptors.",
		    (unsigned long long)descriptors.rlim_cur);
}
