/* SPDX-License-Identifier: MIT */

#include "chatd/connection/stamping.h"

#include <sys/random.h>

#include <string.h>
#include <time.h>

#include "chatd/connection/connections.h"
#include "chatd/core/message.h"
#include "chatd/event/loop.h"
#include "common/clock.h"

int
stamping_init(struct stamping *stamping)
{
	memset(stamping, 0, sizeof(*stamping));
	return getrandom(&stamping->origin, sizeof(stamping->origin), 0) ==
		       (ssize_t)sizeof(stamping->origin)
		   ? 0
		   : -1;
}

void
stamping_recall(struct stamping *stamping, const struct stamp *stamp)
{
	const struct stamp nothing = { 0 };

	stamping->recalled = stamp != NULL ? *stamp : nothing;
}

uint64_t
stamping_time_ms(struct connections *set)
{
	struct stamping *stamping = &set->stamping;
	uint64_t turn_ns = loop_turn_ns(set->loop);

	if (stamping->turn_ns != turn_ns) {
		stamping->turn_ns = turn_ns;
		stamping->time_ms = clock_real_ms();
	}
	return stamping->time_ms;
}

struct stamp
stamping_now(struct connections *set)
{
	struct stamping *stamping = &set->stamping;

	if (stamp_is_there(&stamping->recalled))
		return stamping->recalled;
	return (struct stamp){
		.time_ms = stamping_time_ms(set),
		.origin = stamping->origin,
		.number = stamping->number,
	};
}

struct stamp
stamping_take(struct connections *set)
{
	stamping_begin(&set->stamping);
	return stamping_now(set);
}

struct stamp
stamping_of(struct connections *set, const struct message *message)
{
	return message->stamp != NULL ? *message->stamp : stamping_now(set);
}
