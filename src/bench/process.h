/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_PROCESS_H
#define CHATD_BENCH_PROCESS_H

/*
 * What /proc knows about a process: its processor time and its memory.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct process_times {
	uint64_t cpu_ns;  /* of processor, user and system */
	uint64_t wait_ns; /* wanted one while others had it */
};

struct process_figures {
	bool known;                 /* if not, everything below is 0 */
	struct process_times times; /* of all its threads */
	uint64_t memory_bytes;      /* anonymous: heap and stacks, not code */
};

/*
 * Read the figures of a process.  The pid 0 stands for a process of which
 * nothing is known.
 */
struct process_figures process_read(pid_t pid);

/* Add a thread's times to *times.  Return false if they cannot be read. */
bool process_add_thread(pid_t pid, pid_t thread, struct process_times *times);

#endif
