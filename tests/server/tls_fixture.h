/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TLS_FIXTURE_H
#define CHATD_TLS_FIXTURE_H

/*
 * Clients that speak TLS themselves, message by message, so that a test can say
 * what they offer, and how their bytes arrive.
 */

#include <stdbool.h>
#include <stddef.h>

#include <openssl/ssl.h>

struct test_daemon;
struct tls_client;

/* What a client is like; what is zero is the usual. */
struct tls_wish {
	int version;             /* the only one, such as TLS1_2_VERSION */
	const char *server_name; /* that it asks for; NULL: none */
	const char *certificate; /* that it shows, with its key; NULL: none */
	const char *protocol;    /* of the listener; NULL: hello */
	SSL_SESSION *session;    /* that it comes back to; borrowed */
	size_t piece_max;        /* bytes that it sends at once; 0: all */
	size_t pause_after; /* so many bytes: until they have arrived; 0: not */
	size_t spoil;  /* this byte, from 1, is another one, and soon after it
			  nothing more comes; 0: none */
	bool is_small; /* its kernel holds little that it does not read */
};

/*
 * Connect to the daemon's index-th listener of the protocol, and do nothing
 * more.  Clients belong to the test.
 */
struct tls_client *tls_client_new(const struct test_daemon *daemon,
    size_t index, const struct tls_wish *wish);

/* Do the handshake; return whether both sides agree. */
bool tls_client_shakes_hands(struct tls_client *client);

/* Do both, and fail unless they agree. */
struct tls_client *tls_client_connect(const struct test_daemon *daemon);
struct tls_client *tls_client_connect_as(
    const struct test_daemon *daemon, const struct tls_wish *wish);

/* Connect, and log in under name. */
struct tls_client *tls_client_login(
    const struct test_daemon *daemon, const char *name);

/* Send text, or these bytes; expect text, exactly. */
void tls_client_send(struct tls_client *client, const char *text);
void tls_client_expect(struct tls_client *client, const char *text);
void tls_client_ask(
    struct tls_client *client, const char *request, const char *reply);

/* Send what OpenSSL has to send, or these bytes, as they are. */
void tls_client_flush(struct tls_client *client);
void tls_client_send_raw(
    struct tls_client *client, const void *bytes, size_t size);

/* Return how many bytes it has sent. */
size_t tls_client_count_sent(const struct tls_client *client);

/* Begin a handshake: return the first message, which has not been sent. */
const unsigned char *tls_client_hello(
    struct tls_client *client, size_t *size_r);

/* Say that nothing more comes, by a message, and on the socket. */
void tls_client_finish(struct tls_client *client);

/*
 * Expect the end next; return whether the server has said so by a message of
 * TLS.  What comes before it is passed over.
 */
bool tls_client_ends(struct tls_client *client);

/* What OpenSSL has of it; the host of the certificate that it was shown. */
SSL *tls_client_ssl(struct tls_client *client);
const char *tls_client_shown(struct tls_client *client);

#endif
