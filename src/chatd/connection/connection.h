/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTION_H
#define CHATD_CONNECTION_H

/*
 * One peer: its socket, its input, its output, its life.
 *
 * A connection belongs to the worker whose loop opened it; all functions here
 * are for that worker's thread.  Others know it by its address only.  A
 * connection stays valid until the end of the turn in which it was closed, so a
 * handler may go on using it; what it then asks is quietly ignored.
 */

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/limits.h"
#include "common/line.h"

struct claim;
struct connection;
struct list_text;
struct loop;
struct membership;
struct message;
struct protocol;

/* Why a connection ends; each has its words for the log. */
enum close_reason {
	CLOSE_END_OF_INPUT,
	CLOSE_RESET,
	CLOSE_QUIT,
	CLOSE_FULL,
	CLOSE_HANDSHAKE,
	CLOSE_BAD_MESSAGE,
	CLOSE_NOT_FILED,
	CLOSE_LOGIN_TIMEOUT,
	CLOSE_SLOW_READER,
	CLOSE_SEND_TIMEOUT,
	CLOSE_KICKED,
	CLOSE_OUT_OF_MEMORY,
	CLOSE_SHUTDOWN,
	CLOSE_REASONS
};

/* How bytes may share a write with others; PROTOCOLS: one reply, one write. */
enum append_mode {
	/* The answer to a request.  Alone, unless requests are pipelined. */
	APPEND_REPLY,
	/* The answer to a request, always in a write of its own. */
	APPEND_REPLY_ALONE,
	/* Something that others caused. */
	APPEND_EVENT,
	/* Something that the connection's own request caused besides its
	 * answer.  Alone, unless requests are pipelined. */
	APPEND_OWN_EVENT,
};

/* ---- life ---------------------------------------------------------------- */

/*
 * Take the accepted, non-blocking socket fd and serve protocol on it; number is
 * what the log calls it, and admission_enter() has been called for it.  If
 * there is no memory, the peer gets the protocol's busy bytes and fd is closed;
 * return NULL then.
 */
struct connection *connection_open(struct loop *loop,
    const struct protocol *protocol, int fd, const struct sockaddr *peer,
    uint64_t number);

/* The size of a connection with its protocol's state, for the loop's slab. */
size_t connection_bytes(void);

/*
 * End the connection now: what is not sent yet is lost.  The name is free when
 * this returns.  Reasons that are the peer's fault reset the connection.
 */
void connection_close(struct connection *connection, enum close_reason reason);

/*
 * End the connection when what it has been sent so far is on its way: no more
 * input is handled, and the name is free when this returns.
 */
void connection_finish(struct connection *connection, enum close_reason reason);

/* Stop reading for good, because the daemon is about to end. */
void connection_stop_reading(struct connection *connection);

/*
 * End the connection as connection_finish() does, because the daemon is about
 * to; but first let the answer come that it waits for, if it does.
 */
void connection_drain(struct connection *connection);

/* ---- what it is ---------------------------------------------------------- */

/* The protocol's own bytes: protocol->state_size of them, zeroed at the start.
 */
void *connection_state(struct connection *connection);

const struct protocol *connection_protocol(const struct connection *connection);
struct loop *connection_loop(const struct connection *connection);
const struct limits *connection_limits(const struct connection *connection);
struct address connection_address(const struct connection *connection);

/* What the log calls it; no other connection of this run has the number. */
uint64_t connection_number(const struct connection *connection);

/* The claim of its name, or NULL if it has not logged in. */
struct claim *connection_claim(const struct connection *connection);

/*
 * The connection has logged in, or been renamed; or, with NULL, logged out.
 * The login deadline is over with the first.  A guest has a claim, but still
 * counts as a guest.
 */
void connection_set_claim(struct connection *connection, struct claim *claim);

/* Its list of the rooms it is in, for the chat to keep. */
struct membership **connection_memberships(struct connection *connection);

/* The name it is logged in by; empty if it has not logged in. */
struct slice connection_name(const struct connection *connection);

/*
 * Whom the user last wrote to on this worker: the router's to know and to set.
 * Nowhere at first.
 */
struct address connection_last_receiver(const struct connection *connection);
void connection_set_last_receiver(
    struct connection *connection, struct address receiver);

/* Bytes that hold every result of connection_peer(). */
#define CONNECTION_PEER_BYTES 64

/*
 * Write the peer's numeric address and port, "192.0.2.7:34858" or
 * "[2001:db8::7]:34858", to buffer of CONNECTION_PEER_BYTES; return buffer.
 */
const char *connection_peer(const struct connection *connection, char *buffer);

/* What an operator may want to know of a connection. */
struct connection_info {
	uint64_t number;
	struct slice name; /* as connection_name(); borrowed */
	char peer[CONNECTION_PEER_BYTES];
	const char *protocol;
	unsigned int worker;
	uint32_t age_s;
	uint32_t idle_s; /* since it last sent anything */
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t messages_in;  /* that it sent and that were taken */
	uint64_t messages_out; /* events that it was sent */
	size_t queued_bytes;   /* that wait for its socket */
};

void connection_get_info(
    const struct connection *connection, struct connection_info *info_r);

/* A message of this connection was taken: count it. */
void connection_count_message(struct connection *connection);

/* ---- input --------------------------------------------------------------- */

/*
 * Say whether the protocol should handle more input now.  False while an answer
 * is awaited, while replies pile up, and when the connection is ending.
 */
bool connection_takes_input(const struct connection *connection);

/*
 * The protocol says whether the request it is about to handle is the only one
 * at hand: its reply then gets a write of its own.
 */
void connection_set_pipelining(struct connection *connection, bool pipelining);

/*
 * A request to the chat, or to the filing, begins; it is answered, perhaps
 * before the call that makes it returns; and where it is not, no more input is
 * handled until it is.
 */
void connection_request_begin(struct connection *connection);
void connection_request_answered(struct connection *connection);
void connection_request_wait(struct connection *connection);

/* Handle no input until connection_mailboxes_have_room() is called. */
void connection_hold_for_mailbox(struct connection *connection);

/* Let all connections that are held for a mailbox go on. */
void connection_mailboxes_have_room(struct loop *loop);

/* Say whether any connection of loop is held for a mailbox. */
bool connection_any_held_for_mailbox(const struct loop *loop);

/* ---- output -------------------------------------------------------------- */

/*
 * Make room for exactly size bytes behind the connection's output and return
 * where the caller writes them, before it does anything else; or NULL if the
 * connection takes no output any more.  connection_append() says the rest.
 */
char *connection_reserve(
    struct connection *connection, enum append_mode mode, size_t size);

/*
 * Append the count parts to the connection's output.  Replies are always taken,
 * and while many wait no input is handled; a connection whose output would pass
 * send_queue_max by an event is cut.
 */
void connection_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count);

/*
 * Append prefix, a list and suffix as one reply; a long list is not copied but
 * shared.
 */
void connection_append_list(struct connection *connection, struct slice prefix,
    struct list_text *list, struct slice suffix);

/* Count message, and have the connection's protocol tell the peer. */
void connection_deliver(
    struct connection *connection, const struct message *message);

/* Say whether output waits for the peer to read what it was sent before. */
bool connection_is_backlogged(const struct connection *connection);

/* ---- the end of a turn --------------------------------------------------- */

/* Write what this turn appended, on all connections of loop. */
void connection_flush_all(struct loop *loop);

/*
 * Let the connections go on that had caused their share of output, now that
 * others have had their turn.
 */
void connection_next_turn(struct loop *loop);

/* Say whether there are any: the turn must not wait for events then. */
bool connection_any_held_for_turn(const struct loop *loop);

/* Free the connections that were closed in this turn. */
void connection_free_closed(struct loop *loop);

/* End those whose time is up.  Called by the loop once a tick. */
void connection_expire(struct loop *loop);

/* Cut all connections, those that were ending too, and free them. */
void connection_cut_all(struct loop *loop);

/* Call visit for every open connection of loop; it may close them. */
void connection_for_each(struct loop *loop,
    void (*visit)(struct connection *connection, void *argument),
    void *argument);

#endif
