/* SPDX-License-Identifier: MIT */
/*
 * How much those may do who come from one address.  All of 127.0.0.0/8 is this
 * machine, and would be exempt as shipped.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

#define REFUSED "chatd_newcomers_refused_total{reason=\"address_"

/* As many connections, one after the other, as show that places come back. */
#define ROUNDS 20

/* As many refusals as make an offender, on however slow a machine. */
#define ENOUGH 1000

/* What the end of a connection takes, and one more. */
#define SETTLING_TURNS 4

static struct test_daemon *daemon_;
static struct test_client *metrics;
static struct test_client *observer; /* who is exempt */

static void
observe(void)
{
	observer = test_client_connect_from(daemon_, "hello", "127.0.0.1");
	test_client_ask(observer, "HELLO-FROM observer\n", "HELLO observer\n");
}

/*
 * Start chatd with one worker and listeners for these protocols.  Nobody is
 * exempt but the observer.
 */
static void
start(const char *protocols, const char *option, const char *other)
{
	daemon_ = test_daemon_start_speaking(protocols, "workers=1",
	    "limits_exempt=127.0.0.1", METRICS_OPTION, option, other, NULL);
	metrics = metrics_connect(daemon_);
	observe();
}

/* Connect from an address.  Return NULL if that is refused. */
static struct test_client *
connect_from(const char *address)
{
	struct test_client *client = test_client_connect_from(
	    daemon_, "hello", address);
	const char *answer;

	test_client_send(client, "FOO\n");
	answer = test_client_take_line(client);
	if (strcmp(answer, "BUSY") != 0) {
		test_require_equal(answer, "BAD-RQST-HDR");
		return client;
	}
	test_client_close(client);
	return NULL;
}

static void
require_in(const char *address)
{
	test_require(connect_from(address) != NULL, "%s", address);
}

static void
require_out(const char *address)
{
	test_require(connect_from(address) == NULL, "%s", address);
}

/*
 * Wait until connections that have been closed have given their places back.  A
 * worker reads each of these questions in a turn of its own; meanwhile it finds
 * in one turn what a client sent last, in the next one its end, and when that
 * is over the place is free.
 */
static void
settle(void)
{
	for (int i = 0; i < SETTLING_TURNS; i++)
		test_client_ask(observer, "FOO\n", "BAD-RQST-HDR\n");
}

START_TEST(an_address_has_so_many_connections)
{
	struct test_client *first;

	start("", "connections_per_address=2", NULL);
	first = connect_from("127.0.0.2");
	test_client_ask(first, "HELLO-FROM alice\n", "HELLO alice\n");
	require_in("127.0.0.2");
	require_out("127.0.0.2");
	require_out("127.0.0.2");
	require_in("127.0.0.3");
	metrics_await(metrics, REFUSED "connections\"}", 2);
	test_client_close(first);
	settle();
	require_in("127.0.0.2");
	test_daemon_stop(daemon_);
	test_daemon_require_log(daemon_, 1,
	    "connections_per_address is reached (1 so far, now "
	    "127.0.0.2:");
}
END_TEST

START_TEST(all_listeners_count_together)
{
	struct test_client *guest;

	start("plain", "connections_per_address=1", NULL);
	require_in("127.0.0.2");
	guest = test_client_connect_from(daemon_, "plain", "127.0.0.2");
	test_client_expect(guest, "! refused: server full\n");
	guest = test_client_connect_from(daemon_, "plain", "127.0.0.3");
	test_client_ask(guest, "!name\n", "! refused: not a name\n");
	require_out("127.0.0.3");
}
END_TEST

/* However a connection ends, its place is there again. */
START_TEST(places_come_back)
{
	struct test_client *client;

	start("", "connections_per_address=1", NULL);
	for (int i = 0; i < ROUNDS; i++) {
		client = connect_from("127.0.0.2");
		test_require(client != NULL, "round %d", i);
		if (i % 4 == 0) {
			test_client_abort(client);
		} else if (i % 4 == 1) {
			test_client_finish(client);
			test_client_expect_end(client);
			test_client_close(client);
		} else if (i % 4 == 2) {
			test_client_send(client, "HELLO-FROM alice\n");
			test_client_close(client);
		} else {
			test_client_close(client);
		}
		settle();
	}
}
END_TEST

/* One who is turned away for another reason has no place. */
START_TEST(those_who_are_turned_away_take_no_place)
{
	struct test_client *pending;

	start("", "connections_per_address=1", "max_logins_pending=1");
	pending = connect_from("127.0.0.2");
	for (int i = 0; i < ROUNDS; i++)
		require_out("127.0.0.3");
	test_client_ask(pending, "HELLO-FROM alice\n", "HELLO alice\n");
	require_in("127.0.0.3");
	metrics_await(metrics, REFUSED "connections\"}", 0);
	metrics_await(metrics,
	    "chatd_newcomers_refused_total{reason=\"logins_pending\"}", ROUNDS);
}
END_TEST

START_TEST(those_who_are_turned_away_pay_nothing)
{
	struct test_client *pending;

	start("", "logins_per_address=1", "max_logins_pending=1");
	pending = connect_from("127.0.0.2");
	/* Twice as often as logins_burst allows as shipped. */
	for (int i = 0; i < 2 * ROUNDS; i++)
		require_out("127.0.0.3");
	test_client_ask(pending, "HELLO-FROM alice\n", "HELLO alice\n");
	require_in("127.0.0.3");
	metrics_await(metrics, REFUSED "logins\"}", 0);
}
END_TEST

START_TEST(an_address_connects_so_often)
{
	start("", "logins_per_address=1", "logins_burst=3");
	for (int i = 0; i < 3; i++)
		require_in("127.0.0.2");
	require_out("127.0.0.2");
	require_in("127.0.0.3");
	metrics_await(metrics, REFUSED "logins\"}", 1);
	test_daemon_stop(daemon_);
	test_daemon_require_log(daemon_, 1, "logins_per_address is reached");
}
END_TEST

START_TEST(this_machine_is_exempt_as_shipped)
{
	daemon_ = test_daemon_start_with("connections_per_address=1",
	    "logins_per_address=1", "logins_burst=1", NULL);
	for (int i = 0; i < 3; i++) {
		require_in("127.0.0.1");
		require_in("127.0.0.2");
	}
}
END_TEST

/* ---- offenders ----------------------------------------------------------- */

/* Connect from an address until that is refused without a word. */
static void
offend(const char *address)
{
	for (int i = 0; i < ENOUGH; i++) {
		struct test_client *client = test_client_connect_from(
		    daemon_, "hello", address);
		const char *answer = test_client_take_line_or_end(client);

		test_client_close(client);
		if (answer == NULL)
			return;
		test_require_equal(answer, "BUSY");
	}
	test_fail("%s is no offender", address);
}

/* Who is there stays, and others are let in, and told if they are not. */
START_TEST(offenders_are_hung_up_on)
{
	struct test_client *alice;

	start("plain", "connections_per_address=1", NULL);
	alice = connect_from("127.0.0.2");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	offend("127.0.0.2");
	metrics_await(
	    metrics, "chatd_newcomers_refused_total{reason=\"offender\"}", 1);
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
	require_in("127.0.0.3");
	require_out("127.0.0.3");
	test_daemon_stop(daemon_);
	test_daemon_require_log(daemon_, 1,
	    "they were refused again and again (1 so far, now "
	    "127.0.0.2:");
}
END_TEST

START_TEST(those_who_are_denied_offend_as_well)
{
	start("", "deny=127.0.0.2", NULL);
	offend("127.0.0.2");
	require_in("127.0.0.3");
}
END_TEST

/* Other reasons are not the newcomer's fault. */
START_TEST(nobody_offends_where_others_have_taken_the_room)
{
	start("", "max_logins_pending=1", NULL);
	require_in("127.0.0.2");
	for (int i = 0; i < 5 * ROUNDS; i++)
		require_out("127.0.0.3");
	metrics_await(
	    metrics, "chatd_newcomers_refused_total{reason=\"offender\"}", 0);
}
END_TEST

/* ---- reloads ------------------------------------------------------------- */

#define LISTEN "address = 127.0.0.1\nport = 0\nworkers = 1\n"

struct change {
	const char *before, *after;
};

/* A second connection is refused before, and let in after the change. */
static const struct change changes[] = {
	{ "limits_exempt = '' connections_per_address = 1",
	    "limits_exempt = '' connections_per_address = 2" },
	{ "limits_exempt = '' logins_burst = 1 logins_per_address = 1",
	    "limits_exempt = '' logins_burst = 1 logins_per_address = 0" },
	{ "limits_exempt = '' logins_per_address = 1 logins_burst = 1",
	    "limits_exempt = '' logins_per_address = 1 logins_burst = 2" },
	{ "connections_per_address = 1 limits_exempt = 127.0.0.1",
	    "connections_per_address = 1 limits_exempt = '127.0.0.1 "
	    "127.0.0.2'" },
};

#define CHANGES ((int)(sizeof(changes) / sizeof(changes[0])))

static void
reload(const char *path, const char *text)
{
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(daemon_, SIGHUP);
	test_daemon_wait_log(daemon_, "reloaded the configuration");
}

START_TEST(a_reload_changes_limits)
{
	const struct change *change = &changes[_i];
	const char *text = test_format("%s%s\n", LISTEN, change->before);
	const char *path = test_file_create(text, strlen(text));

	daemon_ = test_daemon_start_file(path);
	require_in("127.0.0.2");
	require_out("127.0.0.2");
	reload(path, test_format("%s%s\n", LISTEN, change->after));
	require_in("127.0.0.2");
}
END_TEST

/* Those who came while there was no limit count as well. */
START_TEST(a_new_limit_finds_those_who_are_connected)
{
	static const char before[] = LISTEN "limits_exempt = 127.0.0.1\n";
	const char *path = test_file_create(before, sizeof(before) - 1);
	struct test_client *clients[3];

	daemon_ = test_daemon_start_file(path);
	observe();
	for (int i = 0; i < 3; i++)
		clients[i] = connect_from("127.0.0.2");
	reload(path,
	    LISTEN "limits_exempt = 127.0.0.1\nconnections_per_address = 2\n");
	for (int i = 0; i < 3; i++)
		test_client_ask(clients[i], "FOO\n", "BAD-RQST-HDR\n");
	require_out("127.0.0.2");
	test_client_close(clients[0]);
	test_client_close(clients[1]);
	settle();
	require_in("127.0.0.2");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, an_address_has_so_many_connections);
	test_cases_add(tests, all_listeners_count_together);
	/* Whoever waits for an answer is not read: their end is seen later. */
	test_cases_add_but(tests, places_come_back, "not_late");
	test_cases_add(tests, those_who_are_turned_away_take_no_place);
	test_cases_add(tests, those_who_are_turned_away_pay_nothing);
	test_cases_add(tests, an_address_connects_so_often);
	test_cases_add(tests, this_machine_is_exempt_as_shipped);
	test_cases_add(tests, offenders_are_hung_up_on);
	test_cases_add(tests, those_who_are_denied_offend_as_well);
	test_cases_add(tests, nobody_offends_where_others_have_taken_the_room);
	test_cases_add_loop(tests, a_reload_changes_limits, 0, CHANGES);
	test_cases_add(tests, a_new_limit_finds_those_who_are_connected);
}
