/* SPDX-License-Identifier: MIT */
/*
 * Which servers chatc talks to with --tls, and what it says to its user about
 * the others.
 */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/encryption_fixture.h"
#include "common/test_certificate.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* ---- authorities --------------------------------------------------------- */

START_TEST(names_its_host_to_the_server)
{
	const char *other = test_certificate_create(
	    &(struct test_certificate){ .name = "chat.example" });

	encryption_use_server(test_daemon_start_with(
	    test_format("certificate=%s, %s", other, encryption_certificate()),
	    "tls=yes", NULL));
	encryption_start(encryption_trust());
	client_expect(ENCRYPTION_IN);
	encryption_leave();
}
END_TEST

START_TEST(nobody_vouches_for_itself)
{
	encryption_start_server(NULL);
	encryption_start("--plain");
	client_expect_aside(ENCRYPTION_CANNOT
	    "localhost: its certificate is self-signed, so that nobody "
	    "vouches for it\n" ENCRYPTION_ADVICE);
	client_expect_exit(EX_UNAVAILABLE);
}
END_TEST

START_TEST(unknown_authorities_do_not_count)
{
	const char *authority = test_certificate_create(
	    &(struct test_certificate){ .name = "Somebody" });

	encryption_use_certificate(
	    &(struct test_certificate){ .path = authority });
	encryption_start_server(NULL);
	encryption_start("--plain");
	client_expect_aside(ENCRYPTION_CANNOT
	    "localhost: its certificate is from an authority that is not known "
	    "here\n" ENCRYPTION_ADVICE);
	client_expect_exit(EX_UNAVAILABLE);
	encryption_start(encryption_trust_in(authority));
	client_expect(ENCRYPTION_IN);
	encryption_leave();
}
END_TEST

START_TEST(those_of_the_system_count)
{
	client_set_environment("SSL_CERT_FILE", encryption_certificate());
	encryption_start_server(NULL);
	encryption_start("--plain");
	client_expect(ENCRYPTION_IN);
	encryption_leave();
}
END_TEST

START_TEST(a_certificate_is_for_its_hosts)
{
	encryption_use_certificate(
	    &(struct test_certificate){ .name = "chat.example" });
	encryption_start_server(NULL);
	encryption_start(encryption_trust());
	client_expect_aside(ENCRYPTION_CANNOT
	    "localhost: its certificate is for chat.example, 127.0.0.1\n"
	    "chatc: If that is the server that you mean, connect to it by "
	    "this name.\n" ENCRYPTION_TOFU);
	client_expect_exit(EX_UNAVAILABLE);
	encryption_start_at(
	    "127.0.0.1", "hello", encryption_trust(), "--plain");
	client_expect(ENCRYPTION_IN);
	encryption_leave();
}
END_TEST

START_TEST(an_old_certificate_is_good_for_nothing)
{
	encryption_use_certificate(&(struct test_certificate){ .days = -2 });
	encryption_start_server(NULL);
	encryption_start(encryption_trust());
	client_expect_exit(EX_UNAVAILABLE);
	client_expect_aside(
	    ENCRYPTION_CANNOT "localhost: its certificate has expired, on ");
}
END_TEST

/* ---- keys ---------------------------------------------------------------- */

/* Fail unless the known servers begin like this, and are this many lines. */
static void
require_known(const char *want, size_t lines)
{
	char found[256] = "";
	FILE *file = fopen(encryption_known_servers(), "re");

	ck_assert_ptr_nonnull(file);
	(void)fread(found, 1, sizeof(found) - 1, file);
	(void)fclose(file);
	ck_assert_int_eq(strncmp(found, want, strlen(want)), 0);
	ck_assert_uint_eq(test_count_lines(found, ""), lines);
}

START_TEST(a_key_is_remembered_the_first_time)
{
	/* No authority has to know it, nor need it be fresh. */
	encryption_use_certificate(
	    &(struct test_certificate){ .name = "chat.example", .days = -2 });
	encryption_start_server(NULL);
	encryption_start("--tofu");
	client_expect_aside("chatc: localhost is new here. "
			    "From now on it is known by its key, SHA256:");
	client_expect(ENCRYPTION_IN);
	encryption_leave();
	require_known(
	    test_format("localhost:%u SHA256:", encryption_port_of("hello")),
	    1);
	encryption_start("--tofu");
	client_expect(ENCRYPTION_IN);
	encryption_leave();
	require_known(
	    test_format("localhost:%u SHA256:", encryption_port_of("hello")),
	    1);
}
END_TEST

START_TEST(another_key_is_refused)
{
	struct test_daemon *server = encryption_start_server(NULL);
	const char *known = test_format("# mine\nlocalhost:%u SHA256:another\n",
	    encryption_port_of("hello"));

	encryption_make_known_servers(known);
	encryption_start("--tofu");
	client_expect_aside(ENCRYPTION_CANNOT
	    "localhost: ITS KEY HAS CHANGED!\n"
	    "chatc: Somebody may be standing between you and the server, to "
	    "read and change all that is said.\n"
	    "chatc: Or the server has got a new key.\n"
	    "chatc: It shows the key SHA256:");
	client_expect_exit(EX_UNAVAILABLE);
	ck_assert_ptr_null(strstr(test_daemon_log(server), "alice"));
	require_known(known, 2);
}
END_TEST

START_TEST(a_key_that_cannot_be_remembered_is_refused)
{
	client_set_environment("XDG_DATA_HOME", "/dev/null");
	encryption_start_server(NULL);
	encryption_start("--tofu");
	client_expect_aside(ENCRYPTION_CANNOT
	    "localhost: its key cannot be remembered: "
	    "/dev/null/chatd/known_servers: Not a directory\n");
	client_expect_exit(EX_UNAVAILABLE);
}
END_TEST

/* ---- the command line ---------------------------------------------------- */

START_TEST(options_go_together)
{
	static const struct {
		const char *one;
		const char *other;
		const char *host;
		const char *error;
	} rows[] = {
		{ "--tofu", "--plain", "localhost", "only with --tls: --tofu" },
		{ "--ca=x", "--plain", "localhost", "only with --tls: --ca" },
		{ "--cert=x", "--plain", "localhost",
		    "only with --tls: --cert" },
		{ "--key=x", "--tls", "localhost", "only with --cert: --key" },
		{ "--tls", "--plain", "unix:/run/chat",
		    "only the kernel is between us, which needs no --tls: "
		    "unix:/run/chat" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *arguments[] = { rows[i].one, rows[i].other,
			rows[i].host, NULL };

		client_start(arguments);
		client_expect_aside(
		    test_format("chatc: %s\nTry", rows[i].error));
		client_expect_exit(EX_USAGE);
	}
}
END_TEST

START_TEST(files_of_options_have_them_too)
{
	const char *text = test_format(
	    "tls = yes\nca = %s\n", encryption_certificate());
	const char *arguments[] = { NULL, NULL, NULL, NULL };

	encryption_start_server(NULL);
	arguments[0] = test_format(
	    "--config=%s", test_file_create(text, strlen(text)));
	arguments[1] = test_format(
	    "alice@localhost:%u", encryption_port_of("hello"));
	client_start(arguments);
	client_expect(ENCRYPTION_IN);
	encryption_leave();
	arguments[2] = "--no-tls";
	client_start(arguments);
	client_expect_aside(
	    "chatc: The server hung up. Try another name, or --tls.\n");
	client_end_input();
	client_expect_status(EX_UNAVAILABLE);
}
END_TEST

START_TEST(files_that_cannot_be_read_are_told)
{
	const char *empty = test_file_create("", 0);

	encryption_start_server(NULL);
	encryption_start("--ca=/nonexistent");
	client_expect_aside("chatc: /nonexistent: No such file or directory\n");
	client_expect_exit(EX_NOINPUT);
	encryption_start_at("localhost", "hello", encryption_trust(),
	    test_format("--cert=%s", empty));
	client_expect_aside(test_format("chatc: %s: ", empty));
	client_expect_exit(EX_NOINPUT);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, encryption_set_up, NULL);
	test_cases_add(tests, names_its_host_to_the_server);
	test_cases_add(tests, nobody_vouches_for_itself);
	test_cases_add(tests, unknown_authorities_do_not_count);
	test_cases_add(tests, those_of_the_system_count);
	test_cases_add(tests, a_certificate_is_for_its_hosts);
	test_cases_add(tests, an_old_certificate_is_good_for_nothing);
	test_cases_add(tests, a_key_is_remembered_the_first_time);
	test_cases_add(tests, another_key_is_refused);
	test_cases_add(tests, a_key_that_cannot_be_remembered_is_refused);
	test_cases_add(tests, options_go_together);
	test_cases_add(tests, files_of_options_have_them_too);
	test_cases_add(tests, files_that_cannot_be_read_are_told);
}
