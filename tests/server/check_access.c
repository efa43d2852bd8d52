/* SPDX-License-Identifier: MIT */
/*
 * Which networks may connect, to which listener, and how that changes.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

#define LISTEN                                                                 \
	"address = 127.0.0.1\nport = 0\nworkers = 2\n"                         \
	"metrics_listen = 127.0.0.1:0\n"

#define DENIED "chatd_newcomers_refused_total{reason=\"denied\"}"

static const char *path;

static struct test_daemon *
start(const char *text)
{
	path = test_file_create(text, strlen(text));
	return test_daemon_start_file(path);
}

static void
reload(struct test_daemon *daemon, const char *text)
{
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon, "reloaded the configuration");
}

/* Say whether somebody from this address is let in. */
static bool
is_let_in(
    const struct test_daemon *daemon, const char *protocol, const char *address)
{
	struct test_client *client = test_client_connect_from(
	    daemon, protocol, address);
	bool is_plain = strcmp(protocol, "plain") == 0;
	const char *busy = is_plain ? "! refused: server full" : "BUSY";
	const char *answer;

	test_client_send(client, is_plain ? "!name\n" : "FOO\n");
	/* Guests are told of others, who have left by now. */
	do
		answer = test_client_take_line(client);
	while (*answer == '[' || strncmp(answer, "Client (", 8) == 0);
	if (strcmp(answer, busy) == 0) {
		test_client_close(client);
		return false;
	}
	test_require_equal(
	    answer, is_plain ? "! refused: not a name" : "BAD-RQST-HDR");
	test_client_close(client);
	return true;
}

static void
require_in(const struct test_daemon *daemon, const char *address)
{
	test_require(is_let_in(daemon, "hello", address), "%s", address);
}

static void
require_out(const struct test_daemon *daemon, const char *address)
{
	test_require(!is_let_in(daemon, "hello", address), "%s", address);
}

START_TEST(denied_networks_are_turned_away)
{
	struct test_daemon *daemon = start(
	    LISTEN "deny = '127.0.0.4/30, 127.0.0.9'\n");
	struct test_client *metrics = metrics_connect(daemon);

	require_in(daemon, "127.0.0.3");
	require_out(daemon, "127.0.0.4");
	require_out(daemon, "127.0.0.7");
	require_in(daemon, "127.0.0.8");
	require_out(daemon, "127.0.0.9");
	metrics_await(metrics, DENIED, 3);
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 1, "allow and deny do not let them in");
}
END_TEST

START_TEST(with_an_allowed_network_all_others_are_turned_away)
{
	struct test_daemon *daemon = start(
	    LISTEN "allow = \"127.0.0.0/28\n\t127.0.0.99\"\n"
		   "deny = 127.0.0.2\n");

	require_in(daemon, "127.0.0.1");
	require_out(daemon, "127.0.0.2");
	require_out(daemon, "127.0.0.16");
	require_in(daemon, "127.0.0.99");
}
END_TEST

/* The socket is one of IPv6, so that IPv4 comes in mapped. */
START_TEST(a_socket_of_both_families_knows_networks_of_ipv4)
{
	struct test_daemon *daemon = start(
	    "address = '*'\nport = 0\ndeny = 127.0.0.2\n");

	require_out(daemon, "127.0.0.2");
	require_in(daemon, "127.0.0.3");
}
END_TEST

START_TEST(a_listener_has_networks_of_its_own)
{
	struct test_daemon *daemon = start(
	    LISTEN "deny = 127.0.0.2\n"
		   "listener guests { protocol = plain port = 0 deny = '' }\n"
		   "listener others { protocol = sized port = 0 "
		   "allow = 127.0.0.1 }\n");
	struct test_client *other;

	require_out(daemon, "127.0.0.2");
	ck_assert(is_let_in(daemon, "plain", "127.0.0.2"));
	other = test_client_connect_from(daemon, "sized", "127.0.0.3");
	test_client_expect(other, "0017ERROR server full");
	test_client_expect_end(other);
}
END_TEST

START_TEST(a_reload_concerns_newcomers)
{
	static const char plain[] =
	    "listener guests { protocol = plain port = 0 ";
	struct test_daemon *daemon = start(
	    test_format("%s%s}\n", LISTEN, plain));
	struct test_client *alice = test_client_connect_from(
	    daemon, "hello", "127.0.0.2");

	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	ck_assert(is_let_in(daemon, "plain", "127.0.0.2"));
	reload(daemon, test_format("%sdeny = 127.0.0.2\n%s}\n", LISTEN, plain));
	require_out(daemon, "127.0.0.2");
	ck_assert(!is_let_in(daemon, "plain", "127.0.0.2"));
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");

	/* Only the section says something else now. */
	reload(daemon, test_format("%sdeny = 127.0.0.3\n%sdeny = 127.0.0.2 }\n",
			   LISTEN, plain));
	require_in(daemon, "127.0.0.2");
	require_out(daemon, "127.0.0.3");
	ck_assert(!is_let_in(daemon, "plain", "127.0.0.2"));
	ck_assert(is_let_in(daemon, "plain", "127.0.0.3"));

	reload(daemon, test_format("%s%s}\n", LISTEN, plain));
	require_in(daemon, "127.0.0.3");
	ck_assert(is_let_in(daemon, "plain", "127.0.0.2"));
}
END_TEST

START_TEST(a_bad_network_changes_nothing)
{
	static const char bad[] = LISTEN "deny = '127.0.0.2 127.0.0.1/30'\n";
	struct test_daemon *daemon = start(LISTEN "deny = 127.0.0.2\n");

	test_file_replace(path, bad, strlen(bad));
	test_daemon_signal(daemon, SIGHUP);
	test_daemon_wait_log(daemon,
	    ":5: deny: found \"127.0.0.1/30\", want networks such as "
	    "192.0.2.0/24 or 2001:db8::/32, at most 1024, or \"\"; did you "
	    "mean 127.0.0.0/30?");
	require_out(daemon, "127.0.0.2");
	require_in(daemon, "127.0.0.1");
}
END_TEST

START_TEST(unix_sockets_let_everybody_in)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = start(
	    test_format("%sallow = 192.0.2.1\nlistener local { "
			"protocol = plain address = 'unix:%s/chat' }\n",
		LISTEN, directory));
	struct test_client *local = test_client_connect_protocol(
	    daemon, "plain");

	require_out(daemon, "127.0.0.1");
	test_client_ask(local, "!name\n", "! refused: not a name\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, denied_networks_are_turned_away);
	test_cases_add(
	    tests, with_an_allowed_network_all_others_are_turned_away);
	test_cases_add(tests, a_socket_of_both_families_knows_networks_of_ipv4);
	test_cases_add(tests, a_listener_has_networks_of_its_own);
	test_cases_add(tests, a_reload_concerns_newcomers);
	test_cases_add(tests, a_bad_network_changes_nothing);
	test_cases_add(tests, unix_sockets_let_everybody_in);
}
