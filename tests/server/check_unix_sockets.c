/* SPDX-License-Identifier: MIT */
/*
 * Listeners that are unix sockets: who meets there, what becomes of the file,
 * and what a reload makes of them.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* sysexits.h, as chatd(8) has it. */
#define EXIT_UNAVAILABLE 69
#define EXIT_CONFIG      78

#define LISTEN "address = 127.0.0.1\nport = 0\nworkers = 2\n"

static const char *directory;

static const char *
path_of(const char *name)
{
	return test_format("%s/%s", directory, name);
}

static struct test_client *
connect_to(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, path_of(name));
	return test_client_connect_socket(
	    (const struct sockaddr *)&address, sizeof(address));
}

static struct test_client *
login_at(const char *name, const char *user)
{
	struct test_client *client = connect_to(name);

	test_client_ask(client, test_format("HELLO-FROM %s\n", user),
	    test_format("HELLO %s\n", user));
	return client;
}

/* Return a section that speaks hello at a path, with further options. */
static const char *
section(const char *name, const char *options)
{
	return test_format("listener %s { protocol = hello "
			   "address = \"unix:%s\" %s }\n",
	    name, path_of(name), options);
}

static void
require_mode(const char *name, mode_t mode)
{
	struct stat status;

	test_require(lstat(path_of(name), &status) == 0 &&
			 S_ISSOCK(status.st_mode) &&
			 (status.st_mode & 07777) == mode,
	    "%s is no socket of mode %o", path_of(name), mode);
}

static void
require_gone(const char *name)
{
	struct stat status;

	test_require(lstat(path_of(name), &status) != 0 && errno == ENOENT,
	    "%s is there", path_of(name));
}

static const char *file;

static struct test_daemon *
spawn(const char *sections)
{
	const char *text = test_format(LISTEN "%s", sections);
	struct test_spec spec = { .arguments = { "-o", console_option(), "-o",
				      "log_level=debug", "-c",
				      test_file_create(text, strlen(text)) } };

	file = spec.arguments[5];
	return test_daemon_spawn(&spec);
}

static struct test_daemon *
start(const char *sections)
{
	struct test_daemon *daemon = spawn(sections);

	test_daemon_wait_started(daemon);
	return daemon;
}

static void
reload(struct test_daemon *daemon, const char *sections, const char *outcome)
{
	const char *text = test_format(LISTEN "%s", sections);

	test_file_replace(file, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, outcome);
}

static void
talk(struct test_client *alice, struct test_client *bob)
{
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	test_client_ask(bob, "SEND alice hi\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY bob hi\n");
}

static void
make_directory(void)
{
	directory = test_directory_create();
}

START_TEST(everybody_reaches_everybody)
{
	struct test_daemon *daemon = start(
	    test_format("%s%s", section("a", ""), section("b", "")));
	struct test_client *alice = login_at("a", "alice");
	struct test_client *bob = login_at("b", "bob");
	struct test_client *carol = test_client_login(daemon, "carol");

	talk(alice, bob);
	test_client_ask(carol, "SEND alice hi\n", "SEND-OK\n");
	test_client_expect(alice, "DELIVERY carol hi\n");
	test_client_ask(bob, "SEND carol hi\n", "SEND-OK\n");
	test_client_expect(carol, "DELIVERY bob hi\n");
	test_daemon_require_log(daemon, 1,
	    test_format("hello on unix:%s, hello on unix:%s", path_of("a"),
		path_of("b")));
}
END_TEST

START_TEST(the_peer_is_a_process_and_a_user)
{
	struct test_daemon *daemon = start(section("a", ""));
	const char *peer = test_format(
	    " unix:%ld/%lu", (long)getpid(), (unsigned long)getuid());
	struct test_client *console;

	login_at("a", "alice");
	test_daemon_wait_log(daemon, test_format("%s alice: logged in", peer));
	console = console_connect();
	test_require(strstr(console_ask(console, "users"), peer + 1) != NULL,
	    "the console does not show%s", peer);
}
END_TEST

START_TEST(guests_of_one_process_have_names)
{
	struct test_client *one, *other;

	start(test_format("listener a { protocol = plain "
			  "address = \"unix:%s\" }\n",
	    path_of("a")));
	one = connect_to("a");
	test_client_ask(one, "!name\n", "! refused: not a name\n");
	other = connect_to("a");
	test_client_ask(other, "!name\n", "! refused: not a name\n");
}
END_TEST

START_TEST(the_mode_is_that_of_the_section_or_the_file)
{
	start(test_format("socket_mode = 0640\n%s%s", section("a", ""),
	    section("b", "socket_mode = 0600")));
	require_mode("a", 0640);
	require_mode("b", 0600);
}
END_TEST

/* An account that is not root's can give its own group, and not root's. */
START_TEST(the_group_is_that_of_the_section_or_the_file)
{
	struct test_daemon *daemon = start(section("a", ""));
	const char *own;
	struct stat status;

	test_require(stat(path_of("a"), &status) == 0, "no socket");
	own = test_format("socket_group = %lu\n", (unsigned long)status.st_gid);
	reload(daemon, test_format("%s%s", own, section("a", "")),
	    "reloaded the configuration");
	reload(daemon,
	    test_format("%s%s", own, section("a", "socket_group = 0")),
	    "reload failed");
	test_daemon_require_log(daemon, 1,
	    test_format("listener a: cannot change mode and group of "
			"unix:%s: Operation not permitted",
		path_of("a")));
}
END_TEST

START_TEST(everybody_may_connect_by_default)
{
	start(section("a", ""));
	require_mode("a", 0666);
}
END_TEST

START_TEST(a_group_that_is_unknown_is_an_error)
{
	struct test_daemon *daemon = spawn(
	    section("a", "socket_group = no-such-group"));

	test_daemon_require_exit(daemon, EXIT_UNAVAILABLE);
	test_daemon_require_log(daemon, 1,
	    "listener a: socket_group: there is no group "
	    "\"no-such-group\"");
	require_gone("a");
}
END_TEST

START_TEST(the_files_are_removed_in_the_end)
{
	struct test_daemon *daemon = start(section("a", ""));

	require_mode("a", 0666);
	test_daemon_stop(daemon);
	require_gone("a");
}
END_TEST

/* Another daemon has taken the place, after somebody has removed the file. */
START_TEST(a_file_of_somebody_else_stays)
{
	struct test_daemon *daemon = start(section("a", ""));

	test_require(unlink(path_of("a")) == 0, "unlink: %s", strerror(errno));
	start(section("a", ""));
	test_daemon_stop(daemon);
	login_at("a", "alice");
}
END_TEST

START_TEST(a_socket_that_was_left_behind_is_replaced)
{
	struct test_daemon *daemon = start(section("a", ""));

	test_daemon_signal(daemon, SIGKILL);
	test_daemon_require_exit(daemon, 128 + SIGKILL);
	require_mode("a", 0666);
	start(section("a", ""));
	login_at("a", "alice");
}
END_TEST

START_TEST(a_socket_that_somebody_listens_on_is_an_error)
{
	struct test_daemon *daemon;

	start(section("a", ""));
	daemon = spawn(section("a", ""));
	test_daemon_require_exit(daemon, EXIT_UNAVAILABLE);
	test_daemon_require_log(daemon, 1,
	    test_format("listener a: cannot listen on unix:%s: "
			"Address already in use",
		path_of("a")));
	login_at("a", "alice");
}
END_TEST

START_TEST(other_files_are_left_alone)
{
	FILE *stream = fopen(path_of("a"), "w");
	struct test_daemon *daemon;
	struct stat status;

	ck_assert_ptr_nonnull(stream);
	fclose(stream);
	daemon = spawn(section("a", ""));
	test_daemon_require_exit(daemon, EXIT_UNAVAILABLE);
	test_daemon_require_log(
	    daemon, 1, "something other than a socket is there");
	test_require(
	    lstat(path_of("a"), &status) == 0 && S_ISREG(status.st_mode),
	    "the file has gone");
}
END_TEST

START_TEST(a_directory_that_is_missing_is_an_error)
{
	struct test_daemon *daemon = spawn(
	    test_format("listener a { protocol = hello "
			"address = \"unix:%s/none/a\" }\n",
		directory));

	test_daemon_require_exit(daemon, EXIT_UNAVAILABLE);
	test_daemon_require_log(daemon, 1, "No such file or directory");
}
END_TEST

/* The three lines of LISTEN come first. */
START_TEST(mistakes_have_a_file_and_a_line)
{
	const struct {
		const char *options, *error;
	} mistakes[] = {
		{ test_format(
		      "address = \"unix:/%s\"", test_repeat('x', 107, "")),
		    ":6: address: found " },
		{ "address = \"unix:relative\"", ":6: address: found " },
		{ "port = 1\naddress = \"unix:/x/y\"",
		    ":6: port: found one beside unix:PATH" },
		{ "socket_mode = 0999", ":6: socket_mode: found \"0999\"" },
	};
	struct test_daemon *daemon = spawn(test_format(
	    "listener a {\nprotocol = hello\n%s\n}\n", mistakes[_i].options));

	test_daemon_require_exit(daemon, EXIT_CONFIG);
	test_daemon_require_log(
	    daemon, 1, test_format("%s%s", file, mistakes[_i].error));
}
END_TEST

START_TEST(a_reload_adds_removes_and_changes)
{
	struct test_daemon *daemon = start(
	    test_format("%s%s", section("a", ""), section("b", "")));
	struct test_client *alice = login_at("a", "alice");
	struct test_client *bob = login_at("b", "bob");

	reload(daemon,
	    test_format(
		"%s%s", section("c", ""), section("b", "socket_mode = 0600")),
	    "reloaded the configuration");
	require_gone("a");
	require_mode("b", 0600);
	require_mode("c", 0666);
	login_at("c", "carol");
	login_at("b", "dave");
	talk(alice, bob);
	test_daemon_require_log(daemon, 0, "needs a restart");
}
END_TEST

START_TEST(a_reload_that_fails_changes_no_listener)
{
	struct test_daemon *daemon = start(
	    test_format("%s%s", section("a", ""), section("b", "")));

	reload(daemon,
	    test_format("%s%slistener d { protocol = hello "
			"address = \"unix:%s/none/d\" }\n",
		section("b", "socket_mode = 0600"), section("c", ""),
		directory),
	    "reload failed");
	test_daemon_require_log(
	    daemon, 1, "listener d: cannot listen on unix:");
	require_mode("a", 0666);
	require_mode("b", 0666);
	require_gone("c");
	login_at("a", "alice");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, make_directory, NULL);
	test_cases_add(tests, everybody_reaches_everybody);
	test_cases_add(tests, the_peer_is_a_process_and_a_user);
	test_cases_add(tests, guests_of_one_process_have_names);
	test_cases_add(tests, the_mode_is_that_of_the_section_or_the_file);
	test_cases_add(tests, the_group_is_that_of_the_section_or_the_file);
	test_cases_add(tests, everybody_may_connect_by_default);
	test_cases_add(tests, a_group_that_is_unknown_is_an_error);
	test_cases_add(tests, the_files_are_removed_in_the_end);
	test_cases_add(tests, a_file_of_somebody_else_stays);
	test_cases_add(tests, a_socket_that_was_left_behind_is_replaced);
	test_cases_add(tests, a_socket_that_somebody_listens_on_is_an_error);
	test_cases_add(tests, other_files_are_left_alone);
	test_cases_add(tests, a_directory_that_is_missing_is_an_error);
	test_cases_add_loop(tests, mistakes_have_a_file_and_a_line, 0, 4);
	test_cases_add(tests, a_reload_adds_removes_and_changes);
	test_cases_add(tests, a_reload_that_fails_changes_no_listener);
}
