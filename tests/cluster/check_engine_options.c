/* SPDX-License-Identifier: MIT */
/*
 * What chatd says of the options of the engine, and of the files that they
 * name.
 */

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "chatd/redis/redis_connection.h"
#include "common/test_certificate.h"
#include "common/test_daemon.h"
#include "common/test_manager.h"
#include "common/test_support.h"

/* From sysexits.h. */
#define EXIT_CONFIG 78

/* Run chatd --check on these options; return it when it has ended. */
static struct test_daemon *
check(const char *options)
{
	struct test_spec spec = {
		.arguments = { "-c", test_file_create(options, strlen(options)),
		    "--check" }
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_exit(daemon);
	return daemon;
}

static void
expect_good(const char *options)
{
	test_daemon_require_exit(check(options), 0);
}

static void
expect_bad(const char *options, const char *words)
{
	struct test_daemon *daemon = check(options);

	test_daemon_require_exit(daemon, EXIT_CONFIG);
	test_daemon_require_log(daemon, 1, words);
}

START_TEST(addresses_are_of_hosts_or_paths)
{
	expect_good("engine_address = \"unix:/run/redis/socket\"\n");
	expect_good("engine_address = \"[::1]:6379\"\n");
	expect_good("engine_address = \"a.example:1, b.example:2,c:3\"\n"
		    "engine_sentinel = chat\n");
	expect_bad("engine_address = localhost\n",
	    ":1: engine_address: found \"localhost\", want HOST:PORT or "
	    "unix:PATH");
	expect_bad("engine_address = \"a:1, b:0\"\nengine_sentinel = chat\n",
	    "found \"b:0\"");
	expect_bad("engine_address = \"unix:\"\n", "found \"unix:\"");
	expect_bad("engine_address = \" , \"\n", "found no address");
	expect_bad("engine_address = \"a:1, b:2\"\n",
	    "found 2 addresses, want one, or engine_sentinel");
}
END_TEST

START_TEST(names_have_bytes_that_redis_gives_no_meaning)
{
	expect_good("cluster_name = \"Chat-1_a.b\"\nnode_name = n1\n");
	expect_bad("cluster_name = \"a{b\"\n", "cluster_name: found \"a{b\"");
	expect_bad("cluster_name = \"a:b\"\n", "cluster_name: found \"a:b\"");
	expect_bad("node_name = \"a b\"\n", "node_name: found \"a b\"");
	expect_bad("cluster_name = \"\"\n", "cluster_name");
}
END_TEST

START_TEST(a_key_belongs_to_a_certificate)
{
	expect_bad("engine_key = /a\n", "found a key, but no");
	expect_bad("engine_ca = \"/a, /b\"\n", "found 2 files, want one");
}
END_TEST

/* ---- files, which are read only for an engine -----------------------------
 */

static const char *
with_password(const char *text, mode_t mode)
{
	const char *path = test_file_create(text, strlen(text));

	ck_assert_int_eq(chmod(path, mode), 0);
	return test_format("engine = redis\nengine_password_file = %s\n", path);
}

START_TEST(the_file_of_the_password_is_read)
{
	expect_good("engine_password_file = /nonexistent\n");
	expect_bad("engine = redis\nengine_password_file = /nonexistent\n",
	    "engine_password_file: /nonexistent: No such file or directory");
	expect_bad("engine = redis\nengine_password_file = /dev\n",
	    "/dev: it is no file");
	expect_bad(with_password("sesame\n", 0604), "everybody has access");
	expect_good(with_password("sesame\n", 0640));
}
END_TEST

START_TEST(the_file_has_a_password_and_perhaps_a_user)
{
	expect_bad(with_password("", 0600), "no password in it");
	expect_bad(with_password("  \nsesame\n", 0600), "no password in it");
	expect_bad(with_password(test_repeat('x', 2000, ""), 0600),
	    "the line is too long");
	expect_good(with_password("bob sesame\r\n", 0400));
}
END_TEST

#ifdef HAVE_OPENSSL
START_TEST(the_files_of_tls_are_read)
{
	const char *own = test_certificate_create_usual();

	expect_good("engine_tls = yes\nengine_ca = /nonexistent\n");
	expect_bad("engine = redis\nengine_tls = yes\n"
		   "engine_ca = /nonexistent\n",
	    "engine_tls: /nonexistent: No such file or directory");
	expect_bad(test_format("engine = redis\nengine_tls = yes\n"
			       "engine_certificate = %s\nengine_key = %s\n",
		       own, test_file_create("x", 1)),
	    "there is no key in it");
	expect_good(test_format("engine = redis\nengine_tls = yes\n"
				"engine_ca = %s\nengine_certificate = %s\n",
	    own, own));
}
END_TEST
#else
START_TEST(tls_needs_openssl)
{
	expect_bad("engine = redis\nengine_tls = yes\n",
	    "engine_tls: this chatd was built without TLS");
}
END_TEST
#endif

START_TEST(without_hiredis_there_is_no_engine)
{
	expect_bad("engine = redis\n",
	    "engine: found redis, but this chatd was built without hiredis");
}
END_TEST

/* Take what the service manager is told, to this. */
static void
await_told(const char *notification)
{
#ifdef HAVE_SYSTEMD
	struct pollfd manager = { .fd = test_manager_fd(), .events = POLLIN };
	const char *told;

	do {
		ck_assert_int_eq(poll(&manager, 1, TEST_PATIENCE_MS), 1);
		told = test_manager_receive();
	} while (told == NULL || strcmp(told, notification) != 0);
#else
	(void)notification;
#endif
}

/* Whoever starts it sees what it waits for, and need not wait. */
START_TEST(a_node_that_waits_for_its_engine_can_be_stopped)
{
	const char *address = test_format(
	    "engine_address=unix:%s/none", test_directory_create());
	struct test_spec spec = { .arguments = { "-c", "/dev/null", "-o",
				      "port=0", "-o", "engine=redis", "-o",
				      address },
		.environment = { test_manager_open() } };
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_log(daemon, "no engine at");
	await_told("STATUS=waiting for the engine");
	await_told(test_format("STATUS=waiting for the engine: no engine at "
			       "%s: No such file or directory",
	    strchr(address, '=') + 1));
	test_daemon_signal(daemon, SIGTERM);
	test_daemon_require_exit(daemon, 0);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, addresses_are_of_hosts_or_paths);
	test_cases_add(tests, names_have_bytes_that_redis_gives_no_meaning);
	test_cases_add(tests, a_key_belongs_to_a_certificate);
	if (!redis_connection_is_there()) {
		test_cases_add(tests, without_hiredis_there_is_no_engine);
		return;
	}
	test_cases_add(tests, a_node_that_waits_for_its_engine_can_be_stopped);
	test_cases_add(tests, the_file_of_the_password_is_read);
	test_cases_add(tests, the_file_has_a_password_and_perhaps_a_user);
#ifdef HAVE_OPENSSL
	test_cases_add(tests, the_files_of_tls_are_read);
#else
	test_cases_add(tests, tls_needs_openssl);
#endif
}
