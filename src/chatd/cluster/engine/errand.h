/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ERRAND_H
#define CHATD_ERRAND_H

/*
 * One thing that a worker asks of the engine, or tells it, from when the
 * gateway hears of it until the worker has its answer.
 *
 * An errand whose reply is still to come stays until then, even if it is done:
 * the reply must find it.  How many there are is bounded by the users of this
 * node, who wait for their answers.  Gateway's thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/presence/directory.h"
#include "common/container.h"
#include "common/list.h"
#include "common/slice.h"

struct engine_question;
struct mail;
struct name_owner;
struct names;

struct errand {
	struct list place; /* among all, in the order in which they came */
	struct names *names;
	struct engine_question *question; /* NULL: a notice, or it is decided */
	struct mail *notice;              /* NULL: a question, or it is told */
	uint64_t asked_ns;                /* when it came */
	uint64_t again_ns;      /* not to be asked for before this; 0: now */
	bool is_sent;           /* its reply is still to come */
	bool is_ours;           /* the log has it */
	struct address address; /* whose name is to be given back */
	size_t name_size;       /* 0: none is */
	char name[];
};

/* Return the errand at a place among all of them. */
static inline struct errand *
errand_at(struct list *place)
{
	return container_of(place, struct errand, place);
}

/* Say whether the worker has its answer, or the engine has been told. */
static inline bool
errand_is_done(const struct errand *errand)
{
	return errand->question == NULL && errand->notice == NULL &&
	       errand->name_size == 0;
}

/*
 * Append an errand to those of names, to give back name, which nobody at
 * address waits for any more; with an empty name it has neither question nor
 * notice yet.  Return NULL if there is no memory.
 */
struct errand *errand_add(
    struct names *names, struct slice name, struct address address);

/* Return the errand that asks for name, for this address; or NULL. */
struct errand *errand_for(
    struct names *names, struct slice name, struct address address);

/* Free errand if it is done, unless its reply is still to come. */
void errand_end(struct errand *errand);

/* Answer the question of errand, a claim or a rename. */
void errand_decide(struct errand *errand, enum claim_outcome outcome);

/*
 * Return the address here of owner, who has the name that is asked for, as the
 * engine says; or nowhere if the log has yet to bring what is needed for that.
 */
struct address errand_locate(
    const struct errand *errand, const struct name_owner *owner);

/* Answer the question of errand, which is where somebody is. */
void errand_answer(struct errand *errand, struct address address);

/*
 * Free the notice of errand, if it has one, and give no name back: that has
 * been told, or is void.
 */
void errand_drop_notice(struct errand *errand);

/* Free errand, whatever it is, with directory_abandon() a question. */
void errand_abandon(struct errand *errand);

#endif
