/* SPDX-License-Identifier: MIT */
/*
 * What stores ask for.  An errand whose reply is still to come stays until
 * then, even if it is answered: the reply must find it.
 */

#include <stdlib.h>

#include "chatd/cluster/engine/registers_private.h"
#include "common/container.h"
#include "common/log.h"

struct register_errand {
	struct list place;
	struct registers *registers;
	struct shared_register *shared;
	struct register_change *change; /* NULL: it is answered */
	uint64_t asked_ns;
	uint64_t again_ns; /* not to be asked for before this; 0: now */
	bool is_sent;      /* its reply is still to come */
	bool may_be_made;
	bool is_decided; /* with this outcome, in this version */
	enum register_outcome outcome;
	uint64_t version;
};

static struct register_errand *
register_errand_at(struct list *place)
{
	return container_of(place, struct register_errand, place);
}

static void
register_errand_end(struct register_errand *errand)
{
	if (errand->change != NULL || errand->is_sent)
		return;
	list_remove(&errand->place);
	free(errand);
}

/* Answer errand, which may be gone then. */
static void
register_errand_answer(
    struct register_errand *errand, enum register_outcome outcome)
{
	struct register_change *change = errand->change;

	errand->change = NULL;
	if (change != NULL)
		register_answer(errand->shared->door, change, outcome);
	register_errand_end(errand);
}

/* Nobody knows more, and there is nothing more to be waited for. */
static void
register_errand_give_up(struct register_errand *errand)
{
	register_errand_answer(errand,
	    errand->may_be_made ? REGISTER_UNCERTAIN : REGISTER_UNREACHED);
}

void
register_errands_settle(struct shared_register *shared)
{
	struct list *at, *next;

	for (at = shared->errands.next; at != &shared->errands; at = next) {
		struct register_errand *errand = register_errand_at(at);

		next = at->next;
		if (errand->is_decided && shared->told >= errand->version)
			register_errand_answer(errand, errand->outcome);
	}
}

void
register_errands_shut(struct shared_register *shared)
{
	struct list *at, *next;

	for (at = shared->errands.next; at != &shared->errands; at = next) {
		next = at->next;
		register_errand_give_up(register_errand_at(at));
	}
}

/* ---- asking -------------------------------------------------------------- */

/* The engine has answered; it may be a word that is none. */
static void
register_errand_note(
    struct register_errand *errand, const struct redis_reply *reply)
{
	if (names_answers(reply, "SETTLING")) {
		errand->may_be_made = false;
		errand->again_ns = names_now() + NAMES_LOOK_NS;
		return;
	}
	errand->version = names_read_number(
	    redis_reply_element(reply, 1)->text);
	errand->is_decided = names_answers(reply, "CHANGED") ||
			     names_answers(reply, "CONFLICT");
	errand->outcome = names_answers(reply, "CHANGED") ? REGISTER_CHANGED
							  : REGISTER_CONFLICT;
	if (errand->is_decided) {
		if (errand->shared->stage == REGISTER_FOLLOWING)
			register_errands_settle(errand->shared);
		return;
	}
	if (reply->type == REDIS_ERROR)
		log_error("the engine does not make a change: %.*s",
		    (int)reply->text.size, reply->text.bytes);
	register_errand_answer(errand,
	    names_answers(reply, "FULL") ? REGISTER_FULL : REGISTER_FAILED);
}

static void
register_errand_answered_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct register_errand *errand = argument;
	struct names *names = errand->registers->names;

	(void)connection;
	errand->is_sent = false;
	if (errand->change == NULL || reply == NULL) {
		register_errand_end(errand);
		return;
	}
	if (names_answers(reply, "FENCED")) {
		errand->may_be_made = false;
		(void)names_is_fenced(names, reply);
		return;
	}
	register_errand_note(errand, reply);
}

/* Ask for errand, unless it has to wait. */
static void
register_errand_send(struct register_errand *errand)
{
	const struct register_change *change = errand->change;
	const struct register_options *options = register_door_options(
	    errand->shared->door);
	struct names *names = errand->registers->names;
	struct names_word most;

	if (change == NULL || errand->is_sent || errand->is_decided ||
	    errand->shared->stage != REGISTER_FOLLOWING ||
	    names_now() < errand->again_ns)
		return;
	const struct slice arguments[] = {
		slice_of(options->name),
		change->key,
		change->expected,
		change->text,
		names_number(&most, options->most),
	};

	errand->is_sent = names_script(names, SCRIPT_CHANGE, 5, arguments,
			      register_errand_answered_cb, errand) == 0;
	errand->may_be_made = errand->may_be_made || errand->is_sent;
}

void
registers_send(struct registers *registers)
{
	struct names *names = registers->names;

	if (names->life == 0 || !names->is_entered || names->is_leaving)
		return;
	for (size_t i = 0; i < registers->count; i++) {
		struct list *all = &registers->all[i].errands;

		for (struct list *at = all->next; at != all; at = at->next)
			register_errand_send(register_errand_at(at));
	}
}

static void
registers_take_change(struct registers *registers,
    struct shared_register *shared, struct register_change *change)
{
	struct register_errand *errand = calloc(1, sizeof(*errand));

	if (errand == NULL) {
		register_answer(shared->door, change, REGISTER_FAILED);
		return;
	}
	errand->registers = registers;
	errand->shared = shared;
	errand->change = change;
	errand->asked_ns = names_now();
	list_append(&shared->errands, &errand->place);
}

void
registers_take_asked(struct registers *registers)
{
	for (size_t i = 0; i < registers->count; i++) {
		struct shared_register *shared = &registers->all[i];
		struct register_change *change;

		while ((change = register_take_asked(shared->door)) != NULL)
			registers_take_change(registers, shared, change);
	}
	registers_send(registers);
}

/* ---- looking ------------------------------------------------------------- */

/* Refuse those that have waited too long. */
static void
registers_look_at_errands(
    const struct registers *registers, struct shared_register *shared)
{
	uint64_t timeout_ns = registers->names->options.timeout_ms *
			      CLOCK_NS_PER_MS;
	uint64_t now_ns = names_now();
	struct list *at, *next;

	for (at = shared->errands.next; at != &shared->errands; at = next) {
		struct register_errand *errand = register_errand_at(at);

		next = at->next;
		if (errand->change != NULL &&
		    now_ns - errand->asked_ns >= timeout_ns)
			register_errand_give_up(errand);
	}
}

void
registers_look(struct registers *registers)
{
	struct names *names = registers->names;

	for (size_t i = 0; i < registers->count; i++) {
		struct shared_register *shared = &registers->all[i];

		registers_look_at_errands(registers, shared);
		if (!register_take_given_up(shared->door))
			continue;
		shared->stage = REGISTER_SHUT;
		shared->told = 0;
		if (names->copying != COPYING_NOTHING)
			names_copy_later(names);
	}
	registers_send(registers);
}
