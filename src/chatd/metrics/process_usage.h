/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROCESS_USAGE_H
#define CHATD_PROCESS_USAGE_H

/*
 * What the process takes of the machine, asked of the kernel at the moment
 * somebody wants to know it.  Any thread.
 */

#include <stdbool.h>
#include <stdint.h>

struct process_usage {
	bool has_memory; /* false: there is no /proc, as in a sandbox */
	uint64_t virtual_bytes;
	uint64_t resident_bytes;
	uint64_t resident_peak_bytes; /* the most there have been */
	uint64_t processor_us;        /* of user and system */
};

/* Set *usage_r; what the kernel does not tell is 0. */
void process_usage_get(struct process_usage *usage_r);

#endif
