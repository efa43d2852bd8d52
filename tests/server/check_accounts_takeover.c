/* SPDX-License-Identifier: MIT */
/* The owner of a name comes, and somebody has it: that connection ends. */

#include <stdlib.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define AUTH_ALICE "AUTH alice " ACCOUNTS_PASSWORD "\n"

/*
 * So that each worker has the older connection as often as not, and more than
 * may be wrong: what is right does not count.
 */
#define CLAIMS 24

static struct test_daemon *chatd;

/* Start a daemon that speaks these protocols too, where alice has an account.
 */
static void
begin_speaking(const char *protocols, const char *option)
{
	accounts_begin();
	chatd = accounts_start_speaking(protocols, option);
	accounts_add("alice");
}

static void
begin(const char *option)
{
	accounts_begin();
	chatd = accounts_start(option, "log_level=debug");
	accounts_add("alice");
}

/* Connect, and log in as the owner of name. */
static struct test_client *
log_in(const char *name)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client,
	    test_format("AUTH %s " ACCOUNTS_PASSWORD "\n", name), "AUTH-OK\n");
	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

START_TEST(an_owner_replaces_their_older_connection)
{
	struct test_client *older, *newer = NULL, *bob;

	begin(NO_OPTION);
	bob = test_client_login(chatd, "bob");
	test_client_ask(bob, "JOIN #den\n", "JOIN-OK #den\n");
	older = log_in("alice");
	/* Connections are dealt out in turn, and there are two workers. */
	for (int i = 0; i < CLAIMS; i++) {
		if (i % 3 == 0)
			test_client_connect(chatd);
		test_client_ask(older, "JOIN #den\n", "JOIN-OK #den\n");
		test_client_expect(bob, "JOINED #den alice\n");
		newer = log_in("alice");
		test_client_expect_end(older);
		test_client_expect(bob, "LEFT #den alice\n");
		if (test_nodes_count() == 1)
			test_daemon_wait_log(chatd,
			    "alice: closed: replaced, the owner of the name "
			    "has come");
		older = newer;
	}
	test_client_ask(bob, "SEND alice hi\n", "SEND-OK\n");
	test_client_expect(newer, "DELIVERY bob hi\n");
	test_client_ask(bob, "WHO\n", "WHO-OK echobot,bob,alice\n");
}
END_TEST

/* What the user cannot see any more is not waited for. */
START_TEST(an_owner_replaces_one_who_does_not_read)
{
	struct test_client *older;

	begin(NO_OPTION);
	older = test_client_connect_small(chatd, "hello");
	test_client_ask(
	    older, AUTH_ALICE "HELLO-FROM alice\n", "AUTH-OK\nHELLO alice\n");
	test_client_send(older, test_repeat('\n', 1000000, ""));
	log_in("alice");
	log_in("alice");
}
END_TEST

START_TEST(an_owner_replaces_whoever_was_there_first)
{
	struct test_client *squatter, *alice;

	accounts_begin();
	chatd = accounts_start(NO_OPTION, NO_OPTION);
	squatter = test_client_login(chatd, "alice");
	accounts_add("alice");
	alice = log_in("alice");
	test_client_expect_end(squatter);
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
}
END_TEST

START_TEST(a_rename_replaces_as_well)
{
	struct test_client *older, *newer;

	begin_speaking("sized", NO_OPTION);
	for (int i = 0; i < 4; i++) {
		older = log_in("alice");
		newer = sized_login(chatd, 4, "bob");
		if (i % 2 == 0)
			test_client_connect(chatd);
		sized_ask(newer, 4, "NAME alice", "ERROR name taken: alice");
		sized_ask(newer, 4, "AUTH alice " ACCOUNTS_PASSWORD, "AUTH-OK");
		sized_ask(newer, 4, "NAME alice", "HELLO alice");
		test_client_expect_end(older);
		/* To take the name that one has replaces nobody. */
		sized_ask(newer, 4, "NAME alice", "HELLO alice");
		sized_ask(newer, 4, "NAME bob", "HELLO bob");
		sized_ask(newer, 4, "EXIT", "EXIT");
		test_client_expect_end(newer);
	}
}
END_TEST

START_TEST(those_who_are_replaced_are_told)
{
	struct test_client *framed, *plain;
	char *first;

	begin_speaking("framed plain", NO_OPTION);
	framed = framed_connect(chatd);
	framed_ask(framed, "alice|!auth " ACCOUNTS_PASSWORD "\n",
	    "server|alice has logged in\n");
	plain = test_client_connect_protocol(chatd, "plain");
	test_client_send(plain, "!auth alice " ACCOUNTS_PASSWORD "\n");
	framed_expect(
	    framed, test_format("server|%s has logged in\n"
				"server|the owner of your name has logged in "
				"elsewhere\n",
			test_client_name(plain)));
	test_client_expect_end(framed);
	/* The room may hear of the older one before the newer has its answer.
	 */
	first = strdup(test_client_take_line(plain));
	ck_assert_ptr_nonnull(first);
	if (strcmp(first, "You are now alice") == 0)
		test_client_expect(plain, "Client (alice) is offline\n");
	else
		test_client_expect(plain, "You are now alice\n");
	free(first);
	log_in("alice");
	test_client_expect(
	    plain, "! the owner of your name has logged in elsewhere\n");
	test_client_expect_end(plain);
}
END_TEST

/* Everybody in the room hears the one before the other, on both workers. */
START_TEST(the_older_one_leaves_before_the_newer_comes)
{
	struct test_client *others[2], *older = NULL, *newer;

	begin_speaking("framed", NO_OPTION);
	others[0] = framed_login(chatd, "bob");
	others[1] = framed_login(chatd, "carol");
	framed_expect(others[0], "server|carol has logged in\n");
	for (int i = 0; i < CLAIMS / 2; i++) {
		if (i % 3 == 0)
			test_client_connect(chatd);
		newer = framed_connect(chatd);
		framed_ask(newer, "alice|!auth " ACCOUNTS_PASSWORD "\n",
		    "server|alice has logged in\n");
		for (int j = 0; j < 2; j++) {
			if (older != NULL)
				framed_expect(
				    others[j], "server|alice has left\n");
			framed_expect(
			    others[j], "server|alice has logged in\n");
		}
		older = newer;
	}
}
END_TEST

START_TEST(nobody_else_replaces_anybody)
{
	struct test_client *alice, *mallory;

	begin(NO_OPTION);
	accounts_add("mallory");
	alice = log_in("alice");
	mallory = test_client_connect(chatd);
	test_client_ask(
	    mallory, "AUTH mallory " ACCOUNTS_PASSWORD "\n", "AUTH-OK\n");
	test_client_ask(mallory, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(mallory, "HELLO-FROM mallory\n", "HELLO mallory\n");
	/* Neither does the owner of a name take one that nobody owns. */
	test_client_login(chatd, "bob");
	mallory = test_client_connect(chatd);
	test_client_ask(
	    mallory, "AUTH mallory " ACCOUNTS_PASSWORD "\n", "AUTH-OK\n");
	test_client_ask(mallory, "HELLO-FROM bob\n", "IN-USE\n");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice,mallory,bob\n");
}
END_TEST

/* Nobody gains a name by having its owner cut, so nobody has to wait for it. */
START_TEST(an_owner_who_was_cut_comes_back_at_once)
{
	struct test_client *alice;

	accounts_begin();
	chatd = test_daemon_start_with("accounts=file", accounts_option(),
	    accounts_rooms_option(), console_option(), "name_grace=1h",
	    "send_timeout=1s", "workers=1", NULL);
	accounts_add("alice");
	alice = test_client_connect_small(chatd, "hello");
	test_client_ask(
	    alice, AUTH_ALICE "HELLO-FROM alice\n", "AUTH-OK\nHELLO alice\n");
	test_client_send(alice, test_repeat('\n', 1000000, ""));
	test_daemon_wait_log(chatd, "alice: closed: slow reader");
	log_in("alice");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, an_owner_replaces_their_older_connection);
	test_cases_add_but(
	    tests, an_owner_replaces_one_who_does_not_read, "not_unix");
	test_cases_add(tests, an_owner_replaces_whoever_was_there_first);
	test_cases_add(tests, a_rename_replaces_as_well);
	/* On another node they would hear late who was there before them. */
	test_cases_add_but(
	    tests, those_who_are_replaced_are_told, "not_unix not_nodes");
	test_cases_add_alone(
	    tests, the_older_one_leaves_before_the_newer_comes);
	test_cases_add(tests, nobody_else_replaces_anybody);
	test_cases_add(tests, an_owner_who_was_cut_comes_back_at_once);
}
