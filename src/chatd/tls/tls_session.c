/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL has the socket through a BIO of ours, which does three things that
 * its own does not.  It raises no SIGPIPE.  It stops reading when a turn's
 * share has been read, with no whole record left inside, where no event would
 * tell of it. And it takes whatever is written, and keeps what the socket does
 * not take: OpenSSL fails when it has to answer a peer, who wants new keys for
 * instance, while a record is half written.
 */

#include "chatd/tls/tls_session.h"

#include <sys/socket.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "chatd/tls/tls_context.h"
#include "chatd/tls/tls_error.h"

/*
 * Messages of the handshake after its end that a peer may send for nothing, and
 * how many bytes of use allow for one more.
 */
#define TLS_IDLE_MESSAGES_MAX 32
#define TLS_BYTES_PER_MESSAGE 65536

struct tls_session {
	SSL *ssl;
	int fd;
	uint32_t sent;      /* bytes that the socket has taken */
	uint64_t received;  /* bytes of use */
	uint64_t messages;  /* of the handshake, since it ended */
	size_t may_receive; /* bytes; 0: no more for now, or there are none */
	char *unsent;       /* owned; records that the socket did not take */
	size_t unsent_size;
	bool has_ended; /* the peer's socket has */
	bool is_over;   /* receiving has ended or failed for good */
};

/* ---- the socket, as OpenSSL sees it -------------------------------------- */

static BIO_METHOD *tls_socket_method;
static pthread_once_t tls_socket_once = PTHREAD_ONCE_INIT;

static bool
tls_socket_may_retry(void)
{
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ||
	       errno == ENOMEM;
}

static int
tls_socket_read_cb(BIO *bio, char *bytes, int size)
{
	struct tls_session *session = BIO_get_data(bio);
	size_t room = (size_t)size;
	ssize_t got;

	BIO_clear_retry_flags(bio);
	if (room > session->may_receive)
		room = session->may_receive;
	if (room == 0) {
		BIO_set_retry_read(bio);
		return -1;
	}
	got = recv(session->fd, bytes, room, 0);
	/* Where it had no more, the kernel need not be asked again. */
	session->may_receive -= got == (ssize_t)room ? room
						     : session->may_receive;
	session->has_ended = got == 0;
	if (got < 0 && tls_socket_may_retry())
		BIO_set_retry_read(bio);
	return (int)got;
}

/* Keep bytes behind what is kept already.  Return 0, or -1 (no memory). */
static int
tls_session_keep(struct tls_session *session, const char *bytes, size_t size)
{
	char *longer = realloc(session->unsent, session->unsent_size + size);

	if (longer == NULL)
		return -1;
	memcpy(longer + session->unsent_size, bytes, size);
	session->unsent = longer;
	session->unsent_size += size;
	return 0;
}

/* Send bytes, as far as the socket takes them.  Return as send(2) does. */
static ssize_t
tls_session_send_raw(
    struct tls_session *session, const char *bytes, size_t size)
{
	ssize_t sent = send(session->fd, bytes, size, MSG_NOSIGNAL);

	if (sent > 0)
		session->sent += (uint32_t)sent;
	return sent;
}

static int
tls_socket_write_cb(BIO *bio, const char *bytes, int size)
{
	struct tls_session *session = BIO_get_data(bio);
	ssize_t sent = 0;

	BIO_clear_retry_flags(bio);
	if (session->unsent_size == 0)
		sent = tls_session_send_raw(session, bytes, (size_t)size);
	if (sent < 0 && !tls_socket_may_retry())
		return -1;
	if (sent < 0)
		sent = 0;
	if (sent < size &&
	    tls_session_keep(session, bytes + sent, (size_t)(size - sent)) != 0)
		return -1;
	return size;
}

/*
 * Send what is kept.  Return 0 when nothing is; or -1 with errno set, EAGAIN if
 * the socket takes no more.
 */
static int
tls_session_flush(struct tls_session *session)
{
	ssize_t sent;

	if (session->unsent_size == 0)
		return 0;
	sent = tls_session_send_raw(
	    session, session->unsent, session->unsent_size);
	if (sent < 0)
		return -1;
	session->unsent_size -= (size_t)sent;
	memmove(session->unsent, session->unsent + sent, session->unsent_size);
	if (session->unsent_size > 0) {
		errno = EAGAIN;
		return -1;
	}
	free(session->unsent);
	session->unsent = NULL;
	return 0;
}

static long
tls_socket_control_cb(BIO *bio, int command, long number, void *pointer)
{
	const struct tls_session *session = BIO_get_data(bio);

	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return session->has_ended;
	return command == BIO_CTRL_FLUSH;
}

static void
tls_socket_make_method(void)
{
	BIO_METHOD *method = BIO_meth_new(
	    BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "chat socket");

	if (method == NULL)
		return;
	BIO_meth_set_read(method, tls_socket_read_cb);
	BIO_meth_set_write(method, tls_socket_write_cb);
	BIO_meth_set_ctrl(method, tls_socket_control_cb);
	tls_socket_method = method;
}

/* Have OpenSSL use the session's socket.  Return 0, or -1 (no memory). */
static int
tls_session_set_socket(struct tls_session *session)
{
	BIO *bio;

	pthread_once(&tls_socket_once, tls_socket_make_method);
	bio = tls_socket_method != NULL ? BIO_new(tls_socket_method) : NULL;
	if (bio == NULL)
		return -1;
	BIO_set_data(bio, session);
	BIO_set_init(bio, 1);
	SSL_set_bio(session->ssl, bio, bio);
	return 0;
}

/* ---- beginning and end --------------------------------------------------- */

struct tls_session *
tls_session_new(struct tls_context *context, int fd)
{
	struct tls_session *session = calloc(1, sizeof(*session));

	if (session == NULL)
		return NULL;
	session->fd = fd;
	session->ssl = SSL_new(tls_context_first(context));
	if (session->ssl != NULL && tls_session_set_socket(session) == 0) {
		SSL_set_accept_state(session->ssl);
		return session;
	}
	ERR_clear_error();
	tls_session_free(session);
	return NULL;
}

void
tls_session_free(struct tls_session *session)
{
	if (session == NULL)
		return;
	SSL_free(session->ssl);
	free(session->unsent);
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

/* Go on when nothing is kept. */
static enum tls_outcome
tls_session_take_step(struct tls_session *session, char *error)
{
	int result;

	session->may_receive = TLS_RECEIVE_BYTES;
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
		if (session->has_ended || ERR_peek_error() == 0)
			strcpy(error, "the peer has hung up");
		else
			tls_error_take(error);
		ERR_clear_error();
		return TLS_FAILED;
	}
}

enum tls_outcome
tls_session_handshake(struct tls_session *session, char *error)
{
	enum tls_outcome outcome = TLS_WANTS_TO_READ;
	bool is_flushed = tls_session_flush(session) == 0;

	if (is_flushed)
		outcome = tls_session_take_step(session, error);
	/* The peer waits for the last message, too. */
	if (outcome != TLS_FAILED && session->unsent_size > 0)
		is_flushed = tls_session_flush(session) == 0;
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
	session->may_receive = size - 2 * TLS_RECORD_BYTES;
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

bool
tls_session_is_over(const struct tls_session *session)
{
	return session->is_over;
}

bool
tls_session_owes(const struct tls_session *session)
{
	return session->unsent_size > 0;
}

ssize_t
tls_session_send(struct tls_session *session, const char *bytes, size_t size)
{
	int result;

	if (tls_session_flush(session) != 0)
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

	if (tls_session_flush(session) != 0)
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
	return session->sent;
}
