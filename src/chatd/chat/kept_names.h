/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_NAMES_H
#define CHATD_KEPT_NAMES_H

/*
 * Names of users whom the daemon has cut.
 *
 * For name_grace nobody can have such a name, so that nobody gains a name by
 * having its owner cut.  Each worker keeps KEPT_NAMES_MAX at most, so that they
 * cost little memory however many are cut; beyond that those that are due next
 * are free early.  Worker's thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/event/deadline.h"

#define KEPT_NAMES_MAX 10000

struct chat;
struct claim;
struct loop;

struct kept_names {
	struct deadline_list names; /* the one due next is the first */
	size_t count;
};

/* Begin with none. */
void kept_names_init(struct kept_names *names, struct loop *loop);

/* Forget all of them; their claims are the directory's to free. */
void kept_names_clear(struct kept_names *names);

/*
 * Keep the name of claim, which is chat's then.  Return false, and leave claim
 * to the caller, if names are not kept or there is no memory.
 */
bool kept_names_add(struct chat *chat, struct claim *claim);

#endif
