/* SPDX-License-Identifier: MIT */
/*
 * On a unix socket with name_from = peer the account at the other end is called
 * what the system calls it, and owns that name.
 */

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chatd/accounts/password.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/network_fixture.h"
#include "server/sized_fixture.h"

/* sysexits.h, as chatd(8) has it. */
#define EXIT_CONFIG 78

/* Whom the kernel does not know here, and whom the system does not. */
#define UNKNOWN_USER  65534
#define NAMELESS_USER 1234567

#define LISTEN "address = 127.0.0.1\nport = 0\nworkers = 2\n"
#define PEER   "name_from = peer"

/* So that each worker has the older connection as often as not. */
#define CLAIMS 12

static const char *directory, *file;
static char me[64];

static const char *
path_of(const char *protocol)
{
	return test_format("%s/%s", directory, protocol);
}

/* Return a section that speaks protocol at a path that is named after it. */
static const char *
section(const char *protocol, const char *options)
{
	return test_format("listener %s-at-path { protocol = %s "
			   "address = \"unix:%s\" %s }\n",
	    protocol, protocol, path_of(protocol), options);
}

static struct test_client *
connect_to(const char *protocol)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, path_of(protocol));
	return test_client_connect_socket(
	    (const struct sockaddr *)&address, sizeof(address));
}

static struct test_daemon *
start(const char *sections)
{
	const char *text = test_format(LISTEN "%s", sections);
	struct test_spec spec = { .arguments = { "-o", console_option(), "-o",
				      "log_level=debug", "-c",
				      test_file_create(text, strlen(text)) } };
	struct test_daemon *daemon;

	file = spec.arguments[5];
	daemon = test_daemon_spawn(&spec);
	test_daemon_wait_started(daemon);
	return daemon;
}

static void
claim(struct test_client *client, const char *name, const char *reply)
{
	test_client_ask(client, test_format("HELLO-FROM %s\n", name), reply);
}

static const char *
welcome(void)
{
	return test_format("HELLO %s\n", me);
}

START_TEST(an_account_has_its_own_name_and_no_other)
{
	struct test_daemon *daemon = start(section("hello", PEER));
	struct test_client *client = connect_to("hello");
	struct test_client *console;

	claim(client, "somebody", "IN-USE\n");
	test_daemon_wait_log(daemon,
	    "refused somebody: name_from gives them another name, or none");
	claim(client, "no:name", "BAD-RQST-BODY\n");
	claim(client, me, welcome());
	test_client_ask(client, test_format("SEND %s hi\n", me), "SEND-OK\n");
	console = console_connect();
	test_require(strstr(console_ask(console, "metrics"),
			 "chatd_logins_total{outcome=\"not_shown\"} 1") != NULL,
	    "it is not counted");
}
END_TEST

/* Where their name has an account, they are known by it. */
START_TEST(its_name_keeps_a_room)
{
	const char *path = test_directory_create();
	struct test_client *client, *console;

	if (!password_is_supported())
		return;
	start(test_format("accounts = file\naccounts_file = \"%s/accounts\"\n"
			  "rooms_file = \"%s/rooms\"\n%s",
	    path, path, section("hello", PEER)));
	console = console_connect();
	client = connect_to("hello");
	claim(client, me, welcome());
	test_client_ask(client, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(client, "MODE #den +r\n", "NOT-OWNER\n");
	console_expect(
	    console, test_format("account add %s open sesame", me), "OK\n");
	test_client_ask(client, "MODE #den +r\n", "MODE-OK #den +r\n");
	test_client_ask(client, "LEAVE #den\n", "LEAVE-OK #den\n");
	test_client_ask(client, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(client, "MODE #den -r\n", "MODE-OK #den +\n");
}
END_TEST

START_TEST(its_name_is_taken_from_others)
{
	struct test_daemon *daemon = start(section("hello", PEER));
	struct test_client *older = test_client_login(daemon, me), *newer;

	for (int i = 0; i < CLAIMS; i++) {
		if (i % 3 == 0)
			test_client_connect(daemon);
		newer = connect_to("hello");
		claim(newer, me, welcome());
		test_client_expect_end(older);
		test_daemon_wait_log(
		    daemon, "closed: replaced, the owner of the name has come");
		older = newer;
	}
	/* Who has not shown anything does not get it. */
	claim(test_client_connect(daemon), me, "IN-USE\n");
}
END_TEST

/* Return a client of another account; this one is root. */
static struct test_client *
connect_as(uid_t user)
{
	struct test_client *client;

	test_require(seteuid(user) == 0, "cannot be another account");
	client = connect_to("hello");
	test_require(seteuid(0) == 0, "cannot be root again");
	return client;
}

/* Those of other user namespaces all look the same. */
START_TEST(accounts_that_are_unknown_have_no_name)
{
	start(section("hello", PEER));
	claim(connect_as(UNKNOWN_USER), "nobody", "IN-USE\n");
	claim(connect_as(NAMELESS_USER), "nobody", "IN-USE\n");
	claim(connect_as(NAMELESS_USER), me, "IN-USE\n");
	claim(connect_as(0), me, welcome());
}
END_TEST

START_TEST(reserved_names_are_nobodys)
{
	start(test_format(
	    "reserved_names = \"%s\"\n%s", me, section("hello", PEER)));
	claim(connect_to("hello"), me, "IN-USE\n");
}
END_TEST

START_TEST(other_protocols_refuse_in_their_own_words)
{
	struct test_client *sized, *framed;

	start(test_format(
	    "%s%s", section("sized", PEER), section("framed", PEER)));
	sized = connect_to("sized");
	sized_ask(sized, 4, "NAME somebody", "ERROR name taken: somebody");
	sized_ask(
	    sized, 4, test_format("NAME %s", me), test_format("HELLO %s", me));
	sized_ask(sized, 4, "NAME somebody", "ERROR name taken: somebody");
	framed = connect_to("framed");
	test_client_send_bytes(framed, "\0\3\0\0\0\0bob", 9);
	test_client_expect_bytes(
	    framed, "\0\6\0\0\0\17servername taken: bob", 27);
	test_client_expect_end(framed);
}
END_TEST

START_TEST(guests_may_take_their_own_name)
{
	struct test_client *client;

	start(section("plain", PEER));
	client = connect_to("plain");
	test_client_ask(
	    client, "!name somebody\n", "! refused: name taken: somebody\n");
	test_client_ask(client, test_format("!name %s\n", me),
	    test_format("You are now %s\n", me));
}
END_TEST

/* Two requests at once are answered in their order, although one waits. */
START_TEST(what_comes_next_waits)
{
	start(section("hello", PEER));
	test_client_ask(connect_to("hello"),
	    test_format("HELLO-FROM x\nHELLO-FROM %s\nWHO\n", me),
	    test_format("IN-USE\nHELLO %s\nWHO-OK echobot,%s\n", me, me));
}
END_TEST

/* The operator may be quicker than what the system asks for the name. */
START_TEST(a_ban_holds_while_the_name_is_looked_up)
{
	struct test_daemon *daemon;
	struct test_client *client;

	network_use_faulty();
	daemon = start(section("hello", PEER));
	client = connect_to("hello");
	network_halt("getpwuid_r");
	test_client_send(client, test_format("HELLO-FROM %s\n", me));
	network_wait_halted(daemon, "getpwuid_r");
	console_expect_begin(console_connect(),
	    test_format("ban %s --until 2222-01-31", me),
	    "OK\nkey\tvalue\nconnections\t0\n");
	network_go_on("getpwuid_r");
	test_client_expect(client, "BANNED until 2222-01-31 00:00 UTC\n");
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 0, "logged in");
}
END_TEST

/*
 * Have a call fail while a client asks again and again, and require one line in
 * the log: anybody can have the system asked as often as they like.
 */
static void
require_one_line(const char *call, int error, const char *line)
{
	const char *always = test_format("%s-always", call);
	struct test_daemon *daemon;
	struct test_client *client;

	network_use_faulty();
	daemon = start(section("hello", PEER));
	client = connect_to("hello");
	network_break(always, error);
	for (int i = 0; i < 20; i++)
		claim(client, me, "IN-USE\n");
	network_mend(always);
	claim(client, me, welcome());
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 1, line);
}

START_TEST(a_system_that_does_not_answer_does_not_fill_the_log)
{
	require_one_line("getpwuid_r", EIO, "cannot find the name");
}
END_TEST

/* Nor does a machine on which there are too many threads. */
START_TEST(want_of_a_thread_does_not_fill_the_log)
{
	require_one_line("pthread_create", EAGAIN, "cannot start a thread");
}
END_TEST

/* It may hang for as long as it likes. */
START_TEST(a_stop_does_not_wait_for_a_name)
{
	struct test_daemon *daemon;
	struct test_client *client;

	network_use_faulty();
	daemon = start(section("hello", PEER));
	client = connect_to("hello");
	network_halt("getpwuid_r");
	test_client_send(client, test_format("HELLO-FROM %s\n", me));
	network_wait_halted(daemon, "getpwuid_r");
	test_client_send(
	    connect_to("hello"), test_format("HELLO-FROM %s\n", me));
	test_daemon_stop(daemon);
	test_client_expect_end(client);
	test_daemon_require_log(
	    daemon, 1, "all that was confirmed has been sent");
}
END_TEST

START_TEST(a_reload_applies_it)
{
	struct test_daemon *daemon = start(section("hello", ""));
	const char *text = test_format(LISTEN "%s", section("hello", PEER));

	claim(connect_to("hello"), "somebody", "HELLO somebody\n");
	test_file_replace(file, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded the configuration");
	claim(connect_to("hello"), "nobody", "IN-USE\n");
	claim(connect_to("hello"), me, welcome());
}
END_TEST

static void
require_refused(const char *options, const char *error)
{
	const char *text = test_format(LISTEN "%s", options);
	struct test_spec spec = { .arguments = { "-c",
				      test_file_create(text, strlen(text)) } };
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_require_exit(daemon, EXIT_CONFIG);
	test_daemon_require_log(daemon, 1, error);
}

START_TEST(it_needs_what_shows_a_name)
{
	static const char peer[] = "name_from: found peer, which wants an "
				   "address of unix:PATH";
	static const char certificate[] = "name_from: found certificate, which "
					  "wants tls = yes and client_ca";

	require_refused("name_from = peer\n", peer);
	require_refused(
	    "listener x { protocol = hello port = 0 name_from = peer }\n",
	    peer);
	require_refused("name_from = certificate\n", certificate);
	require_refused(
	    section("hello", "name_from = certificate"), certificate);
	require_refused("name_from = fame\n", "want none, certificate or peer");
}
END_TEST

static void
begin(void)
{
	directory = test_directory_create();
}

void
test_add_tests(struct test_cases *tests)
{
	const struct passwd *entry = getpwuid(geteuid());

	if (entry == NULL || entry->pw_uid == UNKNOWN_USER ||
	    strlen(entry->pw_name) >= sizeof(me))
		test_skip("this account has no name, or a long one");
	strcpy(me, entry->pw_name);
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, an_account_has_its_own_name_and_no_other);
	test_cases_add(tests, its_name_keeps_a_room);
	test_cases_add(tests, its_name_is_taken_from_others);
	if (geteuid() == 0)
		test_cases_add(tests, accounts_that_are_unknown_have_no_name);
	test_cases_add(tests, reserved_names_are_nobodys);
	test_cases_add(tests, other_protocols_refuse_in_their_own_words);
	test_cases_add(tests, guests_may_take_their_own_name);
	test_cases_add(tests, what_comes_next_waits);
	test_cases_add(tests, a_ban_holds_while_the_name_is_looked_up);
	test_cases_add(
	    tests, a_system_that_does_not_answer_does_not_fill_the_log);
	if (!test_is_sanitized())
		test_cases_add(tests, want_of_a_thread_does_not_fill_the_log);
	test_cases_add(tests, a_stop_does_not_wait_for_a_name);
	test_cases_add(tests, a_reload_applies_it);
	test_cases_add(tests, it_needs_what_shows_a_name);
}
