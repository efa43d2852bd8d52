/* SPDX-License-Identifier: MIT */
/*
 * What a client's certificate is good for besides being let in: the name of its
 * user where the listener says so, and the account that it belongs to.
 */

#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/tls_fixture.h"

/* The listener of TLS is the second one that speaks hello. */
#define ENCRYPTED 1

/* So that each worker has the older connection as often as not. */
#define CLAIMS 12

static const char *authority, *server;

static const char *
create(const char *name)
{
	return test_certificate_create(
	    &(struct test_certificate){ .name = name, .path = authority });
}

static void
begin(void)
{
	accounts_begin();
	authority = test_certificate_create(
	    &(struct test_certificate){ .name = "authority" });
	server = create("localhost");
}

/*
 * Start a daemon with a listener that is not encrypted, and one that is and has
 * this option.
 */
static struct test_daemon *
start(const char *option)
{
	const char *text = test_format(
	    "address = 127.0.0.1\nport = 0\nworkers = 2\nlog_level = debug\n"
	    "accounts = file\naccounts_file = \"%s\"\n"
	    "certificate = \"%s\"\nclient_ca = \"%s\"\n"
	    "listener tls { protocol = hello port = 0 tls = yes %s }\n",
	    accounts_path(), server, authority, option);
	struct test_daemon *daemon;

	console_start_file(text, &daemon);
	return daemon;
}

static struct test_daemon *
start_naming(void)
{
	return start("name_from = certificate");
}

static struct tls_client *
connect_with(const struct test_daemon *daemon, const char *certificate)
{
	struct tls_client *client = tls_client_new(daemon, ENCRYPTED,
	    &(struct tls_wish){ .certificate = certificate });

	test_require(tls_client_shakes_hands(client), "no handshake");
	return client;
}

static void
claim(struct tls_client *client, const char *name, const char *reply)
{
	tls_client_ask(client, test_format("HELLO-FROM %s\n", name), reply);
}

/* ---- name_from ----------------------------------------------------------- */

START_TEST(the_subject_is_the_only_name)
{
	struct test_daemon *daemon = start_naming();
	struct tls_client *client = connect_with(daemon, create("alice"));

	claim(client, "bob", "IN-USE\n");
	test_daemon_wait_log(
	    daemon, "refused bob: name_from gives them another name, or none");
	claim(client, "Alice", "IN-USE\n");
	claim(client, "alice", "HELLO alice\n");
}
END_TEST

START_TEST(its_name_is_taken_from_others)
{
	struct test_daemon *daemon = start_naming();
	const char *certificate = create("alice");
	struct test_client *squatter = test_client_login(daemon, "alice");
	struct tls_client *older = NULL, *newer;

	for (int i = 0; i < CLAIMS; i++) {
		if (i % 3 == 0)
			test_client_connect(daemon);
		newer = connect_with(daemon, certificate);
		claim(newer, "alice", "HELLO alice\n");
		if (older != NULL)
			tls_client_ends(older);
		else
			test_client_expect_end(squatter);
		test_daemon_wait_log(
		    daemon, "closed: replaced, the owner of the name has come");
		older = newer;
	}
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM alice\n", "IN-USE\n");
}
END_TEST

START_TEST(an_account_of_that_name_is_theirs)
{
	struct test_daemon *daemon = start_naming();

	accounts_add("alice");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM alice\n", "IN-USE\n");
	claim(connect_with(daemon, create("alice")), "alice", "HELLO alice\n");
}
END_TEST

START_TEST(a_subject_that_is_no_name_has_none)
{
	struct test_daemon *daemon = start_naming();
	struct tls_client *client = connect_with(daemon, create("Alice Smith"));

	claim(client, "Alice", "IN-USE\n");
	claim(client, "Alice Smith", "BAD-RQST-BODY\n");
	claim(client, "alice", "IN-USE\n");
	claim(connect_with(daemon, create("server")), "server", "IN-USE\n");
}
END_TEST

/* ---- the certificate of an account --------------------------------------- */

/* Return the fingerprint as openssl(1) prints it. */
static const char *
fingerprint_of(const char *path)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	FILE *file = fopen(path, "r");
	X509 *certificate;
	const char *text = "";
	unsigned int size = 0;

	test_require(file != NULL, "cannot read %s", path);
	certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	ck_assert(X509_digest(certificate, EVP_sha256(), digest, &size) == 1);
	X509_free(certificate);
	for (unsigned int i = 0; i < size; i++)
		text = test_format(
		    "%s%s%02X", text, i == 0 ? "" : ":", digest[i]);
	return text;
}

static void
set_certificate(const char *name, const char *fingerprint, const char *reply)
{
	console_expect(console_connect(),
	    test_format("account certificate %s %s", name, fingerprint), reply);
}

START_TEST(it_does_what_the_password_does)
{
	struct test_daemon *daemon = start("");
	const char *certificate = create("whoever");
	struct tls_client *older, *newer;

	accounts_add("alice");
	older = connect_with(daemon, certificate);
	claim(older, "alice", "IN-USE\n");
	set_certificate("alice", fingerprint_of(certificate), "OK\n");
	claim(older, "alice", "HELLO alice\n");
	newer = connect_with(daemon, certificate);
	claim(newer, "alice", "HELLO alice\n");
	tls_client_ends(older);
	claim(connect_with(daemon, create("alice")), "alice", "IN-USE\n");
	claim(connect_with(daemon, certificate), "bob", "HELLO bob\n");
}
END_TEST

START_TEST(it_stays_with_the_account)
{
	struct test_daemon *daemon = start("");
	const char *certificate = create("whoever");

	accounts_add("bob");
	accounts_add("alice");
	set_certificate("alice", fingerprint_of(certificate), "OK\n");
	console_expect(
	    console_connect(), "account password alice other words", "OK\n");
	test_daemon_stop(daemon);
	daemon = start("");
	claim(connect_with(daemon, certificate), "alice", "HELLO alice\n");
	claim(connect_with(daemon, certificate), "bob", "IN-USE\n");
	set_certificate("alice", "none", "OK\n");
	claim(connect_with(daemon, certificate), "alice", "IN-USE\n");
	/* The password is what it was. */
	tls_client_ask(connect_with(daemon, certificate),
	    "AUTH alice other words\n", "AUTH-OK\n");
}
END_TEST

START_TEST(mistakes_are_told)
{
	static const char wrong[] =
	    "ERROR a fingerprint is 64 digits, those of "
	    "SHA-256, or none\n";
	const char *good = test_repeat('a', 64, "");

	start("");
	accounts_add("alice");
	set_certificate("bob", good, "ERROR nobody owns that name\n");
	set_certificate("alice", good + 1, wrong);
	set_certificate("alice", test_format("%sa", good), wrong);
	set_certificate("alice", test_format("%s a", good), wrong);
	set_certificate("alice", test_format("%sg", good + 1), wrong);
	console_expect_begin(
	    console_connect(), "account certificate alice", "ERROR usage: ");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, the_subject_is_the_only_name);
	test_cases_add(tests, its_name_is_taken_from_others);
	test_cases_add(tests, an_account_of_that_name_is_theirs);
	test_cases_add(tests, a_subject_that_is_no_name_has_none);
	test_cases_add(tests, it_does_what_the_password_does);
	test_cases_add(tests, it_stays_with_the_account);
	test_cases_add(tests, mistakes_are_told);
}
