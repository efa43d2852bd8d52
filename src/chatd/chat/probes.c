/* SPDX-License-Identifier: MIT */

#include "chatd/chat/probes.h"

#include <stdlib.h>

#include "chatd/chat/chat_private.h"
#include "chatd/event/loop.h"
#include "common/container.h"

struct probe {
	struct deadline deadline;
	struct chat *chat;
	struct address address; /* who is asked, and may have left */
};

static void
probe_expired_cb(struct deadline *deadline)
{
	struct probe *probe = container_of(deadline, struct probe, deadline);
	struct connection *connection = chat_find(probe->chat, probe->address);

	if (connection != NULL)
		connection_set_probed(connection, false);
	probe->chat->probes.count--;
	free(probe);
}

void
probes_init(struct probes *probes, struct loop *loop)
{
	loop_add_deadlines(loop, &probes->probes, probe_expired_cb);
}

void
probes_clear(struct probes *probes)
{
	struct deadline *first;

	while ((first = deadline_first(&probes->probes)) != NULL) {
		deadline_clear(first);
		free(container_of(first, struct probe, deadline));
	}
}

void
probes_begin(struct chat *chat, struct connection *connection)
{
	struct probes *probes = &chat->probes;
	struct probe *probe;

	if (probes->count == PROBES_MAX || connection_is_probed(connection) ||
	    peer_is_unix(connection_peer(connection)))
		return;
	probe = malloc(sizeof(*probe));
	if (probe == NULL)
		return;
	*probe = (struct probe){
		.chat = chat,
		.address = connection_address(connection),
	};
	connection_set_probed(connection, true);
	loop_set_deadline(chat->connections->loop, &probes->probes,
	    &probe->deadline, PROBES_MS);
	probes->count++;
}
