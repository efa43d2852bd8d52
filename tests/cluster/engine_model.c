/* SPDX-License-Identifier: MIT */
#include "cluster/engine_model.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_support.h"

#define U(number) ((unsigned long long)(number))

static void
note(struct engine_model *model, const char *field, const char *value)
{
	struct model_entry *entry = &model->log[model->log_size++];

	test_require(model->log_size <= MODEL_LOG, "the log is full");
	entry->sequence = ++model->sequence;
	snprintf(entry->field, sizeof(entry->field), "%s", field);
	snprintf(entry->value, sizeof(entry->value), "%s", value);
}

static bool
has_life(const struct engine_model *model, uint64_t life)
{
	for (int i = 0; i < MODEL_LIVES; i++) {
		if (life != 0 && model->lives[i] == life)
			return true;
	}
	return false;
}

static bool
is_taken(const struct engine_model *model, int name)
{
	return model->names[name].sequence != 0 &&
	       has_life(model, model->names[name].life);
}

static const char *
value_of(const struct engine_model *model, int name)
{
	return test_format("%llu %llu %s %llu %llu",
	    U(model->names[name].sequence), U(model->names[name].life),
	    model->names[name].kind, U(model->names[name].address),
	    U(model->names[name].place));
}

static void
come(struct engine_model *model, int life)
{
	model->lives[life] = ++model->last_life;
	note(model, "came",
	    test_format("%llu %s", U(model->lives[life]),
		engine_model_node(model, life)));
}

static void
claim(struct engine_model *model, int name, uint64_t life, const char *kind,
    uint64_t address, uint64_t place)
{
	model->names[name].sequence = model->sequence + 1;
	model->names[name].life = life;
	model->names[name].kind = kind;
	model->names[name].address = address;
	model->names[name].place = place;
	note(model, "claimed",
	    test_format("name%d %s", name, value_of(model, name)));
}

static void
change_name(struct engine_model *model, int old, int name)
{
	model->names[name] = model->names[old];
	model->names[name].sequence = model->sequence + 1;
	model->names[name].kind = "user";
	model->names[old].sequence = 0;
	note(model, "renamed",
	    test_format("name%d name%d %s", old, name, value_of(model, name)));
}

static void
give(struct engine_model *model, int name, bool keeps)
{
	note(model, keeps ? "retired" : "released",
	    test_format("name%d %llu", name, U(model->names[name].life)));
	model->names[name].sequence = keeps ? model->sequence : 0;
	model->names[name].kind = "kept";
}

/* Clean up one name of a life that is gone. */
static void
sweep(struct engine_model *model, int name)
{
	if (!is_taken(model, name))
		model->names[name].sequence = 0;
}

static void
step_life(struct engine_model *model, int life)
{
	uint64_t number = model->lives[life];

	if (number == 0) {
		come(model, life);
	} else if (test_random(20) == 0) {
		model->lives[life] = 0;
		note(model, "gone", test_format("%llu", U(number)));
	}
}

void
engine_model_step(struct engine_model *model)
{
	int life = (int)test_random(MODEL_LIVES);
	int name = (int)test_random(MODEL_NAMES);
	int other = (int)test_random(MODEL_NAMES);
	bool is_kept = is_taken(model, name) &&
		       strcmp(model->names[name].kind, "kept") == 0;

	step_life(model, life);
	if (model->lives[life] == 0)
		return;
	if (!is_taken(model, name))
		claim(model, name, model->lives[life],
		    test_random(2) == 0 ? "user" : "guest", test_random(3),
		    model->sequence + 1);
	else if (test_random(2) == 0 && !is_kept && !is_taken(model, other))
		change_name(model, name, other);
	else
		give(model, name, !is_kept && test_random(3) == 0);
	sweep(model, other);
}

void
engine_model_forget(struct engine_model *model)
{
	model->log_size = 0;
	model->sequence += test_random(2) * 1000;
	for (int i = 0; i < MODEL_LIVES; i++) {
		if (model->lives[i] != 0)
			note(model, "came",
			    test_format("%llu %s", U(model->lives[i]),
				engine_model_node(model, i)));
	}
	for (int i = 0; i < MODEL_NAMES; i++) {
		if (is_taken(model, i))
			claim(model, i, model->names[i].life,
			    model->names[i].kind, model->names[i].address,
			    model->names[i].place);
		else
			model->names[i].sequence = 0;
	}
}

int
engine_model_page(
    const struct engine_model *model, int name, struct model_entry *entry_r)
{
	if (model->names[name].sequence == 0)
		return false;
	snprintf(entry_r->field, sizeof(entry_r->field), "name%d", name);
	snprintf(entry_r->value, sizeof(entry_r->value), "%s",
	    value_of(model, name));
	return true;
}

const char *
engine_model_node(const struct engine_model *model, int life)
{
	return test_format("1 %llu n%d", U(model->lives[life] * 10), life);
}

/* Return the index of the listed name with the lowest place from this one on,
 * or -1. */
static int
next_by_place(const struct engine_model *model, uint64_t place)
{
	int found = -1;

	for (int i = 0; i < MODEL_NAMES; i++) {
		if (is_taken(model, i) && model->names[i].place >= place &&
		    strcmp(model->names[i].kind, "kept") != 0 &&
		    (found < 0 ||
			model->names[i].place < model->names[found].place))
			found = i;
	}
	return found;
}

/* The same of lives. */
static int
next_life(const struct engine_model *model, uint64_t life)
{
	int found = -1;

	for (int i = 0; i < MODEL_LIVES; i++) {
		if (model->lives[i] >= life &&
		    (found < 0 || model->lives[i] < model->lives[found]))
			found = i;
	}
	return found;
}

const char *
engine_model_text(const struct engine_model *model)
{
	const char *text = "";
	uint64_t last = 0;

	for (int i; (i = next_life(model, last + 1)) >= 0;
	     last = model->lives[i])
		text = test_format("%s%llu=n%d ", text, U(model->lives[i]), i);
	last = 0;
	for (int i; (i = next_by_place(model, last + 1)) >= 0;
	     last = model->names[i].place)
		text = test_format("%sname%d:%llu:%d:%llu ", text, i,
		    U(model->names[i].life),
		    strcmp(model->names[i].kind, "guest") == 0,
		    U(model->names[i].address));
	return text;
}
