/* SPDX-License-Identifier: MIT */
/*
 * The list of users is in the order of places on all nodes.  Whoever comes is
 * put at the end of it, where they belong as long as nothing was missed.  But
 * somebody may have taken another name while this node heard nothing, may have
 * been granted theirs late, or may have claimed it anew after others: then the
 * list is sorted.
 */

#include "chatd/cluster/engine/names_private.h"

#include <errno.h>

#include "chatd/cluster/copies/name_log.h"
#include "chatd/presence/engine.h"
#include "common/log.h"

/* After that it rests for so many times as long as it has taken. */
#define ORDER_REST 9

/* And for so long, if it could not be done. */
#define ORDER_AGAIN_NS CLOCK_NS_PER_S

/* A list that is put in order. */
struct ordered_list {
	const struct name_log *log;
	uint64_t last_place;
};

/* Names of users who are about to leave, or to be closed, are not known. */
static uint64_t
order_place_cb(struct slice name, void *argument)
{
	struct ordered_list *list = argument;
	struct name_owner owner;

	if (!name_log_find(list->log, name, &owner))
		return UINT64_MAX;
	if (owner.place > list->last_place)
		list->last_place = owner.place;
	return owner.place;
}

/* Return how long it is to rest besides. */
static uint64_t
names_order(struct names *names)
{
	struct ordered_list list = { .log = names->log };

	if (directory_sort(names->options.directory, order_place_cb, &list) !=
	    0) {
		if (errno != EAGAIN)
			log_errno("the list of users is not in order yet");
		return ORDER_AGAIN_NS;
	}
	name_log_put_in_order(names->log, list.last_place);
	names->is_list_disordered = false;
	return 0;
}

void
names_order_grant(struct names *names, struct slice name)
{
	struct name_owner owner;

	if (name_log_find(names->log, name, &owner) &&
	    owner.place < name_log_last_place(names->log))
		names->is_list_disordered = true;
}

void
names_order_look(struct names *names)
{
	uint64_t began_ns = names_now(), ended_ns, rest_ns;

	if (names->log == NULL || !name_log_is_right(names->log) ||
	    (name_log_is_in_order(names->log) && !names->is_list_disordered) ||
	    began_ns < names->order_again_ns)
		return;
	rest_ns = names_order(names);
	ended_ns = names_now();
	names->order_again_ns = ended_ns + rest_ns +
				(ended_ns - began_ns) * ORDER_REST;
}
