/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LATE_NAMES_H
#define CHATD_LATE_NAMES_H

/*
 * What an engine believes of all names, to be held against what the directory
 * asks and tells.  It aborts where the two differ.
 */

#include <stdbool.h>

#include "chatd/presence/engine.h"
#include "chatd/presence/hash_table.h"

/* All zero is nothing. */
struct late_names {
	struct hash_table table;
	bool fold; /* as in the directory */
};

/*
 * Take the name of a question that has come, which must be nobody's.  Return
 * false if there is no memory.
 */
bool late_names_take(
    struct late_names *names, const struct engine_question *question);

/* Return whose name it is that the name of a question is, or nowhere. */
struct address late_names_find(
    struct late_names *names, const struct engine_question *question);

/* Grant the name of a question, which has been taken. */
void late_names_grant(
    struct late_names *names, const struct engine_question *question);

/* Let a rename that is granted give its old name up, if it still has that. */
void late_names_give_old(
    struct late_names *names, const struct engine_question *question);

/* Let go of the name of a question that is refused. */
void late_names_give(
    struct late_names *names, const struct engine_question *question);

/* Do what the news say, if they still concern anybody. */
void late_names_hear(struct late_names *names, const struct engine_news *news);

/* Require that nobody has a name any more. */
void late_names_require_none(struct late_names *names);

#endif
