/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SHARED_REGISTERS_H
#define CHATD_SHARED_REGISTERS_H

/*
 * The doors between what this node keeps and the cluster that has it, if there
 * is one; and what all its nodes have to decide alike about that.  Main thread
 * only.
 */

#include <stdbool.h>
#include <stddef.h>

struct config;
struct register_door;

/* Room for each register. */
#define SHARED_REGISTERS_MAX 3

struct shared_registers {
	char rules[64];                 /* one word */
	struct register_door *accounts; /* NULL: there is no cluster, or the
					   accounts are none of its */
	struct register_door *rooms;    /* the same */
	struct register_door *bans;     /* NULL: there is no cluster */
	struct register_door *doors[SHARED_REGISTERS_MAX]; /* all of these */
	size_t count;
	bool are_in_use; /* for good: a disk does not answer */
};

/* Make the doors that there are to be.  Return 0, or -1 with errno set. */
int shared_registers_make(
    struct shared_registers *registers, const struct config *config);

/* Free the doors, unless they are in use. */
void shared_registers_clear(struct shared_registers *registers);

#endif
