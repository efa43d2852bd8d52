/* SPDX-License-Identifier: MIT */
/* What the log of names says, as the gateway takes it. */

#include "chatd/cluster/gateway/gateway_private.h"

#include "chatd/cluster/links/frame_channel.h"
#include "chatd/cluster/engine/names.h"
#include "chatd/cluster/gateway/neighbours.h"
#include "chatd/core/message.h"
#include "chatd/presence/engine.h"
#include "chatd/routing/router.h"
#include "common/log.h"

static void
gateway_entered_cb(uint64_t life, void *argument)
{
	struct gateway *gateway = argument;

	gateway->life = life;
	frame_channel_listen(gateway->frames, life);
}

static void
gateway_found_cb(void *argument)
{
	struct gateway *gateway = argument;

	frame_channel_move(gateway->frames, names_commands(gateway->names));
}

static void
gateway_known_cb(void *argument)
{
	struct gateway *gateway = argument;

	gateway->options.entered(gateway->options.argument);
}

static void
gateway_lost_cb(void *argument)
{
	struct gateway *gateway = argument;

	/* The fence has passed; they have to see it. */
	gateway_wake_workers(gateway);
	directory_forget_all(gateway->directory);
	neighbours_go_all(gateway);
	gateway->life = 0;
	frame_channel_listen(gateway->frames, 0);
}

static void
gateway_waiting_cb(const char *why, void *argument)
{
	struct gateway *gateway = argument;

	gateway->options.waiting(why, gateway->options.argument);
}

static void
gateway_refused_cb(const char *why, void *argument)
{
	struct gateway *gateway = argument;

	gateway->options.refused(why, gateway->options.argument);
}

static void
gateway_node_came_cb(uint64_t life, struct slice name, void *argument)
{
	neighbours_come(argument, life, name);
}

static void
gateway_node_gone_cb(uint64_t life, void *argument)
{
	neighbours_go(argument, life);
}

static bool
gateway_user_came_cb(uint64_t life, struct slice name, enum claim_kind kind,
    struct address there, void *argument)
{
	return neighbours_user_comes(argument, life, name, kind, there);
}

static bool
gateway_user_renamed_cb(uint64_t life, struct slice name, struct address there,
    struct slice to, void *argument)
{
	return neighbours_user_renames(argument, life, name, there, to);
}

static void
gateway_user_gone_cb(
    uint64_t life, struct slice name, struct address there, void *argument)
{
	neighbours_user_goes(argument, life, name, there);
}

static void
gateway_ousted_cb(struct address here, void *argument)
{
	struct gateway *gateway = argument;
	const struct message message = { .kind = MESSAGE_ENDED, .to = here };

	if (here.value != 0 && gateway_send_to_worker(gateway,
				   address_worker(here), &message) != 0)
		log_error("a user keeps a name that is somebody else's: "
			  "out of memory");
}

static struct address
gateway_find_cb(uint64_t life, struct address there, void *argument)
{
	return neighbours_find_user(argument, life, there);
}

const struct names_events gateway_names_events = {
	.entered = gateway_entered_cb,
	.found = gateway_found_cb,
	.known = gateway_known_cb,
	.lost = gateway_lost_cb,
	.waiting = gateway_waiting_cb,
	.refused = gateway_refused_cb,
	.node_came = gateway_node_came_cb,
	.node_gone = gateway_node_gone_cb,
	.user_came = gateway_user_came_cb,
	.user_renamed = gateway_user_renamed_cb,
	.user_gone = gateway_user_gone_cb,
	.ousted = gateway_ousted_cb,
	.find = gateway_find_cb,
};
