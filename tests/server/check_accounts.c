/* SPDX-License-Identifier: MIT */
/*
 * The owners of names: adding them on the console, and whose a name is then.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/sized_fixture.h"

#define TOO_SHORT_OR_SO                                                        \
	"ERROR a password is text of 8 to 128 bytes without blanks around "    \
	"it\n"

#define USAGE                                                                  \
	"ERROR usage: account list | add NAME PASSWORD | "                     \
	"password NAME PASSWORD | certificate NAME FINGERPRINT | "             \
	"operator NAME [no] | operators | delete NAME\n"

static struct test_daemon *chatd;
static struct test_client *console;

static void
begin(const char *option)
{
	accounts_begin();
	chatd = accounts_start(option, NO_OPTION);
	console = console_connect();
}

START_TEST(an_owned_name_is_in_use)
{
	struct test_client *bob;

	begin(NO_OPTION);
	accounts_add("alice");
	bob = test_client_connect(chatd);
	test_client_ask(bob, "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(bob, "HELLO-FROM bob\n", "HELLO bob\n");
	/* Nobody is there, so nobody is listed. */
	test_client_ask(bob, "WHO\n", "WHO-OK echobot,bob\n");
	test_client_ask(bob, "SEND alice hi\n", "UNKNOWN\n");
	test_daemon_wait_log(chatd, "refused alice: the name is in use");
}
END_TEST

START_TEST(names_that_look_like_an_owned_one_are_in_use)
{
	struct test_client *bob;

	begin(NO_OPTION);
	accounts_add("alice");
	bob = test_client_connect(chatd);
	test_client_ask(bob, "HELLO-FROM Alice\n", "IN-USE\n");
	test_client_ask(bob, "HELLO-FROM ALICE\n", "IN-USE\n");
	test_client_ask(bob, "HELLO-FROM alicf\n", "HELLO alicf\n");
	console_expect(console, "account add aLice open sesame",
	    "ERROR somebody owns that name\n");
	/* Names that nobody owns are compared byte for byte. */
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM Alicf\n", "HELLO Alicf\n");
}
END_TEST

START_TEST(names_need_not_fold)
{
	begin("names_fold=no");
	accounts_add("alice");
	accounts_add("ALICE");
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM Alice\n", "HELLO Alice\n");
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM ALICE\n", "IN-USE\n");
}
END_TEST

START_TEST(nobody_is_renamed_to_an_owned_name)
{
	struct test_client *sized, *plain;

	accounts_begin();
	chatd = accounts_start_speaking("sized plain", NO_OPTION);
	accounts_add("alice");
	sized = test_client_connect_protocol(chatd, "sized");
	sized_ask(sized, 4, "NAME bob", "HELLO bob");
	sized_ask(sized, 4, "NAME Alice", "ERROR name taken: Alice");
	plain = test_client_connect_protocol(chatd, "plain");
	test_client_ask(
	    plain, "!name alice\n", "! refused: name taken: alice\n");
}
END_TEST

START_TEST(whoever_is_there_keeps_the_name)
{
	struct test_client *alice;

	begin(NO_OPTION);
	alice = test_client_login(chatd, "alice");
	accounts_add("alice");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
	test_client_close(alice);
	test_client_ask_until(
	    test_client_connect(chatd), "HELLO-FROM alice\n", "IN-USE\n");
}
END_TEST

START_TEST(an_account_can_be_deleted)
{
	begin(NO_OPTION);
	accounts_add("alice");
	console_expect(console, "account delete Alice", "OK\n");
	console_expect(
	    console, "account delete alice", "ERROR nobody owns that name\n");
	test_client_login(chatd, "alice");
}
END_TEST

START_TEST(accounts_are_listed_in_their_order)
{
	begin(NO_OPTION);
	console_expect(console, "account list", "OK\nname\n");
	accounts_add("zoe");
	accounts_add("alice");
	accounts_add("mallory");
	console_expect(
	    console, "account list", "OK\nname\nzoe\nalice\nmallory\n");
	console_expect(
	    console, "account password alice something else", "OK\n");
	console_expect(console, "account delete zoe", "OK\n");
	console_expect(console, "account list", "OK\nname\nalice\nmallory\n");
}
END_TEST

START_TEST(there_are_accounts_max_at_most)
{
	begin("accounts_max=2");
	accounts_add("alice");
	accounts_add("bob");
	console_expect(console, "account add carol open sesame",
	    "ERROR there are accounts_max accounts already\n");
	console_expect(console, "account password bob open sesame", "OK\n");
	console_expect(console, "account delete bob", "OK\n");
	accounts_add("carol");
}
END_TEST

START_TEST(what_cannot_be_an_account_is_refused)
{
	static const struct {
		const char *request;
		const char *reply;
	} rows[] = {
		{ "account", USAGE },
		{ "account add", USAGE },
		{ "account add alice", USAGE },
		{ "account add alice  ", USAGE },
		{ "account password alice", USAGE },
		{ "account delete", USAGE },
		{ "account delete alice bob", USAGE },
		{ "account list alice", USAGE },
		{ "account rename alice bob", USAGE },
		{ "account add al,ice open sesame",
		    "ERROR that cannot be a name\n" },
		{ "account add server open sesame",
		    "ERROR that name is reserved\n" },
		{ "account add echobot open sesame",
		    "ERROR that name is reserved\n" },
		{ "account add alice short77", TOO_SHORT_OR_SO },
		{ "account add alice   open sesame", TOO_SHORT_OR_SO },
		{ "account add alice open sesame ", TOO_SHORT_OR_SO },
		{ "account password alice open sesame",
		    "ERROR nobody owns that name\n" },
	};

	begin(NO_OPTION);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		console_expect(console, rows[i].request, rows[i].reply);
	console_expect(console, "account list", "OK\nname\n");
}
END_TEST

START_TEST(reserved_names_are_in_use)
{
	chatd = test_daemon_start_with(
	    console_option(), "reserved_names=admin, Root", NULL);
	console = console_connect();
	test_client_ask(
	    test_client_connect(chatd), "HELLO-FROM ROOT\n", "IN-USE\n");
	test_client_login(chatd, "alice");
	console_expect(console, "set reserved_names alice", "OK\n");
	test_client_ask_until(
	    test_client_connect(chatd), "HELLO-FROM root\n", "HELLO root\n");
}
END_TEST

START_TEST(without_accounts_there_is_nothing_to_ask)
{
	chatd = test_daemon_start_with(console_option(), NULL);
	console = console_connect();
	console_expect(console, "account list", "ERROR accounts is none\n");
	console_expect(console, "account add alice open sesame",
	    "ERROR accounts is none\n");
	test_client_login(chatd, "alice");
}
END_TEST

START_TEST(a_password_is_in_no_log)
{
	begin("log_level=debug");
	accounts_add("alice");
	console_expect(console, "account add alice sesame opens",
	    "ERROR somebody owns that name\n");
	console_expect(console, "account password alice sesame opens", "OK\n");
	console_expect(console, "account add sesame", USAGE);
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, "sesame");
	test_daemon_require_log(chatd, 2, "adds the account alice");
	test_daemon_require_log(
	    chatd, 1, "sets the password of the account alice");
	ck_assert_ptr_null(strstr(accounts_read(), "sesame"));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, an_owned_name_is_in_use);
	test_cases_add(tests, names_that_look_like_an_owned_one_are_in_use);
	test_cases_add(tests, names_need_not_fold);
	test_cases_add(tests, nobody_is_renamed_to_an_owned_name);
	test_cases_add(tests, whoever_is_there_keeps_the_name);
	test_cases_add(tests, an_account_can_be_deleted);
	test_cases_add(tests, accounts_are_listed_in_their_order);
	test_cases_add(tests, there_are_accounts_max_at_most);
	test_cases_add(tests, what_cannot_be_an_account_is_refused);
	test_cases_add(tests, reserved_names_are_in_use);
	test_cases_add(tests, without_accounts_there_is_nothing_to_ask);
	test_cases_add(tests, a_password_is_in_no_log);
}
