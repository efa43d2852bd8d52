/* SPDX-License-Identifier: MIT */
/*
 * Out of memory while it is found out whose a name is: whichever request for
 * memory fails, a stranger is refused as ever, and an owner can try again.
 */

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/memory_fixture.h"

/* More requests for memory than a login makes. */
#define ENOUGH 60

static struct test_daemon *chatd;
static const char *directory;
static char me[64];

static void
start(void)
{
	const char *text;

	directory = test_directory_create();
	text = test_format("address = 127.0.0.1\nport = 0\nworkers = 2\n"
			   "listener local { protocol = hello "
			   "address = \"unix:%s/chat\" name_from = peer }\n",
	    directory);
	memory_prepare();
	chatd = test_daemon_start_file(test_file_create(text, strlen(text)));
	memory_release();
}

static struct test_client *
connect_to_path(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/chat", directory);
	return test_client_connect_socket(
	    (const struct sockaddr *)&address, sizeof(address));
}

/* Return the answer to a claim, or "" if the connection has ended. */
static const char *
claim(struct test_client *client, const char *name)
{
	const char *line;

	test_client_send(client, test_format("HELLO-FROM %s\n", name));
	line = test_client_take_line_or_end(client);
	return line == NULL ? "" : line;
}

/* Connect, and be known to a worker. */
static struct test_client *
arrive(struct test_client *client)
{
	test_client_ask(client, "FOO\n", "BAD-RQST-HDR\n");
	return client;
}

START_TEST(an_owner_can_try_again)
{
	const char *answer, *welcome = test_format("HELLO %s", me);
	int number, refused = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		struct test_client *client = arrive(connect_to_path());

		memory_fail_request(number);
		answer = claim(client, me);
		if (strcmp(answer, welcome) != 0) {
			ck_assert(memory_has_failed());
			ck_assert(
			    *answer == '\0' || strcmp(answer, "IN-USE") == 0);
			refused++;
		}
		if (!memory_has_failed())
			break;
	}
	memory_spare();
	ck_assert_int_gt(refused, 0);
	ck_assert_int_lt(number, ENOUGH);
	test_require_equal(claim(connect_to_path(), me), welcome);
}
END_TEST

/* Each name is one whose holder nobody has looked at yet. */
START_TEST(a_stranger_is_refused)
{
	int number, failed = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		const char *name = test_format("user%d", number), *answer;
		struct test_client *client;

		test_client_login(chatd, name);
		client = arrive(test_client_connect(chatd));
		memory_fail_request(number);
		answer = claim(client, name);
		if (!memory_has_failed())
			break;
		ck_assert(*answer == '\0' || strcmp(answer, "IN-USE") == 0);
		failed += *answer != '\0';
	}
	memory_spare();
	ck_assert_int_gt(failed, 0);
	ck_assert_int_lt(number, ENOUGH);
	for (int i = 1; i <= number; i++)
		test_require_equal(
		    claim(test_client_connect(chatd), test_format("user%d", i)),
		    "IN-USE");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	const struct passwd *entry = getpwuid(geteuid());

	if (entry == NULL || strlen(entry->pw_name) >= sizeof(me))
		test_skip("this account has no name, or a long one");
	strcpy(me, entry->pw_name);
	test_cases_add(tests, an_owner_can_try_again);
	test_cases_add(tests, a_stranger_is_refused);
}
