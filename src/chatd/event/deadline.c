/* SPDX-License-Identifier: MIT */
/*
 * Deadlines of one list nearly always come in order, because each list has one
 * time-out; only a reload that shortens it makes an insertion walk.
 */

#include "chatd/event/deadline.h"

#include <stddef.h>

#include "common/container.h"

static struct deadline *
deadline_of(const struct list *place)
{
	return container_of(place, struct deadline, place);
}

void
deadline_list_init(struct deadline_list *list, deadline_expired_cb *expired)
{
	list_init(&list->deadlines);
	list->expired = expired;
	list->next = NULL;
}

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
	struct list *before;

	list_remove(&deadline->place);
	before = list->deadlines.previous;
	while (before != &list->deadlines && deadline_of(before)->at > at)
		before = before->previous;
	deadline->at = at;
	list_insert_after(before, &deadline->place);
}

void
deadline_clear(struct deadline *deadline)
{
	list_remove(&deadline->place);
}

bool
deadline_is_set(const struct deadline *deadline)
{
	return list_has(&deadline->place);
}

struct deadline *
deadline_first(const struct deadline_list *list)
{
	struct list *first = list_first(&list->deadlines);

	return first != NULL ? deadline_of(first) : NULL;
}

void
deadline_expire(struct deadline_list *list, uint64_t now)
{
	struct deadline *first;

	while ((first = deadline_first(list)) != NULL && first->at <= now) {
		deadline_clear(first);
		list->expired(first);
	}
}
