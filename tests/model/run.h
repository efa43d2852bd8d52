/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_RUN_H
#define CHATD_MODEL_RUN_H

/*
 * A whole run: a daemon, a crowd that comes, talks and leaves, and the
 * accounts at the end.
 */

#include <stdbool.h>
#include <stdint.h>

/*
 * Run what seed says, and print the seed.  Fail the test if anything is not as
 * the model has it.  with_memory waits at the end until the daemon's memory is
 * back.  With folds names fold.  Everything that the test has deferred is
 * undone.
 */
void run_model(uint64_t seed, bool with_memory, bool folds);

#endif
