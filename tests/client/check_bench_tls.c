/* SPDX-License-Identifier: MIT */
/*
 * chatd-bench and chatd with TLS between them.
 */

#include <stdlib.h>
#include <string.h>

#include "client/bench_fixture.h"
#include "common/test_certificate.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static struct test_daemon *
start(void)
{
	return test_daemon_start_with(
	    test_format("certificate=%s", test_certificate_create_usual()),
	    "tls=yes", "max_logins_pending=1000", "max_clients=1000", NULL);
}

static const char *const loads[] = { "-c 5 -n 5000 pairs",
	"-c 4 -t 2 -i 8 pairs", "-c 3 -s 9000 -W 200 -n 900 pairs",
	"-c 20 spread", "-c 20 -a 3 -W 4 who", "-c 30 login", "-c 5 -C login",
	"-c 5 -C -r -t 2 login", "-c 30 idle", "-c 30 -W 4 room" };

START_TEST(bears_every_load)
{
	struct test_daemon *daemon = start();

	bench_bear(daemon, "hello", test_format("--tls %s", loads[_i]));
	bench_require_output("\nencrypted          TLSv1.");
}
END_TEST

/* The idle user brings the session, before any of the others begins. */
START_TEST(users_come_back_if_they_are_to)
{
	struct test_daemon *daemon = start();

	bench_bear(daemon, "hello", "--tls -i 1 -c 6 login");
	bench_require_output("\nhandshakes         6, ");
	bench_require_output("/s, 0 of users who came back\n");
	bench_bear(daemon, "hello", "--tls --resume -j -i 1 -c 6 login");
	bench_require_output("\"tls\":\"TLSv1.");
	bench_require_output("\"handshakes\":6,\"handshakes_resumed\":6,");
}
END_TEST

/* Return the number that the last run has printed for key, in JSON. */
static unsigned long
number_of(const char *key)
{
	const char *found = strstr(bench_output(), key);

	test_require(found != NULL, "no %s in %s", key, bench_output());
	return strtoul(found + strlen(key), NULL, 10);
}

/* Each session is over before the next one goes on with it. */
START_TEST(users_come_back_after_they_have_left)
{
	struct test_daemon *daemon = start();

	bench_bear(daemon, "hello", "-e -r -j -i 1 -c 1 -C login");
	ck_assert_uint_eq(
	    number_of("\"handshakes_resumed\":"), number_of("\"handshakes\":"));
}
END_TEST

START_TEST(a_load_in_clear_says_nothing_of_it)
{
	struct test_daemon *daemon = test_daemon_start();

	bench_bear(daemon, "hello", "-c 2 -n 100 pairs");
	ck_assert_ptr_null(strstr(bench_output(), "encrypted"));
	bench_bear(daemon, "hello", "-j -c 2 -n 100 pairs");
	bench_require_output("\"tls\":\"\",\"handshakes\":0,");
}
END_TEST

START_TEST(says_that_the_server_speaks_no_tls)
{
	struct test_daemon *daemon = test_daemon_start();

	ck_assert_int_eq(
	    bench_run(test_format("--tls -c 2 -d 50ms pairs 127.0.0.1 %u",
		bench_port_of(daemon, "hello"))),
	    1);
	bench_require_output(": no handshake: ");
}
END_TEST

START_TEST(says_that_a_connection_is_refused)
{
	struct test_daemon *daemon = start();
	unsigned int port = bench_port_of(daemon, "hello");

	test_daemon_stop(daemon);
	ck_assert_int_eq(bench_run(test_format(
			     "--tls -c 2 -d 50ms pairs 127.0.0.1 %u", port)),
	    1);
	bench_require_output(": cannot connect: Connection refused\n");
}
END_TEST

START_TEST(nobody_comes_back_in_clear)
{
	ck_assert_int_eq(bench_run("--resume login"), 2);
	bench_require_output("--resume is for --tls");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, bears_every_load, 0, COUNT(loads));
	test_cases_add(tests, users_come_back_if_they_are_to);
	test_cases_add(tests, users_come_back_after_they_have_left);
	test_cases_add(tests, a_load_in_clear_says_nothing_of_it);
	test_cases_add(tests, says_that_the_server_speaks_no_tls);
	test_cases_add(tests, says_that_a_connection_is_refused);
	test_cases_add(tests, nobody_comes_back_in_clear);
}
