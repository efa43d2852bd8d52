/* SPDX-License-Identifier: MIT */
/*
 * The rights in Redis that doc/cluster.md gives chatd are those that it needs:
 * nothing that a cluster goes through is denied.
 */

#include <sys/stat.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatd/accounts/password.h"
#include "cluster/redis_fixture.h"
#include "common/test_cases.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"

/* For the test, which looks at what was denied. */
#define OPERATOR "user operator on >operator ~* &* +@all\n"

/* Return the line of the documentation that begins like this, but for spaces.
 */
static const char *
documented(const char *begin)
{
	const char *text = test_file_read(test_source_file("doc/cluster.md"));
	const char *line = strstr(text, begin);

	test_require(line != NULL, "doc/cluster.md has no \"%s\"", begin);
	return test_format("%.*s\n", (int)strcspn(line, "\n"), line);
}

/* Return what Redis answers the operator. */
static const char *
ask(const struct redis_server *redis, const char *words)
{
	const char *address = redis_address(redis);
	const char *port = strrchr(address, ':') + 1;
	const char *where = strncmp(address, "unix:", 5) == 0 ? "-s" : "-p";
	FILE *pipe = popen(
	    test_format("redis-cli %s %s --user operator --pass operator "
			"--no-auth-warning %s",
		where, port, words),
	    "re");
	char *answer = test_repeat('\0', 4096, "");

	ck_assert_ptr_nonnull(pipe);
	answer[fread(answer, 1, 4095, pipe)] = '\0';
	ck_assert_int_eq(pclose(pipe), 0);
	return answer;
}

static void
require_nothing_denied(const struct redis_server *redis)
{
	test_require_equal(ask(redis, "acl log"), "\n");
}

/* Return lines of redis.conf with the users. */
static const char *
documented_users(void)
{
	return test_format("%s%s" OPERATOR, documented("user default "),
	    documented("user chatd "));
}

/* Start a node for a server, or for its sentinel. */
static struct test_daemon *
start_node(const struct redis_server *redis, const char *sentinel)
{
	const char *password = test_file_create("chatd PASSWORD\n", 15);

	ck_assert_int_eq(chmod(password, 0600), 0);
	return test_daemon_start_with("engine=redis",
	    test_format("engine_address=%s", redis_address(redis)),
	    test_format("engine_sentinel=%s", sentinel),
	    test_format("engine_password_file=%s", password),
	    test_format(
		"accounts=%s", password_is_supported() ? "file" : "none"),
	    test_format("accounts_file=%s/accounts", test_directory_create()),
	    "registration=open", NULL);
}

/* Have users of both nodes write to each other, and to a room. */
static void
chat(struct test_client *alice, struct test_client *bob)
{
	test_client_ask_until(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	test_client_ask(alice, "JOIN #den\n", "JOIN-OK #den\n");
}

START_TEST(the_documented_rights_are_enough)
{
	struct redis_server *redis = redis_start(
	    &(struct redis_spec){ .more = documented_users() });
	struct test_daemon *here = start_node(redis, "");
	struct test_daemon *there = start_node(redis, "");
	struct test_client *alice = test_client_login(here, "alice");
	struct test_client *other = test_client_connect(here);

	if (password_is_supported())
		test_client_ask(
		    alice, "REGISTER open sesame\n", "REGISTER-OK\n");
	chat(alice, test_client_login(there, "bob"));
	test_client_close(test_client_login(here, "carol"));
	test_client_ask_until(
	    test_client_connect(there), "HELLO-FROM carol\n", "HELLO carol\n");

	/* One is buried, and its names are swept away. */
	test_daemon_signal(there, SIGKILL);
	test_daemon_require_exit(there, 128 + SIGKILL);
	test_client_ask_until(other, "HELLO-FROM bob\n", "HELLO bob\n");
	while (strcmp(ask(redis, "exists '{chatd}:gone'"), "0\n") != 0)
		continue;
	require_nothing_denied(redis);

	/* Another run of Redis, in which all begins anew. */
	redis_restart(redis, false);
	test_client_ask_until(
	    test_client_connect(here), "HELLO-FROM dave\n", "HELLO dave\n");
	test_daemon_signal(here, SIGTERM);
	test_daemon_require_exit(here, EX_OK);
	require_nothing_denied(redis);
}
END_TEST

START_TEST(they_are_enough_where_there_are_sentinels)
{
	struct redis_server *master = redis_start(
	    &(struct redis_spec){ .tcp = true,
		.more = test_format(
		    "repl-diskless-sync-delay 0\n%s", documented_users()) });
	struct redis_server *sentinel = redis_start(
	    &(struct redis_spec){ .watched = master,
		.more = "sentinel auth-user chat operator\n"
			"sentinel auth-pass chat operator\n" });

	redis_start(&(struct redis_spec){ .master = master,
	    .more = "masteruser operator\nmasterauth operator\n" });
	test_client_login(start_node(sentinel, "chat"), "alice");
	require_nothing_denied(master);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	if (system("command -v redis-cli >/dev/null 2>&1") != 0)
		test_skip("redis-cli is not installed");
	test_cases_set_timeout(tests, 60);
	test_cases_add(tests, the_documented_rights_are_enough);
	test_cases_add(tests, they_are_enough_where_there_are_sentinels);
}
