/* SPDX-License-Identifier: MIT */

#include "chatd/tls/tls_session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "chatd/core/fingerprint.h"
#include "chatd/tls/tls_context.h"
#include "chatd/tls/tls_error.h"
#include "chatd/tls/tls_socket.h"

/*
 * Messages of the handshake after its end that a peer may send for nothing, and
 * how many bytes of use allow for one more.
 */
#define TLS_IDLE_MESSAGES_MAX 32
#define TLS_BYTES_PER_MESSAGE 65536

struct tls_session {
	SSL *ssl;
	struct tls_socket socket;
	uint64_t received; /* bytes of use */
	uint64_t messages; /* of the handshake, since it ended */
	bool is_over;      /* receiving has ended or failed for good */
};

/* ---- beginning and end --------------------------------------------------- */

struct tls_session *
tls_session_new(struct tls_context *context, int fd)
{
	SSL *ssl = SSL_new(tls_context_first(context));

	if (ssl == NULL) {
		ERR_clear_error();
		return NULL;
	}
	SSL_set_accept_state(ssl);
	return tls_session_new_of(ssl, fd);
}

struct tls_session *
tls_session_new_of(struct ssl_st *ssl, int fd)
{
	struct tls_session *session = calloc(1, sizeof(*session));
	BIO *bio = session != NULL ? tls_socket_new_bio(&session->socket)
				   : NULL;

	if (bio == NULL) {
		ERR_clear_error();
		SSL_free(ssl);
		free(session);
		return NULL;
	}
	session->socket.fd = fd;
	session->ssl = ssl;
	SSL_set_bio(ssl, bio, bio);
	return session;
}

void
tls_session_free(struct tls_session *session)
{
	if (session == NULL)
		return;
	SSL_free(session->ssl);
	tls_socket_clear(&session->socket);
	free(session);
}

void
tls_session_end_sending(struct tls_session *session)
{
	/* A second call would wait for the peer's word. */
	if ((SSL_get_shutdown(session->ssl) & SSL_SENT_SHUTDOWN) != 0)
		return;
	/* Where the socket takes nothing now, it has to do without one. */
	ERR_clear_error();
	(void)SSL_shutdown(session->ssl);
	ERR_clear_error();
}

/* ---- the handshake ------------------------------------------------------- */

/* Count what a peer sends besides bytes of use. */
static void
tls_session_message_cb(int writes, int version, int type, const void *bytes,
    size_t size, SSL *ssl, void *argument)
{
	struct tls_session *session = argument;

	(void)version;
	(void)bytes;
	(void)size;
	(void)ssl;
	if (!writes && type == SSL3_RT_HANDSHAKE)
		session->messages++;
}

/*
 * Say why the handshake has failed.  A server that is not trusted is told in
 * OpenSSL's words for what is wrong with its certificate; a client's are its
 * own affair.
 */
static void
tls_session_explain(const struct tls_session *session, char *error)
{
	long result = SSL_get_verify_result(session->ssl);

	if (!SSL_is_server(session->ssl) && result != X509_V_OK)
		snprintf(error, TLS_ERROR_BYTES, "its certificate: %s",
		    X509_verify_cert_error_string(result));
	else if (session->socket.has_ended || ERR_peek_error() == 0)
		strcpy(error, "the peer has hung up");
	else
		tls_error_take(error);
	ERR_clear_error();
}

/* Go on when nothing is kept. */
static enum tls_outcome
tls_session_take_step(struct tls_session *session, char *error)
{
	int result;

	session->socket.may_receive = TLS_STEP_BYTES;
	ERR_clear_error();
	result = SSL_do_handshake(session->ssl);
	switch (SSL_get_error(session->ssl, result)) {
	case SSL_ERROR_NONE:
		/* From here on a record is read in one piece, and what comes
		 * behind it as well. */
		SSL_set_read_ahead(session->ssl, 1);
		SSL_set_msg_callback(session->ssl, tls_session_message_cb);
		SSL_set_msg_callback_arg(session->ssl, session);
		return TLS_DONE;
	case SSL_ERROR_WANT_READ:
		return TLS_WANTS_TO_READ;
	default:
		tls_session_explain(session, error);
		return TLS_FAILED;
	}
}

enum tls_outcome
tls_session_handshake(struct tls_session *session, char *error)
{
	enum tls_outcome outcome = TLS_WANTS_TO_READ;
	bool is_flushed = tls_socket_flush(&session->socket) == 0;

	if (is_flushed)
		outcome = tls_session_take_step(session, error);
	/* The peer waits for the last message, too. */
	if (outcome != TLS_FAILED && session->socket.unsent_size > 0)
		is_flushed = tls_socket_flush(&session->socket) == 0;
	if (is_flushed || outcome == TLS_FAILED)
		return outcome;
	if (tls_socket_may_retry())
		return TLS_WANTS_TO_WRITE;
	strcpy(error, "the peer has hung up");
	return TLS_FAILED;
}

int
tls_session_stage(const struct tls_session *session)
{
	return (int)SSL_get_state(session->ssl);
}

bool
tls_session_is_resumed(const struct tls_session *session)
{
	return SSL_session_reused(session->ssl) == 1;
}

const char *
tls_session_version(const struct tls_session *session)
{
	return SSL_get_version(session->ssl);
}

/* ---- the peer ------------------------------------------------------------ */

/* Return the certificate that was shown and found good, or NULL. */
static X509 *
tls_session_peer_certificate(const struct tls_session *session)
{
	return SSL_get_verify_result(session->ssl) == X509_V_OK
		   ? SSL_get0_peer_certificate(session->ssl)
		   : NULL;
}

struct slice
tls_session_peer_name(const struct tls_session *session)
{
	const struct slice none = SLICE("");
	X509 *certificate = tls_session_peer_certificate(session);
	X509_NAME *subject;
	const ASN1_STRING *name;
	int at;

	if (certificate == NULL)
		return none;
	subject = X509_get_subject_name(certificate);
	at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	if (at < 0 ||
	    X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0)
		return none;
	name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
	return (struct slice){ (const char *)ASN1_STRING_get0_data(name),
		(size_t)ASN1_STRING_length(name) };
}

bool
tls_session_get_fingerprint(
    const struct tls_session *session, struct fingerprint *fingerprint_r)
{
	X509 *certificate = tls_session_peer_certificate(session);
	bool is_known = certificate != NULL &&
			X509_digest(certificate, EVP_sha256(),
			    fingerprint_r->bytes, NULL) == 1;

	ERR_clear_error();
	return is_known;
}

/* ---- bytes both ways ----------------------------------------------------- */

/* Say whether the peer makes OpenSSL work for nothing. */
static bool
tls_session_is_abused(const struct tls_session *session)
{
	return session->messages >
	       TLS_IDLE_MESSAGES_MAX +
		   session->received / TLS_BYTES_PER_MESSAGE;
}

/* Say what recv(2) would, after this result of SSL_read(). */
static ssize_t
tls_session_end_receiving(struct tls_session *session, int result)
{
	int error = SSL_get_error(session->ssl, result);

	if (error == SSL_ERROR_WANT_READ && !tls_session_is_abused(session)) {
		errno = EAGAIN;
		return -1;
	}
	session->is_over = true;
	if (error == SSL_ERROR_ZERO_RETURN)
		return 0;
	if (error != SSL_ERROR_SYSCALL || errno == 0)
		errno = EPROTO;
	ERR_clear_error();
	return -1;
}

ssize_t
tls_session_receive(struct tls_session *session, char *bytes, size_t size)
{
	size_t got = 0;
	ssize_t end;
	int result;

	/* Besides this, what is left of an earlier record has room. */
	session->socket.may_receive = size - 2 * TLS_RECORD_BYTES;
	ERR_clear_error();
	do {
		errno = 0;
		result = SSL_read(session->ssl, bytes + got, (int)(size - got));
		if (result > 0)
			got += (size_t)result;
	} while (result > 0 && got < size);
	session->received += got;
	end = result > 0 ? 0 : tls_session_end_receiving(session, result);
	return got > 0 ? (ssize_t)got : end;
}

size_t
tls_session_take_received(struct tls_session *session)
{
	size_t received = session->socket.received;

	session->socket.received = 0;
	return received;
}

bool
tls_session_is_over(const struct tls_session *session)
{
	return session->is_over;
}

bool
tls_session_owes(const struct tls_session *session)
{
	return session->socket.unsent_size > 0;
}

ssize_t
tls_session_send(struct tls_session *session, const char *bytes, size_t size)
{
	int result;

	if (tls_socket_flush(&session->socket) != 0)
		return -1;
	ERR_clear_error();
	result = SSL_write(session->ssl, bytes,
	    size < TLS_RECORD_BYTES ? (int)size : TLS_RECORD_BYTES);
	if (result > 0)
		return result;
	ERR_clear_error();
	errno = EPROTO;
	return -1;
}

ssize_t
tls_session_send_buffer(
    struct tls_session *session, struct evbuffer *output, size_t most)
{
	char record[TLS_RECORD_BYTES];
	ssize_t total = 0;

	if (tls_socket_flush(&session->socket) != 0)
		return -1;
	while ((size_t)total < most && evbuffer_get_length(output) > 0) {
		ev_ssize_t size = evbuffer_copyout(
		    output, record, sizeof(record));
		ssize_t sent;

		if (size < 0) {
			errno = ENOMEM;
			return -1;
		}
		sent = tls_session_send(session, record, (size_t)size);
		if (sent < 0)
			return total > 0 && errno == EAGAIN ? total : -1;
		evbuffer_drain(output, (size_t)sent);
		total += sent;
	}
	return total;
}

uint32_t
tls_session_sent(const struct tls_session *session)
{
	return session->socket.sent;
}
