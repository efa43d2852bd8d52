/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENER_FILES_H
#define CHATD_LISTENER_FILES_H

/*
 * The listeners that are unix sockets, which can come and go while chatd runs:
 * all of a change, or nothing.  Main thread only.
 */

#include <stddef.h>

struct listener_spec;
struct listeners;

/*
 * Get ready for these specs, each of which names a path of its own, to be all
 * of the unix sockets in the set: those that are missing are opened, and those
 * that are there get the access that is wanted now, unless they were adopted.
 * Until the commit nobody is let in at a new one.  Return 0; or -1, after all
 * that was done has been undone, as listeners_open() does.
 */
int listener_files_prepare(struct listeners *listeners,
    const struct listener_spec *specs, size_t count, const char **error_r);

/* Put what was prepared in force: those without a spec are closed. */
void listener_files_commit(struct listeners *listeners);

/* Undo what was prepared. */
void listener_files_abandon(struct listeners *listeners);

#endif
