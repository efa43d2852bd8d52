/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_PROCESS_H
#define CHATD_TEST_PROCESS_H

/*
 * What a process under test takes.
 */

#include <stddef.h>
#include <sys/types.h>

/*
 * Return a line of /proc/PID/status, in KiB: "VmRSS:" is what it has in memory,
 * "VmHWM:" the peak of that, "VmPeak:" that of its address space.
 */
long test_process_memory_kib(pid_t pid, const char *what);

/*
 * Return the memory, in KiB, that the process has written to and shares with
 * nobody, to the page: what /proc/PID/status says may be off by hundreds of
 * KiB.
 */
long test_process_private_kib(pid_t pid);

/* Count the process's open descriptors. */
size_t test_process_count_descriptors(pid_t pid);

/*
 * Stop a child, and return when all its threads stand still; let it go on. What
 * arrives meanwhile it then finds all at once.
 */
void test_process_stop(pid_t pid);
void test_process_continue(pid_t pid);

#endif
