/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTER_COPY_H
#define CHATD_REGISTER_COPY_H

/*
 * All records of a register, from when the first page of them is read until the
 * log has come so far that they are right.
 *
 * Pages and what the log says after them may tell of one record in any order;
 * the later sequence decides.  So many records are taken as there may be, of so
 * many bytes: a hostile engine causes no more.  Pure; not thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/copies/register_entry.h"
#include "chatd/presence/hash_table.h"
#include "common/slice.h"

struct register_copy {
	struct hash_table records;
	uint64_t seed;
	uint64_t most;
	size_t record_bytes_max;
	uint64_t version;
};

/* Begin without records; seed is secret. */
void register_copy_init(struct register_copy *copy, uint64_t seed,
    uint64_t most, size_t record_bytes_max);

/* Begin anew, with the version that the engine has now. */
void register_copy_begin(struct register_copy *copy, uint64_t version);

/* Forget all records. */
void register_copy_clear(struct register_copy *copy);

enum register_copy_outcome {
	REGISTER_COPIED,
	REGISTER_COPY_WRONG,     /* it is none, or too large: skipped */
	REGISTER_COPY_TOO_MANY,  /* skipped */
	REGISTER_COPY_NO_MEMORY, /* it has to begin anew */
};

/* Take a record of a page, or what the log says of one. */
enum register_copy_outcome register_copy_add(struct register_copy *copy,
    struct slice key, const struct register_value *value);
enum register_copy_outcome register_copy_take(
    struct register_copy *copy, const struct register_entry *entry);

/*
 * Return all records in the order of their places, each put by register_put(),
 * in memory that the caller frees, and store the size; or NULL if there is no
 * memory.
 */
char *register_copy_write(const struct register_copy *copy, size_t *size_r);

#endif
