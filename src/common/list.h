/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LIST_H
#define CHATD_LIST_H

/*
 * Doubly linked lists whose links lie in their members.
 *
 * The list itself is a link in the circle, so a member can leave whichever list
 * it is on without knowing which that is; the macros of <sys/queue.h> need to
 * be told.  The members belong to the caller.  Not thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>

/* A list, or a member's place in one; a member all zero is on no list. */
struct list {
	struct list *next;
	struct list *previous;
};

/* Begin an empty list. */
static inline void
list_init(struct list *list)
{
	list->next = list->previous = list;
}

static inline bool
list_is_empty(const struct list *list)
{
	return list->next == list;
}

/* Say whether member is on a list. */
static inline bool
list_has(const struct list *member)
{
	return member->next != NULL;
}

/* Put member, which is on no list, right after place: a member or the list. */
static inline void
list_insert_after(struct list *place, struct list *member)
{
	member->previous = place;
	member->next = place->next;
	place->next->previous = member;
	place->next = member;
}

/* Put member, which is on no list, at the end of list. */
static inline void
list_append(struct list *list, struct list *member)
{
	list_insert_after(list->previous, member);
}

/* Take member off the list that it is on, if any. */
static inline void
list_remove(struct list *member)
{
	if (!list_has(member))
		return;
	member->previous->next = member->next;
	member->next->previous = member->previous;
	member->next = member->previous = NULL;
}

/* Return the first member, or NULL if there is none. */
static inline struct list *
list_first(const struct list *list)
{
	return list_is_empty(list) ? NULL : list->next;
}

/* Move all members of from to the end of to. */
static inline void
list_move_all(struct list *from, struct list *to)
{
	if (list_is_empty(from))
		return;
	from->next->previous = to->previous;
	to->previous->next = from->next;
	from->previous->next = to;
	to->previous = from->previous;
	list_init(from);
}

#endif
