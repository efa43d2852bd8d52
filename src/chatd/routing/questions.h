/* SPDX-License-Identifier: MIT */
#ifndef CHATD_QUESTIONS_H
#define CHATD_QUESTIONS_H

/*
 * Texts that wait for the directory to say where their receiver is.
 *
 * A connection handles no input while it waits for an answer, so it has one
 * question at most.  Owner thread only.
 */

#include "chatd/core/address.h"
#include "chatd/routing/router.h"
#include "common/list.h"
#include "common/slice.h"

struct question {
	struct list place;
	struct address asker;
	router_sent_cb *answered; /* called with the outcome */
	struct slice name;        /* of the receiver; lies in bytes */
	struct slice text;        /* lies in bytes */
	char bytes[];
};

/* One worker's, oldest first. */
struct questions {
	struct list waiting;
};

/* Begin without questions. */
void questions_init(struct questions *questions);

/*
 * Keep copies of name and text until the answer to asker comes.  Return 0, or
 * -1 if there is no memory.
 */
int questions_keep(struct questions *questions, struct address asker,
    struct slice name, struct slice text, router_sent_cb *answered);

/* Return asker's question, which is the caller's to free, or NULL. */
struct question *questions_take(
    struct questions *questions, struct address asker);

/* Free all questions. */
void questions_clear(struct questions *questions);

#endif
