/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENGINES_H
#define CHATD_ENGINES_H

/* Which engine decides who gets a name.  Main thread only. */

struct config;
struct directory;
struct engine;

/*
 * Make the state of the engine that config asks for, which borrows directory
 * for good.  *engine_r is NULL where the directory decides by itself.  Return
 * 0, or -1 with errno set.
 */
int engines_make(const struct config *config, struct directory *directory,
    const struct engine **engine_r, void **state_r);

#endif
