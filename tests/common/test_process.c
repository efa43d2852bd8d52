/* SPDX-License-Identifier: MIT */
/* What Linux says about a process. */

#include "common/test_process.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "common/test_support.h"

/* Return the number after what, a line's beginning, in a file of /proc/PID. */
static long
process_number(pid_t pid, const char *name, const char *what)
{
	const char *path = test_format("/proc/%ld/%s", (long)pid, name);
	FILE *file = fopen(path, "r");
	char line[256];
	long number = -1;

	test_require(file != NULL, "cannot read %s", path);
	while (number < 0 && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, what, strlen(what)) == 0)
			number = strtol(line + strlen(what), NULL, 10);
	fclose(file);
	test_require(number >= 0, "no %s in %s", what, path);
	return number;
}

long
test_process_memory_kib(pid_t pid, const char *what)
{
	return process_number(pid, "status", what);
}

long
test_process_private_kib(pid_t pid)
{
	return process_number(pid, "smaps_rollup", "Private_Dirty:");
}

size_t
test_process_count_descriptors(pid_t pid)
{
	const char *path = test_format("/proc/%ld/fd", (long)pid);
	DIR *directory = opendir(path);
	size_t count = 0;

	test_require(directory != NULL, "cannot read %s", path);
	/* Besides them there are "." and "..". */
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count - 2;
}

void
test_process_stop(pid_t pid)
{
	siginfo_t info;

	test_require(kill(pid, SIGSTOP) == 0 &&
			 waitid(P_PID, (id_t)pid, &info, WSTOPPED) == 0,
	    "cannot stop: %s", strerror(errno));
}

void
test_process_continue(pid_t pid)
{
	test_require(
	    kill(pid, SIGCONT) == 0, "cannot continue: %s", strerror(errno));
}
