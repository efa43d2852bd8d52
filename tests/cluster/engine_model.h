/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENGINE_MODEL_H
#define CHATD_ENGINE_MODEL_H

/*
 * An engine without Redis: a few names and lives that change at random, the log
 * of that, and pages, all written as the scripts write them.
 */

#include <stddef.h>
#include <stdint.h>

#define MODEL_NAMES 10
#define MODEL_LIVES 3
#define MODEL_LOG   4096

/* An entry of the log, or what a page says of a name. */
struct model_entry {
	uint64_t sequence;
	char field[16]; /* or the name */
	char value[128];
};

struct engine_model {
	uint64_t sequence;
	uint64_t last_life;
	uint64_t lives[MODEL_LIVES]; /* 0: none */
	struct {
		uint64_t sequence; /* 0: nobody's */
		uint64_t life;     /* may be gone, and not swept */
		const char *kind;
		uint64_t address;
		uint64_t place;
	} names[MODEL_NAMES];
	struct model_entry log[MODEL_LOG];
	size_t log_size;
};

/* Change something. */
void engine_model_step(struct engine_model *model);

/* Forget everything, as after a new start; lives come back with their names. */
void engine_model_forget(struct engine_model *model);

/* Write what is known of a name.  Return false if there is nothing. */
int engine_model_page(
    const struct engine_model *model, int name, struct model_entry *entry_r);

/* Return the value of the life of this index in nodes. */
const char *engine_model_node(const struct engine_model *model, int life);

/* Return all that there is, as name_witness_text() does, freed at the end. */
const char *engine_model_text(const struct engine_model *model);

#endif
