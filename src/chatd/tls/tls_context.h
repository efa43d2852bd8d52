/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TLS_CONTEXT_H
#define CHATD_TLS_CONTEXT_H

/*
 * What the server offers in a handshake: its certificates, and whose
 * certificates it asks for.
 *
 * A context never changes.  A reload makes another one; whoever has begun a
 * handshake with the old one holds a reference, and ends it with that.  TLS 1.2
 * is the least that is spoken, and the ciphers are those of the system.  There
 * is no renegotiation, no compression and no early data.
 */

#include <stddef.h>
#include <time.h>

struct ssl_ctx_st;
struct ticket_keys;
struct tls_context;

/* The most certificates, one of which is chosen by the name that is asked for.
 */
#define TLS_CERTIFICATES_MAX 64

/* A sentence with the longest path that is worth showing. */
#define TLS_CONTEXT_ERROR_BYTES 512

/* Where everything is; each list has one path or more. */
struct tls_files {
	const char *const *certificates; /* PEM, with the chain */
	const char *const *keys; /* PEM; as many, and may be the same files */
	size_t count;            /* 1 to TLS_CERTIFICATES_MAX */
	const char *client_ca;   /* PEM; clients must show a certificate that
				    one of these has signed; NULL: none */
};

/*
 * Read all files.  keys are borrowed.  Return a context with one reference; or
 * NULL after a sentence in error, of TLS_CONTEXT_ERROR_BYTES, that names the
 * file.  Main thread.
 */
struct tls_context *tls_context_new(
    const struct tls_files *files, struct ticket_keys *keys, char *error);

/* Take another reference.  Any thread. */
struct tls_context *tls_context_reference(struct tls_context *context);

/* Give a reference back, and free context with the last; NULL is allowed. */
void tls_context_release(struct tls_context *context);

/* Return what a handshake begins with; it is borrowed.  Any thread. */
struct ssl_ctx_st *tls_context_first(const struct tls_context *context);

/* Return when the first of the certificates expires.  Any thread. */
time_t tls_context_expiry(const struct tls_context *context);

/*
 * Call report with a sentence about each certificate that an operator should
 * look at.  Any thread.
 */
void tls_context_report_trouble(const struct tls_context *context, time_t now,
    void (*report)(const char *sentence, void *argument), void *argument);

#endif
