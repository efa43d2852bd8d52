/* SPDX-License-Identifier: MIT */
/*
 * Bans of addresses and networks: at the door, and for those who are in.
 */

#include <string.h>

#include "server/moderation_fixture.h"

#define BANNED "chatd_newcomers_refused_total{reason=\"banned\"}"

static struct test_daemon *chatd;

static void
begin(const char *option, const char *other)
{
	moderation_begin();
	chatd = moderation_start(option, other);
}

static struct test_client *
login_from(const char *address, const char *name)
{
	struct test_client *client = test_client_connect_from(
	    chatd, "hello", address);

	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

static void
require_out(const char *address)
{
	struct test_client *client = test_client_connect_from(
	    chatd, "hello", address);

	test_client_expect(client, "BUSY\n");
	test_client_expect_end(client);
}

START_TEST(a_banned_address_is_turned_away_at_the_door)
{
	struct test_client *metrics;

	begin(NO_OPTION, NO_OPTION);
	metrics = metrics_connect(chatd);
	moderation_order("ban 127.0.0.7", 0);
	require_out("127.0.0.7");
	require_out("127.0.0.7");
	login_from("127.0.0.8", "bob");
	metrics_await(metrics, BANNED, 2);
	test_daemon_wait_log(chatd,
	    "turning newcomers away: the operator has banned their address");
	moderation_order("unban 127.0.0.7", 0);
	login_from("127.0.0.7", "alice");
}
END_TEST

START_TEST(networks_are_banned_around_each_other)
{
	begin(NO_OPTION, NO_OPTION);
	moderation_order("ban 127.0.1.0/24", 0);
	moderation_order("ban 127.0.1.4/30 --for 1h", 0);
	moderation_order("ban ::/0", 0);
	require_out("127.0.1.5");
	require_out("127.0.1.200");
	login_from("127.0.2.1", "alice");
	moderation_order("unban 127.0.1.4/30", 0);
	require_out("127.0.1.5");
	moderation_order("unban 127.0.1.0/24", 0);
	login_from("127.0.1.5", "bob");
}
END_TEST

START_TEST(all_connections_from_there_end)
{
	struct test_client *alice, *bob, *nobody, *guest;

	begin("workers=3", NO_OPTION);
	alice = login_from("127.0.0.7", "alice");
	bob = login_from("127.0.0.8", "bob");
	nobody = test_client_connect_from(chatd, "hello", "127.0.0.7");
	test_client_ask(nobody, "WHO\n", "BAD-RQST-HDR\n");
	guest = test_client_connect_from(chatd, "plain", "127.0.0.7");
	test_client_ask(guest, "!name\n", "! refused: not a name\n");
	moderation_order("ban 127.0.0.7 --until 2222-01-31 spam", 3);
	moderation_expect_banned(alice, " until 2222-01-31 00:00 UTC: spam");
	test_client_expect_end(nobody);
	test_client_take_until(guest, "! the operator has banned you");
	test_client_expect_end(guest);
	test_client_ask(bob, "WHO\n", "WHO-OK echobot,bob\n");
}
END_TEST

START_TEST(ipv6_is_banned_as_well)
{
	struct test_client *alice;

	begin("address=::1", NO_OPTION);
	alice = test_client_login(chatd, "alice");
	moderation_order("ban 127.0.0.0/8", 0);
	moderation_order("ban 0.0.0.0/0", 0);
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	moderation_order("ban ::/64", 1);
	moderation_expect_banned(alice, "");
	test_client_expect(test_client_connect(chatd), "BUSY\n");
	moderation_order("unban ::/64", 0);
	moderation_order("ban ::1", 0);
	test_client_expect(test_client_connect(chatd), "BUSY\n");
}
END_TEST

START_TEST(it_is_the_address_that_the_proxy_tells)
{
	static const char header[] =
	    "PROXY TCP4 192.0.2.7 198.51.100.1 56324 5378\r\n";
	struct test_client *alice, *bob;

	begin("proxy_from=127.0.0.0/8", NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_send(alice, header);
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	/* A proxy that is banned itself goes on. */
	moderation_order("ban 127.0.0.1", 0);
	moderation_order("ban 192.0.2.0/24", 1);
	moderation_expect_banned(alice, "");
	bob = test_client_connect(chatd);
	test_client_send(bob, header);
	test_client_expect(bob, "BUSY\n");
	moderation_order("unban 192.0.2.0/24", 0);
	bob = test_client_connect(chatd);
	test_client_send(bob, header);
	test_client_ask(bob, "HELLO-FROM bob\n", "HELLO bob\n");
}
END_TEST

START_TEST(unix_sockets_have_no_address)
{
	struct test_client *alice, *console;

	chatd = test_daemon_start_with(
	    test_format("address=unix:%s/hello", test_directory_create()),
	    console_option(), NULL);
	console = console_connect();
	alice = test_client_login(chatd, "alice");
	console_expect_begin(
	    console, "ban ::/0", "OK\nkey\tvalue\nconnections\t0\n");
	console_expect_begin(
	    console, "ban 0.0.0.0/0", "OK\nkey\tvalue\nconnections\t0\n");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	test_client_login(chatd, "bob");
	console_expect_begin(
	    console, "ban alice", "OK\nkey\tvalue\nconnections\t1\n");
	moderation_expect_banned(alice, "");
}
END_TEST

/* As with deny: whoever goes on trying is hung up on without a word. */
START_TEST(whoever_goes_on_trying_is_told_nothing)
{
	begin("limits_exempt=", NO_OPTION);
	moderation_order("ban 127.0.0.7", 0);
	for (int i = 0; i < 20; i++)
		require_out("127.0.0.7");
	metrics_await(metrics_connect(chatd), BANNED, 20);
	for (int i = 0; i < 20; i++)
		test_client_abort(
		    test_client_connect_from(chatd, "hello", "127.0.0.7"));
	test_daemon_wait_log(chatd, "they were refused again and again");
	login_from("127.0.0.8", "bob");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_banned_address_is_turned_away_at_the_door);
	test_cases_add(tests, networks_are_banned_around_each_other);
	test_cases_add(tests, all_connections_from_there_end);
	test_cases_add(tests, ipv6_is_banned_as_well);
	test_cases_add(tests, it_is_the_address_that_the_proxy_tells);
	test_cases_add(tests, unix_sockets_have_no_address);
	test_cases_add(tests, whoever_goes_on_trying_is_told_nothing);
}
