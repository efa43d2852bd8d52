/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LATER_DIRECTORY_H
#define CHATD_LATER_DIRECTORY_H

/*
 * A directory that knows nothing at once: directory.h, in place of the engine
 * that is built in.  A question to it is open until the test has it answered.
 * Any thread.
 */

#include <stddef.h>

#include "chatd/core/address.h"

struct directory;

/* Return a new, empty directory. */
struct directory *later_directory_new(void);

/* Free directory and the questions in it, but no claim may be left. */
void later_directory_free(struct directory *directory);

/* Wait until a question is open; return the asker of the oldest. */
struct address later_directory_await_question(struct directory *directory);

/* Wait until just this many questions are open. */
void later_directory_await_questions(struct directory *directory, size_t count);

/* Put the oldest question after all others. */
void later_directory_postpone(struct directory *directory);

/* Settle the answer to the oldest question, which stays open. */
void later_directory_decide(struct directory *directory);

/*
 * Answer the oldest question, as it was decided or else as things are now.
 * Called on the asker's thread.
 */
void later_directory_answer(struct directory *directory);

/* Wait until just this many names are claimed. */
void later_directory_await_claims(struct directory *directory, size_t count);

#endif
