/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/engine/registers.h"

#include <sys/random.h>

#include <inttypes.h>
#include <stdlib.h>

#include "chatd/cluster/engine/registers_private.h"
#include "common/clock.h"
#include "common/log.h"

struct registers *
registers_new(struct names *names)
{
	size_t count = names->options.door_count;
	struct registers *registers = calloc(
	    1, sizeof(*registers) + count * sizeof(struct shared_register));
	uint64_t seed;

	if (registers == NULL)
		return NULL;
	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed)) {
		free(registers);
		return NULL;
	}
	registers->names = names;
	registers->count = count;
	for (size_t i = 0; i < count; i++) {
		struct shared_register *shared = &registers->all[i];

		shared->door = names->options.doors[i];
		list_init(&shared->errands);
		register_copy_init(&shared->copy, seed, REGISTER_RECORDS_MAX,
		    register_door_options(shared->door)->record_bytes_max);
	}
	return registers;
}

void
registers_free(struct registers *registers)
{
	if (registers == NULL)
		return;
	for (size_t i = 0; i < registers->count; i++)
		register_copy_clear(&registers->all[i].copy);
	free(registers);
}

void
registers_shut(struct registers *registers)
{
	for (size_t i = 0; i < registers->count; i++) {
		register_errands_shut(&registers->all[i]);
		register_door_shut(registers->all[i].door);
	}
}

void
registers_log_fault(struct registers *registers,
    const struct shared_register *shared, const char *fault)
{
	char others[LOG_RATE_OTHERS_BYTES];
	uint64_t suppressed;

	if (log_rate_allows(
		&registers->faults, clock_monotonic_ns(), &suppressed))
		log_error("the engine has a record of %s that is skipped: "
			  "%s%s",
		    register_door_options(shared->door)->option, fault,
		    log_rate_say_others(suppressed, others));
}
