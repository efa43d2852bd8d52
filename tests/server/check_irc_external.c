/* SPDX-License-Identifier: MIT */
/*
 * irc: SASL's EXTERNAL, by which the certificate of an account does what its
 * password does; and sts, by which clients insist on TLS.  S stands for the
 * source of the server.
 */

#include <netinet/in.h>
#include <string.h>

#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/tls_fixture.h"

#include <openssl/x509.h>

#define S ":irc.chatd "

/* "alice" and "bob" in base64. */
#define ALICE "YWxpY2U="
#define BOB   "Ym9i"

static const char *authority, *certificate;
static struct test_daemon *chatd;

static const char *
create(const char *name)
{
	return test_certificate_create(
	    &(struct test_certificate){ .name = name, .path = authority });
}

/* Return the fingerprint of what the client shows. */
static const char *
fingerprint_of(struct tls_client *client)
{
	X509 *shown = SSL_get_certificate(tls_client_ssl(client));
	unsigned char digest[EVP_MAX_MD_SIZE];
	const char *text = "";
	unsigned int size;

	ck_assert(X509_digest(shown, EVP_sha256(), digest, &size) == 1);
	for (unsigned int i = 0; i < size; i++)
		text = test_format("%s%02x", text, digest[i]);
	return text;
}

static struct tls_client *
connect_with(const char *shown)
{
	struct tls_client *client = tls_client_new(chatd, 0,
	    &(struct tls_wish){ .certificate = shown, .protocol = "irc" });

	test_require(tls_client_shakes_hands(client), "no handshake");
	return client;
}

/* alice and bob have accounts, and the certificate is alice's. */
static void
begin(void)
{
	accounts_begin();
	authority = test_certificate_create(
	    &(struct test_certificate){ .name = "authority" });
	certificate = create("whoever");
	console_start_file(
	    test_format("address = 127.0.0.1\nport = 0\n"
			"accounts = file\naccounts_file = \"%s\"\n"
			"certificate = \"%s\"\nclient_ca = \"%s\"\n"
			"listener irc { protocol = irc port = 0 tls = yes }\n",
		accounts_path(), create("localhost"), authority),
	    &chatd);
	accounts_add("alice");
	accounts_add("bob");
	console_expect(console_connect(),
	    test_format("account certificate alice %s",
		fingerprint_of(connect_with(certificate))),
	    "OK\n");
}

static void
choose(struct tls_client *client)
{
	tls_client_ask(client, "CAP REQ sasl\r\n", S "CAP * ACK :sasl\r\n");
	tls_client_ask(
	    client, "AUTHENTICATE EXTERNAL\r\n", "AUTHENTICATE +\r\n");
}

START_TEST(a_certificate_shows_whose_it_is)
{
	struct tls_client *alice = connect_with(certificate);

	choose(alice);
	tls_client_ask(alice, "AUTHENTICATE " ALICE "\r\n",
	    S "900 * *!*@chatd alice :You are now logged in as alice\r\n" S
	      "903 * :SASL authentication successful\r\n");
	tls_client_ask(alice, "AUTHENTICATE EXTERNAL\r\n",
	    S "907 * :You have already authenticated using SASL\r\n");
}
END_TEST

/* Whoever does not say who they are is who they are called. */
START_TEST(without_a_name_it_is_the_nick)
{
	struct tls_client *alice = connect_with(certificate);
	struct tls_client *bob = connect_with(certificate);

	choose(alice);
	tls_client_ask(alice, "NICK alice\r\nAUTHENTICATE +\r\n",
	    S "900 alice alice!alice@chatd alice "
	      ":You are now logged in as alice\r\n" S
	      "903 alice :SASL authentication successful\r\n");
	choose(bob);
	tls_client_ask(bob, "NICK bob\r\nAUTHENTICATE +\r\n",
	    S "904 bob :SASL authentication failed\r\n");
}
END_TEST

START_TEST(it_is_good_for_one_account)
{
	struct tls_client *mallory = connect_with(certificate);

	choose(mallory);
	tls_client_ask(mallory, "AUTHENTICATE " BOB "\r\n",
	    S "904 * :SASL authentication failed\r\n");
	tls_client_ask(
	    mallory, "AUTHENTICATE EXTERNAL\r\n", "AUTHENTICATE +\r\n");
	tls_client_ask(mallory, "AUTHENTICATE =\r\n",
	    S "904 * :SASL authentication failed\r\n");
	mallory = connect_with(create("alice"));
	choose(mallory);
	tls_client_ask(mallory, "AUTHENTICATE " ALICE "\r\n",
	    S "904 * :SASL authentication failed\r\n");
}
END_TEST

/* Start a daemon with two listeners, the second one with TLS. */
static struct test_daemon *
start_both(const char *sts)
{
	const char *text = test_format(
	    "address = 127.0.0.1\nport = 0\nirc_sts = %s\n"
	    "certificate = \"%s\"\n"
	    "listener irc { protocol = irc port = 0 }\n"
	    "listener ircs { protocol = irc port = 0 tls = yes }\n",
	    sts, create("localhost"));

	return test_daemon_start_file(test_file_create(text, strlen(text)));
}

static unsigned int
find_port(const struct test_daemon *daemon)
{
	struct sockaddr_storage address;

	(void)test_daemon_address(daemon, "irc", 1, &address);
	return ntohs(((const struct sockaddr_in *)&address)->sin_port);
}

/* It is said to each what it needs, and is nothing that one could have. */
START_TEST(clients_are_told_to_insist_on_tls)
{
	struct test_daemon *daemon = start_both("30d");
	struct test_client *plain = test_client_connect_protocol(daemon, "irc");
	struct tls_client *encrypted = tls_client_new(
	    daemon, 1, &(struct tls_wish){ .protocol = "irc" });
	const char *port = test_format(" sts=port=%u ", find_port(daemon));
	const char *line, *found;

	test_client_send(plain, "CAP LS\r\n");
	line = test_client_take_line(plain);
	test_require(strstr(line, "sts") == NULL, "%s", line);
	test_client_send(plain, "CAP LS 302\r\n");
	line = test_format("%s", test_client_take_line(plain));
	found = strstr(line, port);
	test_require(found != NULL, "no%sin %s", port, line);
	test_client_ask(plain, "CAP REQ :multi-prefix sts\r\nCAP LIST\r\n",
	    S "CAP * NAK :multi-prefix sts\r\n" S "CAP * LIST :cap-notify\r\n");
	test_require(tls_client_shakes_hands(encrypted), "no handshake");
	tls_client_ask(encrypted, "CAP LS 302\r\n",
	    test_format("%.*s sts=duration=2592000 %s\n", (int)(found - line),
		line, found + strlen(port)));
	tls_client_ask(encrypted, "CAP REQ :sts\r\n", S "CAP * NAK :sts\r\n");
}
END_TEST

START_TEST(clients_are_told_nothing_of_it_as_shipped)
{
	struct test_daemon *daemon = start_both("0");
	struct test_client *plain = test_client_connect_protocol(daemon, "irc");
	const char *line;

	test_client_send(plain, "CAP LS 302\r\n");
	line = test_client_take_line(plain);
	test_require(strstr(line, "sts") == NULL, "%s", line);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, a_certificate_shows_whose_it_is);
	test_cases_add(tests, without_a_name_it_is_the_nick);
	test_cases_add(tests, it_is_good_for_one_account);
	test_cases_add(tests, clients_are_told_to_insist_on_tls);
	test_cases_add(tests, clients_are_told_nothing_of_it_as_shipped);
}
