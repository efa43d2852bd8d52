/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_CLIENT_ENCRYPTION_FIXTURE_H
#define CHATD_TESTS_CLIENT_ENCRYPTION_FIXTURE_H

/*
 * What the tests of chatc with TLS have in common: a daemon with a certificate,
 * of which there is one at a time.
 */

struct test_certificate;
struct test_daemon;

/* What chatc says in those tests. */
#define ENCRYPTION_IN     "Successfully logged in as alice!\n"
#define ENCRYPTION_CANNOT "chatc: Cannot connect to "
#define ENCRYPTION_ADVICE                                                      \
	"chatc: If you know its authority, --ca=FILE names a file with that "  \
	"certificate.\n" ENCRYPTION_TOFU
#define ENCRYPTION_TOFU                                                        \
	"chatc: If you know the server by its key, --tofu trusts the key "     \
	"that it shows now.\n"

/* Begin a test: the certificate is for localhost, and chatc knows nobody. */
void encryption_set_up(void);

/* Have another certificate, before the server starts. */
void encryption_use_certificate(const struct test_certificate *wanted);

/* Return the path of the certificate, or chatc's option to trust it. */
const char *encryption_certificate(void);
const char *encryption_trust(void);

/* Return the option to trust the authorities at path. */
const char *encryption_trust_in(const char *path);

/* Return the path of chatc's known servers; or make that file, with a text. */
const char *encryption_known_servers(void);
void encryption_make_known_servers(const char *text);

/*
 * Start a daemon of all chat protocols with an option or NULL, or take this
 * one.
 */
struct test_daemon *encryption_start_server(const char *option);
void encryption_use_server(struct test_daemon *daemon);

unsigned int encryption_port_of(const char *protocol);

/*
 * Start chatc as alice, with --tls and two more options; or on localhost, with
 * the protocol hello and one.
 */
void encryption_start_at(const char *host, const char *protocol,
    const char *option, const char *other);
void encryption_start(const char *option);

/* End chatc's input, and see that all went well. */
void encryption_leave(void);

#endif
