/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_OPERATOR_H
#define CHATD_MODEL_OPERATOR_H

/*
 * The operator at the consoles of the daemons: looking, and what it does to
 * users.
 */

#include <stdbool.h>
#include <stdint.h>

#include "model/world.h"

/*
 * Send a request to all; return whether each answer is OK, and pass over the
 * rest.
 */
bool operator_order(struct world *world, const char *request);

/* Return a number of the status, or of the metrics: the sum over all. */
uint64_t operator_status(struct world *world, const char *key);
uint64_t operator_metric(struct world *world, const char *name);

/* Return the number of one of them. */
uint64_t operator_status_of(
    struct world *world, unsigned int server, const char *key);

/* Print on standard error what the request answers: something has failed. */
void operator_show(struct world *world, const char *request);

/* Throw out an actor that is present, with a letter for its reason. */
void operator_kick(struct world *world, struct actor *actor);

/* Send a letter to everybody, or to an actor that is present. */
void operator_tell_all(struct world *world);
void operator_tell(struct world *world, struct actor *actor);

#endif
