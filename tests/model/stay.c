/* SPDX-License-Identifier: MIT */
/* The two intervals of a stay. */

#include "model/stay.h"

#include <stdlib.h>

#include "common/test_support.h"

struct stay *
stay_begin(
    struct stays *stays, uint32_t session, unsigned int slot, uint64_t now)
{
	struct stay *stay = malloc(sizeof(*stay));

	ck_assert_ptr_nonnull(stay);
	*stay = (struct stay){
		.next = stays->first,
		.session = session,
		.slot = slot,
		.possible_from = now,
		.certain_from = NEVER,
		.certain_to = NEVER,
		.possible_to = NEVER,
		.known_from = NEVER,
	};
	stays->first = stay;
	return stay;
}

bool
stay_is_certain(const struct stay *stay, uint64_t from, uint64_t to)
{
	return stay->certain_from <= from && to <= stay->certain_to;
}

bool
stay_is_possible(const struct stay *stay, uint64_t from, uint64_t to)
{
	return stay->possible_from <= to && from <= stay->possible_to;
}

bool
stay_goes_on(const struct stay *stay)
{
	return stay->certain_to == NEVER;
}

void
stay_end(struct stay *stay, uint64_t now)
{
	if (stay != NULL && stay->certain_to == NEVER)
		stay->certain_to = now;
}

void
stay_has_ended(struct stay *stay, uint64_t now)
{
	stay_end(stay, now);
	if (stay != NULL && stay->possible_to == NEVER)
		stay->possible_to = now;
}

const struct stay *
stays_find(
    const struct stays *stays, uint32_t session, uint64_t from, uint64_t to)
{
	const struct stay *stay = stays->first;

	while (stay != NULL &&
	       (stay->session != session || !stay_is_possible(stay, from, to)))
		stay = stay->next;
	return stay;
}

void
stays_settle(struct stays *stays, uint64_t now)
{
	for (struct stay *stay = stays->first; stay != NULL; stay = stay->next)
		if (stay->certain_from != NEVER && stay->known_from == NEVER)
			stay->known_from = now;
}

void
stays_prune(struct stays *stays)
{
	struct stay **link = &stays->first, *stay;

	while ((stay = *link) != NULL) {
		if (stay->possible_to == NEVER) {
			link = &stay->next;
			continue;
		}
		*link = stay->next;
		free(stay);
	}
}

void
stays_clear(struct stays *stays)
{
	for (struct stay *stay = stays->first; stay != NULL; stay = stay->next)
		stay->possible_to = 0;
	stays_prune(stays);
}
