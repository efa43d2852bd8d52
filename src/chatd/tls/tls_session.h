/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TLS_SESSION_H
#define CHATD_TLS_SESSION_H

/*
 * TLS with one peer: the handshake, and then bytes both ways.
 *
 * A session reads from a socket only what it hands on.  When receiving is done,
 * it holds no whole record, so that a socket with nothing to read means that
 * there is nothing to receive.  What it holds of an unfinished record takes
 * TLS_RECORD_BYTES at most, and what it owes to the socket the same and a few
 * short messages.
 *
 * Peers can make a session work without sending a byte of use: with messages of
 * the handshake, such as a change of keys.  Whoever sends many more of them
 * than bytes of use is cut, and one receive takes no more off the socket than
 * there is room for.
 *
 * The socket is borrowed and non-blocking.  Thread of the owner only.
 */

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

struct evbuffer;
struct fingerprint;
struct ssl_st;
struct tls_context;
struct tls_session;

/* The most bytes of use in a record (RFC 8446, section 5.1). */
#define TLS_RECORD_BYTES 16384

/*
 * The least room that receiving needs: for a record that is unfinished, for its
 * overhead, and for as much as is taken off the socket.
 */
#define TLS_RECEIVE_BYTES (3 * TLS_RECORD_BYTES)

/*
 * The most that a step of the handshake takes off the socket.  An ordinary
 * first message has 500 to 2,000 bytes; one in records of a byte each makes a
 * step take as long as an ordinary one does.
 */
#define TLS_STEP_BYTES 1024

/* What OpenSSL holds for a peer in its handshake, measured and rounded up. */
#define TLS_HANDSHAKE_BYTES 49152

enum tls_outcome {
	TLS_DONE,
	TLS_WANTS_TO_READ,  /* when the socket has more */
	TLS_WANTS_TO_WRITE, /* when the socket takes more */
	TLS_FAILED,
};

/*
 * Begin with the peer at fd; nothing is read yet.  context is needed during the
 * handshake only, and a reference is taken for that long.  Return NULL if there
 * is no memory.
 */
struct tls_session *tls_session_new(struct tls_context *context, int fd);

/*
 * The same with the peer that ssl is prepared for, on whichever side.  ssl is
 * taken, and freed at once if there is no memory.
 */
struct tls_session *tls_session_new_of(struct ssl_st *ssl, int fd);

/* Free session, and leave its socket alone; NULL is allowed. */
void tls_session_free(struct tls_session *session);

/*
 * Go on with the handshake, which costs up to half a millisecond.  After
 * TLS_FAILED a sentence says why in error, of TLS_ERROR_BYTES; the peer has
 * been told, if it can be.
 */
enum tls_outcome tls_session_handshake(
    struct tls_session *session, char *error);

/*
 * Return a number that is different when the handshake has got further, which
 * takes a whole message of the peer.
 */
int tls_session_stage(const struct tls_session *session);

/* Say whether the peer came back, so that most of the work was saved. */
bool tls_session_is_resumed(const struct tls_session *session);

/* Return the version, such as "TLSv1.3"; it is constant. */
const char *tls_session_version(const struct tls_session *session);

/*
 * Return the name in the certificate that the peer has shown, which was found
 * good: the one common name of its subject, as the bytes that it has.  Empty if
 * the peer has shown none, or one with no common name or with several.  Valid
 * as long as session.
 */
struct slice tls_session_peer_name(const struct tls_session *session);

/* Tell the fingerprint of that certificate; return false if there is none. */
bool tls_session_get_fingerprint(
    const struct tls_session *session, struct fingerprint *fingerprint_r);

/*
 * Receive up to size bytes, which is TLS_RECEIVE_BYTES at least.  Return as
 * recv(2) does.
 */
ssize_t tls_session_receive(
    struct tls_session *session, char *bytes, size_t size);

/*
 * Return how many bytes the socket has given since the last call, be they of
 * use or not.
 */
size_t tls_session_take_received(struct tls_session *session);

/*
 * Say whether the peer has ended or failed, although its socket does not say
 * so: the next receive tells.
 */
bool tls_session_is_over(const struct tls_session *session);

/*
 * Send up to size bytes, in one record.  Return as send(2) does.  What has been
 * taken is out of the caller's hands, but the session may owe it to the socket.
 */
ssize_t tls_session_send(
    struct tls_session *session, const char *bytes, size_t size);

/*
 * Say whether the session keeps a record, or messages of its own, that the
 * socket has not taken.  They go out before anything else when something is
 * sent, even if that is no byte of use.
 */
bool tls_session_owes(const struct tls_session *session);

/*
 * Send what is owed, and then what output holds, most at most and up to a
 * record more, and take off what has been taken.  Return as send(2) does.
 */
ssize_t tls_session_send_buffer(
    struct tls_session *session, struct evbuffer *output, size_t most);

/* Return how many bytes the socket has taken, modulo 2^32. */
uint32_t tls_session_sent(const struct tls_session *session);

/* Tell the peer that nothing more comes; it is told once. */
void tls_session_end_sending(struct tls_session *session);

#endif
