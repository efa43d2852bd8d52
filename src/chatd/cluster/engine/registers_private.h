/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTERS_PRIVATE_H
#define CHATD_REGISTERS_PRIVATE_H

/*
 * The inside of the registers, for the files that cluster/engine/registers.h
 * names. Gateway's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/engine/names_private.h"
#include "chatd/cluster/copies/register_copy.h"
#include "chatd/cluster/engine/registers.h"
#include "chatd/storage/register.h"
#include "common/list.h"
#include "common/log_rate.h"

struct register_chain;

enum register_stage {
	REGISTER_SHUT,      /* what the log says is not for it */
	REGISTER_COPYING,   /* it is for the copy */
	REGISTER_FOLLOWING, /* it is for the store */
};

struct shared_register {
	struct register_door *door;
	enum register_stage stage;
	uint64_t told; /* the version that the store has been told of last */
	struct register_copy copy;
	struct list errands; /* in the order in which they were asked for */
};

struct registers {
	struct names *names;
	struct register_chain *offering; /* or NULL, as the next */
	struct register_chain *opening;
	struct log_rate faults; /* of the engine */
	size_t count;
	struct shared_register all[];
};

/* Log what the engine says of a register and cannot be so, now and then. */
void registers_log_fault(struct registers *registers,
    const struct shared_register *shared, const char *fault);

/* ---- registers_changing.c ------------------------------------------------ */

/* Answer those whose change the store has been told by now. */
void register_errands_settle(struct shared_register *shared);

/* Answer all: nothing more is asked. */
void register_errands_shut(struct shared_register *shared);

#endif
