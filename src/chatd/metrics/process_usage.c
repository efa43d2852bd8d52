/* SPDX-License-Identifier: MIT */
#include "chatd/metrics/process_usage.h"

#include <sys/resource.h>

#include <stdio.h>
#include <unistd.h>

static void
process_usage_get_memory(struct process_usage *usage)
{
	unsigned long long total, resident;
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	FILE *stream = fopen("/proc/self/statm", "re");

	if (stream == NULL)
		return;
	usage->has_memory = fscanf(stream, "%llu %llu", &total, &resident) == 2;
	fclose(stream);
	if (!usage->has_memory)
		return;
	usage->virtual_bytes = total * page;
	usage->resident_bytes = resident * page;
}

static uint64_t
process_usage_us(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

void
process_usage_get(struct process_usage *usage_r)
{
	struct rusage usage;

	*usage_r = (struct process_usage){ 0 };
	process_usage_get_memory(usage_r);
	if (getrusage(RUSAGE_SELF, &usage) != 0)
		return;
	usage_r->processor_us = process_usage_us(usage.ru_utime) +
				process_usage_us(usage.ru_stime);
	/* In KiB on Linux: getrusage(2).  It is brought up to date late. */
	usage_r->resident_peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
	if (usage_r->resident_peak_bytes < usage_r->resident_bytes)
		usage_r->resident_peak_bytes = usage_r->resident_bytes;
}
