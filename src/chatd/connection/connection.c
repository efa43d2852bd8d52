/* SPDX-License-Identifier: MIT */
/*
 * What a connection is and what it has done.  Its life begins in connections.c
 * and ends in ending.c.
 */

#include "chatd/connection/connection_private.h"

#include "chatd/connection/backlog.h"
#include "chatd/connection/charging.h"
#include "chatd/connection/delaying.h"
#include "chatd/connection/due.h"
#include "chatd/connection/silence.h"
#include "chatd/core/motd.h"
#include "chatd/core/protocol.h"
#include "chatd/net/admission.h"
#include "chatd/net/lifesigns.h"
#include "chatd/presence/directory.h"
#include "chatd/tls/tls_session.h"

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

const struct limits *
connection_limits(const struct connection *c)
{
	return &c->set->limits;
}

struct slice
connection_motd(const struct connection *c)
{
	return motd_lines(c->set->motd);
}

struct address
connection_address(const struct connection *c)
{
	return c->address;
}

struct connections *
connection_set(const struct connection *c)
{
	return c->set;
}

struct filing *
connection_filing(const struct connection *c)
{
	return c->set->services.filing;
}

uint64_t
connection_number(const struct connection *c)
{
	return c->number;
}

enum close_reason
connection_close_reason(const struct connection *c)
{
	return (enum close_reason)c->reason;
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
	if (claim == NULL || due_for(c) != DUE_LOGIN)
		return;
	if (c->is_backlogged)
		due_set_stall(c);
	else
		silence_watch(c);
}

void
connection_leave_admission(struct connection *c)
{
	if (!c->in_admission)
		return;
	admission_leave(
	    c->set->services.admission, admission_kind_of(c->protocol));
	c->in_admission = false;
}

struct memberships **
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
	if (!c->is_muted)
		c->last_receiver = receiver;
}

uint32_t
connection_flight(const struct connection *c)
{
	return c->flight;
}

void
connection_set_flight(struct connection *c, uint32_t flight)
{
	c->flight = flight & ((1u << CONNECTION_FLIGHT_BITS) - 1);
}

bool
connection_is_muted(const struct connection *c)
{
	return c->is_muted;
}

void
connection_set_muted(struct connection *c, bool is_muted)
{
	c->is_muted = is_muted;
	if (is_muted)
		c->last_receiver = (struct address){ 0 };
}

void
connection_set_origin(
    struct connection *c, uint32_t place, enum name_source name_source)
{
	c->place = place;
	c->name_source = (uint8_t)(name_source & 3);
}

enum name_source
connection_name_source(const struct connection *c)
{
	return (enum name_source)c->name_source;
}

struct slice
connection_certificate_name(const struct connection *c)
{
	const struct slice none = SLICE("");

	return c->tls == NULL ? none : tls_session_peer_name(c->tls);
}

bool
connection_get_fingerprint(
    const struct connection *c, struct fingerprint *fingerprint_r)
{
	return c->tls != NULL &&
	       tls_session_get_fingerprint(c->tls, fingerprint_r);
}

uint32_t
connection_account(const struct connection *c)
{
	return c->account;
}

void
connection_set_account(struct connection *c, uint32_t account)
{
	c->account = account;
}

bool
connection_is_private(const struct connection *c)
{
	return c->tls != NULL || peer_is_local(&c->peer);
}

bool
connection_is_encrypted(const struct connection *c)
{
	return c->tls != NULL;
}

const struct peer *
connection_peer(const struct connection *c)
{
	return &c->peer;
}

bool
connection_is_gone(const struct connection *c)
{
	return !peer_is_unix(&c->peer) &&
	       lifesigns_peer_is_gone(connection_fd(c));
}

bool
connection_is_probed(const struct connection *c)
{
	return c->is_probed;
}

void
connection_set_probed(struct connection *c, bool is_probed)
{
	c->is_probed = is_probed;
	if (is_probed)
		lifesigns_ask_urgently(connection_fd(c));
	else
		lifesigns_ask_as_usual(connection_fd(c));
}

bool
connection_is_put_off(const struct connection *c)
{
	return c->is_put_off;
}

void
connection_set_put_off(struct connection *c, bool is_put_off)
{
	c->is_put_off = is_put_off;
}

void
connection_get_info(const struct connection *c, struct connection_info *info_r)
{
	uint32_t now_s = connection_clock_s(c->set);

	*info_r = (struct connection_info){
		.number = c->number,
		.name = connection_name(c),
		.protocol = c->protocol->name,
		.worker = c->set->slots.worker,
		.age_s = now_s - c->opened_s,
		.idle_s = now_s - c->last_input_s,
		.bytes_in = c->bytes_in,
		.bytes_out = c->bytes_out,
		.messages_in = c->messages_in,
		.messages_out = c->messages_out,
		.queued_bytes = backlog_queued_bytes(c),
	};
	if (delaying_has(c))
		info_r->queued_bytes += c->buffers->delayed->size;
	peer_format(&c->peer, info_r->peer);
}

bool
connection_is_backlogged(const struct connection *c)
{
	return c->is_backlogged;
}

void
connection_count_message(struct connection *c)
{
	c->messages_in++;
	charging_spend(c, CHARGE_RECEIVER_BYTES);
}

void
connection_count_stat(const struct connection *c, enum stats_counter counter)
{
	stats_add(c->set->services.stats, counter, 1);
}

void
connection_count_delivered(struct connection *c, size_t count)
{
	stats_add(c->set->services.stats, STAT_MESSAGES_DELIVERED, count);
	c->messages_out += count;
}

void
connection_tell(struct connection *c, const struct message *message)
{
	connection_count_delivered(c, 1);
	c->protocol->tell(c, message);
}
