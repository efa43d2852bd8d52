/* SPDX-License-Identifier: MIT */
/*
 * Bans and mutes of accounts: whoever has shown the password, by whatever name.
 */

#include "server/accounts_fixture.h"
#include "server/command_fixture.h"
#include "server/moderation_fixture.h"
#include "server/network_fixture.h"

#define SHOW "AUTH alice " ACCOUNTS_PASSWORD "\n"

static struct test_daemon *chatd;
static struct test_client *console;

static void
begin(void)
{
	accounts_begin();
	moderation_begin();
	chatd = accounts_start(moderation_option(), NO_OPTION);
	console = console_connect();
	accounts_add("alice");
}

static struct test_client *
show_password(void)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client, SHOW, "AUTH-OK\n");
	return client;
}

static void
order(const char *text, unsigned int connections)
{
	console_expect(console, text,
	    test_format(
		"OK\nkey\tvalue\nconnections\t%u\nkept\tyes\n", connections));
}

START_TEST(an_account_is_banned_by_whatever_name)
{
	struct test_client *other, *alice, *bob;

	begin();
	bob = test_client_login(chatd, "bob");
	other = show_password();
	test_client_ask(other, "HELLO-FROM other\n", "HELLO other\n");
	alice = show_password();
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	order("ban account:Alice", 2);
	moderation_expect_banned(other, "");
	moderation_expect_banned(alice, "");
	other = show_password();
	test_client_ask(other, "HELLO-FROM third\n", "BANNED\n");
	test_client_ask(other, "HELLO-FROM alice\n", "BANNED\n");
	test_client_ask(bob, "SEND bob hi\n", "SEND-OK\n");
	order("unban account:alice", 0);
	test_client_ask(other, "HELLO-FROM third\n", "HELLO third\n");
}
END_TEST

/* The number of the account is another one then. */
START_TEST(another_password_does_not_help)
{
	struct test_client *alice;

	begin();
	order("ban account:alice", 0);
	console_expect(console, "account password alice open barley", "OK\n");
	alice = test_client_connect(chatd);
	test_client_ask(alice, "AUTH alice open barley\n", "AUTH-OK\n");
	test_client_ask(alice, "HELLO-FROM other\n", "BANNED\n");
}
END_TEST

START_TEST(an_account_is_muted_by_whatever_name)
{
	struct test_client *other, *later;

	begin();
	other = show_password();
	test_client_ask(other, "HELLO-FROM other\n", "HELLO other\n");
	order("mute account:alice", 1);
	test_client_ask(other, "SEND other no\n", "MUTED\n");
	later = show_password();
	test_client_ask(later, "HELLO-FROM later\n", "HELLO later\n");
	test_client_ask(later, "SEND later no\n", "MUTED\n");
	order("unmute account:alice", 2);
	test_client_ask(
	    other, "SEND other hi\n", "SEND-OK\nDELIVERY other hi\n");
}
END_TEST

/*
 * The older connection of alice is on a worker that is busy, and meanwhile
 * whoever is muted waits for her name.
 */
START_TEST(a_mute_holds_for_a_name_that_is_waited_for)
{
	struct test_client *alice, *bob;

	accounts_begin();
	network_use_faulty();
	chatd = accounts_start_speaking("plain", "log_level=debug");
	console = console_connect();
	accounts_add("alice");
	alice = show_password();
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	bob = test_client_connect_protocol(chatd, "plain");
	test_client_ask(bob, "!name bob\n", "You are now bob\n");
	network_halt("send-SEND-OK");
	test_client_send(alice, "SEND alice hi\n");
	network_wait_halted(chatd, "send-SEND-OK");
	test_client_send(bob, "!auth alice " ACCOUNTS_PASSWORD "\n");
	test_daemon_wait_log(chatd, "bob: knows the password of alice");
	test_client_send(console, "mute bob\n");
	test_daemon_wait_log(chatd, "mutes bob");
	/* The worker of bob, which is that of every other one, has heard it. */
	test_client_connect(chatd);
	test_client_login(chatd, "carol");
	network_go_on("send-SEND-OK");
	test_client_expect(bob, "! refused: you are muted\n");
}
END_TEST

START_TEST(an_account_is_banned_from_run_to_run)
{
	begin();
	order("ban account:alice", 0);
	test_require_equal(console_field(console_ask(console, "bans"),
			       "account:alice", "kind"),
	    "account");
	test_daemon_stop(chatd);
	chatd = accounts_start(moderation_option(), NO_OPTION);
	test_client_ask(show_password(), "HELLO-FROM other\n", "BANNED\n");
}
END_TEST

/* There every name has an owner, whether they have been here or not. */
START_TEST(an_account_that_a_command_knows_is_banned)
{
	struct test_client *alice, *shown;

	command_begin();
	moderation_begin();
	chatd = command_start(moderation_option(), "accounts_max=1");
	console = console_connect();
	shown = show_password();
	alice = show_password();
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	/* Another one is remembered in place of alice. */
	test_client_ask(test_client_connect(chatd),
	    "AUTH bob " ACCOUNTS_PASSWORD "\n", "AUTH-OK\n");
	order("ban account:alice", 1);
	moderation_expect_banned(alice, "");
	test_client_ask(shown, "HELLO-FROM alice\n", "BANNED\n");
	test_client_ask(show_password(), "HELLO-FROM alice\n", "BANNED\n");
	test_client_ask(shown, "HELLO-FROM bob\n", "IN-USE\n");
	test_daemon_stop(chatd);
	chatd = command_start(moderation_option(), NO_OPTION);
	test_client_ask(show_password(), "HELLO-FROM alice\n", "BANNED\n");
}
END_TEST

START_TEST(nobody_owns_what_is_no_account)
{
	begin();
	console_expect(
	    console, "ban account:bob", "ERROR nobody owns that name\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, an_account_is_banned_by_whatever_name);
	test_cases_add(tests, another_password_does_not_help);
	test_cases_add(tests, an_account_is_muted_by_whatever_name);
	test_cases_add_but(
	    tests, a_mute_holds_for_a_name_that_is_waited_for, "not_tls");
	test_cases_add(tests, an_account_is_banned_from_run_to_run);
	test_cases_add(tests, an_account_that_a_command_knows_is_banned);
	test_cases_add(tests, nobody_owns_what_is_no_account);
}
