/* SPDX-License-Identifier: MIT */
/*
 * Nobody rotates the keys but whoever needs one and finds that it is time:
 * there is no timer, and a daemon that nobody comes to has old keys that nobody
 * can use.
 */

#include "chatd/tls/ticket_keys.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include "common/clock.h"

#define TICKET_KEY_NAME_BYTES 16
#define TICKET_IV_BYTES       16

/* The one that seals, and those whose tickets are still good. */
#define TICKET_KEYS (1 + TICKET_LIFE_S / TICKET_KEY_PERIOD_S)

/* What the callback of SSL_CTX_set_tlsext_ticket_key_evp_cb(3) answers. */
enum ticket_answer {
	TICKET_FAILED = -1,
	TICKET_UNKNOWN = 0, /* a whole handshake, or no ticket */
	TICKET_GOOD = 1,
	TICKET_USED = 2, /* good, and the client is to have a new one */
};

struct ticket_key {
	unsigned char name[TICKET_KEY_NAME_BYTES];
	unsigned char cipher[32];
	unsigned char mac[32];
};

struct ticket_keys {
	pthread_mutex_t lock;
	struct ticket_key keys[TICKET_KEYS]; /* the youngest first */
	uint64_t made_ns; /* CLOCK_MONOTONIC, of the youngest */
};

/* ---- the keys ------------------------------------------------------------ */

/* Put a new key in front of all, and forget the last.  Return 0 or -1. */
static int
ticket_keys_rotate(struct ticket_keys *keys)
{
	struct ticket_key young;

	if (getrandom(&young, sizeof(young), 0) != (ssize_t)sizeof(young))
		return -1;
	memmove(&keys->keys[1], &keys->keys[0],
	    (TICKET_KEYS - 1) * sizeof(keys->keys[0]));
	keys->keys[0] = young;
	OPENSSL_cleanse(&young, sizeof(young));
	return 0;
}

/*
 * Rotate as often as it has been time to.  A key that cannot be made now will
 * be made for the next ticket.
 */
static void
ticket_keys_keep_young(struct ticket_keys *keys)
{
	const uint64_t period_ns = TICKET_KEY_PERIOD_S * CLOCK_NS_PER_S;
	uint64_t now = clock_monotonic_ns();
	uint64_t due = (now - keys->made_ns) / period_ns;

	if (due == 0)
		return;
	if (due > TICKET_KEYS)
		due = TICKET_KEYS;
	for (uint64_t i = 0; i < due; i++) {
		if (ticket_keys_rotate(keys) != 0)
			return;
	}
	keys->made_ns = now;
}

/* Copy the key that seals now. */
static void
ticket_keys_get_youngest(struct ticket_keys *keys, struct ticket_key *key_r)
{
	pthread_mutex_lock(&keys->lock);
	ticket_keys_keep_young(keys);
	*key_r = keys->keys[0];
	pthread_mutex_unlock(&keys->lock);
}

/* Copy the key of this name, and say what it is good for. */
static enum ticket_answer
ticket_keys_find(struct ticket_keys *keys, const unsigned char *name,
    struct ticket_key *key_r)
{
	enum ticket_answer answer = TICKET_UNKNOWN;

	pthread_mutex_lock(&keys->lock);
	ticket_keys_keep_young(keys);
	for (size_t i = 0; i < TICKET_KEYS; i++) {
		if (memcmp(keys->keys[i].name, name, TICKET_KEY_NAME_BYTES) !=
		    0)
			continue;
		*key_r = keys->keys[i];
		answer = i == 0 ? TICKET_GOOD : TICKET_USED;
		break;
	}
	pthread_mutex_unlock(&keys->lock);
	return answer;
}

/* ---- what OpenSSL asks --------------------------------------------------- */

static int
ticket_set_mac(EVP_MAC_CTX *mac, struct ticket_key *key)
{
	char digest[] = "SHA256";
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_octet_string(
		    OSSL_MAC_PARAM_KEY, key->mac, sizeof(key->mac)),
		OSSL_PARAM_construct_utf8_string(
		    OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};

	return EVP_MAC_CTX_set_params(mac, parameters);
}

static enum ticket_answer
ticket_seal(struct ticket_keys *keys, unsigned char *name, unsigned char *iv,
    EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac)
{
	enum ticket_answer answer = TICKET_FAILED;
	struct ticket_key key;

	ticket_keys_get_youngest(keys, &key);
	memcpy(name, key.name, sizeof(key.name));
	if (RAND_bytes(iv, TICKET_IV_BYTES) == 1 &&
	    EVP_EncryptInit_ex2(
		cipher, EVP_aes_256_cbc(), key.cipher, iv, NULL) == 1 &&
	    ticket_set_mac(mac, &key) == 1)
		answer = TICKET_GOOD;
	OPENSSL_cleanse(&key, sizeof(key));
	return answer;
}

static enum ticket_answer
ticket_open(struct ticket_keys *keys, const unsigned char *name,
    const unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac)
{
	struct ticket_key key = { .name = { 0 } };
	enum ticket_answer answer = ticket_keys_find(keys, name, &key);

	if (answer != TICKET_UNKNOWN &&
	    (EVP_DecryptInit_ex2(
		 cipher, EVP_aes_256_cbc(), key.cipher, iv, NULL) != 1 ||
		ticket_set_mac(mac, &key) != 1))
		answer = TICKET_FAILED;
	OPENSSL_cleanse(&key, sizeof(key));
	return answer;
}

static int
ticket_key_cb(SSL *ssl, unsigned char *name, unsigned char *iv,
    EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int seals)
{
	struct ticket_keys *keys = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	enum ticket_answer answer;

	if (seals)
		return ticket_seal(keys, name, iv, cipher, mac);
	answer = ticket_open(keys, name, iv, cipher, mac);
	/* Of TLS 1.3, clients use a ticket once (RFC 8446, appendix C.4). */
	if (answer == TICKET_GOOD && SSL_version(ssl) >= TLS1_3_VERSION)
		return TICKET_USED;
	return answer;
}

/* ---- for the owner ------------------------------------------------------- */

struct ticket_keys *
ticket_keys_new(void)
{
	struct ticket_keys *keys = calloc(1, sizeof(*keys));

	if (keys == NULL)
		return NULL;
	pthread_mutex_init(&keys->lock, NULL);
	keys->made_ns = clock_monotonic_ns();
	/* Names of zeros, which a stranger could guess, must not be any key's.
	 */
	for (size_t i = 0; i < TICKET_KEYS; i++) {
		if (ticket_keys_rotate(keys) != 0) {
			ticket_keys_free(keys);
			return NULL;
		}
	}
	return keys;
}

void
ticket_keys_free(struct ticket_keys *keys)
{
	if (keys == NULL)
		return;
	pthread_mutex_destroy(&keys->lock);
	explicit_bzero(keys, sizeof(*keys));
	free(keys);
}

void
ticket_keys_use(struct ticket_keys *keys, SSL_CTX *context)
{
	SSL_CTX_set_app_data(context, keys);
	SSL_CTX_set_timeout(context, TICKET_LIFE_S);
	SSL_CTX_set_tlsext_ticket_key_evp_cb(context, ticket_key_cb);
}
