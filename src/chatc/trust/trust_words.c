/* SPDX-License-Identifier: MIT */
/*
 * Why a server is refused, and what can be done about it.  OpenSSL knows some
 * hundred reasons; those that people meet are said in our words, and the others
 * in its own.
 */

#include "chatc/trust/trust_private.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "common/text.h"

/* Names of a certificate that are told. */
#define TRUST_NAMES_MAX 5

/* Room for one of them, and for a date. */
#define TRUST_SHOWN_BYTES 256

/* OpenSSL's reason for an alert that has come is this and the alert's number.
 */
#define TRUST_ALERTS SSL_AD_REASON_OFFSET

static const char trust_advice[] =
    "\nIf you know its authority, --ca=FILE names a file with that "
    "certificate."
    "\nIf you know the server by its key, --tofu trusts the key that it shows "
    "now.";

static const char *
trust_finish(struct trust *trust)
{
	buffer_append(&trust->words, "", 1);
	return trust->words.bytes;
}

/* ---- certificates -------------------------------------------------------- */

static void
trust_note_name(struct trust *trust, const void *bytes, size_t size)
{
	char shown[TRUST_SHOWN_BYTES];

	buffer_append_format(&trust->names, "%s%s",
	    trust->names.size > 0 ? ", " : "",
	    text_escape(bytes, size, shown, sizeof(shown)));
}

static void
trust_note_address(struct trust *trust, const ASN1_OCTET_STRING *address)
{
	const unsigned char *bytes = ASN1_STRING_get0_data(address);
	int size = ASN1_STRING_length(address);

	if (size == 4)
		buffer_append_format(&trust->names, "%s%d.%d.%d.%d",
		    trust->names.size > 0 ? ", " : "", bytes[0], bytes[1],
		    bytes[2], bytes[3]);
}

static void
trust_note_names(struct trust *trust, const X509 *certificate)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(
	    certificate, NID_subject_alt_name, NULL, NULL);
	int count = sk_GENERAL_NAME_num(names);

	buffer_empty(&trust->names);
	for (int i = 0; i < count && i < TRUST_NAMES_MAX; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type == GEN_DNS)
			trust_note_name(trust,
			    ASN1_STRING_get0_data(name->d.dNSName),
			    (size_t)ASN1_STRING_length(name->d.dNSName));
		else if (name->type == GEN_IPADD)
			trust_note_address(trust, name->d.iPAddress);
	}
	if (count > TRUST_NAMES_MAX)
		buffer_append_text(&trust->names, " and more");
	GENERAL_NAMES_free(names);
}

static void
trust_note_date(struct trust *trust, const ASN1_TIME *date)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes;
	long size;

	buffer_empty(&trust->dates);
	if (bio == NULL || date == NULL || ASN1_TIME_print(bio, date) != 1) {
		buffer_append_text(&trust->dates, "a date that is none");
	} else {
		size = BIO_get_mem_data(bio, &bytes);
		buffer_append(&trust->dates, bytes, (size_t)size);
	}
	BIO_free(bio);
}

void
trust_note_certificate(struct trust *trust, const X509 *certificate, int error)
{
	trust_note_names(trust, certificate);
	trust_note_date(trust, error == X509_V_ERR_CERT_NOT_YET_VALID
				   ? X509_get0_notBefore(certificate)
				   : X509_get0_notAfter(certificate));
}

static void
trust_say_other_host(struct trust *trust)
{
	buffer_append_text(&trust->words, "its certificate is for ");
	if (trust->names.size > 0)
		buffer_append_slice(&trust->words, buffer_slice(&trust->names));
	else
		buffer_append_text(&trust->words, "no host");
	buffer_append_text(&trust->words,
	    "\nIf that is the server that you mean, connect to it by this name."
	    "\nIf you know the server by its key, --tofu trusts the key that "
	    "it shows now.");
}

static void
trust_say_dates(struct trust *trust, const char *what, const char *advice)
{
	buffer_append_text(&trust->words, what);
	buffer_append_slice(&trust->words, buffer_slice(&trust->dates));
	buffer_append_text(&trust->words, advice);
}

const char *
trust_certificate_words(struct trust *trust, int error)
{
	buffer_empty(&trust->words);
	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		trust_say_dates(trust, "its certificate has expired, on ",
		    "\nIts operator has to renew it.");
		break;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		trust_say_dates(trust, "its certificate is not valid before ",
		    "\nIs the clock of this computer right?");
		break;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		trust_say_other_host(trust);
		break;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		buffer_append_format(&trust->words,
		    "its certificate is self-signed, so that nobody vouches "
		    "for it%s",
		    trust_advice);
		break;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		buffer_append_format(&trust->words,
		    "its certificate is from an authority that is not known "
		    "here%s",
		    trust_advice);
		break;
	default:
		buffer_append_format(&trust->words,
		    "its certificate is not to be trusted: %s%s",
		    X509_verify_cert_error_string(error), trust_advice);
		break;
	}
	return trust_finish(trust);
}

/* ---- errors -------------------------------------------------------------- */

static bool
trust_is_no_tls(int reason)
{
	return reason == SSL_R_WRONG_VERSION_NUMBER ||
	       reason == SSL_R_PACKET_LENGTH_TOO_LONG ||
	       reason == SSL_R_HTTP_REQUEST;
}

/* Say whether this alert may be about a certificate of ours. */
static bool
trust_is_about_us(int alert)
{
	return alert == SSL_AD_HANDSHAKE_FAILURE ||
	       (alert >= SSL_AD_BAD_CERTIFICATE &&
		   alert <= SSL_AD_CERTIFICATE_UNKNOWN) ||
	       alert == SSL_AD_UNKNOWN_CA || alert == SSL_AD_ACCESS_DENIED ||
	       alert == SSL_AD_CERTIFICATE_REQUIRED;
}

/* text is OpenSSL's, such as "tlsv1 alert unknown ca". */
static void
trust_say_alert(struct trust *trust, int alert, const char *text)
{
	const char *words = strstr(text, "alert ");

	buffer_append_format(&trust->words, "it refuses us: %s",
	    words != NULL ? words + strlen("alert ") : text);
	if (!trust_is_about_us(alert))
		return;
	buffer_append_text(&trust->words,
	    trust->shows_itself
		? "\nIts operator has to know the certificate of --cert."
		: "\nPerhaps it wants a certificate of yours, see --cert.");
}

const char *
trust_error_words(struct trust *trust, unsigned long error)
{
	int reason = ERR_GET_REASON(error);
	const char *text = ERR_reason_error_string(error);

	if (error == 0 || ERR_GET_LIB(error) != ERR_LIB_SSL)
		return NULL;
	if (text == NULL)
		text = "unknown error";
	buffer_empty(&trust->words);
	if (trust_is_no_tls(reason))
		buffer_append_text(&trust->words,
		    "it does not speak TLS there\nTry it without --tls.");
	else if (reason > TRUST_ALERTS)
		trust_say_alert(trust, reason - TRUST_ALERTS, text);
	else
		buffer_append_format(&trust->words, "no TLS with it: %s", text);
	return trust_finish(trust);
}

/* ---- keys ---------------------------------------------------------------- */

const char *
trust_changed_words(
    struct trust *trust, const char *key, struct slice known, unsigned int line)
{
	char shown[TRUST_SHOWN_BYTES];

	buffer_empty(&trust->words);
	buffer_append_format(&trust->words,
	    "ITS KEY HAS CHANGED!"
	    "\nSomebody may be standing between you and the server, to read "
	    "and change all that is said."
	    "\nOr the server has got a new key."
	    "\nIt shows the key %s."
	    "\nThe key that you trust is %s."
	    "\nAsk its operator which one is right. Only if it is the new one, "
	    "remove line %u of %s.",
	    key, text_escape(known.bytes, known.size, shown, sizeof(shown)),
	    line, trust->path);
	return trust_finish(trust);
}

const char *
trust_file_words(struct trust *trust, int error)
{
	buffer_empty(&trust->words);
	if (trust->path == NULL)
		buffer_append_text(&trust->words,
		    "its key cannot be remembered: there is no HOME");
	else
		buffer_append_format(&trust->words,
		    "its key cannot be remembered: %s: %s", trust->path,
		    strerror(error));
	return trust_finish(trust);
}
