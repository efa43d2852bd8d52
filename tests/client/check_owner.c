/* SPDX-License-Identifier: MIT */
/* The owner of a name with chatc at a real chatd, in each protocol. */

#include <netinet/in.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/client.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"

#define NO_OPTION "freebind=no"
#define IN        "Successfully logged in as alice!\n"

static struct test_daemon *chatd;

static const char *
target_of(const char *protocol, const char *name)
{
	struct sockaddr_storage address;

	test_daemon_address(chatd, protocol, 0, &address);
	return test_format("%s@127.0.0.1:%u", name,
	    ntohs(((struct sockaddr_in *)&address)->sin_port));
}

/* Return the path of a file with this password, for the user alone. */
static const char *
password_file(const char *password)
{
	const char *path = test_file_create(password, strlen(password));

	ck_assert_int_eq(chmod(path, 0600), 0);
	return path;
}

static void
start(const char *protocol, const char *name, const char *password)
{
	const char *arguments[] = { "--protocol", protocol, "--password-file",
		password_file(password), target_of(protocol, name), NULL };

	client_start(arguments);
}

/* Log the owner in by a script, and let another one find the name taken. */
static void
own_by(const char *protocol)
{
	start(protocol, "alice", ACCOUNTS_PASSWORD);
	client_expect(IN);
	client_type("!who\n");
	client_expect("There are 2 online users:\nechobot\nalice\n");
	client_end_input();
	client_expect_exit(EX_OK);
	start(protocol, "alice", "something else");
	client_expect_aside("chatc: That is not the password of alice.\n");
	client_expect_exit(EX_NOPERM);
}

START_TEST(owners_log_in_by_every_protocol)
{
	accounts_begin();
	chatd = accounts_start_speaking(
	    "hello sized framed plain", "login_timeout=60s");
	accounts_add("alice");
	own_by("hello");
	own_by("sized");
	own_by("framed");
	own_by("plain");
}
END_TEST

START_TEST(a_strict_server_hangs_up_in_between)
{
	accounts_begin();
	chatd = accounts_start("hello_strict=yes", NO_OPTION);
	accounts_add("alice");
	own_by("hello");
}
END_TEST

START_TEST(a_script_becomes_an_owner)
{
	accounts_begin();
	chatd = accounts_start("registration=open", NO_OPTION);
	start("hello", "alice", ACCOUNTS_PASSWORD);
	client_expect(IN);
	client_type("!register\n!register\n");
	client_expect("alice is your own name now, and needs the password.\n");
	client_end_input();
	client_expect_aside("chatc: alice has an owner already.\n");
	client_expect_exit(EX_DATAERR);
	own_by("hello");
}
END_TEST

START_TEST(an_owner_who_is_elsewhere_is_told)
{
	const char *arguments[] = { "--protocol=framed", "--no-color", NULL,
		NULL };
	struct test_client *alice;

	accounts_begin();
	chatd = accounts_start_speaking("hello framed", NO_OPTION);
	accounts_add("alice");
	arguments[2] = target_of("framed", "alice");
	client_start_on_terminal(arguments);
	client_expect_later("Enter for another name): ");
	client_type(ACCOUNTS_PASSWORD "\r");
	client_expect_later("alice> ");
	alice = test_client_connect(chatd);
	test_client_ask(
	    alice, "AUTH alice " ACCOUNTS_PASSWORD "\n", "AUTH-OK\n");
	test_client_ask(alice, "HELLO-FROM alice\n", "HELLO alice\n");
	client_expect_later("The owner of alice has logged in elsewhere.");
	client_expect_later("Enter your login: ");
	client_type("\004");
	client_expect_exit(EX_OK);
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, owners_log_in_by_every_protocol);
	test_cases_add(tests, a_strict_server_hangs_up_in_between);
	test_cases_add(tests, a_script_becomes_an_owner);
	test_cases_add(tests, an_owner_who_is_elsewhere_is_told);
}
