/* SPDX-License-Identifier: MIT */
/*
 * Each is freed when its own time has come.  After a reload has shortened
 * name_grace, one that was kept later may be free earlier.
 */

#include "chatd/chat/kept_names.h"

#include <stdlib.h>

#include "chatd/chat/chat_private.h"
#include "chatd/event/loop.h"
#include "chatd/presence/directory.h"
#include "common/container.h"

struct kept_name {
	struct deadline deadline;
	struct chat *chat;
	struct claim *claim;
};

static void
kept_name_expired_cb(struct deadline *deadline)
{
	struct kept_name *name = container_of(
	    deadline, struct kept_name, deadline);

	name->chat->kept_names.count--;
	directory_give_up(name->chat->directory, name->claim);
	free(name);
}

void
kept_names_init(struct kept_names *names, struct loop *loop)
{
	loop_add_deadlines(loop, &names->names, kept_name_expired_cb);
}

void
kept_names_clear(struct kept_names *names)
{
	struct deadline *first;

	while ((first = deadline_first(&names->names)) != NULL) {
		deadline_clear(first);
		kept_name_expired_cb(first);
	}
}

bool
kept_names_add(struct chat *chat, struct claim *claim)
{
	uint64_t grace_ms = chat_limits(chat)->name_grace_ms;
	struct kept_names *names = &chat->kept_names;
	struct kept_name *name;

	if (grace_ms == 0)
		return false;
	name = malloc(sizeof(*name));
	if (name == NULL)
		return false;
	claim = directory_retire(chat->directory, claim);
	if (claim == NULL) {
		free(name);
		return false;
	}
	if (names->count == KEPT_NAMES_MAX) {
		struct deadline *first = deadline_first(&names->names);

		deadline_clear(first);
		kept_name_expired_cb(first);
	}
	*name = (struct kept_name){ .chat = chat, .claim = claim };
	loop_set_deadline(
	    chat->connections->loop, &names->names, &name->deadline, grace_ms);
	names->count++;
	return true;
}
