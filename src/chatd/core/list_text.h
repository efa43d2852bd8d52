/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LIST_TEXT_H
#define CHATD_LIST_TEXT_H

/*
 * A list of names as text, shared by all connections that it is sent to.
 *
 * It lives in one worker and is counted there, without atomics: each holder has
 * a reference, and the last one that gives its reference back frees the list.
 */

#include <stddef.h>

#include "common/slice.h"

struct list_text {
	unsigned int references;
	char separator;     /* between two names */
	struct slice names; /* owned */
};

/*
 * Return a list of names, size bytes from malloc(), which it takes.  The caller
 * has the first reference.  Return NULL, with names freed, if there is no
 * memory.
 */
struct list_text *list_text_new(char *names, size_t size, char separator);

/* Take another reference to list; return list. */
struct list_text *list_text_reference(struct list_text *list);

/*
 * Return the beginning of the list, of max bytes at most, that ends with a
 * whole name: a part of a name would be a user who is not there.  It is empty
 * if not even the first name fits.
 */
struct slice list_text_cut(const struct list_text *list, size_t max);

/* Give back a reference to list; NULL is allowed. */
void list_text_release(struct list_text *list);

#endif
