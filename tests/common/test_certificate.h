/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_CERTIFICATE_H
#define CHATD_TEST_CERTIFICATE_H

/*
 * Certificates for tests, made when they are wanted: one that lies in the tree
 * would expire.
 */

/* What is in one; what is zero is the usual. */
struct test_certificate {
	const char *name; /* "localhost" */
	int days;         /* until it expires, or since then; 365 */
	int rsa_bits;     /* a key of RSA; 0: one of P-256 */
	const char *path; /* of the issuer, with its key; NULL: itself */
};

/*
 * Return the path of a new file with a certificate and its key, in PEM.  The
 * name is a host's, and that of whoever has it as a client.
 */
const char *test_certificate_create(const struct test_certificate *wanted);

/* The same, with all that is usual. */
const char *test_certificate_create_usual(void);

#endif
