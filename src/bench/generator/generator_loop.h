/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_GENERATOR_LOOP_H
#define CHATD_BENCH_GENERATOR_LOOP_H

/*
 * The life of a generator, from its first connection to its last.
 *
 * A turn waits, reads everything that is readable, lets the load send, and
 * publishes one number for the progress line.  There are no timers: the run
 * changes the phase from outside.
 */

#include "bench/generator/generator.h"

/*
 * Prepare g, which is number of count generators of the run.  Return 0, or -1
 * with errno; generator_clear() is due either way.
 */
int generator_init(struct generator *g, struct run *run, unsigned int number,
    unsigned int count);

/* Close all connections and free what g holds, but not g. */
void generator_clear(struct generator *g);

/* Bear the load until PHASE_STOP.  The thread that calls this owns g. */
void generator_loop(struct generator *g);

/* Make the generator look at the phase.  Any thread. */
void generator_wake(struct generator *g);

#endif
