/* SPDX-License-Identifier: MIT */
/*
 * How long a session may be resumed, at a time that the test sets: a client and
 * a server shake hands in memory.
 */

#include "chatd/tls/ticket_keys.h"

#include <stdbool.h>

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "common/clock.h"
#include "unit/unit.h"

/* A bit less than an interval, and not a second more. */
#define JUST_BEFORE_S(s) ((s)-1)

#define STEPS_MAX 10

static uint64_t now_ns = 1000 * CLOCK_NS_PER_S;

/* In place of the machine's. */
uint64_t
clock_monotonic_ns(void)
{
	return now_ns;
}

uint64_t
clock_monotonic_ms(void)
{
	return now_ns / CLOCK_NS_PER_MS;
}

static SSL_CTX *server, *client;
static struct ticket_keys *keys;

static void
make_certificate(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();

	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
	X509_set_pubkey(certificate, key);
	ck_assert_int_ne(X509_sign(certificate, key, EVP_sha256()), 0);
	ck_assert_int_eq(SSL_CTX_use_certificate(server, certificate), 1);
	ck_assert_int_eq(SSL_CTX_use_PrivateKey(server, key), 1);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

static void
set_up(int version)
{
	server = SSL_CTX_new(TLS_server_method());
	client = SSL_CTX_new(TLS_client_method());
	keys = ticket_keys_new();
	ck_assert_ptr_nonnull(keys);
	make_certificate();
	SSL_CTX_set_max_proto_version(client, version);
	ticket_keys_use(keys, server);
}

static void
tear_down(void)
{
	SSL_CTX_free(server);
	SSL_CTX_free(client);
	ticket_keys_free(keys);
}

static SSL *
new_end(SSL_CTX *context, BIO *from, BIO *to)
{
	SSL *ssl = SSL_new(context);

	BIO_up_ref(from);
	BIO_up_ref(to);
	SSL_set_bio(ssl, from, to);
	return ssl;
}

/*
 * Shake hands, and say whether session, which may be NULL, was resumed.  Store
 * the session of the client, unless session_r is NULL.
 */
static bool
shake_hands(SSL_SESSION *session, SSL_SESSION **session_r)
{
	BIO *up = BIO_new(BIO_s_mem()), *down = BIO_new(BIO_s_mem());
	SSL *near = new_end(client, down, up), *far = new_end(server, up, down);
	bool is_resumed;
	char byte;

	if (session != NULL)
		SSL_set_session(near, session);
	SSL_set_connect_state(near);
	SSL_set_accept_state(far);
	for (int i = 0; i < STEPS_MAX; i++) {
		SSL_do_handshake(near);
		SSL_do_handshake(far);
	}
	ck_assert(SSL_is_init_finished(near) && SSL_is_init_finished(far));
	/* In 1.3 a ticket comes behind the handshake. */
	SSL_read(near, &byte, 1);
	is_resumed = SSL_session_reused(near);
	if (session_r != NULL)
		*session_r = SSL_get1_session(near);
	/* A session that has not ended well is not to be resumed. */
	SSL_set_shutdown(near, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(near);
	SSL_free(far);
	BIO_free(up);
	BIO_free(down);
	return is_resumed;
}

static void
pass_s(uint64_t seconds)
{
	now_ns += seconds * CLOCK_NS_PER_S;
}

static void
resume_at_all_ages(int version)
{
	SSL_SESSION *session;

	set_up(version);
	ck_assert(!shake_hands(NULL, &session));
	ck_assert(shake_hands(session, NULL));
	pass_s(JUST_BEFORE_S(TICKET_KEY_PERIOD_S));
	ck_assert(shake_hands(session, NULL));
	/* Its key does not seal any more, and opens. */
	pass_s(1);
	ck_assert(shake_hands(session, NULL));
	pass_s(TICKET_KEY_PERIOD_S);
	ck_assert(shake_hands(session, NULL));
	/* Its key is forgotten. */
	pass_s(TICKET_KEY_PERIOD_S);
	ck_assert(!shake_hands(session, NULL));
	SSL_SESSION_free(session);
	tear_down();
}

START_TEST(a_ticket_is_good_for_its_life_1_2)
{
	resume_at_all_ages(TLS1_2_VERSION);
}
END_TEST

START_TEST(a_ticket_is_good_for_its_life_1_3)
{
	resume_at_all_ages(TLS1_3_VERSION);
}
END_TEST

START_TEST(all_keys_are_forgotten_when_nobody_comes_for_long)
{
	SSL_SESSION *session, *next;

	set_up(TLS1_3_VERSION);
	ck_assert(!shake_hands(NULL, &session));
	pass_s(UINT64_C(1000) * TICKET_KEY_PERIOD_S);
	ck_assert(!shake_hands(session, &next));
	ck_assert(shake_hands(next, NULL));
	SSL_SESSION_free(session);
	SSL_SESSION_free(next);
	tear_down();
}
END_TEST

/* One who comes again and again keeps a ticket that is good. */
START_TEST(who_comes_back_gets_one_of_the_new_key)
{
	SSL_SESSION *session, *next;

	set_up(TLS1_3_VERSION);
	ck_assert(!shake_hands(NULL, &session));
	for (int i = 0; i < 5; i++) {
		pass_s(TICKET_KEY_PERIOD_S);
		ck_assert(shake_hands(session, &next));
		SSL_SESSION_free(session);
		session = next;
	}
	SSL_SESSION_free(session);
	tear_down();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_ticket_is_good_for_its_life_1_2);
	test_cases_add(tests, a_ticket_is_good_for_its_life_1_3);
	test_cases_add(
	    tests, all_keys_are_forgotten_when_nobody_comes_for_long);
	test_cases_add(tests, who_comes_back_gets_one_of_the_new_key);
}
