/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TRUST_PRIVATE_H
#define CHATD_CHATC_TRUST_PRIVATE_H

/* What the files of trust share. */

#include <stdbool.h>

#include <openssl/ssl.h>

#include "chatc/codecs/buffer.h"
#include "chatc/trust/trust.h"

/* "SHA256:" and 43 letters of base64, with a NUL. */
#define TRUST_FINGERPRINT_BYTES 64

struct trust {
	SSL_CTX *context;
	const char *host;     /* of the options */
	struct buffer server; /* HOST:PORT, as known_servers has it */
	bool by_key;          /* --tofu */
	bool shows_itself;    /* --cert */
	char *path;           /* of the known servers; NULL: there is no HOME */
	struct buffer names;  /* of the certificate that was shown last */
	struct buffer dates;  /* and when it begins or ended to be valid */
	struct buffer words;
};

/* Keep the names and the dates that words about this certificate will need. */
void trust_note_certificate(
    struct trust *trust, const X509 *certificate, int error);

/* Return the words for a certificate that was found wrong (X509_V_ERR_...). */
const char *trust_certificate_words(struct trust *trust, int error);

/* Return the words for an error of OpenSSL's, or NULL if it is none. */
const char *trust_error_words(struct trust *trust, unsigned long error);

/* Return the words for a key that is not the one in this line of the file. */
const char *trust_changed_words(struct trust *trust, const char *key,
    struct slice known, unsigned int line);

/* Return the words for a file that cannot be read or written. */
const char *trust_file_words(struct trust *trust, int error);

#endif
