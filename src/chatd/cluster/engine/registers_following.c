/* SPDX-License-Identifier: MIT */
/*
 * What the log says of registers, for the copy that is being read, or for the
 * store.  The log goes on where that was opened; what is older than that is
 * known.
 */

#include <stdlib.h>

#include "chatd/cluster/copies/register_entry.h"
#include "chatd/cluster/engine/registers_private.h"

static struct shared_register *
registers_find(struct registers *registers, struct slice name)
{
	for (size_t i = 0; i < registers->count; i++) {
		struct shared_register *shared = &registers->all[i];

		if (slice_is(name, register_door_options(shared->door)->name))
			return shared;
	}
	return NULL;
}

/* Return false if all records have to be taken. */
static bool
registers_copy_entry(struct registers *registers,
    struct shared_register *shared, const struct register_entry *entry)
{
	switch (register_copy_take(&shared->copy, entry)) {
	case REGISTER_COPIED:
		break;
	case REGISTER_COPY_WRONG:
		registers_log_fault(registers, shared, "it is too large");
		break;
	case REGISTER_COPY_TOO_MANY:
		registers_log_fault(registers, shared, "there are too many");
		break;
	case REGISTER_COPY_NO_MEMORY:
		return false;
	}
	return true;
}

static bool
registers_tell_entry(
    struct shared_register *shared, const struct register_entry *entry)
{
	if (!register_tell_record(
		shared->door, entry->version, entry->key, entry->value.text))
		return false;
	shared->told = entry->version;
	register_errands_settle(shared);
	return true;
}

bool
registers_take_entry(struct registers *registers, uint64_t sequence,
    struct slice field, struct slice value)
{
	struct shared_register *shared;
	struct register_entry entry;
	uint64_t known;

	if (register_entry_read(sequence, field, value, &entry) != 0)
		return true;
	shared = registers_find(registers, entry.name);
	if (shared == NULL || shared->stage == REGISTER_SHUT)
		return true;
	known = shared->stage == REGISTER_COPYING ? shared->copy.version
						  : shared->told;
	if (entry.event == REGISTER_REPLACED)
		return sequence <= known || entry.version == known;
	if (shared->stage == REGISTER_COPYING)
		return registers_copy_entry(registers, shared, &entry);
	return sequence <= known || registers_tell_entry(shared, &entry);
}

/* Tell the store all that was read.  Return false if there is no memory. */
static bool
registers_tell_whole(struct shared_register *shared)
{
	struct slice all;
	char *bytes = register_copy_write(&shared->copy, &all.size);
	bool is_told;

	if (bytes == NULL)
		return false;
	all.bytes = bytes;
	is_told = register_tell_whole(shared->door, shared->copy.version, all);
	free(bytes);
	if (!is_told)
		return false;
	shared->told = shared->copy.version;
	shared->stage = REGISTER_FOLLOWING;
	register_copy_clear(&shared->copy);
	return true;
}

bool
registers_finish(struct registers *registers)
{
	bool are_told = true;

	for (size_t i = 0; i < registers->count; i++) {
		struct shared_register *shared = &registers->all[i];

		if (shared->stage == REGISTER_COPYING &&
		    !registers_tell_whole(shared))
			are_told = false;
		register_errands_settle(shared);
	}
	registers_send(registers);
	return are_told;
}

bool
registers_are_shut(const struct registers *registers)
{
	for (size_t i = 0; i < registers->count; i++) {
		if (registers->all[i].stage == REGISTER_SHUT)
			return true;
	}
	return false;
}

bool
registers_are_known(const struct registers *registers)
{
	for (size_t i = 0; i < registers->count; i++) {
		const struct shared_register *shared = &registers->all[i];

		if (shared->stage != REGISTER_FOLLOWING ||
		    register_door_look(shared->door).version < shared->told)
			return false;
	}
	return true;
}

void
registers_end_life(struct registers *registers)
{
	registers->offering = NULL;
	registers->opening = NULL;
	for (size_t i = 0; i < registers->count; i++) {
		registers->all[i].stage = REGISTER_SHUT;
		register_copy_clear(&registers->all[i].copy);
	}
}
