/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CERTIFICATE_H
#define CHATD_CERTIFICATE_H

/*
 * A certificate of the server with its key, read from files in PEM.  The files
 * are read once; what is loaded is never changed.  Any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* OpenSSL's SSL_CTX and X509. */
struct ssl_ctx_st;
struct x509_st;

/* A sentence with the longest path that is worth showing. */
#define CERTIFICATE_ERROR_BYTES 512

/* A certificate that is due within these days ought to be renewed. */
#define CERTIFICATE_DUE_DAYS 30

/*
 * Have context serve the certificate and its chain that certificate_path holds,
 * with the key that key_path holds, which may be the same file.  A key with a
 * password is refused.  Return 0; or -1 after a sentence in error of
 * CERTIFICATE_ERROR_BYTES that names the file.
 */
int certificate_load(struct ssl_ctx_st *context, const char *certificate_path,
    const char *key_path, char *error);

/* Say whether it is for host, as RFC 6125 has it; host is not a string. */
bool certificate_is_for(
    struct x509_st *certificate, const char *host, size_t size);

/* Return when it expires, by the calendar. */
time_t certificate_expiry(struct x509_st *certificate);

/*
 * Say in a few words why an operator should look at it: that it has expired or
 * will within CERTIFICATE_DUE_DAYS, or that its key costs far more than another
 * one would.  Return buffer of CERTIFICATE_ERROR_BYTES, or NULL if all is well.
 */
const char *certificate_describe_trouble(
    struct x509_st *certificate, time_t now, char *buffer);

#endif
