/* SPDX-License-Identifier: MIT */
/*
 * Deadlines of one list nearly always come in order, because each list has one
 * time-out; only a reload that shortens it makes an insertion walk.
 */

#include "chatd/event/deadline.h"

#include <stddef.h>

uint64_t
deadline_ticks(uint64_t milliseconds)
{
	/* The tick under way may end at once, so it does not count. */
	return milliseconds / DEADLINE_TICK_MS +
	       (milliseconds % DEADLINE_TICK_MS != 0) + 1;
}

void
deadline_set(struct deadline_list *list, struct deadline *deadline, uint64_t at)
{
	struct deadline *before;

	deadline_clear(deadline);
	for (before = list->last; before != NULL && before->at > at;
	     before = before->previous)
		continue;

	deadline->list = list;
	deadline->at = at;
	deadline->previous = before;
	deadline->next = before != NULL ? before->next : list->first;
	if (deadline->next != NULL)
		deadline->next->previous = deadline;
	else
		list->last = deadline;
	if (before != NULL)
		before->next = deadline;
	else
		list->first = deadline;
}

void
deadline_clear(struct deadline *deadline)
{
	struct deadline_list *list = deadline->list;

	if (list == NULL)
		return;
	if (deadline->previous != NULL)
		deadline->previous->next = deadline->next;
	else
		list->first = deadline->next;
	if (deadline->next != NULL)
		deadline->next->previous = deadline->previous;
	else
		list->last = deadline->previous;
	*deadline = (struct deadline){ 0 };
}

struct deadline *
deadline_take_expired(struct deadline_list *list, uint64_t now)
{
	struct deadline *first = list->first;

	if (first == NULL || first->at > now)
		return NULL;
	deadline_clear(first);
	return first;
}
