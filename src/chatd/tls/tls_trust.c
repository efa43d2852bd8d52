/* SPDX-License-Identifier: MIT */

#include "chatd/tls/tls_trust.h"

#include <arpa/inet.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "chatd/tls/certificate.h"
#include "chatd/tls/tls_error.h"
#include "chatd/tls/tls_session.h"

_Static_assert(CERTIFICATE_ERROR_BYTES <= TLS_TRUST_ERROR_BYTES,
    "a sentence about a certificate is one about trust");

struct tls_trust {
	SSL_CTX *context;
};

static int
tls_trust_trust(SSL_CTX *context, const char *ca, char *error)
{
	char reason[TLS_ERROR_BYTES];

	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	ERR_clear_error();
	if (ca == NULL) {
		/* Where there are none, no server will be trusted. */
		(void)SSL_CTX_set_default_verify_paths(context);
		return 0;
	}
	if (SSL_CTX_load_verify_file(context, ca) == 1)
		return 0;
	snprintf(
	    error, TLS_TRUST_ERROR_BYTES, "%s: %s", ca, tls_error_take(reason));
	return -1;
}

struct tls_trust *
tls_trust_new(const struct tls_trust_files *files, char *error)
{
	struct tls_trust *trust = calloc(1, sizeof(*trust));
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (trust == NULL || context == NULL) {
		snprintf(error, TLS_TRUST_ERROR_BYTES, "out of memory");
		goto fail;
	}
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION |
					 SSL_OP_NO_RENEGOTIATION |
					 SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	if (tls_trust_trust(context, files->ca, error) != 0)
		goto fail;
	if (files->certificate != NULL &&
	    certificate_load(context, files->certificate, files->key, error) !=
		0)
		goto fail;
	trust->context = context;
	return trust;
fail:
	SSL_CTX_free(context);
	free(trust);
	return NULL;
}

void
tls_trust_free(struct tls_trust *trust)
{
	if (trust == NULL)
		return;
	SSL_CTX_free(trust->context);
	free(trust);
}

static bool
tls_trust_is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 ||
	       inet_pton(AF_INET6, host, bytes) == 1;
}

/* Have the certificate of ssl's server be that of host. */
static int
tls_trust_expect(SSL *ssl, const char *host)
{
	if (tls_trust_is_address(host))
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
	if (SSL_set1_host(ssl, host) != 1)
		return 0;
	return (int)SSL_set_tlsext_host_name(ssl, host);
}

struct tls_session *
tls_trust_begin(struct tls_trust *trust, int fd, const char *host)
{
	SSL *ssl = SSL_new(trust->context);

	if (ssl == NULL || tls_trust_expect(ssl, host) != 1) {
		ERR_clear_error();
		SSL_free(ssl);
		return NULL;
	}
	SSL_set_connect_state(ssl);
	return tls_session_new_of(ssl, fd);
}
