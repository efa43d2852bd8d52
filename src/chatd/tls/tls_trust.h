/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TLS_TRUST_H
#define CHATD_TLS_TRUST_H

/*
 * What chatd goes by where it is the client of another server: whom it trusts,
 * and which certificate it shows.  The server's certificate must be good, and
 * be that of the host that was asked for.  TLS 1.2 is the least that is spoken.
 */

struct tls_trust;
struct tls_session;

/* A sentence with the longest path that is worth showing. */
#define TLS_TRUST_ERROR_BYTES 512

/* Where everything is; PEM. */
struct tls_trust_files {
	const char *ca;          /* NULL: those that the system trusts */
	const char *certificate; /* with its chain; NULL: none is shown */
	const char *key;         /* may be the same file */
};

/*
 * Read all files.  Return what handshakes go by; or NULL after a sentence in
 * error, of TLS_TRUST_ERROR_BYTES, that names the file.  Any thread.
 */
struct tls_trust *tls_trust_new(
    const struct tls_trust_files *files, char *error);

/* Free trust; NULL is allowed.  Sessions may outlive it. */
void tls_trust_free(struct tls_trust *trust);

/*
 * Begin with the server at fd, which is to be host, a name or a numeric
 * address; nothing is written yet.  The rest is tls_session.h's.  Return NULL
 * if there is no memory.  One thread at a time.
 */
struct tls_session *tls_trust_begin(
    struct tls_trust *trust, int fd, const char *host);

#endif
