/* SPDX-License-Identifier: MIT */
#include "common/test_certificate.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "common/test_support.h"

#define SECONDS_PER_DAY 86400

static EVP_PKEY *
certificate_make_key(int rsa_bits)
{
	return rsa_bits > 0 ? EVP_RSA_gen((unsigned int)rsa_bits)
			    : EVP_EC_gen("P-256");
}

static void
certificate_add(X509 *certificate, int extension, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *made;

	X509V3_set_ctx(&context, NULL, certificate, NULL, NULL, 0);
	made = X509V3_EXT_conf_nid(NULL, &context, extension, value);
	X509_add_ext(certificate, made, -1);
	X509_EXTENSION_free(made);
}

static void
certificate_set_name(X509 *certificate, const char *name)
{
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN",
	    MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
	certificate_add(certificate, NID_subject_alt_name,
	    test_format("DNS:%s,IP:127.0.0.1", name));
	/* Any of them may issue others. */
	certificate_add(certificate, NID_basic_constraints, "CA:TRUE");
}

/* Read the certificate and the key of an issuer. */
static void
certificate_read(const char *path, X509 **certificate_r, EVP_PKEY **key_r)
{
	BIO *file = BIO_new_file(path, "r");

	test_require(file != NULL, "cannot read %s", path);
	*certificate_r = PEM_read_bio_X509(file, NULL, NULL, NULL);
	BIO_free(file);
	file = BIO_new_file(path, "r");
	*key_r = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
	BIO_free(file);
	test_require(*certificate_r != NULL && *key_r != NULL,
	    "nothing useful in %s", path);
}

/* Have it signed by its issuer, or by itself. */
static void
certificate_sign(X509 *certificate, EVP_PKEY *key, const char *issuer_path)
{
	X509 *issuer = NULL;
	EVP_PKEY *issuer_key = NULL;

	if (issuer_path != NULL)
		certificate_read(issuer_path, &issuer, &issuer_key);
	X509_set_issuer_name(certificate,
	    X509_get_subject_name(issuer != NULL ? issuer : certificate));
	test_require(
	    X509_sign(certificate, issuer_key != NULL ? issuer_key : key,
		EVP_sha256()) > 0,
	    "cannot sign a certificate");
	X509_free(issuer);
	EVP_PKEY_free(issuer_key);
}

const char *
test_certificate_create(const struct test_certificate *wanted)
{
	static long serial;
	EVP_PKEY *key = certificate_make_key(wanted->rsa_bits);
	X509 *certificate = X509_new();
	BIO *pem = BIO_new(BIO_s_mem());
	int days = wanted->days != 0 ? wanted->days : 365;
	const char *path;
	char *bytes;
	long size;

	test_require(key != NULL && certificate != NULL && pem != NULL,
	    "cannot make a certificate");
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate),
	    -(long)SECONDS_PER_DAY * (days < 0 ? 1 - days : 1));
	X509_gmtime_adj(X509_getm_notAfter(certificate),
	    (long)SECONDS_PER_DAY * days + SECONDS_PER_DAY / 2);
	X509_set_pubkey(certificate, key);
	certificate_set_name(
	    certificate, wanted->name != NULL ? wanted->name : "localhost");
	certificate_sign(certificate, key, wanted->path);
	PEM_write_bio_X509(pem, certificate);
	PEM_write_bio_PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL);
	size = BIO_get_mem_data(pem, &bytes);
	path = test_file_create(bytes, (size_t)size);
	/* A daemon that has given up root reads it again. */
	chmod(path, 0644);
	BIO_free(pem);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return path;
}

const char *
test_certificate_create_usual(void)
{
	return test_certificate_create(
	    &(struct test_certificate){ .name = NULL });
}
