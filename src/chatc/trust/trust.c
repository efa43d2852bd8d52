/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL verifies chains, dates and hosts itself, during the handshake.  Keys
 * are looked at by us when it is over: by then the server has proved that the
 * key is its own, and nothing has been sent to it.
 */

#include "chatc/trust/trust_private.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "chatc/options/options.h"
#include "chatc/trust/known_servers.h"
#include "encryption/encrypted_socket.h"

_Noreturn static void
trust_out_of_memory(void)
{
	errx(EX_OSERR, "out of memory");
}

/* ---- making -------------------------------------------------------------- */

/* Print why a file is of no use, as OpenSSL has it. */
static int
trust_fail(const char *path)
{
	unsigned long error = ERR_peek_error();
	const char *reason = ERR_reason_error_string(error);

	if (ERR_SYSTEM_ERROR(error))
		reason = strerror(ERR_GET_REASON(error));
	warnx("%s: %s", path, reason != NULL ? reason : "of no use");
	ERR_clear_error();
	return EX_NOINPUT;
}

/* Remember what is wrong with the server's own certificate. */
static int
trust_verify_cb(int is_right, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct trust *trust = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (!is_right)
		trust_note_certificate(trust, X509_STORE_CTX_get0_cert(store),
		    X509_STORE_CTX_get_error(store));
	return is_right;
}

static int
trust_set_authorities(struct trust *trust, const char *ca)
{
	if (trust->by_key) {
		SSL_CTX_set_verify(trust->context, SSL_VERIFY_NONE, NULL);
		return EX_OK;
	}
	SSL_CTX_set_verify(trust->context, SSL_VERIFY_PEER, trust_verify_cb);
	ERR_clear_error();
	if (ca != NULL)
		return SSL_CTX_load_verify_file(trust->context, ca) == 1
			   ? EX_OK
			   : trust_fail(ca);
	/* Where there are none, no server will be trusted. */
	(void)SSL_CTX_set_default_verify_paths(trust->context);
	return EX_OK;
}

static int
trust_set_certificate(
    struct trust *trust, const char *certificate, const char *key)
{
	if (certificate == NULL)
		return EX_OK;
	if (key == NULL)
		key = certificate;
	trust->shows_itself = true;
	ERR_clear_error();
	if (SSL_CTX_use_certificate_chain_file(trust->context, certificate) !=
	    1)
		return trust_fail(certificate);
	return SSL_CTX_use_PrivateKey_file(
		   trust->context, key, SSL_FILETYPE_PEM) == 1
		   ? EX_OK
		   : trust_fail(key);
}

/* Write HOST:PORT as it is known, an IPv6 address in brackets. */
static void
trust_name_server(struct trust *trust, const struct chatc_options *options,
    uint16_t default_port)
{
	bool is_ipv6 = strchr(options->host, ':') != NULL;

	buffer_append_format(&trust->server, "%s%s%s:", is_ipv6 ? "[" : "",
	    options->host, is_ipv6 ? "]" : "");
	if (*options->port != '\0')
		buffer_append_format(
		    &trust->server, "%ld", strtol(options->port, NULL, 10));
	else
		buffer_append_format(&trust->server, "%u", default_port);
}

int
trust_open(const struct chatc_options *options, uint16_t default_port,
    struct trust **trust_r)
{
	struct trust *trust;
	int status;

	*trust_r = NULL;
	if (!options->tls)
		return EX_OK;
	trust = calloc(1, sizeof(*trust));
	if (trust == NULL)
		trust_out_of_memory();
	trust->context = encrypted_socket_new_context();
	if (trust->context == NULL)
		trust_out_of_memory();
	trust->host = options->host;
	trust->by_key = options->tofu;
	trust->path = known_servers_path();
	trust_name_server(trust, options, default_port);
	SSL_CTX_set_app_data(trust->context, trust);
	SSL_CTX_set_options(trust->context, SSL_OP_NO_RENEGOTIATION);
	status = trust_set_authorities(trust, options->ca);
	if (status == EX_OK)
		status = trust_set_certificate(
		    trust, options->certificate, options->key);
	if (status == EX_OK)
		*trust_r = trust;
	else
		trust_free(trust);
	return status;
}

void
trust_free(struct trust *trust)
{
	if (trust == NULL)
		return;
	SSL_CTX_free(trust->context);
	buffer_clear(&trust->server);
	buffer_clear(&trust->names);
	buffer_clear(&trust->dates);
	buffer_clear(&trust->words);
	free(trust->path);
	free(trust);
}

/* ---- a connection -------------------------------------------------------- */

static bool
trust_is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 ||
	       inet_pton(AF_INET6, host, bytes) == 1;
}

struct ssl_st *
trust_begin(struct trust *trust)
{
	SSL *ssl = SSL_new(trust->context);
	bool is_address = trust_is_address(trust->host);
	int done;

	if (ssl == NULL)
		trust_out_of_memory();
	done = is_address ? X509_VERIFY_PARAM_set1_ip_asc(
				SSL_get0_param(ssl), trust->host)
			  : SSL_set1_host(ssl, trust->host);
	if (done == 1 && !is_address)
		done = (int)SSL_set_tlsext_host_name(ssl, trust->host);
	if (done != 1)
		trust_out_of_memory();
	SSL_set_connect_state(ssl);
	return ssl;
}

/* Write the fingerprint of the server's key, as ssh(1) would. */
static void
trust_take_fingerprint(
    const SSL *ssl, char fingerprint[TRUST_FINGERPRINT_BYTES])
{
	X509 *certificate = SSL_get0_peer_certificate(ssl);
	unsigned char digest[EVP_MAX_MD_SIZE], *key = NULL;
	unsigned char letters[TRUST_FINGERPRINT_BYTES];
	unsigned int size;
	int key_size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);

	if (key_size <= 0 || EVP_Digest(key, (size_t)key_size, digest, &size,
				 EVP_sha256(), NULL) != 1)
		trust_out_of_memory();
	OPENSSL_free(key);
	(void)EVP_EncodeBlock(letters, digest, (int)size);
	(void)snprintf(fingerprint, TRUST_FINGERPRINT_BYTES, "SHA256:%.*s",
	    (int)strcspn((const char *)letters, "="), (const char *)letters);
}

/* Remember a key; return the words if that is not possible, or NULL. */
static const char *
trust_remember(struct trust *trust, struct slice key)
{
	return known_servers_add(
		   trust->path, buffer_slice(&trust->server), key) == 0
		   ? NULL
		   : trust_file_words(trust, errno);
}

static enum trust_verdict
trust_judge_key(struct trust *trust, const char *key, const char **words_r)
{
	struct slice shown = { key, strlen(key) }, known;
	struct buffer text = { 0 };
	enum trust_verdict verdict = TRUST_REFUSED;
	unsigned int line;

	if (trust->path == NULL ||
	    known_servers_read(trust->path, &text) == -1) {
		*words_r = trust_file_words(trust, errno);
		buffer_clear(&text);
		return TRUST_REFUSED;
	}
	switch (known_servers_look_up(buffer_slice(&text),
	    buffer_slice(&trust->server), shown, &line, &known)) {
	case KNOWN_SERVERS_YES:
		verdict = TRUST_GIVEN;
		break;
	case KNOWN_SERVERS_NEVER:
		*words_r = trust_remember(trust, shown);
		if (*words_r == NULL)
			verdict = TRUST_NEW;
		break;
	case KNOWN_SERVERS_ANOTHER:
		*words_r = trust_changed_words(trust, key, known, line);
		break;
	}
	buffer_clear(&text);
	return verdict;
}

enum trust_verdict
trust_judge(struct trust *trust, struct ssl_st *ssl, const char **words_r)
{
	char key[TRUST_FINGERPRINT_BYTES];
	enum trust_verdict verdict;

	*words_r = NULL;
	if (!trust->by_key)
		return TRUST_GIVEN;
	trust_take_fingerprint(ssl, key);
	verdict = trust_judge_key(trust, key, words_r);
	if (verdict == TRUST_NEW) {
		buffer_empty(&trust->words);
		buffer_append(&trust->words, key, strlen(key) + 1);
		*words_r = trust->words.bytes;
	}
	return verdict;
}

const char *
trust_explain(struct trust *trust, struct ssl_st *ssl, unsigned long error)
{
	long result = SSL_get_verify_result(ssl);

	if (!trust->by_key && result != X509_V_OK)
		return trust_certificate_words(trust, (int)result);
	return trust_error_words(trust, error);
}
