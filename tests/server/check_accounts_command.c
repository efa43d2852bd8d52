/* SPDX-License-Identifier: MIT */
/* Names belong to whoever has the password that a program accepts. */

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "chatd/accounts/guesses.h"
#include "chatd/accounts/password.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/command_fixture.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define AUTH_ALICE "AUTH alice open sesame\n"

static struct test_daemon *chatd;

static void
begin(const char *option)
{
	command_begin();
	chatd = command_start(option, "log_level=debug");
}

static struct test_client *
log_in(const char *name)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(
	    client, test_format("AUTH %s open sesame\n", name), "AUTH-OK\n");
	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

/* Nothing stands in a file, so no room can be kept for anybody. */
START_TEST(no_room_is_kept)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = log_in("alice");
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
	test_client_ask(alice, "MODE #den +r\n", "NOT-OWNER\n");
	test_client_ask(alice, "MODE #den +o alice\n", "MODE-OK #den +\n");
}
END_TEST

START_TEST(nobody_has_a_name_without_a_password)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(alice, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(alice, "AUTH alice wrong\n", "BAD-AUTH\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(
	    alice, AUTH_ALICE "HELLO-FROM alice\n", "AUTH-OK\nHELLO alice\n");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM alice\n", "IN-USE\n");
	/* Nor is one name another. */
	alice = test_client_connect(chatd);
	test_client_ask(
	    alice, AUTH_ALICE "HELLO-FROM bob\n", "AUTH-OK\nIN-USE\n");
}
END_TEST

START_TEST(other_protocols_take_passwords_as_well)
{
	struct test_client *alice, *guest;

	command_begin();
	chatd = command_start_speaking("sized framed plain", NO_OPTION);
	alice = sized_connect(chatd);
	sized_ask(alice, 4, "NAME alice", "ERROR name taken: alice");
	sized_ask(alice, 4, "AUTH alice open sesame", "AUTH-OK");
	sized_ask(alice, 4, "NAME alice", "HELLO alice");
	alice = framed_connect(chatd);
	framed_ask(alice, "carol|hi\n", "server|name taken: carol\n");
	test_client_expect_end(alice);
	alice = framed_connect(chatd);
	framed_ask(
	    alice, "carol|!auth open sesame\n", "server|carol has logged in\n");
	/* A guest of plain has no name, and stays one. */
	guest = test_client_connect_protocol(chatd, "plain");
	test_client_ask(guest, "!name dave\n", "! refused: name taken: dave\n");
	test_client_ask(
	    guest, "!auth dave wrong\n", "! refused: wrong password: dave\n");
	test_client_ask(
	    guest, "!auth dave open sesame\n", "You are now dave\n");
}
END_TEST

START_TEST(an_owner_replaces_their_older_connection)
{
	struct test_client *older, *newer;

	begin(NO_OPTION);
	older = log_in("alice");
	for (int i = 0; i < 6; i++) {
		if (i % 3 == 0)
			test_client_connect(chatd);
		newer = log_in(i % 2 == 0 ? "Alice" : "alice");
		/* Where names look alike, they are still two users. */
		test_client_close(older);
		older = newer;
	}
	newer = log_in("alice");
	test_client_expect_end(older);
	older = newer;
	newer = log_in("alice");
	test_client_expect_end(older);
}
END_TEST

/* It is remembered whose password was shown, within bounds. */
START_TEST(a_name_may_be_forgotten)
{
	struct test_client *alice, *bob;

	begin("accounts_max=1");
	alice = test_client_connect(chatd);
	bob = test_client_connect(chatd);
	test_client_ask(alice, AUTH_ALICE, "AUTH-OK\n");
	test_client_ask(bob, "AUTH bob open sesame\n", "AUTH-OK\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(
	    alice, AUTH_ALICE "HELLO-FROM alice\n", "AUTH-OK\nHELLO alice\n");
	/* An owner who is there stays so, and is replaced all the same. */
	log_in("bob");
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	log_in("alice");
	test_client_expect_end(alice);
}
END_TEST

/* The program is not asked what it might misunderstand. */
START_TEST(what_can_be_no_password_is_wrong)
{
	struct test_client *client;

	command_begin();
	command_write_whole("#!/bin/sh\nexit 0\n");
	chatd = command_start_speaking("sized plain", NO_OPTION);
	client = sized_connect(chatd);
	sized_ask(client, 4, "AUTH alice x\ny", "ERROR wrong password: alice");
	sized_ask(client, 4, "AUTH alice x\ry", "ERROR wrong password: alice");
	sized_ask(client, 4, "AUTH alice x\xff", "ERROR wrong password: alice");
	test_client_send_bytes(client, "0014AUTH alice x\0y", 18);
	sized_expect(client, 4, "ERROR wrong password: alice");
	client = test_client_connect(chatd);
	test_client_ask(client,
	    test_format("AUTH alice %s",
		test_repeat('x', PASSWORD_MAX_BYTES + 1, "\n")),
	    "BAD-AUTH\n");
	test_client_ask(client, "AUTH a,b open sesame\n", "BAD-AUTH\n");
	test_client_ask(test_client_connect_protocol(chatd, "plain"),
	    "!auth alice\n", "! refused: wrong password: alice\n");
	/* All others are right. */
	test_client_ask(client,
	    test_format(
		"AUTH alice %s", test_repeat('x', PASSWORD_MAX_BYTES, "\n")),
	    "AUTH-OK\n");
}
END_TEST

START_TEST(the_program_hears_what_was_said)
{
	struct test_client *client;

	command_begin();
	command_write("printf '<%s> <%s>\\n' \"$name\" \"$password\" >notes\n");
	chatd = command_start(NO_OPTION, NO_OPTION);
	client = test_client_connect(chatd);
	test_client_ask(client, "AUTH alice a  b\\n$c`d' \"\n", "AUTH-OK\n");
	ck_assert_str_eq(command_take_note(), "<alice> <a  b\\n$c`d' \">");
	test_client_ask(client, "AUTH -n \xc3\xa9\n", "AUTH-OK\n");
	ck_assert_str_eq(command_take_note(), "<-n> <\xc3\xa9>");
}
END_TEST

START_TEST(whoever_was_wrong_too_often_waits)
{
	struct test_client *mallory;

	command_begin();
	command_write("echo asked >notes; exit 1\n");
	chatd = command_start(NO_OPTION, NO_OPTION);
	mallory = test_client_connect(chatd);
	for (int i = 0; i < GUESSES_PEER_BURST; i++) {
		/* Names that are made up count as well. */
		test_client_ask(mallory, test_format("AUTH user%d pass\n", i),
		    "BAD-AUTH\n");
		command_take_note();
	}
	test_client_ask(mallory, AUTH_ALICE, "BAD-AUTH LATER\n");
	command_expect_no_note();
}
END_TEST

START_TEST(reserved_names_stay_nobodys)
{
	struct test_client *client;

	begin("reserved_names=root");
	client = test_client_connect(chatd);
	test_client_ask(client, "AUTH root open sesame\n", "AUTH-OK\n");
	test_client_ask(client, "HELLO-FROM root\n", "IN-USE\n");
	test_client_ask(client, "AUTH echobot open sesame\n", "AUTH-OK\n");
	test_client_ask(client, "HELLO-FROM echobot\n", "IN-USE\n");
	test_client_ask(client, "AUTH server open sesame\n", "AUTH-OK\n");
	test_client_ask(client, "HELLO-FROM server\n", "IN-USE\n");
}
END_TEST

START_TEST(there_are_no_accounts_to_change)
{
	struct test_client *console;

	begin("registration=open");
	console = console_connect();
	console_expect(console, "account list",
	    "ERROR accounts is command, so auth_command knows them\n");
	console_expect(console, "account add alice open sesame",
	    "ERROR accounts is command, so auth_command knows them\n");
	test_client_ask(
	    log_in("alice"), "REGISTER open sesame\n", "BAD-RQST-HDR\n");
}
END_TEST

START_TEST(a_reload_keeps_it)
{
	begin(NO_OPTION);
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reload");
	log_in("alice");
}
END_TEST

/* What a name was is a secret until its password has been shown. */
START_TEST(a_password_in_the_wrong_place_is_not_logged)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = test_client_connect(chatd);
	test_client_ask(alice, "AUTH opensesame alice\n", "BAD-AUTH\n");
	test_daemon_wait_log(
	    chatd, "refused a name that nobody owns: the password is wrong");
	log_in("alice");
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "sesame");
}
END_TEST

/* A start, or a check, with such a command fails with these words. */
static void
require_refusal(const char *argument, const char *option, const char *words)
{
	struct test_spec spec = { .arguments = { "-c", "/dev/null",
				      "-ocontrol_socket=", "-oport=0",
				      "-oaccounts=command",
				      test_format("-o%s", option), argument } };

	chatd = test_daemon_spawn(&spec);
	test_daemon_require_exit(chatd, EX_CONFIG);
	test_daemon_require_log(chatd, 1, words);
}

static void
require_refusals(const char *argument)
{
	command_begin();
	require_refusal(
	    argument, "auth_command=", "found command, but no auth_command");
	require_refusal(argument, "auth_command=auth",
	    "found no path that begins with \"/\", want one");
	require_refusal(
	    argument, "auth_command=/nowhere", "No such file or directory");
	require_refusal(argument, "auth_command=/tmp", "it is no file");
	ck_assert_int_eq(chmod(command_path(), 0757), 0);
	require_refusal(argument, command_option(),
	    "others than its owner may write to it");
	ck_assert_int_eq(chmod(command_path(), 0775), 0);
	require_refusal(argument, command_option(),
	    "others than its owner may write to it");
	ck_assert_int_eq(chmod(command_path(), 0644), 0);
	require_refusal(argument, command_option(), "Permission denied");
}

START_TEST(a_command_that_cannot_be_run_keeps_chatd_from_starting)
{
	require_refusals("-ofreebind=no");
}
END_TEST

START_TEST(a_check_looks_at_the_command)
{
	require_refusals("--check");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, nobody_has_a_name_without_a_password);
	test_cases_add(tests, other_protocols_take_passwords_as_well);
	test_cases_add(tests, an_owner_replaces_their_older_connection);
	test_cases_add(tests, no_room_is_kept);
	test_cases_add(tests, a_name_may_be_forgotten);
	test_cases_add(tests, what_can_be_no_password_is_wrong);
	test_cases_add(tests, the_program_hears_what_was_said);
	test_cases_add(tests, whoever_was_wrong_too_often_waits);
	test_cases_add(tests, reserved_names_stay_nobodys);
	test_cases_add(tests, there_are_no_accounts_to_change);
	test_cases_add(tests, a_reload_keeps_it);
	test_cases_add(tests, a_password_in_the_wrong_place_is_not_logged);
	test_cases_add(
	    tests, a_command_that_cannot_be_run_keeps_chatd_from_starting);
	test_cases_add(tests, a_check_looks_at_the_command);
}
