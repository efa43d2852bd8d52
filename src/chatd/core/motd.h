/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MOTD_H
#define CHATD_MOTD_H

/*
 * What users are told when they come: a message of the day.
 *
 * All workers have the same one.  It never changes, so they may read it at the
 * same time: each holder has a reference, and whoever gives back the last one
 * frees it.  Any thread.
 */

#include <stddef.h>

#include "common/slice.h"

struct motd;

/*
 * Return a message of size bytes from malloc(), which it takes: lines, each
 * with "\n" at its end.  The caller has the first reference.  Return NULL, with
 * bytes freed, if there is no memory.
 */
struct motd *motd_new(char *bytes, size_t size);

/* Take another reference to motd, and return motd; NULL is allowed. */
struct motd *motd_reference(struct motd *motd);

/* Give back a reference to motd; NULL is allowed. */
void motd_release(struct motd *motd);

/*
 * Return its lines, which are borrowed; nothing if motd is NULL, because there
 * is none.
 */
struct slice motd_lines(const struct motd *motd);

#endif
