/* SPDX-License-Identifier: MIT */
#ifndef CHATD_QUESTIONS_H
#define CHATD_QUESTIONS_H

/*
 * Requests that wait: texts, for the directory to say where their receiver is,
 * and what the chat puts off.
 *
 * A connection handles no input while it waits for an answer, so it has one
 * question at most.  Owner thread only.
 */

#include "chatd/core/address.h"
#include "chatd/core/chat_text.h"
#include "chatd/core/stamp.h"
#include "chatd/routing/router.h"
#include "common/list.h"
#include "common/slice.h"

/* Ask again what asker has asked, in the words that were kept. */
typedef void question_again_cb(
    struct connection *asker, struct slice name, const struct chat_text *text);

struct question {
	struct list place;
	struct address asker;
	/* One of these, as whoever keeps it knows. */
	router_sent_cb *answered; /* called with the outcome */
	question_again_cb *again;
	struct stamp stamp; /* of the text; or none */
	struct slice name;  /* of the receiver, or of a room; lies in bytes */
	struct chat_text text; /* lies in bytes */
	char bytes[];
};

/* One worker's, oldest first. */
struct questions {
	struct list waiting;
};

/* Begin without questions. */
void questions_init(struct questions *questions);

/*
 * Keep a copy of question, with bytes of its own for name and text, until it is
 * taken.  Return 0, or -1 if there is no memory.
 */
int questions_keep(
    struct questions *questions, const struct question *question);

/* Return asker's question, which is the caller's to free, or NULL. */
struct question *questions_take(
    struct questions *questions, struct address asker);

/* Return the oldest question, which is the caller's to free, or NULL. */
struct question *questions_take_oldest(struct questions *questions);

/* Free all questions. */
void questions_clear(struct questions *questions);

#endif
