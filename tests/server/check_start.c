/* SPDX-License-Identifier: MIT */
/*
 * Starting, or saying why not.
 */

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* sysexits.h, as chatd(8) has them. */
#define EXIT_USAGE       64
#define EXIT_UNAVAILABLE 69
#define EXIT_CONFIG      78

/* More than a backlog of the usual length holds. */
#define CROWD 500

static struct test_daemon *
spawn(const char *first, const char *second, const char *third)
{
	struct test_spec spec = { .arguments = { first, second, third } };

	return test_daemon_spawn(&spec);
}

START_TEST(version_is_one_line)
{
	struct test_daemon *daemon = spawn("--version", NULL, NULL);

	test_daemon_require_exit(daemon, 0);
	ck_assert_uint_eq(test_count_lines(test_daemon_output(daemon), ""), 1);
	ck_assert_uint_eq(
	    test_count_lines(test_daemon_output(daemon), "chatd "), 1);
	test_require_equal(test_daemon_log(daemon), "");
}
END_TEST

START_TEST(help_names_every_flag_and_option)
{
	static const char *const words[] = { "-c", "-o", "--check", "--version",
		"--help", "max_clients", "login_timeout", "hello_strict" };
	struct test_daemon *daemon = spawn("--help", NULL, NULL);

	test_daemon_require_exit(daemon, 0);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		test_require(
		    strstr(test_daemon_output(daemon), words[i]) != NULL,
		    "--help does not mention %s", words[i]);
	test_require_equal(test_daemon_log(daemon), "");
}
END_TEST

START_TEST(wrong_usage_ends_with_64)
{
	static const char *const usages[][3] = { { "--nonsense" }, { "-x" },
		{ "-c" }, { "-o" }, { "word" } };
	struct test_daemon *daemon;

	for (size_t i = 0; i < sizeof(usages) / sizeof(*usages); i++) {
		daemon = spawn(usages[i][0], NULL, NULL);
		test_daemon_require_exit(daemon, EXIT_USAGE);
		ck_assert_uint_ge(
		    test_count_lines(test_daemon_log(daemon), "chatd"), 1);
		test_require_equal(test_daemon_output(daemon), "");
	}
}
END_TEST

START_TEST(the_start_line_names_what_runs)
{
	struct test_daemon *daemon = test_daemon_start();

	test_daemon_require_log(daemon, 1, " started: libevent ");
	test_daemon_require_log(daemon, 1, ", 2 workers, ");
	test_daemon_require_log(daemon, 1, "hello on 127.0.0.1:");
}
END_TEST

START_TEST(port_0_takes_a_free_port_for_each)
{
	struct test_daemon *one = test_daemon_start();
	struct test_daemon *two = test_daemon_start();

	test_client_login(one, "alice");
	test_client_login(two, "alice");
}
END_TEST

START_TEST(a_port_in_use_is_named)
{
	struct test_daemon *daemon = test_daemon_start();
	struct sockaddr_storage address;
	struct sockaddr_in *in = (struct sockaddr_in *)&address;
	struct test_spec spec = { .arguments = { "-c", "/dev/null", "-o",
				      "address=127.0.0.1", "-o" } };

	test_daemon_address(daemon, "hello", 0, &address);
	spec.arguments[5] = test_format("port=%u", ntohs(in->sin_port));
	daemon = test_daemon_spawn(&spec);
	test_daemon_require_exit(daemon, EXIT_UNAVAILABLE);
	test_daemon_require_log(daemon, 1,
	    test_format("port %u of 127.0.0.1: Address already in use",
		ntohs(in->sin_port)));
}
END_TEST

START_TEST(an_address_that_is_not_here_is_named)
{
	struct test_daemon *daemon = spawn(
	    "-c/dev/null", "-oaddress=192.0.2.1", "-oport=0");

	test_daemon_require_exit(daemon, EXIT_UNAVAILABLE);
	test_daemon_require_log(daemon, 1, "192.0.2.1");
}
END_TEST

/* As when the network comes up after chatd. */
START_TEST(with_freebind_an_address_may_be_elsewhere)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "address=192.0.2.1", "freebind=yes", NULL);

	test_daemon_require_log(daemon, 1, "hello on 192.0.2.1:");
	daemon = test_daemon_start_with(
	    "freebind=yes", "metrics_listen=192.0.2.1:0", NULL);
	test_daemon_require_log(daemon, 1, "metrics at http://192.0.2.1:");
}
END_TEST

/* Where the machine has no IPv6 at all, there is no such socket either. */
START_TEST(with_freebind_an_ipv6_address_may_be_elsewhere)
{
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	struct test_daemon *daemon;

	if (fd == -1)
		return;
	close(fd);
	daemon = test_daemon_start_with(
	    "address=2001:db8::1", "freebind=yes", NULL);
	test_daemon_require_log(daemon, 1, "hello on [2001:db8::1]:");
}
END_TEST

/* The port is free at once, although connections linger there. */
START_TEST(a_restart_finds_its_port_free)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *alice = test_client_login(daemon, "alice");
	struct sockaddr_storage address;
	struct sockaddr_in *in = (struct sockaddr_in *)&address;

	test_daemon_address(daemon, "hello", 0, &address);
	test_daemon_signal(daemon, SIGTERM);
	test_client_expect_end(alice);
	test_client_close(alice);
	test_daemon_require_exit(daemon, 0);
	daemon = test_daemon_start_with(
	    test_format("port=%u", ntohs(in->sin_port)), NULL);
	test_client_login(daemon, "alice");
}
END_TEST

/* While the daemon is stopped the kernel alone takes the connections. */
START_TEST(hundreds_may_connect_at_once)
{
	struct test_daemon *daemon = test_daemon_start();
	struct test_client *crowd[CROWD];

	test_daemon_signal(daemon, SIGSTOP);
	for (size_t i = 0; i < CROWD; i++) {
		crowd[i] = test_client_connect(daemon);
		test_client_send(
		    crowd[i], test_format("HELLO-FROM user%zu\n", i));
	}
	test_daemon_signal(daemon, SIGCONT);
	for (size_t i = 0; i < CROWD; i++)
		test_client_expect(crowd[i], test_format("HELLO user%zu\n", i));
}
END_TEST

/*
 * Both families, where there are two.  "localhost" may have one address here
 * and two there; the start line says which.
 */
START_TEST(every_address_of_a_host_is_served)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "address=localhost", NULL);
	size_t count = 0;

	for (const char *found = test_daemon_log(daemon);
	     (found = strstr(found, "hello on ")) != NULL; found++)
		test_client_ask(test_client_connect_to(daemon, count++),
		    "WHO\n", "BAD-RQST-HDR\n");
	ck_assert_uint_ge(count, 1);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, version_is_one_line);
	test_cases_add(tests, help_names_every_flag_and_option);
	test_cases_add(tests, wrong_usage_ends_with_64);
	test_cases_add(tests, the_start_line_names_what_runs);
	test_cases_add(tests, port_0_takes_a_free_port_for_each);
	test_cases_add(tests, a_port_in_use_is_named);
	test_cases_add(tests, an_address_that_is_not_here_is_named);
	test_cases_add(tests, with_freebind_an_address_may_be_elsewhere);
	test_cases_add(tests, with_freebind_an_ipv6_address_may_be_elsewhere);
	test_cases_add(tests, a_restart_finds_its_port_free);
	test_cases_add(tests, hundreds_may_connect_at_once);
	test_cases_add(tests, every_address_of_a_host_is_served);
}
