/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_TRACE_H
#define CHATD_MODEL_TRACE_H

/*
 * The last things that happened, for whoever looks for the cause of a failure.
 */

#include "model/world.h"

/* Note what an actor asks, or what it receives. */
void trace_request(const struct world *world, const struct actor *actor,
    const struct request *request);
void trace_event(const struct world *world, const struct actor *actor,
    const struct event *event);

/* Print what was noted, oldest first, on standard error. */
void trace_show(void);

#endif
