/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENER_ACCESS_H
#define CHATD_LISTENER_ACCESS_H

/*
 * Which networks may connect to which listener, and how that changes while
 * chatd runs: for all listeners, or for none.  Unix sockets are left alone.
 * Main thread only.
 */

#include <stddef.h>

struct listener_spec;
struct listeners;

/*
 * Get ready for each listener that one of the specs names to be held to the
 * networks of that spec.  Return 0; or -1 if there is no memory, and nothing
 * has changed.
 */
int listener_access_prepare(struct listeners *listeners,
    const struct listener_spec *specs, size_t count);

/*
 * Hold newcomers to what was prepared, if anything was; those who are connected
 * stay.
 */
void listener_access_commit(struct listeners *listeners);

/* Forget what was prepared. */
void listener_access_abandon(struct listeners *listeners);

#endif
