/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TRUST_H
#define CHATD_CHATC_TRUST_H

/*
 * Which servers are trusted, once a connection is encrypted (TLS 1.2 or newer).
 * Either authorities vouch for a server: those of the system, or of --ca.  Or,
 * with --tofu, it is known by its key, which is remembered the first time; its
 * certificate's dates, names and issuer do not count then.
 *
 * A refusal is what will be the same the next time.  Its words are lines, with
 * newlines between them: the first goes on after "Cannot connect to HOST: ",
 * each of the others is a sentence of advice.  They may have parts of the
 * server's certificate in them, and those are escaped.
 *
 * Words are borrowed until the next call with the same trust.  Where there is
 * no memory, the program ends.
 */

#include <stdint.h>

struct chatc_options;
struct ssl_st;
struct trust;

enum trust_verdict {
	TRUST_GIVEN,
	TRUST_NEW, /* the words are the fingerprint of the key */
	TRUST_REFUSED,
};

/*
 * Make what the options ask for, for servers at default_port unless they name
 * another, and set *trust_r to it, which is NULL if nothing is to be encrypted.
 * Return EX_OK; or print what is wrong and return the exit status for it.
 */
int trust_open(const struct chatc_options *options, uint16_t default_port,
    struct trust **trust_r);

/* Free trust, after all connections; NULL is allowed. */
void trust_free(struct trust *trust);

/*
 * Return the state of another connection, which is the caller's.  One
 * connection is made at a time.
 */
struct ssl_st *trust_begin(struct trust *trust);

/*
 * Decide about a server after the handshake.  A new one is remembered, or
 * refused if that is not possible.
 */
enum trust_verdict trust_judge(
    struct trust *trust, struct ssl_st *ssl, const char **words_r);

/*
 * Return the words of a refusal if a connection has failed, in the handshake or
 * after it, for one; or NULL, if it may go better the next time.  error is
 * OpenSSL's, or 0.
 */
const char *trust_explain(
    struct trust *trust, struct ssl_st *ssl, unsigned long error);

#endif
