/* SPDX-License-Identifier: MIT */
/*
 * Each certificate has an SSL_CTX of its own.  A handshake begins with the
 * first one, and changes to that of the name that the client asks for (RFC
 * 6066, section 3); if there is none, the client sees the first and decides.
 */

#include "chatd/tls/tls_context.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ssl.h>

#include "chatd/tls/certificate.h"
#include "chatd/tls/ticket_keys.h"
#include "chatd/tls/tls_error.h"

/* Chains of clients are small; the default is 100 KiB for each handshake. */
#define TLS_CLIENT_CHAIN_BYTES 16384

/* A client comes back on one connection, not on two at once. */
#define TLS_TICKETS 1

_Static_assert(CERTIFICATE_ERROR_BYTES <= TLS_CONTEXT_ERROR_BYTES,
    "a sentence about a certificate is one about a context");

struct tls_certificate {
	SSL_CTX *offer;
	char *path;
};

struct tls_context {
	atomic_size_t references;
	size_t count;
	struct tls_certificate certificates[];
};

/* ---- choosing one -------------------------------------------------------- */

static X509 *
tls_certificate_x509(const struct tls_certificate *certificate)
{
	return SSL_CTX_get0_certificate(certificate->offer);
}

static int
tls_choose_cb(SSL *ssl, int *alert, void *argument)
{
	const struct tls_context *context = argument;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	(void)alert;
	if (name == NULL)
		return SSL_TLSEXT_ERR_NOACK;
	for (size_t i = 0; i < context->count; i++) {
		const struct tls_certificate *at = &context->certificates[i];

		if (!certificate_is_for(
			tls_certificate_x509(at), name, strlen(name)))
			continue;
		SSL_set_SSL_CTX(ssl, at->offer);
		return SSL_TLSEXT_ERR_OK;
	}
	return SSL_TLSEXT_ERR_NOACK;
}

/* ---- making -------------------------------------------------------------- */

static void
tls_offer_set(SSL_CTX *offer, struct ticket_keys *keys)
{
	SSL_CTX_set_min_proto_version(offer, TLS1_2_VERSION);
	/* Many clients shut their sockets without a word. */
	SSL_CTX_set_options(
	    offer, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
		       SSL_OP_CIPHER_SERVER_PREFERENCE |
		       SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
	/* Idle users are to be cheap. */
	SSL_CTX_set_mode(offer, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_max_cert_list(offer, TLS_CLIENT_CHAIN_BYTES);
	SSL_CTX_set_session_cache_mode(offer, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(offer, TLS_TICKETS);
	ticket_keys_use(keys, offer);
}

/*
 * Have clients show certificates.  Who comes back is not asked again, so that
 * sessions from before must not be good where other certificates are.
 */
static int
tls_offer_ask_clients(SSL_CTX *offer, const char *client_ca, char *error)
{
	char reason[TLS_ERROR_BYTES];

	if (client_ca == NULL)
		return 0;
	if (SSL_CTX_load_verify_file(offer, client_ca) != 1) {
		snprintf(error, TLS_CONTEXT_ERROR_BYTES, "%s: %s", client_ca,
		    tls_error_take(reason));
		return -1;
	}
	SSL_CTX_set_client_CA_list(offer, SSL_load_client_CA_file(client_ca));
	SSL_CTX_set_verify(
	    offer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	SSL_CTX_set_options(offer, SSL_OP_NO_TICKET);
	return SSL_CTX_set_num_tickets(offer, 0) == 1 ? 0 : -1;
}

static int
tls_certificate_init(struct tls_certificate *certificate,
    const struct tls_files *files, size_t index, struct ticket_keys *keys,
    char *error)
{
	certificate->path = strdup(files->certificates[index]);
	certificate->offer = SSL_CTX_new(TLS_server_method());
	if (certificate->path == NULL || certificate->offer == NULL) {
		snprintf(error, TLS_CONTEXT_ERROR_BYTES, "out of memory");
		return -1;
	}
	tls_offer_set(certificate->offer, keys);
	if (certificate_load(certificate->offer, files->certificates[index],
		files->keys[index], error) != 0)
		return -1;
	return tls_offer_ask_clients(
	    certificate->offer, files->client_ca, error);
}

struct tls_context *
tls_context_new(
    const struct tls_files *files, struct ticket_keys *keys, char *error)
{
	struct tls_context *context = calloc(1,
	    sizeof(*context) + files->count * sizeof(struct tls_certificate));

	if (context == NULL) {
		snprintf(error, TLS_CONTEXT_ERROR_BYTES, "out of memory");
		return NULL;
	}
	atomic_init(&context->references, 1);
	while (context->count < files->count) {
		size_t index = context->count++;
		struct tls_certificate *at = &context->certificates[index];

		if (tls_certificate_init(at, files, index, keys, error) != 0) {
			tls_context_release(context);
			return NULL;
		}
		SSL_CTX_set_tlsext_servername_callback(
		    at->offer, tls_choose_cb);
		SSL_CTX_set_tlsext_servername_arg(at->offer, context);
	}
	return context;
}

/* ---- using it ------------------------------------------------------------ */

struct tls_context *
tls_context_reference(struct tls_context *context)
{
	atomic_fetch_add_explicit(
	    &context->references, 1, memory_order_relaxed);
	return context;
}

void
tls_context_release(struct tls_context *context)
{
	if (context == NULL || atomic_fetch_sub_explicit(&context->references,
				   1, memory_order_acq_rel) > 1)
		return;
	for (size_t i = 0; i < context->count; i++) {
		SSL_CTX_free(context->certificates[i].offer);
		free(context->certificates[i].path);
	}
	free(context);
}

struct ssl_ctx_st *
tls_context_first(const struct tls_context *context)
{
	return context->certificates[0].offer;
}

time_t
tls_context_expiry(const struct tls_context *context)
{
	time_t first = 0;

	for (size_t i = 0; i < context->count; i++) {
		time_t expiry = certificate_expiry(
		    tls_certificate_x509(&context->certificates[i]));

		if (i == 0 || expiry < first)
			first = expiry;
	}
	return first;
}

void
tls_context_report_trouble(const struct tls_context *context, time_t now,
    void (*report)(const char *sentence, void *argument), void *argument)
{
	char trouble[CERTIFICATE_ERROR_BYTES];
	char sentence[2 * CERTIFICATE_ERROR_BYTES];

	for (size_t i = 0; i < context->count; i++) {
		const struct tls_certificate *at = &context->certificates[i];

		if (certificate_describe_trouble(
			tls_certificate_x509(at), now, trouble) == NULL)
			continue;
		snprintf(sentence, sizeof(sentence), "certificate %s: %s",
		    at->path, trouble);
		report(sentence, argument);
	}
}
