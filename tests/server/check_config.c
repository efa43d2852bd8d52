/* SPDX-License-Identifier: MIT */
/*
 * The configuration as the running daemon takes it: files, sections, the
 * command line, which wins over the file, and errors.  The values that each
 * option may have are a matter for the unit tests.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* From sysexits.h, as chatd(8) lists them. */
#define EXIT_USAGE  64
#define EXIT_CONFIG 78

static const char *
file(const char *text)
{
	return test_file_create(text, strlen(text));
}

/* Run chatd on a file with more arguments; return it when it has ended. */
static struct test_daemon *
run(const char *path, const char *first, const char *second)
{
	struct test_spec spec = { .arguments = { "-c", path, first, second } };
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_wait_exit(daemon);
	return daemon;
}

START_TEST(a_file_is_obeyed)
{
	struct test_daemon *daemon = test_daemon_start_file(
	    file("address = 127.0.0.1\n"
		 "port = 0\n"
		 "workers = 3\n"
		 "max_clients = 1\n"
		 "echo_user = parrot\n"));
	struct test_client *alice = test_client_login(daemon, "alice");

	test_daemon_require_log(daemon, 1, "3 workers");
	test_client_ask(alice, "WHO\n", "WHO-OK parrot,alice\n");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM bob\n", "BUSY\n");
}
END_TEST

START_TEST(sections_are_more_listeners_of_one_chat)
{
	struct test_daemon *daemon = test_daemon_start_file(
	    file("address = 127.0.0.1\n"
		 "port = 0\n"
		 "listener second { protocol = hello port = 0 }\n"
		 "listener third { protocol = hello address = 127.0.0.1 "
		 "port = 0 }\n"));
	struct test_client *client[3];

	for (size_t i = 0; i < 3; i++) {
		client[i] = test_client_connect_to(daemon, i);
		test_client_ask(client[i],
		    test_format("HELLO-FROM user%zu\n", i),
		    test_format("HELLO user%zu\n", i));
	}
	test_client_ask(
	    client[0], "WHO\n", "WHO-OK echobot,user0,user1,user2\n");
	test_client_ask(client[2], "SEND user0 hi\n", "SEND-OK\n");
	test_client_expect(client[0], "DELIVERY user2 hi\n");
}
END_TEST

START_TEST(the_command_line_wins)
{
	struct test_spec spec = { .arguments = { "-o", "echo_user=parrot", "-c",
				      file("address = 127.0.0.1\nport = 0\n"
					   "echo_user = crow\n") } };
	struct test_daemon *daemon = test_daemon_spawn(&spec);
	struct test_client *alice;

	test_daemon_wait_started(daemon);
	alice = test_client_login(daemon, "alice");
	test_client_ask(alice, "WHO\n", "WHO-OK parrot,alice\n");
}
END_TEST

START_TEST(check_says_whether_a_file_is_good)
{
	struct test_daemon *daemon;

	daemon = run(file("max_clients = 3\n"), "--check", NULL);
	test_daemon_require_exit(daemon, 0);

	daemon = run(file("max_clients = lots\n"), "--check", NULL);
	test_daemon_require_exit(daemon, EXIT_CONFIG);
	test_daemon_require_log(daemon, 1, ":1: max_clients");
}
END_TEST

START_TEST(every_error_is_named_with_its_line)
{
	const char *path = file("port = 0\n"
				"max_clients = 0\n"
				"no_such_option = 1\n"
				"login_timeout = soon\n"
				"listener x { protocol = gopher }\n");
	struct test_daemon *daemon = run(path, NULL, NULL);

	test_daemon_require_exit(daemon, EXIT_CONFIG);
	test_daemon_require_log(
	    daemon, 1, test_format("%s:2: max_clients", path));
	test_daemon_require_log(
	    daemon, 1, test_format("%s:3: no_such_option", path));
	test_daemon_require_log(
	    daemon, 1, test_format("%s:4: login_timeout", path));
	test_daemon_require_log(daemon, 1, "gopher");
	test_daemon_require_log(daemon, 0, " started");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
	struct test_daemon *daemon = run("/nonexistent/chatd.conf", NULL, NULL);

	test_daemon_require_exit(daemon, EXIT_CONFIG);
	test_daemon_require_log(
	    daemon, 1, "/nonexistent/chatd.conf: No such file");
}
END_TEST

START_TEST(a_bad_override_is_named)
{
	static const struct {
		const char *override;
		int status;
	} table[] = {
		{ "max_clients=0", EXIT_CONFIG },
		{ "no_such_option=1", EXIT_CONFIG },
		{ "login_timeout=soon", EXIT_CONFIG },
		{ "max_clients", EXIT_USAGE },
		{ "=1", EXIT_USAGE },
	};
	struct test_daemon *daemon;

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		daemon = run("/dev/null",
		    test_format("-o%s", table[i].override), "--check");
		test_daemon_require_exit(daemon, table[i].status);
		test_daemon_require_log(daemon, 1, table[i].override);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_file_is_obeyed);
	test_cases_add(tests, sections_are_more_listeners_of_one_chat);
	test_cases_add(tests, the_command_line_wins);
	test_cases_add(tests, check_says_whether_a_file_is_good);
	test_cases_add(tests, every_error_is_named_with_its_line);
	test_cases_add(tests, a_file_that_is_not_there_is_named);
	test_cases_add(tests, a_bad_override_is_named);
}
