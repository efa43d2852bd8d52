/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_PROCESS_H
#define CHATD_BENCH_PROCESS_H

/*
 * What /proc knows about the server: processor time and memory.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct process_figures {
	bool known;            /* everything below is 0 if not */
	uint64_t cpu_ns;       /* of all its threads, user and system */
	uint64_t memory_bytes; /* anonymous: heap and stacks, not code */
};

/*
 * Read the figures of a process.  pid 0 stands for a process that nothing is
 * known about.
 */
struct process_figures process_read(pid_t pid);

#endif
