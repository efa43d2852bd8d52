/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_PROCESS_H
#define CHATD_TEST_PROCESS_H

/*
 * What a process under test takes.
 */

#include <sys/types.h>

/*
 * Return a line of /proc/PID/status, in KiB: "VmRSS:" is what it has in memory,
 * "VmHWM:" the peak of that, "VmPeak:" that of its address space.
 */
long test_process_memory_kib(pid_t pid, const char *what);

/*
 * Stop a child, and return when all its threads stand still; let it go on.  What
 * arrives meanwhile it then finds all at once.
 */
void test_process_stop(pid_t pid);
void test_process_continue(pid_t pid);

#endif
