/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_LIST_H
#define CHATD_NAME_LIST_H

/*
 * A few names, in the order in which they were added, in as many bytes as they
 * have and one more for each.  Behind a blank a name may have more, which makes
 * no other one of it.  Finding one takes a walk, so that who keeps a list
 * bounds it.  Not synchronized: its owner's lock guards it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/* All zero is a list without names. */
struct name_list {
	char *bytes; /* owned; each name with NAME_LIST_SEPARATOR after it */
	size_t size;
	unsigned int count;
	bool folds; /* capital letters make no difference in it */
};

/* What no name contains. */
#define NAME_LIST_SEPARATOR ','

/*
 * Take the first name off the text *rest, which has a NAME_LIST_SEPARATOR
 * between two names, and set *name_r to it.  Return false if *rest is empty.
 */
bool name_list_take(struct slice *rest, struct slice *name_r);

/* Free what the list has; it is without names then, and folds as before. */
void name_list_clear(struct name_list *list);

/* Say whether name is in the list. */
bool name_list_has(const struct name_list *list, struct slice name);

/*
 * Add name, which is not empty, at the end unless it is there already.  Return
 * 0, or -1 if there is no memory; nothing has changed then.
 */
int name_list_add(struct name_list *list, struct slice name);

/*
 * Return all names, with a NAME_LIST_SEPARATOR between two; the list's, until
 * it changes.
 */
struct slice name_list_text(const struct name_list *list);

/* Say whether name, as it is written, is in a text like that. */
bool name_list_text_has(struct slice text, struct slice name);

/*
 * Let the list, which is empty, have the names of a text like that.  Return 0,
 * or -1 if there is no memory.
 */
int name_list_set_text(struct name_list *list, struct slice text);

/* Take name out if it is there. */
void name_list_remove(struct name_list *list, struct slice name);

/*
 * Let the list, which others have changed, have what was changed here, too: the
 * names of ours that base has not, up to most names in all, and none that ours
 * lacks and base has.  Return 0, or -1 if there is no memory.
 */
int name_list_merge(struct name_list *list, struct slice base,
    struct slice ours, unsigned int most);

/* Take out the name that was added first, if there is any. */
void name_list_remove_first(struct name_list *list);

#endif
