/* SPDX-License-Identifier: MIT */
/*
 * The daemon's connection.h, as far as protocols use it, without a socket.
 *
 * How output shares writes and what is counted are the server tests' business.
 */

#include "chatd/connection/connection.h"

#include <string.h>

#include "chatd/core/shared_text.h"
#include "chatd/core/fingerprint.h"
#include "fuzz/fake_private.h"

/* What the real functions return is not const either. */
static struct connection *
fake_mutable(const struct connection *connection)
{
	return (struct connection *)(uintptr_t)connection;
}

void *
connection_state(struct connection *connection)
{
	return connection->state;
}

const struct limits *
connection_limits(const struct connection *connection)
{
	return connection->limits;
}

struct slice
connection_motd(const struct connection *connection)
{
	(void)connection;
	return (struct slice){ 0 };
}

const struct peer *
connection_peer(const struct connection *connection)
{
	static const struct peer nobody;

	(void)connection;
	return &nobody;
}

bool
connection_is_encrypted(const struct connection *connection)
{
	(void)connection;
	return true;
}

struct claim *
connection_claim(const struct connection *connection)
{
	return connection->claim.size > 0 ? &fake_mutable(connection)->claim
					  : NULL;
}

struct slice
connection_name(const struct connection *connection)
{
	return (struct slice){ connection->claim.name, connection->claim.size };
}

struct address
connection_address(const struct connection *connection)
{
	(void)connection;
	return address_make(0, 1, 1);
}

uint64_t
connection_number(const struct connection *connection)
{
	(void)connection;
	return 1;
}

struct filing *
connection_filing(const struct connection *connection)
{
	return &fake_mutable(connection)->filing;
}

const struct protocol *
connection_protocol(const struct connection *connection)
{
	return connection->protocol;
}

/* Everybody shows a certificate, which is alice's. */
bool
connection_get_fingerprint(
    const struct connection *connection, struct fingerprint *fingerprint_r)
{
	(void)connection;
	memset(fingerprint_r, 0, sizeof(*fingerprint_r));
	return true;
}

void
connection_count_stat(
    const struct connection *connection, enum stats_counter counter)
{
	(void)connection;
	(void)counter;
}

void
connection_charge(struct connection *connection, size_t bytes)
{
	(void)connection;
	(void)bytes;
}

bool
connection_takes_input(const struct connection *connection)
{
	return !connection->is_waiting && !connection->has_ended &&
	       connection->under_way == 0;
}

bool
connection_is_gated(const struct connection *connection)
{
	return !connection->is_waiting && !connection->has_ended &&
	       connection->under_way > 0;
}

bool
connection_awaits_answer(const struct connection *connection)
{
	return connection->is_waiting || connection->under_way > 0;
}

void
connection_set_pipelining(struct connection *connection, bool pipelining)
{
	(void)connection;
	(void)pipelining;
}

void
connection_count_request(struct connection *connection)
{
	(void)connection;
}

void
connection_return_request(struct connection *connection)
{
	(void)connection;
}

/* What a protocol begins itself, it asks of the filing. */
void
connection_request_begin(struct connection *connection)
{
	fake_require(connection->is_filing);
}

void
connection_request_wait(struct connection *connection)
{
	connection->is_waiting = true;
}

char *
connection_reserve(
    struct connection *connection, enum append_mode mode, size_t size)
{
	/* Nothing that the connection causes overtakes what is under way. */
	fake_require(connection->under_way == 0);
	if (connection->has_ended)
		return NULL;
	if (mode == APPEND_REPLY || mode == APPEND_REPLY_ALONE)
		connection->reply_count++;
	connection->append_count++;
	return bytes_reserve(&connection->transcript, size);
}

void
connection_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < count; i++)
		size += parts[i].size;
	at = connection_reserve(connection, mode, size);
	for (size_t i = 0; at != NULL && i < count; i++)
		at = slice_write(at, parts[i]);
}

void
connection_append_list(struct connection *connection, struct slice prefix,
    struct shared_text *list, struct slice suffix)
{
	const struct slice parts[] = { prefix, list->bytes, suffix };

	connection_append(connection, APPEND_REPLY, parts, 3);
}

void
connection_finish(struct connection *connection, enum close_reason reason)
{
	(void)reason;
	fake_require(connection->under_way == 0);
	connection->has_ended = true;
}

void
connection_close(struct connection *connection, enum close_reason reason)
{
	connection_finish(connection, reason);
}

bool
connection_is_backlogged(const struct connection *connection)
{
	(void)connection;
	return false;
}

bool
connection_is_private(const struct connection *connection)
{
	(void)connection;
	return true;
}

uint32_t
connection_account(const struct connection *connection)
{
	(void)connection;
	return 0;
}

void
connection_wipe_input(struct connection *connection, struct slice secret)
{
	(void)connection;
	memset((char *)(uintptr_t)secret.bytes, '*', secret.size);
}
