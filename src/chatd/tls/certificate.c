/* SPDX-License-Identifier: MIT */
/*
 * Files are opened here before OpenSSL reads them: the kernel says why a file
 * cannot be read, and OpenSSL says what is wrong with what is in it.
 */

#include "chatd/tls/certificate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "chatd/tls/tls_error.h"
#include "common/date.h"

/* A signature with a longer RSA key takes several times as long. */
#define CERTIFICATE_RSA_BITS 2048

#define SECONDS_PER_DAY 86400

#define CERTIFICATE_DATE_BYTES 48

/* ---- reading ------------------------------------------------------------- */

static int
certificate_fail(char *error, const char *path, const char *reason)
{
	snprintf(error, CERTIFICATE_ERROR_BYTES, "%s: %s", path, reason);
	return -1;
}

/* The same, with what OpenSSL says, or better words for what is common. */
static int
certificate_fail_tls(char *error, const char *path, const char *thing)
{
	unsigned long code = ERR_peek_error();
	int library = ERR_GET_LIB(code), number = ERR_GET_REASON(code);
	char reason[TLS_ERROR_BYTES];

	tls_error_take(reason);
	if ((library == ERR_LIB_PEM && number == PEM_R_NO_START_LINE) ||
	    number == ERR_R_UNSUPPORTED)
		snprintf(reason, sizeof(reason), "there is no %s in it", thing);
	else if (number == ERR_R_INTERRUPTED_OR_CANCELLED)
		snprintf(reason, sizeof(reason), "the key has a password");
	else if (library == ERR_LIB_X509 &&
		 number == X509_R_KEY_VALUES_MISMATCH)
		snprintf(reason, sizeof(reason),
		    "the key is not that of the certificate");
	return certificate_fail(error, path, reason);
}

/* Return 0, or -1 after a sentence if path cannot be read. */
static int
certificate_try_file(const char *path, char *error)
{
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return certificate_fail(error, path, strerror(errno));
	fclose(file);
	return 0;
}

/* There is nobody to ask for the password of a key. */
static int
certificate_no_password_cb(char *buffer, int size, int writes, void *argument)
{
	(void)buffer;
	(void)size;
	(void)writes;
	(void)argument;
	return -1;
}

int
certificate_load(struct ssl_ctx_st *context, const char *certificate_path,
    const char *key_path, char *error)
{
	if (certificate_try_file(certificate_path, error) != 0 ||
	    certificate_try_file(key_path, error) != 0)
		return -1;
	ERR_clear_error();
	SSL_CTX_set_default_passwd_cb(context, certificate_no_password_cb);
	if (SSL_CTX_use_certificate_chain_file(context, certificate_path) != 1)
		return certificate_fail_tls(
		    error, certificate_path, "certificate");
	if (SSL_CTX_use_PrivateKey_file(context, key_path, SSL_FILETYPE_PEM) !=
	    1)
		return certificate_fail_tls(error, key_path, "key");
	return 0;
}

/* ---- looking at it ------------------------------------------------------- */

bool
certificate_is_for(struct x509_st *certificate, const char *host, size_t size)
{
	return X509_check_host(certificate, host, size, 0, NULL) == 1;
}

time_t
certificate_expiry(struct x509_st *certificate)
{
	struct tm time;

	if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) != 1)
		return 0;
	return timegm(&time);
}

const char *
certificate_describe_trouble(
    struct x509_st *certificate, time_t now, char *buffer)
{
	const EVP_PKEY *key = X509_get0_pubkey(certificate);
	time_t expiry = certificate_expiry(certificate);
	struct date due = date_of_day((long)(expiry / SECONDS_PER_DAY));
	long days = (long)((expiry - now) / SECONDS_PER_DAY);
	char date[CERTIFICATE_DATE_BYTES];

	snprintf(
	    date, sizeof(date), "%ld-%02d-%02d", due.year, due.month, due.day);
	if (expiry <= now)
		snprintf(
		    buffer, CERTIFICATE_ERROR_BYTES, "expired on %s", date);
	else if (days < CERTIFICATE_DUE_DAYS)
		snprintf(buffer, CERTIFICATE_ERROR_BYTES,
		    "expires on %s, in %ld day%s", date, days,
		    days == 1 ? "" : "s");
	else if (EVP_PKEY_is_a(key, "RSA") &&
		 EVP_PKEY_get_bits(key) > CERTIFICATE_RSA_BITS)
		snprintf(buffer, CERTIFICATE_ERROR_BYTES,
		    "an RSA key of %d bits makes a login several times as "
		    "expensive as an ECDSA key",
		    EVP_PKEY_get_bits(key));
	else
		return NULL;
	return buffer;
}
