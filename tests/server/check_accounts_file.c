/* SPDX-License-Identifier: MIT */
/*
 * The file of accounts: from one run to the next, when it cannot be read, and
 * on a disk that fails.
 */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/disk_fixture.h"

/* sysexits.h, as chatd(8) has them. */
#define EXIT_UNAVAILABLE 69
#define EXIT_NO_MEMORY   71
#define EXIT_CONFIG      78

#define EMPTY "chatd-accounts 1\nend 0\n"
#define ALICE "chatd-accounts 1\nalice $y$hash\nend 1\n"

static struct test_daemon *chatd;

static void
start(void)
{
	chatd = accounts_start(NO_OPTION, NO_OPTION);
}

/* Start chatd, and see it end with status after a line that holds words. */
static void
start_in_vain(const char *option, int status, const char *words)
{
	struct test_spec spec = {
		.arguments = { "-c/dev/null", "-oport=0", "-ocontrol_socket=",
		    "-oaccounts=file", "-o", accounts_option(), "-o", option },
	};

	chatd = test_daemon_spawn(&spec);
	test_daemon_require_exit(chatd, status);
	test_daemon_require_log(
	    chatd, 1, test_format("%s%s", accounts_path(), words));
}

static void
require_owned(const char *name)
{
	test_client_ask(test_client_connect(chatd),
	    test_format("HELLO-FROM %s\n", name), "IN-USE\n");
}

START_TEST(a_file_that_is_not_there_is_made)
{
	struct stat status;

	accounts_begin();
	start();
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 1, "/accounts: made, and empty");
	test_require_equal(accounts_read(), EMPTY);
	ck_assert_int_eq(stat(accounts_path(), &status), 0);
	ck_assert_int_eq(status.st_mode & 07777, 0600);
	/* The next time it is there. */
	start();
	test_daemon_stop(chatd);
	test_daemon_require_log(chatd, 0, ": made, and empty");
	test_daemon_require_log(chatd, 1, "accounts in accounts_file: 0");
}
END_TEST

START_TEST(accounts_stay_from_run_to_run)
{
	accounts_begin();
	start();
	accounts_add("alice");
	accounts_add("bob");
	test_daemon_stop(chatd);
	start();
	require_owned("alice");
	require_owned("Bob");
	console_expect(console_connect(), "account delete bob", "OK\n");
	test_daemon_stop(chatd);
	start();
	require_owned("alice");
	test_client_login(chatd, "bob");
}
END_TEST

START_TEST(what_was_confirmed_survives_the_daemon)
{
	accounts_begin();
	start();
	accounts_add("alice");
	test_daemon_signal(chatd, SIGKILL);
	test_daemon_require_exit(chatd, 128 + SIGKILL);
	start();
	require_owned("alice");
}
END_TEST

static const struct {
	const char *text;
	const char *words;
} broken[] = {
	{ "", ":1: the file is cut off" },
	{ "alice:$y$hash\n", ":1: that is another kind of file" },
	{ "chatd-accounts 1\nalice $y$ha", ":2: the file is cut off" },
	{ "chatd-accounts 1\nalice secret\nend 1\n",
	    ":2: that is no hash of a password" },
	{ "chatd-accounts 1\nal:ice $y$hash\nend 1\n",
	    ":2: that cannot be a name" },
	{ "chatd-accounts 1\nalice $y$1\nalice $y$2\nend 2\n",
	    ":3: that account is there already" },
	{ "chatd-accounts 1\nalice $y$1\nAlice $y$2\nend 2\n",
	    ":3: another account has that name, but for capital letters, and "
	    "names_fold is not no" },
	{ "chatd-accounts 1\nalice $y$1\nbob $y$2\nend 3\n",
	    ":4: that is not the number of the lines in between" },
};

#define BROKEN (sizeof(broken) / sizeof(broken[0]))

START_TEST(a_file_that_cannot_be_understood_ends_the_start)
{
	accounts_begin();
	accounts_write(broken[_i].text);
	start_in_vain(NO_OPTION, EXIT_CONFIG, broken[_i].words);
	test_require_equal(accounts_read(), broken[_i].text);
}
END_TEST

START_TEST(more_than_accounts_max_end_the_start)
{
	accounts_begin();
	accounts_write("chatd-accounts 1\na $y$1\nb $y$2\nend 2\n");
	start_in_vain("accounts_max=1", EXIT_CONFIG,
	    ":3: there are more than accounts_max");
}
END_TEST

START_TEST(a_place_that_cannot_be_used_ends_the_start)
{
	accounts_begin();
	ck_assert_int_eq(mkdir(accounts_path(), 0755), 0);
	start_in_vain(NO_OPTION, EXIT_CONFIG, ": Is a directory");
	ck_assert_int_eq(rmdir(accounts_path()), 0);
	ck_assert_int_eq(symlink("elsewhere", accounts_path()), 0);
	start_in_vain(
	    NO_OPTION, EXIT_CONFIG, ": Too many levels of symbolic links");
	ck_assert_int_eq(unlink(accounts_path()), 0);
}
END_TEST

START_TEST(two_daemons_do_not_share_a_file)
{
	struct test_daemon *first;

	accounts_begin();
	start();
	first = chatd;
	start_in_vain(NO_OPTION, EXIT_UNAVAILABLE, ": another chatd uses it");
	test_daemon_stop(first);
}
END_TEST

START_TEST(an_account_of_another_day_is_read)
{
	accounts_begin();
	accounts_write(ALICE);
	start();
	require_owned("alice");
	accounts_add("bob");
	ck_assert_int_eq(strncmp(accounts_read(), ALICE, 31), 0);
}
END_TEST

START_TEST(a_change_that_is_not_on_the_disk_is_none)
{
	static const char *const calls[] = { "open", "write", "fsync-file",
		"rename" };
	struct test_client *console;

	accounts_begin();
	disk_use_faulty();
	start();
	console = console_connect();
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		disk_break(calls[i], EIO);
		console_expect(console, "account add alice open sesame",
		    "ERROR accounts_file is not written: "
		    "Input/output error\n");
		disk_mend(calls[i]);
		test_daemon_wait_log(chatd,
		    "accounts_file: a change is not written: "
		    "Input/output error");
		test_require_equal(accounts_read(), EMPTY);
		ck_assert_int_ne(
		    access(test_format("%s.new", accounts_path()), F_OK), 0);
	}
	/* Not to know whether the name is there after a crash is a failure. */
	disk_break("fsync-directory", EIO);
	console_expect_begin(console, "account add alice open sesame",
	    "ERROR accounts_file is not written");
	disk_mend("fsync-directory");
	test_client_login(chatd, "alice");
	accounts_add("bob");
	console_expect(console, "account list", "OK\nname\nbob\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	accounts_require_support();
	test_cases_add(tests, a_file_that_is_not_there_is_made);
	test_cases_add(tests, accounts_stay_from_run_to_run);
	test_cases_add(tests, what_was_confirmed_survives_the_daemon);
	test_cases_add_loop(tests,
	    a_file_that_cannot_be_understood_ends_the_start, 0, (int)BROKEN);
	test_cases_add(tests, more_than_accounts_max_end_the_start);
	test_cases_add(tests, a_place_that_cannot_be_used_ends_the_start);
	test_cases_add(tests, two_daemons_do_not_share_a_file);
	test_cases_add(tests, an_account_of_another_day_is_read);
	test_cases_add(tests, a_change_that_is_not_on_the_disk_is_none);
}
