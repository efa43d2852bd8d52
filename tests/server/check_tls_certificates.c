/* SPDX-License-Identifier: MIT */
/*
 * Which certificate is shown to whom, what a reload makes of new files, and
 * what is said about files that are no good.
 */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"
#include "server/tls_fixture.h"

#define EXIT_CONFIG 78

static const char *
create(const char *name)
{
	return test_certificate_create(
	    &(struct test_certificate){ .name = name });
}

static struct test_daemon *
start(const char *certificates, const char *option)
{
	return test_daemon_start_with("tls=yes", METRICS_OPTION,
	    test_format("certificate=%s", certificates), option, NULL);
}

/* Expect that whoever asks for this host, or none, is shown that. */
static void
require_shown(
    const struct test_daemon *chatd, const char *host, const char *shown)
{
	test_require_equal(tls_client_shown(tls_client_connect_as(chatd,
			       &(struct tls_wish){ .server_name = host })),
	    shown);
}

/* ---- which one ----------------------------------------------------------- */

START_TEST(each_host_has_its_own)
{
	struct test_daemon *chatd = start(
	    test_format("%s, %s,%s", create("a.example"), create("b.example"),
		create("*.c.example")),
	    NULL);

	require_shown(chatd, "a.example", "a.example");
	require_shown(chatd, "b.example", "b.example");
	require_shown(chatd, "B.EXAMPLE", "b.example");
	require_shown(chatd, "x.c.example", "*.c.example");
}
END_TEST

START_TEST(others_are_shown_the_first)
{
	struct test_daemon *chatd = start(
	    test_format("%s,%s", create("a.example"), create("b.example")),
	    NULL);

	require_shown(chatd, NULL, "a.example");
	require_shown(chatd, "stranger.example", "a.example");
	require_shown(chatd, test_repeat('x', 200, ""), "a.example");
}
END_TEST

START_TEST(a_credential_is_found_by_its_name)
{
	const char *path = create("a.example");
	const char *base = strrchr(path, '/') + 1;
	struct test_daemon *chatd;

	setenv("CREDENTIALS_DIRECTORY",
	    test_format("%.*s", (int)(base - path - 1), path), 1);
	chatd = start(base, NULL);
	unsetenv("CREDENTIALS_DIRECTORY");
	require_shown(chatd, NULL, "a.example");
}
END_TEST

/* ---- clients' certificates ----------------------------------------------- */

START_TEST(clients_show_one_of_the_right_authority)
{
	const char *authority = create("authority");
	struct test_daemon *chatd = start(
	    create("a.example"), test_format("client_ca=%s", authority));
	const char *good = test_certificate_create(
	    &(struct test_certificate){ .name = "alice", .path = authority });
	struct tls_client *client = tls_client_connect_as(
	    chatd, &(struct tls_wish){ .certificate = good });

	tls_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
}
END_TEST

/* In 1.3 a client is done before the server has looked at its certificate. */
static void
require_refused(
    const struct test_daemon *chatd, const char *certificate, int version)
{
	struct tls_client *client = tls_client_new(chatd, 0,
	    &(struct tls_wish){
		.certificate = certificate, .version = version });

	(void)tls_client_shakes_hands(client);
	(void)tls_client_ends(client);
}

START_TEST(no_other_will_do)
{
	const char *authority = create("authority");
	struct test_daemon *chatd = start(
	    create("a.example"), test_format("client_ca=%s", authority));
	const char *expired = test_certificate_create(
	    &(struct test_certificate){ .days = -1, .path = authority });

	require_refused(chatd, NULL, TLS1_2_VERSION);
	require_refused(chatd, NULL, TLS1_3_VERSION);
	require_refused(chatd, create("alice"), TLS1_3_VERSION);
	require_refused(chatd, expired, TLS1_3_VERSION);
	metrics_await(metrics_connect(chatd),
	    "chatd_tls_handshakes_total{outcome=\"failed\"}", 4);
	test_daemon_require_log(chatd, 0, "logged in");
}
END_TEST

/* ---- a reload ------------------------------------------------------------ */

static void
copy_file(const char *from, const char *to)
{
	const char *text = test_file_read(from);

	test_file_replace(to, text, strlen(text));
}

START_TEST(a_reload_shows_the_new_one)
{
	const char *path = create("old.example");
	struct test_daemon *chatd = start(path, NULL);
	struct tls_client *alice = tls_client_login(chatd, "alice");

	copy_file(create("new.example"), path);
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reloaded the configuration");
	require_shown(chatd, NULL, "new.example");
	tls_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
}
END_TEST

static const char *
file_text(const char *certificate, const char *key, const char *client_ca)
{
	return test_format("address = 127.0.0.1\nport = 0\ntls = yes\n"
			   "certificate = \"%s\"\nkey = \"%s\"\n"
			   "client_ca = \"%s\"\n",
	    certificate, key, client_ca);
}

START_TEST(a_reload_takes_other_files)
{
	const char *old = create("old.example");
	const char *new = create("new.example");
	const char *authority = create("authority");
	const char *text = file_text(old, old, "");
	const char *path = test_file_create(text, strlen(text));
	struct test_daemon *chatd = test_daemon_start_file(path);

	require_shown(chatd, NULL, "old.example");
	text = file_text(new, new, authority);
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reloaded the configuration");
	require_shown(chatd, NULL, "new.example");
	require_refused(chatd, NULL, TLS1_2_VERSION);
}
END_TEST

START_TEST(a_bad_one_leaves_the_old)
{
	const char *path = create("old.example");
	struct test_daemon *chatd = start(path, NULL);
	struct tls_client *alice = tls_client_login(chatd, "alice");

	test_file_replace(path, "-----BEGIN", 10);
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(
	    chatd, test_format("error: certificate: %s: ", path));
	test_daemon_wait_log(chatd, "reload failed");
	require_shown(chatd, NULL, "old.example");
	tls_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
}
END_TEST

START_TEST(who_came_before_a_reload_comes_back)
{
	struct test_daemon *chatd = start(create("a.example"), NULL);
	struct tls_client *client = tls_client_login(chatd, "alice");
	SSL_SESSION *session = SSL_get1_session(tls_client_ssl(client));

	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reloaded the configuration");
	client = tls_client_connect_as(
	    chatd, &(struct tls_wish){ .session = session });
	ck_assert(SSL_session_reused(tls_client_ssl(client)));
	SSL_SESSION_free(session);
}
END_TEST

/* ---- files that are no good ---------------------------------------------- */

/* Start with these, and expect the end and a line that holds part. */
static void
start_in_vain(const char *first, const char *second, const char *part)
{
	struct test_spec spec = { .arguments = { "-c/dev/null", "-oport=0",
				      "-otls=yes", first, second } };
	struct test_daemon *chatd = test_daemon_spawn(&spec);

	test_daemon_require_exit(chatd, EXIT_CONFIG);
	test_daemon_require_log(chatd, 1, part);
}

static const char *
certificate_option(const char *path)
{
	return test_format("-ocertificate=%s", path);
}

START_TEST(chatd_does_not_start_without_them)
{
	const char *good = create("a.example");

	start_in_vain(NULL, NULL, "tls: found no certificate, want one");
	start_in_vain(certificate_option("/nowhere/a.pem"), NULL,
	    "certificate: /nowhere/a.pem: No such file or directory");
	start_in_vain(certificate_option("/dev/null"), NULL,
	    "certificate: /dev/null: there is no certificate in it");
	start_in_vain(certificate_option(good),
	    test_format("-okey=%s", create("b.example")),
	    ": the key is not that of the certificate");
	start_in_vain(certificate_option(good), "-okey=/nowhere/a.key",
	    "certificate: /nowhere/a.key: No such file or directory");
	start_in_vain(certificate_option(good),
	    test_format("-okey=%s,%s", good, good),
	    ": found 2 files, want as many as in certificate: 1");
	start_in_vain(certificate_option(good), "-oclient_ca=/nowhere/ca.pem",
	    "/nowhere/ca.pem: ");
}
END_TEST

START_TEST(only_clients_that_speak_first_may_choose)
{
	const char *text = test_format("tls = auto\ncertificate = \"%s\"\n"
				       "listener other {\n\tprotocol = plain\n"
				       "\tport = 0\n}\n",
	    create("a.example"));
	const char *path = test_file_create(text, strlen(text));
	struct test_spec spec = { .arguments = { "--check", "-c", path } };
	struct test_daemon *chatd = test_daemon_spawn(&spec);

	test_daemon_require_exit(chatd, EXIT_CONFIG);
	test_daemon_require_log(
	    chatd, 1, ":3: listener other: tls: found auto for plain");
}
END_TEST

/* ---- files that an operator should look at --------------------------------
 */

/* Check a configuration with this certificate; expect a warning, or none. */
static void
require_warning(const struct test_certificate *wanted, const char *part)
{
	struct test_spec spec = {
		.arguments = { "--check", "-c/dev/null", "-otls=yes",
		    certificate_option(test_certificate_create(wanted)) }
	};
	struct test_daemon *chatd = test_daemon_spawn(&spec);

	test_daemon_require_exit(chatd, 0);
	test_require_equal(test_daemon_output(chatd), "configuration OK\n");
	test_daemon_require_log(chatd, part != NULL, "certificate");
	if (part != NULL)
		test_daemon_require_log(chatd, 1, part);
}

START_TEST(check_warns_of_some)
{
	require_warning(&(struct test_certificate){ .days = 31 }, NULL);
	require_warning(
	    &(struct test_certificate){ .days = 29 }, ", in 29 days");
	require_warning(&(struct test_certificate){ .days = 1 }, ", in 1 day");
	require_warning(
	    &(struct test_certificate){ .days = -2 }, ": expired on ");
	require_warning(&(struct test_certificate){ .rsa_bits = 2048 }, NULL);
	require_warning(&(struct test_certificate){ .rsa_bits = 3072 },
	    ": an RSA key of 3072 bits");
}
END_TEST

START_TEST(metrics_tell_when_the_first_expires)
{
	struct test_daemon *chatd = start(
	    test_format("%s,%s", create("a.example"),
		test_certificate_create(
		    &(struct test_certificate){ .days = 40 })),
	    NULL);
	double expiry = metrics_value(metrics_get(metrics_connect(chatd)),
	    "chatd_tls_certificate_expiry_timestamp_seconds");

	ck_assert_double_gt(expiry, (double)time(NULL) + 39 * 86400.0);
	ck_assert_double_lt(expiry, (double)time(NULL) + 41 * 86400.0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, each_host_has_its_own);
	test_cases_add(tests, others_are_shown_the_first);
	test_cases_add(tests, a_credential_is_found_by_its_name);
	test_cases_add(tests, clients_show_one_of_the_right_authority);
	test_cases_add(tests, no_other_will_do);
	test_cases_add(tests, a_reload_shows_the_new_one);
	test_cases_add(tests, a_reload_takes_other_files);
	test_cases_add(tests, a_bad_one_leaves_the_old);
	test_cases_add(tests, who_came_before_a_reload_comes_back);
	test_cases_add(tests, chatd_does_not_start_without_them);
	test_cases_add(tests, only_clients_that_speak_first_may_choose);
	test_cases_add(tests, check_warns_of_some);
	test_cases_add(tests, metrics_tell_when_the_first_expires);
}
