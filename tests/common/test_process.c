/* SPDX-License-Identifier: MIT */
/* What Linux says about a process. */

#include "common/test_process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "common/test_support.h"

long
test_process_memory_kib(pid_t pid, const char *what)
{
	const char *path = test_format("/proc/%ld/status", (long)pid);
	FILE *file = fopen(path, "r");
	char line[256];
	long kib = -1;

	test_require(file != NULL, "cannot read %s", path);
	while (kib < 0 && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, what, strlen(what)) == 0)
			kib = strtol(line + strlen(what), NULL, 10);
	fclose(file);
	test_require(kib >= 0, "no %s in %s", what, path);
	return kib;
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
	test_require(kill(pid, SIGCONT) == 0, "cannot continue: %s",
	    strerror(errno));
}
