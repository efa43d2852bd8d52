/* SPDX-License-Identifier: MIT */

#include "chatd/tls/tls_client.h"

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

_Static_assert(CERTIFICATE_ERROR_BYTES <= TLS_CLIENT_ERROR_BYTES,
    "a sentence about a certificate is one about a client");

struct tls_client {
	SSL_CTX *context;
};

static int
tls_client_trust(SSL_CTX *context, const char *ca, char *error)
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
	snprintf(error, TLS_CLIENT_ERROR_BYTES, "%s: %s", ca,
	    tls_error_take(reason));
	return -1;
}

struct tls_client *
tls_client_new(const struct tls_client_files *files, char *error)
{
	struct tls_client *client = calloc(1, sizeof(*client));
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (client == NULL || context == NULL) {
		snprintf(error, TLS_CLIENT_ERROR_BYTES, "out of memory");
		goto fail;
	}
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION |
					 SSL_OP_NO_RENEGOTIATION |
					 SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	if (tls_client_trust(context, files->ca, error) != 0)
		goto fail;
	if (files->certificate != NULL &&
	    certificate_load(context, files->certificate, files->key, error) !=
		0)
		goto fail;
	client->context = context;
	return client;
fail:
	SSL_CTX_free(context);
	free(client);
	return NULL;
}

void
tls_client_free(struct tls_client *client)
{
	if (client == NULL)
		return;
	SSL_CTX_free(client->context);
	free(client);
}

static bool
tls_client_is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 ||
	       inet_pton(AF_INET6, host, bytes) == 1;
}

/* Have the certificate of ssl's server be that of host. */
static int
tls_client_expect(SSL *ssl, const char *host)
{
	if (tls_client_is_address(host))
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
	if (SSL_set1_host(ssl, host) != 1)
		return 0;
	return (int)SSL_set_tlsext_host_name(ssl, host);
}

struct tls_session *
tls_client_begin(struct tls_client *client, int fd, const char *host)
{
	SSL *ssl = SSL_new(client->context);

	if (ssl == NULL || tls_client_expect(ssl, host) != 1) {
		ERR_clear_error();
		SSL_free(ssl);
		return NULL;
	}
	SSL_set_connect_state(ssl);
	return tls_session_new_of(ssl, fd);
}
