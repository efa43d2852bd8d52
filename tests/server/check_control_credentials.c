/* SPDX-License-Identifier: MIT */
/*
 * Whose requests the console takes, whoever may connect to its socket.  It
 * needs root, to become others and to be root again.
 */

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* Accounts that nothing else uses. */
#define STRANGER_UID 64321
#define STRANGER_GID 64322

static struct test_daemon *chatd;
static struct stat socket_status;

/* The kernel lets anybody connect; chatd does not. */
static void
start(void)
{
	chatd = test_daemon_start_with(console_option(), NULL);
	ck_assert_int_eq(stat(console_path(), &socket_status), 0);
	ck_assert_int_eq(chmod(console_path(), 0666), 0);
}

/* Connect under another account, and be root again. */
static struct test_client *
connect_as(uid_t uid, gid_t gid, gid_t other_group)
{
	struct test_client *console;

	test_require(setgroups(1, &other_group) == 0 && setegid(gid) == 0 &&
			 seteuid(uid) == 0,
	    "cannot become %d", (int)uid);
	console = console_connect();
	test_require(seteuid(0) == 0 && setegid(0) == 0, "cannot be root");
	return console;
}

START_TEST(a_stranger_is_turned_away)
{
	struct test_client *console;

	start();
	console = connect_as(STRANGER_UID, STRANGER_GID, STRANGER_GID);
	test_require_equal(
	    console_take_reply(console), "ERROR permission denied\n");
	test_client_expect_end(console);
	test_daemon_wait_log(chatd,
	    test_format("console: turned user %d away: permission denied",
		STRANGER_UID));
}
END_TEST

START_TEST(a_member_of_its_group_may_ask)
{
	start();
	console_expect_begin(
	    connect_as(STRANGER_UID, socket_status.st_gid, STRANGER_GID),
	    "status", "OK\n");
	console_expect_begin(
	    connect_as(STRANGER_UID, STRANGER_GID, socket_status.st_gid),
	    "status", "OK\n");
}
END_TEST

START_TEST(its_owner_may_ask)
{
	start();
	console_expect_begin(
	    connect_as(socket_status.st_uid, STRANGER_GID, STRANGER_GID),
	    "status", "OK\n");
}
END_TEST

START_TEST(root_may_ask)
{
	start();
	console_expect_begin(
	    connect_as(0, STRANGER_GID, STRANGER_GID), "status", "OK\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	if (geteuid() != 0)
		test_skip("it needs root");
	test_cases_add(tests, a_stranger_is_turned_away);
	test_cases_add(tests, a_member_of_its_group_may_ask);
	test_cases_add(tests, its_owner_may_ask);
	test_cases_add(tests, root_may_ask);
}
