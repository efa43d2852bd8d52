/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SHARED_TEXT_H
#define CHATD_SHARED_TEXT_H

/*
 * Bytes that are sent to many connections: a list of names, or what the members
 * of a big room are told.
 *
 * A text lives in one worker and is counted there, without atomics: each holder
 * has a reference, and the last one that gives its reference back frees it.
 */

#include <stddef.h>

#include "common/slice.h"

struct shared_text {
	unsigned int references;
	unsigned int waiting; /* of these, those in some connection's output */
	char separator;       /* between two names of a list, or 0 */
	struct slice bytes;   /* owned */
};

/*
 * Return a text of size bytes from malloc(), which it takes.  The caller has
 * the first reference.  Return NULL, with bytes freed, if there is no memory.
 */
struct shared_text *shared_text_new(char *bytes, size_t size, char separator);

/* Take another reference to text; return text. */
struct shared_text *shared_text_reference(struct shared_text *text);

/*
 * Return the beginning of a list, of max bytes at most, that ends with a whole
 * name: a part of a name would be a user who is not there.  It is empty if not
 * even the first name fits.
 */
struct slice shared_text_cut(const struct shared_text *list, size_t max);

/* Give back a reference to text; NULL is allowed. */
void shared_text_release(struct shared_text *text);

#endif
