/* SPDX-License-Identifier: MIT */
/*
 * Processor time comes from each thread's schedstat, which counts nanoseconds,
 * while /proc/PID/stat counts hundredths of a second.  A thread that ends takes
 * its time with it, so only servers whose threads last are measured well; those
 * of interest here do.
 */

#include "bench/process.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROCESS_PATH_BYTES 128

bool
process_add_thread(pid_t pid, pid_t thread, struct process_times *times)
{
	char path[PROCESS_PATH_BYTES];
	struct process_times more;
	FILE *file;
	bool found;

	(void)snprintf(path, sizeof(path), "/proc/%ld/task/%ld/schedstat",
	    (long)pid, (long)thread);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	found = fscanf(file, "%" SCNu64 "%" SCNu64, &more.cpu_ns,
		    &more.wait_ns) == 2;
	(void)fclose(file);
	if (found) {
		times->cpu_ns += more.cpu_ns;
		times->wait_ns += more.wait_ns;
	}
	return found;
}

static bool
process_read_times(pid_t pid, struct process_times *times)
{
	char path[PROCESS_PATH_BYTES];
	const struct dirent *entry;
	bool found = false;
	DIR *threads;

	(void)snprintf(path, sizeof(path), "/proc/%ld/task", (long)pid);
	threads = opendir(path);
	if (threads == NULL)
		return false;
	while ((entry = readdir(threads)) != NULL) {
		long thread = strtol(entry->d_name, NULL, 10);

		if (thread > 0 && process_add_thread(pid, (pid_t)thread, times))
			found = true;
	}
	(void)closedir(threads);
	return found;
}

static bool
process_read_memory(pid_t pid, uint64_t *bytes_r)
{
	char path[PROCESS_PATH_BYTES];
	char line[128];
	bool found = false;
	uint64_t kibibytes;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%ld/smaps_rollup", (long)pid);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), file) != NULL)
		found = sscanf(line, "Anonymous: %" SCNu64, &kibibytes) == 1;
	(void)fclose(file);
	if (found)
		*bytes_r = kibibytes * 1024;
	return found;
}

struct process_figures
process_read(pid_t pid)
{
	struct process_figures figures = { false, { 0, 0 }, 0 };

	if (pid == 0)
		return figures;
	figures.known = process_read_times(pid, &figures.times) &&
			process_read_memory(pid, &figures.memory_bytes);
	return figures;
}
