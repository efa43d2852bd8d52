/* SPDX-License-Identifier: MIT */
/*
 * chatd without OpenSSL: there is never a context, so nothing that needs one is
 * ever called but to free NULL.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "chatd/tls/ticket_keys.h"
#include "chatd/tls/tls_trust.h"
#include "chatd/tls/tls_context.h"
#include "chatd/tls/tls_session.h"

struct ticket_keys {
	char nothing;
};

struct ticket_keys *
ticket_keys_new(void)
{
	return calloc(1, sizeof(struct ticket_keys));
}

void
ticket_keys_free(struct ticket_keys *keys)
{
	free(keys);
}

struct tls_context *
tls_context_new(
    const struct tls_files *files, struct ticket_keys *keys, char *error)
{
	(void)files;
	(void)keys;
	snprintf(
	    error, TLS_CONTEXT_ERROR_BYTES, "this chatd was built without TLS");
	return NULL;
}

struct tls_context *
tls_context_reference(struct tls_context *context)
{
	return context;
}

void
tls_context_release(struct tls_context *context)
{
	(void)context;
}

time_t
tls_context_expiry(const struct tls_context *context)
{
	(void)context;
	return 0;
}

void
tls_context_report_trouble(const struct tls_context *context, time_t now,
    void (*report)(const char *sentence, void *argument), void *argument)
{
	(void)context;
	(void)now;
	(void)report;
	(void)argument;
}

struct tls_session *
tls_session_new(struct tls_context *context, int fd)
{
	(void)context;
	(void)fd;
	return NULL;
}

struct tls_trust *
tls_trust_new(const struct tls_trust_files *files, char *error)
{
	(void)files;
	snprintf(
	    error, TLS_TRUST_ERROR_BYTES, "this chatd was built without TLS");
	return NULL;
}

void
tls_trust_free(struct tls_trust *trust)
{
	(void)trust;
}

struct tls_session *
tls_trust_begin(struct tls_trust *trust, int fd, const char *host)
{
	(void)trust;
	(void)fd;
	(void)host;
	return NULL;
}

void
tls_session_free(struct tls_session *session)
{
	(void)session;
}

enum tls_outcome
tls_session_handshake(struct tls_session *session, char *error)
{
	(void)session;
	(void)error;
	return TLS_FAILED;
}

int
tls_session_stage(const struct tls_session *session)
{
	(void)session;
	return 0;
}

bool
tls_session_is_resumed(const struct tls_session *session)
{
	(void)session;
	return false;
}

const char *
tls_session_version(const struct tls_session *session)
{
	(void)session;
	return "";
}

struct slice
tls_session_peer_name(const struct tls_session *session)
{
	(void)session;
	return (struct slice){ NULL, 0 };
}

bool
tls_session_get_fingerprint(
    const struct tls_session *session, struct fingerprint *fingerprint_r)
{
	(void)session;
	(void)fingerprint_r;
	return false;
}

ssize_t
tls_session_receive(struct tls_session *session, char *bytes, size_t size)
{
	(void)session;
	(void)bytes;
	(void)size;
	errno = EPROTO;
	return -1;
}

size_t
tls_session_take_received(struct tls_session *session)
{
	(void)session;
	return 0;
}

bool
tls_session_is_over(const struct tls_session *session)
{
	(void)session;
	return true;
}

ssize_t
tls_session_send(struct tls_session *session, const char *bytes, size_t size)
{
	(void)session;
	(void)bytes;
	(void)size;
	errno = EPROTO;
	return -1;
}

bool
tls_session_owes(const struct tls_session *session)
{
	(void)session;
	return false;
}

ssize_t
tls_session_send_buffer(
    struct tls_session *session, struct evbuffer *output, size_t most)
{
	(void)session;
	(void)output;
	(void)most;
	errno = EPROTO;
	return -1;
}

uint32_t
tls_session_sent(const struct tls_session *session)
{
	(void)session;
	return 0;
}

void
tls_session_end_sending(struct tls_session *session)
{
	(void)session;
}
