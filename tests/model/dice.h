/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_DICE_H
#define CHATD_MODEL_DICE_H

/*
 * All choices of a run.  They follow from its seed alone, on every machine.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A generator; { seed } begins one. */
struct dice {
	uint64_t state;
};

/* Return the next 64 random bits. */
uint64_t dice_next(struct dice *dice);

/* Return a number from 0 to below - 1; below is at least 1. */
uint32_t dice_roll(struct dice *dice, uint32_t below);

/* Return true in this many of a hundred cases. */
bool dice_percent(struct dice *dice, unsigned int percent);

/* Return an index into weights, each as often as its weight says. */
size_t dice_choose(
    struct dice *dice, const unsigned int *weights, size_t count);

#endif
