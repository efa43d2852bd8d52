/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTION_H
#define CHATD_CONNECTION_H

/*
 * One peer, as protocols and the chat see it: what it is, its input, its
 * output, its end.
 *
 * A connection belongs to one worker; all functions here are for that worker's
 * thread.  Others know it by its address only.  A connection stays valid until
 * the end of the turn in which it was closed, so a handler may go on using it;
 * what the handler then asks for is quietly ignored.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/connection/close_reason.h"
#include "chatd/core/address.h"
#include "chatd/core/limits.h"
#include "chatd/core/message.h"
#include "chatd/core/name_source.h"
#include "chatd/core/peer.h"
#include "chatd/core/protocol.h"
#include "chatd/core/stats.h"
#include "common/slice.h"

struct claim;
struct connection;
struct connections;
struct filing;
struct fingerprint;
struct shared_text;
struct memberships;

/* How bytes may share a write with others: one reply, one write. */
enum append_mode {
	/* The answer to a request.  Alone, unless requests are pipelined. */
	APPEND_REPLY,
	/* The answer to a request, always in a write of its own. */
	APPEND_REPLY_ALONE,
	/* Something that others caused, and have to wait for. */
	APPEND_EVENT,
	/* Something that the connection's own request caused besides its
	 * answer, which the client may want to read by itself: after
	 * echo_delay, unless it pipelines requests. */
	APPEND_OWN_EVENT_LATER,
	/* The same at once, where there is no answer; as APPEND_REPLY. */
	APPEND_OWN_EVENT,
};

/* ---- its end ------------------------------------------------------------- */

/*
 * End the connection now: what is not sent yet is lost.  The name is free when
 * this returns.  Reasons that are the peer's fault reset the connection.
 */
void connection_close(struct connection *connection, enum close_reason reason);

/*
 * End the connection when what it has been sent so far is on its way: no more
 * input is handled, and the name is free when this returns.  A user who is
 * kicked, or whose daemon stops, is told so first where the protocol has words
 * for it.
 */
void connection_finish(struct connection *connection, enum close_reason reason);

/* Return why it ends or has ended; only for one that does. */
enum close_reason connection_close_reason(const struct connection *connection);

/* ---- what it is ---------------------------------------------------------- */

/* Return the protocol's own bytes: state_size of them, zeroed at the start. */
void *connection_state(struct connection *connection);

const struct protocol *connection_protocol(const struct connection *connection);
const struct limits *connection_limits(const struct connection *connection);

/* Return the lines that users are told at first, each with "\n" at its end. */
struct slice connection_motd(const struct connection *connection);

struct address connection_address(const struct connection *connection);

/* Return the set of its worker that it is in. */
struct connections *connection_set(const struct connection *connection);

/* Return the filing that its texts go to. */
struct filing *connection_filing(const struct connection *connection);

/* Return what the log calls it; no other connection of this run has that. */
uint64_t connection_number(const struct connection *connection);

/* Return the claim of its name, or NULL if it has not logged in. */
struct claim *connection_claim(const struct connection *connection);

/*
 * Note that the connection has logged in, or been renamed; or, with NULL, that
 * it has logged out.  The first claim ends the login deadline.  A guest has a
 * claim, but still counts as a guest.
 */
void connection_set_claim(struct connection *connection, struct claim *claim);

/*
 * Return where the rooms lie that it is in, for the chat to keep; NULL lies
 * there at first.
 */
struct memberships **connection_memberships(struct connection *connection);

/* Return the name it is logged in by; empty if it has not logged in. */
struct slice connection_name(const struct connection *connection);

/*
 * Tell, or set, whom the user last wrote to on this worker: the router's to
 * know.  Nowhere at first, and as long as they are muted.
 */
struct address connection_last_receiver(const struct connection *connection);
void connection_set_last_receiver(
    struct connection *connection, struct address receiver);

/*
 * Tell, or set, the place of its texts that are under way to another machine:
 * the router's to know, and 0 while there are none.
 */
uint32_t connection_flight(const struct connection *connection);
void connection_set_flight(struct connection *connection, uint32_t flight);

/*
 * Note what the door knows of it: its place among those of its address, from
 * sources_enter(), which is given back when the socket is closed; and who says
 * what its user is called.
 */
void connection_set_origin(struct connection *connection, uint32_t place,
    enum name_source name_source);

/* Return who says what its user is called. */
enum name_source connection_name_source(const struct connection *connection);

/*
 * Return the name in the certificate that the peer has shown, as
 * tls_session_peer_name() does; empty if there is none.
 */
struct slice connection_certificate_name(const struct connection *connection);

/* Tell the fingerprint of that certificate; return false if there is none. */
bool connection_get_fingerprint(
    const struct connection *connection, struct fingerprint *fingerprint_r);

/*
 * Tell, or set, the number of the account whose password the peer has proved to
 * know, for the chat to keep; 0 at first.
 */
uint32_t connection_account(const struct connection *connection);
void connection_set_account(struct connection *connection, uint32_t account);

/*
 * Tell, or set, whether what the user says is to be looked at by the chat,
 * because the operator may have muted them; not at first.  A user who is muted
 * has no last receiver, so that no text takes the short way.
 */
bool connection_is_muted(const struct connection *connection);
void connection_set_muted(struct connection *connection, bool is_muted);

/*
 * Say whether nobody on the way can read what the peer sends, because it is
 * encrypted or comes from this machine.
 */
bool connection_is_private(const struct connection *connection);

/* Say whether it is encrypted. */
bool connection_is_encrypted(const struct connection *connection);

/* Return the peer that is connected. */
const struct peer *connection_peer(const struct connection *connection);

/* Say whether the peer is provably gone, without a word: see lifesigns.h. */
bool connection_is_gone(const struct connection *connection);

/*
 * Tell, or set, whether the peer is urgently asked for a sign of life, for the
 * chat to keep.
 */
bool connection_is_probed(const struct connection *connection);
void connection_set_probed(struct connection *connection, bool is_probed);

/* Tell, or set, whether a request of it is put off, for the chat to keep. */
bool connection_is_put_off(const struct connection *connection);
void connection_set_put_off(struct connection *connection, bool is_put_off);

/* What an operator may want to know of a connection. */
struct connection_info {
	uint64_t number;
	struct slice name; /* as connection_name(); borrowed */
	char peer[PEER_TEXT_BYTES];
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

/* Count and charge a message of this connection, which was taken. */
void connection_count_message(struct connection *connection);

/* Count so many messages that the connection's peer is told. */
void connection_count_delivered(struct connection *connection, size_t count);

/* Add one to a counter of its worker. */
void connection_count_stat(
    const struct connection *connection, enum stats_counter counter);

/* ---- input --------------------------------------------------------------- */

/*
 * Say whether the protocol should handle more input now: not while an answer
 * is awaited, while replies pile up, or when the connection is ending.
 */
bool connection_takes_input(const struct connection *connection);

/*
 * Say whether the only reason against that is connection_request_gate(), so
 * that the protocol may handle what may follow; see protocols/gate.h.
 */
bool connection_is_gated(const struct connection *connection);

/* Say whether a request of it is yet to be answered. */
bool connection_awaits_answer(const struct connection *connection);

/*
 * Count a request of the protocol's, a refused one too, which is about to be
 * handled: see pacing.h.
 */
void connection_count_request(struct connection *connection);

/* Do so the other way: one that was counted before is about to be counted. */
void connection_return_request(struct connection *connection);

/*
 * Overwrite part of the input that is handled right now: a secret, which is not
 * looked at again.
 */
void connection_wipe_input(struct connection *connection, struct slice secret);

/*
 * Note, for the protocol, whether more than one request is at hand; the reply
 * to one that came alone gets a write of its own.
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

/*
 * What is asked may be followed by more of its kind before it is answered: let
 * the connection be read, and its protocol handle that alone.
 */
void connection_request_gate(struct connection *connection);

/* Wait no more, though not all is answered: what may follow is handled. */
void connection_request_go_on(struct connection *connection);

/*
 * Charge the connection for work that it causes in this turn.  After a turn's
 * worth it handles no input until others have had their turn: see charging.h.
 */
void connection_charge(struct connection *connection, size_t bytes);

/*
 * Note that the connection causes work which is put off, and that some of it is
 * done.  While it owes much it handles no input: see charging.h.
 */
void connection_owe(struct connection *connection, size_t bytes);
void connection_repay(struct connection *connection, size_t bytes);
bool connection_owes(const struct connection *connection);

/* Handle no input until all mailboxes have room again. */
void connection_hold_for_mailbox(struct connection *connection);

/* ---- output -------------------------------------------------------------- */

/*
 * Make room for exactly size bytes at the end of the connection's output and
 * return where the caller writes them, before it does anything else; or NULL if
 * the connection takes no output any more.  connection_append() says the rest.
 */
char *connection_reserve(
    struct connection *connection, enum append_mode mode, size_t size);

/*
 * Append the count parts to the connection's output.  Replies are always taken,
 * and while many wait no input is handled; events, too, and while many wait
 * whoever causes them is held: see congestion.h.
 */
void connection_append(struct connection *connection, enum append_mode mode,
    const struct slice *parts, size_t count);

/*
 * Append prefix, a list and suffix as one reply; a long list is not copied but
 * shared.
 */
void connection_append_list(struct connection *connection, struct slice prefix,
    struct shared_text *list, struct slice suffix);

/* Say whether the connection's protocol shows anything of message. */
static inline bool
connection_shows(
    const struct connection *connection, const struct message *message)
{
	return text_style_is_for_people((enum text_style)message->style) ||
	       connection_protocol(connection)->shows_styles;
}

/* Count message, which the protocol shows, and have it tell the peer. */
void connection_tell(
    struct connection *connection, const struct message *message);

/*
 * Deliver message: tell the peer, if the protocol shows anything of it. Inline,
 * because most texts are known to be plain where they are delivered.
 */
static inline void
connection_deliver(struct connection *connection, const struct message *message)
{
	if (connection_shows(connection, message))
		connection_tell(connection, message);
}

/* Say whether output waits for the peer to read what it was sent before. */
bool connection_is_backlogged(const struct connection *connection);

#endif
