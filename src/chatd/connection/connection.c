/* SPDX-License-Identifier: MIT */
/*
 * The life of a connection.
 *
 * Nothing is freed inside a callback: what is closed goes on a list, and its
 * memory goes at the end of the turn.  What others notice of an end (the name
 * is free, the room is left, the log says so) happens at once.
 */

#include "chatd/connection/connection_private.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "chatd/connection/connection_log.h"
#include "chatd/core/protocol.h"
#include "chatd/net/admission.h"
#include "chatd/presence/directory.h"

/* How long a peer that was told goodbye may take to close. */
#define CONNECTION_LINGER_MS 1000

/*
 * The same while stopping, if he has received everything by then: all wait for
 * the slowest, and so do those who are to be served again.
 */
#define CONNECTION_LINGER_STOPPING_MS 250

/* Whose deadline it is. */
static struct connection *
connection_of_deadline(struct deadline *deadline)
{
	return (
	    struct connection *)(void *)((char *)deadline -
					 offsetof(struct connection, deadline));
}

/* It has logged in, or is gone. */
static void
connection_leave_admission(struct connection *c)
{
	if (!c->admitted)
		return;
	admission_leave(c->loop->admission, admission_kind_of(c->protocol));
	c->admitted = false;
}

/* The part of ending that others notice: the log, the counters, the name. */
static void
connection_end(struct connection *c, enum close_reason reason)
{
	struct loop *loop = c->loop;
	struct stats_protocol *counted;

	c->reason = (uint8_t)reason;
	connection_log_end(c, reason);
	loop->ended(c);
	if (c->protocol->ended != NULL)
		c->protocol->ended(c);
	connection_leave_admission(c);
	deadline_clear(&c->deadline);
	slots_remove(&loop->slots, c->address);
	stats_add(loop->stats, STAT_CONNECTIONS_CLOSED, 1);
	counted = stats_protocol(loop->stats, c->protocol);
	if (counted != NULL)
		stats_add_to(&counted->closed, 1);
}

/* The part that the socket notices, at the end of the turn. */
static void
connection_bury(struct connection *c)
{
	c->phase = CONNECTION_CLOSED;
	event_del(&c->readable);
	deadline_clear(&c->deadline);
	connection_drop_buffers(c);
	connection_let_go_of(c);
	c->next_closed = c->loop->first_closed;
	c->loop->first_closed = c;
}

static void
connection_reset_on_close(struct connection *c)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(event_get_fd(&c->readable), SOL_SOCKET, SO_LINGER, &at_once,
	    sizeof(at_once));
}

size_t
connection_bytes(void)
{
	return sizeof(struct connection) + PROTOCOL_STATE_MAX_BYTES;
}

uint32_t
connection_clock_s(struct loop *loop)
{
	return (uint32_t)(loop_turn_ns(loop) / 1000000000);
}

/* Store the peer as 16 bytes of address and 2 of port, as they are sent. */
static void
connection_store_peer(struct connection *c, const struct sockaddr *peer)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (peer->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, peer, sizeof(in));
		memcpy(c->peer, mapped, sizeof(mapped));
		memcpy(c->peer + 12, &in.sin_addr, 4);
		memcpy(c->peer + 16, &in.sin_port, 2);
	} else if (peer->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, peer, sizeof(in6));
		memcpy(c->peer, &in6.sin6_addr, 16);
		memcpy(c->peer + 16, &in6.sin6_port, 2);
	}
}

/* Return a connection that libevent watches, or NULL if there is no memory. */
static struct connection *
connection_new(struct loop *loop, const struct protocol *protocol, int fd)
{
	struct connection *c = slab_take(&loop->connections);

	if (c == NULL)
		return NULL;
	memset(c, 0, sizeof(*c) + protocol->state_size);
	c->loop = loop;
	c->protocol = protocol;
	c->budget = 1;
	if (slots_add(&loop->slots, c, &c->address) != 0)
		goto fail;
	if (event_assign(&c->readable, loop->base, fd, EV_READ | EV_PERSIST,
		connection_readable_cb, c) != 0 ||
	    event_add(&c->readable, NULL) != 0) {
		slots_remove(&loop->slots, c->address);
		goto fail;
	}
	loop->connection_count++;
	return c;

fail:
	slab_give(&loop->connections, c);
	return NULL;
}

struct connection *
connection_open(struct loop *loop, const struct protocol *protocol, int fd,
    const struct sockaddr *peer, uint64_t number)
{
	struct connection *c = connection_new(loop, protocol, fd);
	struct stats_protocol *counted;

	if (c == NULL) {
		stats_add(loop->stats, STAT_OUT_OF_MEMORY, 1);
		admission_leave(loop->admission, admission_kind_of(protocol));
		(void)send(fd, protocol->busy.bytes, protocol->busy.size,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		close(fd);
		return NULL;
	}
	c->number = number;
	c->opened_s = c->last_input_s = connection_clock_s(loop);
	c->admitted = true;
	connection_store_peer(c, peer);
	stats_add(loop->stats, STAT_CONNECTIONS_OPENED, 1);
	counted = stats_protocol(loop->stats, protocol);
	if (counted != NULL)
		stats_add_to(&counted->opened, 1);
	if (protocol->logs_in)
		loop_set_deadline(loop, &loop->logins, &c->deadline,
		    loop->limits.login_timeout_ms);
	connection_log_debug(c, "connected");
	if (protocol->opened != NULL)
		protocol->opened(c);
	return c;
}

void
connection_close(struct connection *c, enum close_reason reason)
{
	if (c->phase == CONNECTION_CLOSED)
		return;
	if (connection_log_is_peers_fault(reason))
		connection_reset_on_close(c);
	/* Burying first: nothing that the end causes may be sent to it. */
	enum connection_phase phase = (enum connection_phase)c->phase;

	connection_bury(c);
	if (phase == CONNECTION_OPEN)
		connection_end(c, reason);
}

void
connection_finish(struct connection *c, enum close_reason reason)
{
	if (c->phase != CONNECTION_OPEN)
		return;
	c->phase = CONNECTION_FINISHING;
	connection_close_page(c);
	connection_pause(c, PAUSE_STOPPED);
	connection_end(c, reason);
	if (c->backlogged)
		loop_set_deadline(c->loop, &c->loop->stalls, &c->deadline,
		    c->loop->limits.send_timeout_ms);
	connection_schedule_flush(c);
}

static void
connection_linger(struct connection *c, uint64_t milliseconds)
{
	loop_set_deadline(
	    c->loop, &c->loop->lingers, &c->deadline, milliseconds);
}

/* The time to linger is over; who has not received everything gets the rest. */
static void
connection_lingered(struct connection *c)
{
	if (c->lingers_shortly && connection_is_unacknowledged(c)) {
		c->lingers_shortly = false;
		connection_linger(
		    c, CONNECTION_LINGER_MS - CONNECTION_LINGER_STOPPING_MS);
		return;
	}
	connection_bury(c);
}

void
connection_output_done(struct connection *c)
{
	if (c->peer_ended ||
	    shutdown(event_get_fd(&c->readable), SHUT_WR) != 0) {
		connection_bury(c);
		return;
	}
	/*
	 * Closing while unread input is there would make the kernel send a
	 * reset, which may destroy the last reply on its way.  So read on;
	 * input that was kept would only take the room to do so.
	 */
	connection_drop_buffers(c);
	c->phase = CONNECTION_LINGERING;
	c->lingers_shortly = c->reason == CLOSE_SHUTDOWN;
	connection_linger(c, c->lingers_shortly ? CONNECTION_LINGER_STOPPING_MS
						: CONNECTION_LINGER_MS);
	if (event_add(&c->readable, NULL) != 0)
		connection_bury(c);
}

void
connection_peer_has_ended(struct connection *c)
{
	c->peer_ended = true;
	if (c->phase == CONNECTION_LINGERING)
		connection_bury(c);
	else
		connection_finish(c, CLOSE_END_OF_INPUT);
}

void
connection_drain(struct connection *c)
{
	if (c->in_request)
		c->draining = true;
	else
		connection_finish(c, CLOSE_SHUTDOWN);
}

void *
connection_state(struct connection *c)
{
	return c->state;
}

const struct protocol *
connection_protocol(const struct connection *c)
{
	return c->protocol;
}

struct loop *
connection_loop(const struct connection *c)
{
	return c->loop;
}

const struct limits *
connection_limits(const struct connection *c)
{
	return &c->loop->limits;
}

struct address
connection_address(const struct connection *c)
{
	return c->address;
}

uint64_t
connection_number(const struct connection *c)
{
	return c->number;
}

struct claim *
connection_claim(const struct connection *c)
{
	return c->claim;
}

void
connection_set_claim(struct connection *c, struct claim *claim)
{
	if (claim != NULL && !claim_is_guest(claim))
		connection_leave_admission(c);
	c->claim = claim;
	if (claim == NULL || c->deadline.list != &c->loop->logins)
		return;
	if (c->backlogged)
		loop_set_deadline(c->loop, &c->loop->stalls, &c->deadline,
		    c->loop->limits.send_timeout_ms);
	else
		deadline_clear(&c->deadline);
}

struct membership **
connection_memberships(struct connection *c)
{
	return &c->memberships;
}

struct slice
connection_name(const struct connection *c)
{
	return c->claim != NULL ? claim_name(c->claim) : (struct slice){ 0 };
}

struct address
connection_last_receiver(const struct connection *c)
{
	return c->last_receiver;
}

void
connection_set_last_receiver(struct connection *c, struct address receiver)
{
	c->last_receiver = receiver;
}

void
connection_free_closed(struct loop *loop)
{
	while (loop->first_closed != NULL) {
		struct connection *c = loop->first_closed;

		loop->first_closed = c->next_closed;
		connection_drop_buffers(c);
		close(event_get_fd(&c->readable));
		slab_give(&loop->connections, c);
		loop->connection_count--;
	}
}

void
connection_deliver(struct connection *c, const struct message *message)
{
	stats_add(c->loop->stats, STAT_MESSAGES_DELIVERED, 1);
	c->messages_out++;
	c->protocol->event(c, message);
}

void
connection_get_info(const struct connection *c, struct connection_info *info_r)
{
	uint32_t now_s = connection_clock_s(c->loop);

	*info_r = (struct connection_info){
		.number = c->number,
		.name = connection_name(c),
		.protocol = c->protocol->name,
		.worker = c->loop->slots.worker,
		.age_s = now_s - c->opened_s,
		.idle_s = now_s - c->last_input_s,
		.bytes_in = c->bytes_in,
		.bytes_out = c->bytes_out,
		.messages_in = c->messages_in,
		.messages_out = c->messages_out,
		.queued_bytes = connection_queued_bytes(c),
	};
	connection_peer(c, info_r->peer);
}

void
connection_for_each(struct loop *loop,
    void (*visit)(struct connection *connection, void *argument),
    void *argument)
{
	for (uint32_t i = 0; i < loop->slots.used; i++) {
		if (loop->slots.slots[i].connection != NULL)
			visit(loop->slots.slots[i].connection, argument);
	}
}

/*
 * The kernel has taken nothing for send_timeout.  It may hold megabytes for the
 * peer, though, and a peer that takes those, however slowly, is no dead one.
 */
static void
connection_stalled(struct connection *c)
{
	if (connection_peer_takes(c))
		loop_set_deadline(c->loop, &c->loop->stalls, &c->deadline,
		    c->loop->limits.send_timeout_ms);
	else
		connection_close(c, CLOSE_SEND_TIMEOUT);
}

void
connection_expire(struct loop *loop)
{
	struct deadline *deadline;

	while ((deadline = deadline_take_expired(&loop->logins, loop->now)))
		connection_close(
		    connection_of_deadline(deadline), CLOSE_LOGIN_TIMEOUT);
	while ((deadline = deadline_take_expired(&loop->stalls, loop->now)))
		connection_stalled(connection_of_deadline(deadline));
	while ((deadline = deadline_take_expired(&loop->lingers, loop->now)))
		connection_lingered(connection_of_deadline(deadline));
}

static void
connection_cut_cb(struct connection *c, void *argument)
{
	(void)argument;
	connection_close(c, CLOSE_SHUTDOWN);
}

void
connection_cut_all(struct loop *loop)
{
	struct deadline *deadline;

	connection_for_each(loop, connection_cut_cb, NULL);
	connection_flush_all(loop);
	/* Those that were ending already all have a deadline. */
	while ((deadline = deadline_take_expired(&loop->stalls, UINT64_MAX)))
		connection_close(
		    connection_of_deadline(deadline), CLOSE_SEND_TIMEOUT);
	while ((deadline = deadline_take_expired(&loop->lingers, UINT64_MAX)))
		connection_bury(connection_of_deadline(deadline));
	connection_free_closed(loop);
}
