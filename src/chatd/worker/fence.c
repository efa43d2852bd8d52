/* SPDX-License-Identifier: MIT */
/*
 * After a long stop the timer is as late as everything else, so libevent is
 * told to run it first: events of a higher priority come before all others that
 * are active in a turn.
 */

#include "chatd/worker/fence.h"

#include <sys/timerfd.h>

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/event/loop.h"
#include "chatd/event/mailbox.h"
#include "common/clock.h"

/* Before all others. */
#define FENCE_PRIORITY 0

/* The others have the one in the middle, which is 1 of 0 to 2. */
#define FENCE_PRIORITIES 3

/* How often the users are looked at once the moment has passed. */
#define FENCE_LOOK_NS (100 * CLOCK_NS_PER_MS)

int
fence_prepare(struct loop *loop)
{
	return event_base_priority_init(loop->base, FENCE_PRIORITIES);
}

/* Whoever has no name yet gets none meanwhile, and is told so. */
static void
fence_close_cb(struct connection *connection, void *argument)
{
	(void)argument;
	if (connection_claim(connection) != NULL)
		connection_close(connection, CLOSE_CLUSTER_LOST);
}

/* Come back at this moment, or at once if it has passed. */
static void
fence_wait(const struct fence *fence, uint64_t moment_ns)
{
	const struct itimerspec time = {
		.it_value = {
			.tv_sec = (time_t)(moment_ns / CLOCK_NS_PER_S),
			/* All zeros would be never. */
			.tv_nsec = (long)(moment_ns % CLOCK_NS_PER_S | 1),
		},
	};

	(void)timerfd_settime(fence->timer, TFD_TIMER_ABSTIME, &time, NULL);
}

/*
 * Close all users.  Whoever was granted a name and has not heard of it yet is
 * one of them: that is in the mailbox.
 */
static void
fence_close(struct fence *fence)
{
	connections_for_each(fence->connections, fence_close_cb, NULL);
	mailbox_receive(fence->mailbox);
	connections_for_each(fence->connections, fence_close_cb, NULL);
}

/* Close the users of lives that are over and that have not been closed yet. */
static void
fence_close_over(struct fence *fence)
{
	uint64_t lives_over = atomic_load(&fence->moment->lives_over);

	if (lives_over == fence->lives_over)
		return;
	fence_close(fence);
	atomic_fetch_add(
	    &fence->moment->closed, lives_over - fence->lives_over);
	fence->lives_over = lives_over;
}

static void
fence_cb(evutil_socket_t fd, short what, void *argument)
{
	struct fence *fence = argument;
	uint64_t now_ns = clock_boot_ns();
	uint64_t moment_ns = atomic_load(&fence->moment->ns);

	(void)fd;
	(void)what;
	fence_close_over(fence);
	if (now_ns < moment_ns) {
		fence_wait(fence, moment_ns);
		return;
	}
	fence_close(fence);
	fence_wait(fence, now_ns + FENCE_LOOK_NS);
}

void
fence_end_turn(struct fence *fence)
{
	if (fence->event != NULL)
		fence_close_over(fence);
}

int
fence_init(struct fence *fence, struct loop *loop, struct fence_moment *moment,
    struct connections *connections, struct mailbox *mailbox)
{
	fence->moment = moment;
	fence->lives_over = 0;
	fence->connections = connections;
	fence->mailbox = mailbox;
	fence->timer = timerfd_create(
	    CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (fence->timer < 0)
		return -1;
	/* Setting the timer makes it unreadable, so it need not be read. */
	fence->event = event_new(
	    loop->base, fence->timer, EV_READ | EV_PERSIST, fence_cb, fence);
	if (fence->event == NULL ||
	    event_priority_set(fence->event, FENCE_PRIORITY) != 0 ||
	    event_add(fence->event, NULL) != 0) {
		fence_clear(fence);
		errno = ENOMEM;
		return -1;
	}
	fence_wait(fence, clock_boot_ns() + FENCE_LOOK_NS);
	atomic_fetch_add(&moment->workers, 1);
	return 0;
}

void
fence_clear(struct fence *fence)
{
	if (fence->event != NULL)
		event_free(fence->event);
	if (fence->timer >= 0)
		close(fence->timer);
	*fence = (struct fence){ .timer = -1 };
}
