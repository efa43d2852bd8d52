/* SPDX-License-Identifier: MIT */
/*
 * Each listener has a list of its own, although those of one spec are alike: a
 * listener is removed without regard to others.
 */

#include "chatd/net/listener_access.h"

#include <string.h>

#include "chatd/net/access_list.h"
#include "chatd/net/listener_private.h"
#include "common/unix_path.h"

static const struct listener_spec *
listener_access_find(
    const struct listener_spec *specs, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(specs[i].name, name) == 0)
			return &specs[i];
	}
	return NULL;
}

int
listener_access_prepare(
    struct listeners *set, const struct listener_spec *specs, size_t count)
{
	for (struct listener *at = set->first; at != NULL; at = at->next) {
		const struct listener_spec *spec = listener_access_find(
		    specs, count, at->name);

		if (spec == NULL || unix_path_of(at->where) != NULL)
			continue;
		at->next_networks = access_list_new(spec->allow, spec->deny);
		if (at->next_networks == NULL) {
			listener_access_abandon(set);
			return -1;
		}
	}
	return 0;
}

void
listener_access_commit(struct listeners *set)
{
	for (struct listener *at = set->first; at != NULL; at = at->next) {
		if (at->next_networks == NULL)
			continue;
		access_list_free(at->networks);
		at->networks = at->next_networks;
		at->next_networks = NULL;
	}
}

void
listener_access_abandon(struct listeners *set)
{
	for (struct listener *at = set->first; at != NULL; at = at->next) {
		access_list_free(at->next_networks);
		at->next_networks = NULL;
	}
}
