/* SPDX-License-Identifier: MIT */
/*
 * Where connections begin, and what is done for all of them at once.
 *
 * Buffers are lent, not owned: a connection has a page while a turn gives it
 * output, and a bufferevent while something waits.  One that sits idle has
 * neither, which is what makes many idle users cheap.
 */

#include "chatd/connection/connections.h"

#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/charging.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/connection_log.h"
#include "chatd/connection/connection_private.h"
#include "chatd/connection/delaying.h"
#include "chatd/connection/due.h"
#include "chatd/connection/ending.h"
#include "chatd/connection/input.h"
#include "chatd/connection/output.h"
#include "chatd/connection/pacing.h"
#include "chatd/connection/shedding.h"
#include "chatd/core/motd.h"
#include "chatd/core/protocol.h"
#include "chatd/event/loop.h"
#include "chatd/net/admission.h"
#include "chatd/net/transport.h"
#include "common/container.h"

/* ---- deadlines ----------------------------------------------------------- */

/* Return the connection whose deadline it was; it is due for nothing now. */
static struct connection *
connections_take_due(struct deadline *deadline)
{
	struct connection *c = container_of(
	    deadline, struct connection, deadline);

	c->due_for = DUE_NOTHING;
	return c;
}

static void
connections_login_expired_cb(struct deadline *deadline)
{
	connection_close(connections_take_due(deadline), CLOSE_LOGIN_TIMEOUT);
}

static void
connections_stall_expired_cb(struct deadline *deadline)
{
	struct connection *c = connections_take_due(deadline);

	if (backlog_is_stalled(c))
		connection_close(c, CLOSE_SEND_TIMEOUT);
	else
		due_set_stall(c);
}

static void
connections_linger_expired_cb(struct deadline *deadline)
{
	ending_linger_is_over(connections_take_due(deadline));
}

static void
connections_delay_is_over_cb(struct connection *c)
{
	(void)output_send_delayed(c);
	output_flush_many(c->set);
}

/* ---- the set ------------------------------------------------------------- */

int
connections_init(struct connections *set, struct loop *loop,
    unsigned int worker, const struct limits *limits,
    const struct connection_owner *owner,
    const struct connection_services *services)
{
	char *read_buffer = malloc(connections_read_buffer_size(limits));

	memset(set, 0, sizeof(*set));
	set->loop = loop;
	set->owner = owner;
	set->services = *services;
	set->began_s = (uint32_t)(clock_monotonic_ns() / CLOCK_NS_PER_S);
	slots_init(&set->slots, worker);
	slab_init(
	    &set->memory, sizeof(struct connection) + PROTOCOL_STATE_MAX_BYTES);
	pages_init(&set->pages);
	buffers_init(
	    &set->buffers, loop->base, services->stats, services->queues);
	reading_queue_init(&set->queue);
	list_init(&set->closed);
	list_init(&set->writable);
	log_budget_init(&set->log_budget, loop, worker);
	loop_add_deadlines(loop, &set->logins, connections_login_expired_cb);
	loop_add_deadlines(loop, &set->stalls, connections_stall_expired_cb);
	loop_add_deadlines(loop, &set->lingers, connections_linger_expired_cb);
	silence_init(set);
	delaying_init(set, connections_delay_is_over_cb);
	congestion_init(set);
	pacing_init(set);
	shedding_init(set);
	set->lifted = evbuffer_new();
	if (read_buffer == NULL || set->lifted == NULL ||
	    stamping_init(&set->stamping) != 0) {
		free(read_buffer);
		return -1;
	}
	connections_set_limits(set, limits, read_buffer);
	return 0;
}

void
connections_clear(struct connections *set)
{
	if (set->loop == NULL)
		return;
	delaying_clear(set);
	congestion_clear(set);
	pacing_clear(set);
	shedding_clear(set);
	buffers_clear(&set->buffers);
	pages_clear(&set->pages);
	slab_clear(&set->memory);
	slots_clear(&set->slots);
	connections_set_motd(set, NULL);
	free(set->read_buffer);
	set->read_buffer = NULL;
	if (set->lifted != NULL)
		evbuffer_free(set->lifted);
	set->lifted = NULL;
}

uint32_t
connections_age_s(const struct connections *set)
{
	return connection_clock_s(set) - set->began_s;
}

size_t
connections_read_buffer_size(const struct limits *limits)
{
	/* What may be left unfinished in front of one more read. */
	size_t unfinished = limits->line_max > limits->message_max
				? limits->line_max
				: limits->message_max;

	return CONNECTIONS_READ_BYTES + unfinished + 2 * (size_t)NAME_MAX_BYTES;
}

static void
connections_apply_limits_cb(struct connection *c, void *argument)
{
	(void)argument;
	backlog_apply_limits(c);
}

static void
connections_forget_silence_cb(struct connection *c, void *argument)
{
	(void)argument;
	if (silence_is_watched(c))
		due_clear(c);
}

static void
connections_watch_silence_cb(struct connection *c, void *argument)
{
	(void)argument;
	if (due_for(c) == DUE_NOTHING)
		silence_watch(c);
}

void
connections_set_limits(
    struct connections *set, const struct limits *limits, char *read_buffer)
{
	size_t size = connections_read_buffer_size(limits);
	bool is_timeout_new = limits->send_timeout_ms !=
			      set->limits.send_timeout_ms;
	bool is_ping_new = limits->irc_ping_ms != set->limits.irc_ping_ms;

	/* Never smaller: somebody's unfinished input may be as long as that. */
	if (size > set->read_buffer_size) {
		free(set->read_buffer);
		set->read_buffer = read_buffer;
		set->read_buffer_size = size;
	} else {
		free(read_buffer);
	}
	set->limits = *limits;
	set->is_paced = rates_limit_anything(&limits->rates);
	if (is_timeout_new)
		connections_for_each(set, connections_apply_limits_cb, NULL);
	if (!is_ping_new)
		return;
	/* All leave their lists first, so that each comes to an end of one. */
	connections_for_each(set, connections_forget_silence_cb, NULL);
	connections_for_each(set, connections_watch_silence_cb, NULL);
}

void
connections_set_motd(struct connections *set, struct motd *motd)
{
	motd_release(set->motd);
	set->motd = motd;
}

void
connections_for_each(struct connections *set,
    void (*visit)(struct connection *connection, void *argument),
    void *argument)
{
	for (uint32_t i = 0; i < set->slots.used; i++) {
		if (set->slots.slots[i].connection != NULL)
			visit(set->slots.slots[i].connection, argument);
	}
}

void
connections_trim(struct connections *set)
{
	slab_trim(&set->memory, 1);
	pages_trim(&set->pages);
	buffers_trim(&set->buffers);
	set->has_freed_much = false;
}

bool
connections_have_surplus(const struct connections *set)
{
	return set->memory.empty_count > 1 || set->has_freed_much ||
	       pages_have_surplus(&set->pages) ||
	       buffers_have_surplus(&set->buffers);
}

/* ---- the beginning of one ------------------------------------------------ */

/* Return a connection that libevent watches, or NULL if there is no memory. */
static struct connection *
connections_make(
    struct connections *set, const struct protocol *protocol, int fd)
{
	struct connection *c = slab_take(&set->memory);

	if (c == NULL)
		return NULL;
	memset(c, 0, sizeof(*c) + protocol->state_size);
	c->set = set;
	c->protocol = protocol;
	c->reading.budget = 1;
	c->reading.turn_bytes = CHARGE_TURN_BYTES;
	if (slots_add(&set->slots, c, &c->address) != 0)
		goto fail;
	if (reading_begin(
		&c->reading, set->loop->base, fd, input_readable_cb, c) != 0) {
		slots_remove(&set->slots, c->address);
		goto fail;
	}
	set->count++;
	return c;

fail:
	slab_give(&set->memory, c);
	return NULL;
}

static void
connections_count_opened(struct connection *c)
{
	struct stats_protocol *counted = stats_protocol(
	    c->set->services.stats, c->protocol);

	connection_count_stat(c, STAT_CONNECTIONS_OPENED);
	if (counted != NULL)
		stats_add_to(&counted->opened, 1);
}

struct connection *
connections_open(struct connections *set, const struct protocol *protocol,
    int fd, struct tls_session *tls, const struct sockaddr *peer,
    uint64_t number)
{
	struct connection *c = connections_make(set, protocol, fd);

	if (c == NULL) {
		stats_add(set->services.stats, STAT_OUT_OF_MEMORY, 1);
		admission_leave(
		    set->services.admission, admission_kind_of(protocol));
		transport_refuse(
		    fd, tls, protocol->busy.bytes, protocol->busy.size);
		return NULL;
	}
	c->tls = tls;
	c->number = number;
	c->opened_s = c->last_input_s = connection_clock_s(set);
	c->in_admission = true;
	c->peer = peer_make(fd, peer);
	if (set->limits.send_timeout_ms > TRANSPORT_USER_TIMEOUT_MS)
		backlog_apply_limits(c);
	connections_count_opened(c);
	if (protocol->logs_in)
		due_set_login(c);
	connection_log(c, LOG_LEVEL_DEBUG, "connected");
	if (protocol->opened != NULL)
		protocol->opened(c);
	return c;
}

/* ---- the end of all ------------------------------------------------------ */

static void
connections_cut_cb(struct connection *c, void *argument)
{
	(void)argument;
	connection_close(c, CLOSE_SHUTDOWN);
}

/* Return the connection that is due first on list, or NULL if none is. */
static struct connection *
connections_first_due(const struct deadline_list *list)
{
	struct deadline *first = deadline_first(list);

	return first == NULL ? NULL
			     : container_of(first, struct connection, deadline);
}

void
connections_cut_all(struct connections *set)
{
	struct connection *c;

	connections_for_each(set, connections_cut_cb, NULL);
	output_flush_all(set);
	/* Those that were ending already all have a deadline. */
	while ((c = connections_first_due(&set->stalls)) != NULL)
		connection_close(c, CLOSE_SEND_TIMEOUT);
	while ((c = connections_first_due(&set->lingers)) != NULL)
		ending_cut_short(c);
	ending_free_closed(set);
	log_budget_tell(&set->log_budget);
}
